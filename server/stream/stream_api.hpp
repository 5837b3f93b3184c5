#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>

#include "server/gateway/gateway.hpp"
#include "server/stream/event_source.hpp"
#include "server/stream/hub.hpp"
#include "server/stream/live_socket.hpp"

namespace jobswipe::stream {

/// Step 9: `getEvents` (JSON and server-sent events) and `openWebSocket`. One per thread; must outlive the HTTP
/// server's connections.
class StreamApi {
 public:
  /// `fan_out_healthy` tells whether wake-ups of other nodes arrive; without it the log's heads are polled more often.
  StreamApi(asio::any_io_executor executor, Hub& hub, EventSource& events, Settings settings,
            std::function<bool()> fan_out_healthy);
  ~StreamApi();
  void add_to(gateway::Gateway& gateway);
  /// Starts the poll that makes up for lost wake-ups.
  void start();
  /// Ends that poll; call before the hub dies.
  void stop();

  asio::awaitable<gateway::Answer> get_events(gateway::Call call);
  asio::awaitable<gateway::Answer> open_web_socket(gateway::Call call);

 private:
  class Poll;
  asio::awaitable<void> follow(gateway::Caller caller, std::optional<std::string> after,
                               std::shared_ptr<http::BodyWriter> writer);

  asio::any_io_executor executor_;
  Hub& hub_;
  EventSource& events_;
  Settings settings_;
  std::function<bool()> fan_out_healthy_;
  std::shared_ptr<Poll> poll_;
};

}  // namespace jobswipe::stream
