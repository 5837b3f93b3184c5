#include "server/sweep/sweep.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/base/crash_point.hpp"
#include "core/domain/report.hpp"

namespace jobswipe::sweep {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::int64_t kLockKey = 0x6a6f627377656570;  // "jobsweep"
constexpr int kBatch = 500;
constexpr int kPage = 5000;
constexpr int kOffersEach = 10;  // of one person, when the queues are rebuilt
constexpr std::chrono::seconds kRetriesWithin{7200};
constexpr int kDeadLetterDays = 30;

queue::Offer offer_of(const store::QueuedApplication& application) {
  queue::Offer offer;
  offer.user = application.user;
  offer.application = application.id;
  offer.epoch = application.epoch;
  offer.priority = application.priority;
  offer.premium = application.premium;
  return offer;
}

}  // namespace

class Sweep::Impl : public std::enable_shared_from_this<Sweep::Impl> {
 public:
  Impl(asio::any_io_executor executor, postgres::Config database, store::SweepStore& store, redis::Client& client,
       queue::Queues& queues, Hooks hooks, SweepOptions options)
      : executor_(executor),
        database_(std::move(database)),
        store_(store),
        client_(client),
        queues_(queues),
        hooks_(std::move(hooks)),
        options_(options),
        // Beside the queues, so that whatever empties them takes it along.
        marker_(queues.processing.keys().prefix() + ":sweep:remembers"),
        timer_(executor),
        ended_(executor, Steady::time_point::max()) {}

  void start() {
    running_ = true;
    asio::co_spawn(
        executor_, [self = shared_from_this()] { return self->run(); },
        [self = shared_from_this()](std::exception_ptr error) {
          self->running_ = false;
          self->lock_.reset();
          self->ended_.cancel();
          if (!error) return;
          try {
            std::rethrow_exception(error);
          } catch (const std::exception& e) {
            spdlog::critical("sweep: it ended: {}", e.what());
          }
        });
  }

  void abandon() {
    stopping_ = true;
    timer_.cancel();
  }

  asio::awaitable<void> stop(std::chrono::milliseconds deadline) {
    abandon();
    const auto until = Steady::now() + deadline;
    while (running_ && Steady::now() < until) {
      ended_.expires_at(until);
      co_await quietly(ended_);
    }
    lock_.reset();
  }

  asio::awaitable<void> sweep_once() {
    ++stats_.rounds;
    co_await attempt("settling leases", &Impl::settle_leases);
    co_await attempt("waking desktops", &Impl::wake_desktops);
    co_await attempt("restoring jobs", &Impl::restore_jobs);
    if (Steady::now() >= next_prune_) {
      co_await attempt("pruning", &Impl::prune);
      next_prune_ = Steady::now() + options_.prune_interval;
    }
  }

  Stats stats() const noexcept {
    Stats stats = stats_;
    stats.leader = lock_ && lock_->held();
    return stats;
  }

 private:
  static asio::awaitable<void> quietly(asio::steady_timer& timer) {
    try {
      co_await timer.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
      // Stopped.
    }
  }

  asio::awaitable<void> run() {
    while (!stopping_) {
      const bool leads = co_await lead();
      if (leads && !stopping_) co_await sweep_once();
      if (stopping_) break;
      timer_.expires_after(options_.interval);
      co_await quietly(timer_);
    }
  }

  asio::awaitable<bool> lead() {
    if (lock_ && lock_->held()) co_return true;
    lock_.reset();
    try {
      lock_ = co_await postgres::AdvisoryLock::try_acquire(executor_, database_, kLockKey);
    } catch (const std::exception& e) {
      spdlog::debug("sweep: leadership could not be asked for: {}", e.what());
    }
    if (lock_) spdlog::info("sweep: this process leads");
    co_return lock_ != nullptr;
  }

