#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <string>

#include "core/base/id.hpp"
#include "io/redis/client.hpp"

namespace jobswipe::queue {

namespace asio = boost::asio;

/// Short-lived facts for whoever looks into Redis: `desktop:heartbeat:{deviceId}` (its owner), `user:status:{userId}`
/// (`online` while one of their desktops is), `job:progress:{applicationId}` (JSON). Nothing decides by them;
/// PostgreSQL holds the same. Each call returns at once, never throws, and is dropped while Redis is down. Use from the
/// client's thread.
class Presence {
 public:
  /// `lifetime`: how long a fact stands without being renewed.
  Presence(asio::any_io_executor executor, redis::Client& client, std::chrono::seconds lifetime)
      : executor_(executor), client_(client), lifetime_(lifetime) {}

  void seen(base::UserId user, base::DeviceId device);
  void gone(base::UserId user, base::DeviceId device);
  void progress(base::ApplicationId application, const boost::json::value& progress);

 private:
  void send(std::vector<redis::Command> commands);

  asio::any_io_executor executor_;
  redis::Client& client_;
  std::chrono::seconds lifetime_;
};

}  // namespace jobswipe::queue
