#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "core/base/id.hpp"
#include "server/queue/queues.hpp"
#include "server/queue/worker.hpp"

namespace jobswipe::dispatch {

namespace asio = boost::asio;

/// Step 5: takes offers from `processing`, `priority` and, when their back-off is over, from `retry`, and wakes the
/// owner's desktops, wherever they are connected. The claim itself is a compare-and-set in PostgreSQL; an offer that
/// runs twice, too early or too late changes nothing. Any number of dispatchers may run. Use from the client's thread.
class Dispatcher {
 public:
  /// Wakes the person's desktops on every core; must not block or throw.
  using Offer = std::function<void(base::UserId)>;

  struct Options {
    int concurrency = 32;  ///< of each queue
    std::chrono::milliseconds stalled_interval{30'000};
    std::string name = "jobswiped";  ///< recorded in jobs as `processedBy`
  };

  Dispatcher(asio::any_io_executor executor, redis::Client& client, queue::Queues& queues, Offer offer,
             Options options);

  void start();
  asio::awaitable<void> stop(std::chrono::milliseconds deadline);
  /// The three workers' together.
  queue::Worker::Stats stats() const noexcept;

 private:
  queue::Worker priority_, processing_, retry_;
};

}  // namespace jobswipe::dispatch
