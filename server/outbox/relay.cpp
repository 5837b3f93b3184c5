#include "server/outbox/relay.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/base/crash_point.hpp"
#include "core/domain/order.hpp"

namespace jobswipe::outbox {
namespace {

using Steady = std::chrono::steady_clock;

queue::Offer offer_of(const store::QueuedApplication& application) {
  queue::Offer offer;
  offer.user = application.user;
  offer.application = application.id;
  offer.epoch = application.epoch;
  offer.priority = application.priority;
  offer.premium = application.premium;
  return offer;
}

/// The jobs of a batch, by queue.
struct Jobs {
  std::vector<queue::NewJob> processing, priority, retry, dead;
  std::vector<std::string> revived;  // dead letters of applications that a person sent again
};

// What is added follows from where the application stands now, not from what the event said: a swipe that was claimed
// or cancelled before the relay came needs no offer.
Jobs jobs_of(const std::vector<store::OutboxEvent>& events) {
  Jobs jobs;
  for (const store::OutboxEvent& event : events) {
    if (!event.application) continue;
    const queue::Offer offer = offer_of(*event.application);
    switch (domain::job_of(event.application->status, event.application->due_in)) {
      case domain::QueueJob::offer:
        (queue::goes_first(offer) ? jobs.priority : jobs.processing).push_back(queue::offer_job(offer));
        break;
      case domain::QueueJob::later:
        jobs.retry.push_back(queue::retry_job(offer, event.application->due_in));
        break;
      case domain::QueueJob::dead_letter:
        jobs.dead.push_back(queue::dead_letter_job(offer, event.application->failure_kind));
        break;
      case domain::QueueJob::none:
        break;
    }
    if (domain::is_waiting(event.application->status) && event.type == "application.queued")
      jobs.revived.push_back(queue::job_id(offer));
  }
  return jobs;
}

}  // namespace

class Relay::Impl : public std::enable_shared_from_this<Relay::Impl> {
 public:
  Impl(asio::any_io_executor executor, store::OutboxStore& store, queue::Queues& queues, OutboxSignal& signal,
       Committed committed, RelayOptions options)
      : executor_(executor),
        store_(store),
        queues_(queues),
        signal_(signal),
        committed_(std::move(committed)),
        options_(options),
        timer_(executor),
        ended_(executor, Steady::time_point::max()) {}

  void start() {
    running_ = true;
    signal_.attach([executor = executor_, weak = weak_from_this()] {
      asio::post(executor, [weak] {
        if (const auto self = weak.lock()) self->timer_.cancel();
      });
    });
    asio::co_spawn(
        executor_, [self = shared_from_this()] { return self->run(); },
        [self = shared_from_this()](std::exception_ptr error) {
          self->running_ = false;
          self->ended_.cancel();
          if (!error) return;
          try {
            std::rethrow_exception(error);
          } catch (const std::exception& e) {
            spdlog::critical("outbox: the relay ended: {}", e.what());
          }
        });
  }

  void abandon() {
    stopping_ = true;
    signal_.detach();
    timer_.cancel();
  }

  asio::awaitable<void> stop(std::chrono::milliseconds deadline) {
    abandon();
    const auto until = Steady::now() + deadline;
    while (running_ && Steady::now() < until) {
      ended_.expires_at(until);
      co_await quietly(ended_);
    }
  }

  asio::awaitable<std::size_t> relay_once() {
    const std::vector<store::OutboxEvent> events = co_await store_.pending(options_.batch);
    if (events.empty() || stopping_) co_return 0;
    Jobs jobs = jobs_of(events);
    base::crash_point("relay.before_add");
    co_await add(queues_.processing, std::move(jobs.processing), stats_.offered);
    co_await add(queues_.priority, std::move(jobs.priority), stats_.offered);
    co_await add(queues_.retry, std::move(jobs.retry), stats_.delayed);
    co_await add(queues_.deadletter, std::move(jobs.dead), stats_.dead_lettered);
    co_await forget(std::move(jobs.revived));
    base::crash_point("relay.after_add");
    const store::Relayed relayed = co_await store_.mark(events);
    base::crash_point("relay.after_mark");
    stats_.relayed += static_cast<std::uint64_t>(relayed.marked);
    stats_.queued += static_cast<std::uint64_t>(relayed.queued);
    if (committed_)
      for (const base::UserId user : relayed.users) committed_(user);
    co_return events.size();
  }

  Stats stats() const noexcept { return stats_; }

 private:
  static asio::awaitable<void> quietly(asio::steady_timer& timer) {
    try {
      co_await timer.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
      // Notified or stopped.
    }
  }

  asio::awaitable<void> run() {
    bool complained = false;
    while (!stopping_) {
      signal_.take();
      std::string failure;
      std::size_t count = 0;
      try {
        count = co_await relay_once();
        complained = false;
      } catch (const std::exception& e) {
        failure = e.what();
      }
      if (stopping_) break;
      if (!failure.empty() && !complained) spdlog::warn("outbox: nothing can be relayed for now: {}", failure);
      complained = complained || !failure.empty();
      // A full batch says that more waits.
      if (failure.empty() && count == static_cast<std::size_t>(options_.batch)) continue;
      timer_.expires_after(options_.poll);
      if (failure.empty() && signal_.pending_.load()) continue;
      co_await quietly(timer_);
    }
  }

  asio::awaitable<void> add(queue::Queue& queue, std::vector<queue::NewJob> jobs, std::uint64_t& counter) {
    if (jobs.empty()) co_return;
    const std::size_t count = jobs.size();
    std::string failure;
    try {
      co_await queue.add_bulk(std::move(jobs));
      counter += count;
      if (missing_) spdlog::info("outbox: Redis takes jobs again");
      missing_ = false;
      co_return;
    } catch (const std::exception& e) {
      failure = e.what();
    }
    stats_.missed += count;
    // The log is the delivery then; the sweep offers again what Redis did not get.
    if (!missing_)
      spdlog::warn("outbox: {} jobs for {} were left to the sweep: {}", count, queue.keys().name(), failure);
    missing_ = true;
  }

  asio::awaitable<void> forget(std::vector<std::string> ids) {
    for (std::string& id : ids) {
      try {
        co_await queues_.deadletter.remove(std::move(id));
      } catch (const std::exception& e) {
        // It only stays in sight for longer.
        spdlog::debug("outbox: a dead letter was not removed: {}", e.what());
        co_return;
      }
    }
  }

  asio::any_io_executor executor_;
  store::OutboxStore& store_;
  queue::Queues& queues_;
  OutboxSignal& signal_;
  Committed committed_;
  RelayOptions options_;
  asio::steady_timer timer_, ended_;
  Stats stats_;
  bool running_ = false, stopping_ = false, missing_ = false;
};

Relay::Relay(asio::any_io_executor executor, store::OutboxStore& store, queue::Queues& queues, OutboxSignal& signal,
             Committed committed, RelayOptions options)
    : impl_(std::make_shared<Impl>(executor, store, queues, signal, std::move(committed), options)) {}

Relay::~Relay() {
  impl_->abandon();
}

void Relay::start() {
  impl_->start();
}

asio::awaitable<void> Relay::stop(std::chrono::milliseconds deadline) {
  const auto impl = impl_;
  co_await impl->stop(deadline);
}

asio::awaitable<std::size_t> Relay::relay_once() {
  const auto impl = impl_;
  co_return co_await impl->relay_once();
}

Relay::Stats Relay::stats() const noexcept {
  return impl_->stats();
}

}  // namespace jobswipe::outbox
