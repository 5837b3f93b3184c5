#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

#include "agent/link/api.hpp"
#include "agent/link/frame.hpp"
#include "agent/link/ladder.hpp"

namespace jobswipe::link {

/// What a stream tells. Called on its executor.
struct StreamHandlers {
  std::function<void(const json::object& event)> event;
  std::function<void()> reset;                            ///< the cursor is unknown or pruned: sync
  std::function<void(const std::string& cursor)> cursor;  ///< everything up to here has been told
  std::function<void(Transport transport)> connected;
};

/// The person's events from a cursor, over WebSocket, SSE, long-poll or poll, whichever works; at least once and in
/// order. For one thread.
class EventStream {
 public:
  EventStream(asio::any_io_executor executor, Api& api, StreamHandlers handlers);

  /// Goes on for ever, through every failure; ends when the pairing is refused. To be cancelled, or left to a stopping
  /// io_context.
  asio::awaitable<void> run(std::string cursor);
  Transport transport() const noexcept { return ladder_.transport(); }

 private:
  enum class End { failed, drained, climbed, refused };
  asio::awaitable<End> over_websocket();
  asio::awaitable<End> over_sse();
  asio::awaitable<End> over_poll(std::chrono::seconds wait, std::chrono::seconds pause);
  asio::awaitable<void> sleep(std::chrono::milliseconds time);
  /// False when the server wants the stream to end.
  bool take(const Frame& frame);
  void alive();

  asio::any_io_executor executor_;
  Api& api_;
  StreamHandlers handlers_;
  Ladder ladder_;
  std::string cursor_;
  std::chrono::milliseconds drain_pause_{0};
  bool told_ = false;
};

}  // namespace jobswipe::link