  asio::awaitable<void> attempt(const char* what, asio::awaitable<void> (Impl::*step)()) {
    if (stopping_) co_return;
    try {
      co_await (this->*step)();
    } catch (const redis::Unavailable& e) {
      // Redis is what this makes up for; it says itself when it is gone.
      spdlog::debug("sweep: {} without Redis: {}", what, e.what());
    } catch (const std::exception& e) {
      spdlog::warn("sweep: {} failed and is tried again in the next round: {}", what, e.what());
    }
  }

  // Leases

  store::Lapse decide(const store::LapsedLease& lease) const {
    store::Lapse lapse;
    lapse.lease = lease;
    domain::Application application;
    application.status = lease.status;
    application.epoch = lease.epoch;
    application.attempts = lease.attempts;
    application.cancel_requested = lease.cancel_requested;
    if (lease.granted) application.granted_epoch = lease.epoch;
    domain::Policy rules;
    rules.max_attempts = options_.max_attempts;
    rules.retry = options_.retry;
    const domain::Follow follow = domain::decide_lapse(application, rules, hooks_.random());
    lapse.status = follow.to;
    if (follow.failure) lapse.failure_kind = domain::to_string(*follow.failure);
    lapse.delay = follow.delay;
    lapse.event_type = domain::lapse_event(follow.action);
    return lapse;
  }

  asio::awaitable<void> settle_leases() {
    while (!stopping_) {
      const std::vector<store::LapsedLease> leases = co_await store_.lapsed(kBatch);
      if (leases.empty()) co_return;
      std::vector<store::Lapse> lapses;
      for (const store::LapsedLease& lease : leases) lapses.push_back(decide(lease));
      base::crash_point("sweep.before_lapse");
      const std::vector<store::SettledLease> settled = co_await store_.lapse(lapses);
      base::crash_point("sweep.after_lapse");
      for (const store::SettledLease& lease : settled) {
        count(lease.status);
        hooks_.committed(lease.user);
      }
      spdlog::info("sweep: {} of {} run-out leases settled", settled.size(), leases.size());
      // What was not settled changed meanwhile; the next round reads it anew.
      if (settled.size() < leases.size() || leases.size() < kBatch) co_return;
    }
  }

  void count(domain::Status status) {
    if (status == domain::Status::queued) ++stats_.retried;
    if (status == domain::Status::failed) ++stats_.failed;
    if (status == domain::Status::needs_review) ++stats_.reviewed;
    if (status == domain::Status::cancelled) ++stats_.cancelled;
  }

  // Wakes

  asio::awaitable<void> wake_desktops() {
    base::UserId after;
    while (!stopping_) {
      const std::vector<base::UserId> users = co_await store_.listeners(options_.connected, after, kPage);
      for (const base::UserId user : users) hooks_.offer(user);
      stats_.woken += users.size();
      if (users.size() < kPage) co_return;
      after = users.back();
    }
  }

  // Jobs

  asio::awaitable<void> restore_jobs() {
    if (!client_.healthy()) co_return;
    redis::Command get{"EXISTS", marker_};
    const redis::Reply remembers = co_await client_.command(std::move(get));
    co_await restore_retries();
    if (remembers.integer() == 1) co_return;
    spdlog::info("sweep: Redis remembers nothing; its queues are rebuilt");
    co_await queues_.announce();
    co_await rebuild_offers();
    base::crash_point("sweep.mid_rebuild");
    co_await rebuild_dead_letters();
    redis::Command set{"SET", marker_, "1"};
    co_await client_.command(std::move(set));
    ++stats_.rebuilds;
  }

  asio::awaitable<void> restore_retries() {
    const std::vector<store::QueuedApplication> waiting = co_await store_.retries(kRetriesWithin, kPage);
    if (waiting.empty()) co_return;
    std::vector<std::string> ids;
    for (const auto& application : waiting) ids.push_back(queue::job_id(offer_of(application)));
    const std::vector<bool> exist = co_await queues_.retry.exist(std::move(ids));
    std::vector<queue::NewJob> missing;
    for (std::size_t i = 0; i < waiting.size(); ++i)
      if (!exist[i]) missing.push_back(queue::retry_job(offer_of(waiting[i]), waiting[i].due_in));
    co_await add(queues_.retry, std::move(missing));
  }

