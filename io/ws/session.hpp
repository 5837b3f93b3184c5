#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace jobswipe::ws {

namespace asio = boost::asio;

/// One WebSocket (RFC 6455), either side. Text messages. Use from its executor's thread only.
class Session {
 public:
  virtual ~Session() = default;
  /// Queues one text message and returns at once; `false` when the bounded send queue is full or the session is closed:
  /// the caller closes it, and the peer resumes by its cursor. The text is shared, not copied.
  virtual bool send(std::shared_ptr<const std::string> message) = 0;
  /// The next text message; std::nullopt after a close by either side, a drain, or an error. One call at a time. Pings
  /// are answered and silence is noticed only while a call is pending.
  virtual asio::awaitable<std::optional<std::string>> receive() = 0;
  /// Waits until the send queue is empty; false when that takes longer than `timeout` or the session has ended. One
  /// call at a time.
  virtual asio::awaitable<bool> flushed(std::chrono::milliseconds timeout) = 0;
  /// Messages queued and not yet written.
  virtual std::size_t backlog() const noexcept = 0;
  virtual bool open() const noexcept = 0;
  /// Starts the closing handshake (RFC 6455, 7.1.2) with a status code such as 1000, 1001, 1008, 1013; returns at once.
  virtual void close(int code, std::string reason) = 0;
  /// The peer's close code; 1006 when the connection ended without one (RFC 6455, 7.1.5); 0 while the peer has not
  /// closed.
  virtual int close_code() const noexcept { return 0; }
  /// The server wants this session to end soon; `receive` has returned or will return std::nullopt.
  virtual bool draining() const noexcept { return false; }
};

}  // namespace jobswipe::ws
