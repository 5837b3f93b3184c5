#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <string>

#include "core/base/id.hpp"
#include "io/redis/client.hpp"
#include "server/queue/keys.hpp"

namespace jobswipe::queue {

namespace asio = boost::asio;

/// Short-lived facts for whoever looks into Redis: `desktop:heartbeat:{deviceId}` (its owner), `user:status:{userId}`
/// (`online` while one of their desktops is), `job:progress:{applicationId}` (JSON). Nothing decides by them;
/// PostgreSQL holds the same. On a cluster the keys begin
/// with the queues' prefix, `{application}:user:status:{userId}`, so that they lie in the slot that the client speaks
/// with. Each call returns at once, never throws, and is dropped while Redis is down. Use from the
/// client's thread.
class Presence {
 public:
  /// `lifetime`: how long a fact stands without being renewed.
  Presence(asio::any_io_executor executor, redis::Client& client, std::chrono::seconds lifetime,
           const std::string& prefix = std::string(kPrefix));

  void seen(base::UserId user, base::DeviceId device);
  void gone(base::UserId user, base::DeviceId device);
  void progress(base::ApplicationId application, const boost::json::value& progress);

 private:
  void send(std::vector<redis::Command> commands);

  asio::any_io_executor executor_;
  redis::Client& client_;
  std::chrono::seconds lifetime_;
  std::string place_;  // what the keys begin with
};

}  // namespace jobswipe::queue
