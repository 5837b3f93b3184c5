#include "server/sweep/sweep.hpp"

#include <spdlog/spdlog.h>

#include <optional>
#include <unordered_set>

#include "core/base/crash_point.hpp"
#include "core/domain/report.hpp"
#include "io/loop/run_loop.hpp"

namespace jobswipe::sweep {

using std::chrono::milliseconds;

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
        options_(options) {}

  void start() {
    loop_.emplace(executor_, "sweep", options_.interval, [weak = weak_from_this()]() -> asio::awaitable<milliseconds> {
      const auto self = weak.lock();
      if (!self) co_return milliseconds(0);
      co_return co_await self->turn();
    });
    loop_->start();
  }

  void abandon() {
    if (loop_) loop_->abandon();
  }

  asio::awaitable<void> stop(milliseconds deadline) {
    if (loop_) co_await loop_->stop(deadline);
    lock_.reset();
  }

  asio::awaitable<void> sweep_once() {
    ++stats_.rounds;
    co_await attempt("settling leases", &Impl::settle_leases);
    co_await attempt("waking desktops", &Impl::wake_desktops);
    co_await attempt("checking Redis", &Impl::check_redis);
    co_await attempt("restoring jobs", &Impl::restore_jobs);
    if (Steady::now() >= next_prune_) {
      co_await attempt("pruning", &Impl::prune);
      co_await attempt("comparing dead letters", &Impl::compare_dead_letters);
      next_prune_ = Steady::now() + options_.prune_interval;
    }
  }

  Stats stats() const noexcept {
    Stats stats = stats_;
    stats.leader = lock_ && lock_->held();
    return stats;
  }

 private:
  bool stopping() const noexcept { return loop_ && loop_->stopping(); }

  asio::awaitable<milliseconds> turn() {
    const bool leads = co_await lead();
    if (leads && !stopping()) co_await sweep_once();
    co_return options_.interval;
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
    if (stopping()) co_return;
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
    while (!stopping()) {
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
    while (!stopping()) {
      const std::vector<base::UserId> users = co_await store_.listeners(options_.connected, after, kPage);
      for (const base::UserId user : users) hooks_.offer(user);
      stats_.woken += users.size();
      if (users.size() < kPage) co_return;
      after = users.back();
    }
  }

  // Jobs

  /// Not only at the start: Redis may not have been there, or may have been replaced by another.
  asio::awaitable<void> check_redis() {
    if (client_.healthy()) co_await queue::require_noeviction(client_);
  }

  asio::awaitable<void> restore_jobs() {
    if (!client_.healthy()) co_return;
    const bool complete = co_await queues_.complete();
    co_await restore_retries();
    if (complete) co_return;
    spdlog::info("sweep: Redis may lack jobs; its queues are filled");
    co_await queues_.begin_fill();
    co_await queues_.announce();
    co_await rebuild_offers();
    base::crash_point("sweep.mid_rebuild");
    co_await compare_dead_letters();
    co_await queues_.end_fill();
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
    while (!stopping()) {
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

  /// Adds the dead letters that Redis lacks, and removes those that are none any more: sent again by their owner,
  /// erased, or old.
  asio::awaitable<void> compare_dead_letters() {
    if (!client_.healthy()) co_return;
    // Redis first: what stands there had failed before PostgreSQL is read, so what that does not name is none.
    std::unordered_set<std::string> left;
    while (!stopping()) {
      const auto ids = co_await queues_.deadletter.prioritized(static_cast<std::int64_t>(left.size()), kPage);
      const std::size_t before = left.size();
      left.insert(ids.begin(), ids.end());
      if (ids.size() < kPage || left.size() == before) break;
    }
    base::UserId after_user;
    base::ApplicationId after;
    while (!stopping()) {
      const std::vector<store::QueuedApplication> dead =
          co_await store_.dead(after_user, after, kDeadLetterDays, kPage);
      std::vector<queue::NewJob> letters;
      for (const auto& application : dead) {
        const queue::Offer offer = offer_of(application);
        if (left.erase(queue::job_id(offer)) == 0)
          letters.push_back(queue::dead_letter_job(offer, application.failure_kind));
      }
      co_await add(queues_.deadletter, std::move(letters));
      if (dead.size() < kPage) break;
      after_user = dead.back().user;
      after = dead.back().id;
    }
    if (stopping() || left.empty()) co_return;
    std::vector<std::string> stale(left.begin(), left.end());
    const std::size_t removed = co_await queues_.deadletter.remove_bulk(std::move(stale));
    stats_.forgotten += removed;
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
    while (!stopping() && last == kPage) {
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
  std::optional<loop::RunLoop> loop_;
  std::unique_ptr<postgres::AdvisoryLock> lock_;
  Steady::time_point next_prune_{};
  Stats stats_;
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
