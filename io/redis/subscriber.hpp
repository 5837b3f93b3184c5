#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "io/redis/config.hpp"
#include "io/redis/reply.hpp"

namespace jobswipe::redis {

namespace asio = boost::asio;

/// What a subscription hears. The views live during the call only.
struct Notice {
  /// True when the channel has just been subscribed, first or again: messages before this moment may have been missed,
  /// so whoever waits for them should look for themselves once. `payload` is empty then.
  bool subscribed = false;
  std::string_view payload;
};

/// Channels of Redis' publish/subscribe on one connection of its own, any number of subscriptions per channel. Messages
/// are delivered at most once; after a lost connection all channels are subscribed again and each hears `subscribed`.
/// Use from the executor's thread only.
class Subscriber {
 public:
  using Callback = std::function<void(const Notice&)>;

  /// Ends its subscription when destroyed, which may be after the Subscriber. May be destroyed inside a callback.
  class Subscription {
   public:
    Subscription() = default;
    Subscription(Subscription&& other) noexcept { swap(other); }
    Subscription& operator=(Subscription&& other) noexcept {
      Subscription moved(std::move(other));
      swap(moved);
      return *this;
    }
    ~Subscription();

   private:
    friend class Subscriber;
    void swap(Subscription& other) noexcept;
    std::weak_ptr<void> owner_;
    std::string channel_;
    std::uint64_t id_ = 0;
  };

  Subscriber(asio::any_io_executor executor, Config config);
  ~Subscriber();
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  /// Calls `callback` on the executor's thread for each message on `channel`; never from inside this call. While Redis
  /// is down it stays silent. A callback must not throw.
  [[nodiscard]] Subscription subscribe(std::string channel, Callback callback);

  /// From any thread.
  bool healthy() const noexcept;
  /// Waits until connected. Throws Unavailable with the reason after `deadline`.
  asio::awaitable<void> wait_ready(std::chrono::milliseconds deadline);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::redis
