#include "server/outbox/relay.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <optional>

#include "core/base/crash_point.hpp"
#include "core/domain/order.hpp"
#include "io/loop/run_loop.hpp"

namespace jobswipe::outbox {

using std::chrono::milliseconds;

namespace {

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

bool calls_for_dead_letter(const store::OutboxEvent& event) {
  return event.application &&
         domain::job_of(event.application->status, event.application->due_in) == domain::QueueJob::dead_letter;
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
        options_(options) {}

  void start() {
    loop_.emplace(executor_, "outbox", options_.poll, [weak = weak_from_this()]() -> asio::awaitable<milliseconds> {
      const auto self = weak.lock();
      if (!self) co_return milliseconds(0);
      co_return co_await self->turn();
    });
    signal_.attach([executor = executor_, weak = weak_from_this()] {
      asio::post(executor, [weak] {
        if (const auto self = weak.lock()) self->loop_->hurry();
      });
    });
    loop_->start();
  }

  void abandon() {
    signal_.detach();
    if (loop_) loop_->abandon();
  }

  asio::awaitable<void> stop(milliseconds deadline) {
    abandon();
    if (loop_) co_await loop_->stop(deadline);
  }

  asio::awaitable<std::size_t> relay_once() {
    const std::vector<store::OutboxEvent> events = co_await store_.pending(options_.batch);
    if (events.empty() || stopping()) co_return 0;
    Jobs jobs = jobs_of(events);
    base::crash_point("relay.before_add");
    co_await add(queues_.processing, std::move(jobs.processing), stats_.offered);
    co_await add(queues_.priority, std::move(jobs.priority), stats_.offered);
    co_await add(queues_.retry, std::move(jobs.retry), stats_.delayed);
    const std::size_t dead = jobs.dead.size();
    const bool buried = co_await add(queues_.deadletter, std::move(jobs.dead), stats_.dead_lettered);
    co_await forget(std::move(jobs.revived));
    base::crash_point("relay.after_add");
    std::vector<store::OutboxEvent> done = events;
    // Nobody offers a dead letter again, so its event waits for Redis; but not when that would hold up everything else.
    if (!buried && dead <= static_cast<std::size_t>(options_.batch) / 2) std::erase_if(done, calls_for_dead_letter);
    if (done.empty()) co_return 0;
    const store::Relayed relayed = co_await store_.mark(done);
    base::crash_point("relay.after_mark");
    stats_.relayed += static_cast<std::uint64_t>(relayed.marked);
    stats_.queued += static_cast<std::uint64_t>(relayed.queued);
    if (committed_)
      for (const base::UserId user : relayed.users) committed_(user);
    co_return done.size();
  }

  Stats stats() const noexcept { return stats_; }

 private:
  bool stopping() const noexcept { return loop_ && loop_->stopping(); }

  asio::awaitable<milliseconds> turn() {
    signal_.take();
    co_await confess();
    const std::size_t count = co_await relay_once();
    // A full batch says that more waits.
    if (count == static_cast<std::size_t>(options_.batch)) co_return milliseconds(0);
    co_return options_.poll;
  }

  /// Redis lacks jobs, or may: whoever was at work before this process may have died owing some. The sweep fills it.
  asio::awaitable<void> confess() {
    if (!owes_) co_return;
    try {
      co_await queues_.distrust();
      owes_ = false;
    } catch (const std::exception& e) {
      spdlog::debug("outbox: Redis can't be told yet that it lacks jobs: {}", e.what());
    }
  }

  /// False when Redis did not take them.
  asio::awaitable<bool> add(queue::Queue& queue, std::vector<queue::NewJob> jobs, std::uint64_t& counter) {
    if (jobs.empty()) co_return true;
    const std::size_t count = jobs.size();
    std::string failure;
    try {
      co_await queue.add_bulk(std::move(jobs));
      counter += count;
      if (missing_) spdlog::info("outbox: Redis takes jobs again");
      missing_ = false;
      co_return true;
    } catch (const std::exception& e) {
      failure = e.what();
    }
    stats_.missed += count;
    // The log is the delivery then; the sweep offers again what Redis did not get.
    if (!missing_) spdlog::warn("outbox: {} jobs for {} were not taken: {}", count, queue.keys().name(), failure);
    missing_ = owes_ = true;
    co_return false;
  }

  asio::awaitable<void> forget(std::vector<std::string> ids) {
    if (ids.empty()) co_return;
    try {
      co_await queues_.deadletter.remove_bulk(std::move(ids));
    } catch (const std::exception& e) {
      // The next fill removes dead letters that are none.
      spdlog::debug("outbox: dead letters were not removed: {}", e.what());
      owes_ = true;
    }
  }

  asio::any_io_executor executor_;
  store::OutboxStore& store_;
  queue::Queues& queues_;
  OutboxSignal& signal_;
  Committed committed_;
  RelayOptions options_;
  std::optional<loop::RunLoop> loop_;
  Stats stats_;
  bool missing_ = false;  // the last job was not taken
  bool owes_ = true;      // Redis may lack jobs and has not been told so
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
