#include "server/dispatch/dispatcher.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace jobswipe::dispatch {
namespace {

queue::WorkerOptions worker_options(const Dispatcher::Options& options) {
  queue::WorkerOptions result;
  result.concurrency = options.concurrency;
  result.stalled_interval = options.stalled_interval;
  result.name = options.name;
  return result;
}

queue::Worker::Handler handler(Dispatcher::Offer offer) {
  return [offer = std::move(offer)](queue::Job job) -> asio::awaitable<boost::json::value> {
    std::string refusal;
    try {
      offer(queue::parse_offer(job).user);
    } catch (const std::invalid_argument& e) {
      refusal = e.what();
    }
    // Another attempt would read the same.
    if (!refusal.empty()) throw queue::Unrecoverable(refusal);
    co_return nullptr;
  };
}

}  // namespace

Dispatcher::Dispatcher(asio::any_io_executor executor, redis::Client& client, queue::Queues& queues, Offer offer,
                       Options options)
    : priority_(executor, client, queues.priority.keys(), handler(offer), worker_options(options)),
      processing_(executor, client, queues.processing.keys(), handler(offer), worker_options(options)),
      retry_(executor, client, queues.retry.keys(), handler(offer), worker_options(options)) {}

void Dispatcher::start() {
  priority_.start();
  processing_.start();
  retry_.start();
}

asio::awaitable<void> Dispatcher::stop(std::chrono::milliseconds deadline) {
  const auto until = std::chrono::steady_clock::now() + deadline;
  const std::array<queue::Worker*, 3> workers{&priority_, &processing_, &retry_};
  for (queue::Worker* worker : workers) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    co_await worker->stop(std::max(left, std::chrono::milliseconds(0)));
  }
}

queue::Worker::Stats Dispatcher::stats() const noexcept {
  queue::Worker::Stats sum;
  for (const queue::Worker* worker : {&priority_, &processing_, &retry_}) {
    const auto stats = worker->stats();
    sum.completed += stats.completed;
    sum.failed += stats.failed;
    sum.retried += stats.retried;
    sum.rescued += stats.rescued;
    sum.locks_lost += stats.locks_lost;
  }
  return sum;
}

}  // namespace jobswipe::dispatch
