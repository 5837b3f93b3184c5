#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "core/base/id.hpp"
#include "server/outbox/signal.hpp"
#include "server/queue/queues.hpp"
#include "server/store/outbox_store.hpp"

namespace jobswipe::outbox {

namespace asio = boost::asio;

struct RelayOptions {
  int batch = 1000;                      ///< events of one statement
  std::chrono::milliseconds poll{1000};  ///< looks this often even when nobody notifies
};

/// Step 3: carries committed events to the queue. For each batch: first the Redis jobs, then one statement that marks
/// the events and makes fresh swipes QUEUED. A crash between the two repeats the jobs, whose ids make that harmless.
/// While Redis is down the statuses go on and the jobs are left to the sweep. Any number of relays may run, in any
/// number of processes. Use from the stores' thread.
class Relay {
 public:
  struct Stats {
    std::uint64_t relayed = 0, queued = 0, offered = 0, delayed = 0, dead_lettered = 0;
    std::uint64_t missed = 0;  ///< jobs that Redis did not take; the sweep makes up for them
  };
  /// Called after a commit for each person whose log grew; must not block or throw.
  using Committed = std::function<void(base::UserId)>;

  Relay(asio::any_io_executor executor, store::OutboxStore& store, queue::Queues& queues, OutboxSignal& signal,
        Committed committed, RelayOptions options);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  void start();
  /// Ends after the batch at hand, for which it waits at most `deadline`.
  asio::awaitable<void> stop(std::chrono::milliseconds deadline);

  /// One batch; how many events were pending in it. Throws postgres::Error and postgres::Unavailable.
  asio::awaitable<std::size_t> relay_once();
  Stats stats() const noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::outbox