  asio::awaitable<void> rebuild_offers() {
    base::UserId after;
    while (!stopping_) {
      const std::vector<base::UserId> users = co_await store_.listeners(options_.connected, after, kBatch);
      if (users.empty()) co_return;
      const std::vector<store::QueuedApplication> due = co_await store_.offers(users, kOffersEach);
      std::vector<queue::NewJob> first, others;
      for (const auto& application : due) {
        const queue::Offer offer = offer_of(application);
        (queue::goes_first(offer) ? first : others).push_back(queue::offer_job(offer));
      }
      co_await add(queues_.priority, std::move(first));
      co_await add(queues_.processing, std::move(others));
      if (users.size() < kBatch) co_return;
      after = users.back();
    }
  }

  asio::awaitable<void> rebuild_dead_letters() {
    base::UserId after_user;
    base::ApplicationId after;
    while (!stopping_) {
      const std::vector<store::QueuedApplication> dead =
          co_await store_.dead(after_user, after, kDeadLetterDays, kPage);
      if (dead.empty()) co_return;
      std::vector<queue::NewJob> letters;
      for (const auto& application : dead)
        letters.push_back(queue::dead_letter_job(offer_of(application), application.failure_kind));
      co_await add(queues_.deadletter, std::move(letters));
      if (dead.size() < kPage) co_return;
      after_user = dead.back().user;
      after = dead.back().id;
    }
  }

  asio::awaitable<void> add(queue::Queue& queue, std::vector<queue::NewJob> jobs) {
    if (jobs.empty()) co_return;
    const std::size_t count = jobs.size();
    co_await queue.add_bulk(std::move(jobs));
    stats_.restored += count;
  }

  // Old rows

  asio::awaitable<void> prune() {
    std::int64_t deleted = 0, last = kPage;
    while (!stopping_ && last == kPage) {
      last = co_await store_.prune_idempotency_keys(options_.keep_idempotency_keys, kPage);
      deleted += last;
    }
    deleted += co_await store_.prune_device_codes(kPage);
    deleted += co_await store_.prune_sessions(kPage);
    stats_.pruned += static_cast<std::uint64_t>(deleted);
    if (deleted > 0) spdlog::info("sweep: {} old rows deleted", deleted);
  }

  asio::any_io_executor executor_;
  postgres::Config database_;
  store::SweepStore& store_;
  redis::Client& client_;
  queue::Queues& queues_;
  Hooks hooks_;
  SweepOptions options_;
  std::string marker_;
  asio::steady_timer timer_, ended_;
  std::unique_ptr<postgres::AdvisoryLock> lock_;
  Steady::time_point next_prune_{};
  Stats stats_;
  bool running_ = false, stopping_ = false;
};

Sweep::Sweep(asio::any_io_executor executor, postgres::Config database, store::SweepStore& store, redis::Client& client,
             queue::Queues& queues, Hooks hooks, SweepOptions options)
    : impl_(std::make_shared<Impl>(executor, std::move(database), store, client, queues, std::move(hooks), options)) {}

Sweep::~Sweep() {
  impl_->abandon();
}

void Sweep::start() {
  impl_->start();
}

asio::awaitable<void> Sweep::stop(std::chrono::milliseconds deadline) {
  const auto impl = impl_;
  co_await impl->stop(deadline);
}

asio::awaitable<void> Sweep::sweep_once() {
  const auto impl = impl_;
  co_await impl->sweep_once();
}

Sweep::Stats Sweep::stats() const noexcept {
  return impl_->stats();
}

}  // namespace jobswipe::sweep
