#pragma once

// Private to io/http: what the server keeps per connection, and how one is served.

#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "io/http/server.hpp"
#include "io/net/address.hpp"
#include "io/net/stream.hpp"
#include "io/ws/stream_session.hpp"

namespace jobswipe::http {

using Clock = std::chrono::steady_clock;

/// What all connections of one server share. Lives as long as the last of them.
struct Shared {
  ServerConfig config;
  Handler handler;
  net::AddressSet trusted;
  std::shared_ptr<const ws::SessionConfig> websocket;
  std::uint64_t requests = 0;
  std::uint32_t instance = 0;  ///< first half of request ids
  bool draining = false;
  std::string date;  ///< of the Date field, made anew once a second
  std::chrono::sys_seconds date_of{};

  std::string_view now_date();
  std::string next_request_id();
};

/// One accepted connection. Its deadline is kept by the server's sweep, which closes the stream when it has passed;
/// timers per connection would cost more than all the rest of an idle one.
struct Connection {
  std::shared_ptr<net::Stream> stream;
  boost::asio::any_io_executor executor;
  boost::asio::ip::address peer;
  bool tls = false;
  std::string input;
  Clock::time_point deadline = Clock::time_point::max();
  bool idle = true;           ///< between requests, nothing of the next one read
  bool reading_head = false;  ///< a request's head is partly there: a timeout is answered with 408
  std::function<boost::asio::awaitable<void>(std::shared_ptr<ws::Session>)>
      websocket;                               ///< to be served after an upgrade
  std::shared_ptr<ws::StreamSession> session;  ///< after an upgrade
  std::function<void()> on_writer_close;
  bool closed = false;
  std::size_t index = 0;  ///< its place in the server's list

  void close();
};

/// Serves requests until the connection ends.
boost::asio::awaitable<void> serve_connection(std::shared_ptr<Shared> shared, std::shared_ptr<Connection> connection);

/// A problem document (RFC 9457) for what ends before it reaches a handler.
std::string problem_body(int status, std::string_view code, std::string_view detail, std::string_view request_id);
std::string_view reason_phrase(int status) noexcept;

/// Completion handler for a coroutine of this folder that nobody waits for: logs what it died of.
inline auto log_failure(const char* what) {
  return [what](std::exception_ptr failure) {
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      spdlog::error("{} ended: {}", what, error.what());
    }
  };
}

}  // namespace jobswipe::http
