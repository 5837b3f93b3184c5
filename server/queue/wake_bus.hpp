#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "core/base/id.hpp"
#include "io/redis/client.hpp"
#include "server/queue/node_wakes.hpp"

namespace jobswipe::queue {

namespace asio = boost::asio;

/// Wakes whoever waits for news of a person: on this core at once, on the process' other cores through NodeWakes, on
/// other processes through Redis' channel `user:wake:{userId}`. A wake carries no news, only the hint to read them from
/// PostgreSQL; it may come twice or, while Redis is down, reach other processes when it is back: whoever waits also
/// looks by itself now and then. One per core; use from its thread.
class WakeBus {
 public:
  using Callback = std::function<void(Wake)>;

  /// Ends its listening when destroyed, which may be after the bus and inside a callback.
  class Listening {
   public:
    virtual ~Listening() = default;
  };

  /// Waits for wakes one at a time; one that comes between two waits is kept.
  class Signal {
   public:
    virtual ~Signal() = default;
    /// True when woken, false when `timeout` passed first. One wait at a time.
    virtual asio::awaitable<bool> wait(std::chrono::milliseconds timeout) = 0;
  };

  /// `publisher` must outlive it.
  WakeBus(asio::any_io_executor executor, redis::Client& publisher, std::shared_ptr<NodeWakes> node);
  ~WakeBus();
  WakeBus(const WakeBus&) = delete;
  WakeBus& operator=(const WakeBus&) = delete;

  /// Wakes the person's listeners everywhere. Returns at once, never throws, never calls a listener inside the call.
  void publish(base::UserId user, Wake wake);
  /// Calls `callback` on the executor's thread at each wake, never inside this call. It must not throw.
  [[nodiscard]] std::unique_ptr<Listening> listen(base::UserId user, Callback callback);
  /// `work_only`: wakes of the kind `events` are not for it.
  [[nodiscard]] std::unique_ptr<Signal> signal(base::UserId user, bool work_only);

  /// True while wakes of other processes arrive.
  bool healthy() const noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::queue
