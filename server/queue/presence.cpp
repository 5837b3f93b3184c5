#include "server/queue/presence.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/json/serialize.hpp>

namespace jobswipe::queue {

Presence::Presence(asio::any_io_executor executor, redis::Client& client, std::chrono::seconds lifetime,
                   const std::string& prefix)
    : executor_(executor), client_(client), lifetime_(lifetime) {
  if (client.config().cluster()) place_ = prefix_on(client.config(), prefix) + ":";
}

void Presence::seen(base::UserId user, base::DeviceId device) {
  const std::string seconds = std::to_string(lifetime_.count());
  std::vector<redis::Command> commands;
  commands.push_back(
      redis::Command{"SET", place_ + "desktop:heartbeat:" + device.to_string(), user.to_string(), "EX", seconds});
  commands.push_back(redis::Command{"SET", place_ + "user:status:" + user.to_string(), "online", "EX", seconds});
  send(std::move(commands));
}

void Presence::gone(base::UserId, base::DeviceId device) {
  std::vector<redis::Command> commands;
  commands.push_back(redis::Command{"DEL", place_ + "desktop:heartbeat:" + device.to_string()});
  send(std::move(commands));
}

void Presence::progress(base::ApplicationId application, const boost::json::value& progress) {
  std::vector<redis::Command> commands;
  commands.push_back(redis::Command{"SET", place_ + "job:progress:" + application.to_string(),
                                    boost::json::serialize(progress), "EX", std::to_string(lifetime_.count())});
  send(std::move(commands));
}

void Presence::send(std::vector<redis::Command> commands) {
  if (!client_.healthy()) return;
  asio::co_spawn(executor_, client_.pipeline(std::move(commands)), [](std::exception_ptr error, const auto&) {
    if (!error) return;
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& e) {
      spdlog::debug("presence was not recorded: {}", e.what());
    }
  });
}

}  // namespace jobswipe::queue
