#pragma once

#include <chrono>
#include <memory>

#include "io/ws/session.hpp"
#include "server/stream/event_source.hpp"
#include "server/stream/frames.hpp"
#include "server/stream/hub.hpp"

namespace jobswipe::stream {

/// How streams behave; one for all of a server.
struct Settings {
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds slow_reader_timeout{10'000};  ///< to take what is queued, before 1013
  int page = 200;                                         ///< events read at once for a stream
  std::chrono::milliseconds poll_interval{15'000};        ///< the log's heads are read this often, for lost wake-ups
  std::chrono::milliseconds poll_interval_alone{2'000};   ///< while nothing carries wake-ups between nodes
};

/// One WebSocket that follows a person's log. Between events it is one object at the hub and one pending receive.
class LiveSocket final : public Listener, public std::enable_shared_from_this<LiveSocket> {
 public:
  LiveSocket(asio::any_io_executor executor, Hub& hub, EventSource& events, const Settings& settings,
             gateway::Caller caller, std::shared_ptr<ws::Session> session, std::optional<std::string> after);
  ~LiveSocket() override;

  /// Follows the log from `after` until the socket closes.
  static asio::awaitable<void> run(std::shared_ptr<LiveSocket> self);

  void woken() override;
  void tick(std::chrono::steady_clock::time_point now) override;
  void session_ended() override;
  void drained() override {}  // The HTTP server drains its sockets itself: `receive` ends.
  std::int64_t position() const noexcept override { return cursor_.seq; }
  const gateway::Caller& caller() const noexcept override { return caller_; }

 private:
  asio::awaitable<void> pump();
  asio::awaitable<bool> send(Frame frame);
  asio::awaitable<void> begin();

  asio::any_io_executor executor_;
  Hub& hub_;
  EventSource& events_;
  const Settings& settings_;
  gateway::Caller caller_;
  std::shared_ptr<ws::Session> session_;
  std::optional<std::string> after_;
  protocol::Cursor cursor_;
  std::chrono::steady_clock::time_point next_ping_;
  bool started_ = false, behind_ = true, pumping_ = false, dirty_ = false;
};

}  // namespace jobswipe::stream
