#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "core/base/id.hpp"
#include "io/redis/client.hpp"
#include "io/redis/config.hpp"

namespace jobswipe::queue {

namespace asio = boost::asio;

/// Why a person's listeners should look again.
enum class Wake {
  events,   ///< their event log has grown
  work,     ///< an application may be claimable
  unknown,  ///< wakes may have been missed: at the start of a listening and after a lost connection
};

/// Wakes whoever waits for news of a person, on this core at once and on all others through Redis' channel
/// `user:wake:{userId}`. A wake carries no news, only the hint to read them from PostgreSQL; it may come twice or,
/// while Redis is down, reach this core at once and the others when it is back: whoever waits also looks by itself now
/// and then. One per core; use from its thread.
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

  /// `publisher` must outlive it; the subscriptions get a connection of their own.
  WakeBus(asio::any_io_executor executor, redis::Client& publisher, redis::Config config);
  ~WakeBus();
  WakeBus(const WakeBus&) = delete;
  WakeBus& operator=(const WakeBus&) = delete;

  /// Wakes the person's listeners everywhere. Returns at once, never throws, never calls a listener inside the call.
  void publish(base::UserId user, Wake wake);
  /// Calls `callback` on the executor's thread at each wake, never inside this call. It must not throw.
  [[nodiscard]] std::unique_ptr<Listening> listen(base::UserId user, Callback callback);
  /// `work_only`: wakes of the kind `events` are not for it.
  [[nodiscard]] std::unique_ptr<Signal> signal(base::UserId user, bool work_only);

  /// True while wakes of other cores arrive.
  bool healthy() const noexcept;
  asio::awaitable<void> wait_ready(std::chrono::milliseconds deadline);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::queue
