#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "io/http/message.hpp"
#include "io/net/error.hpp"
#include "io/ws/session.hpp"

namespace jobswipe::ws {

struct ConnectOptions {
  std::string url;      ///< ws:// or wss://
  http::Fields fields;  ///< such as Authorization
  std::chrono::milliseconds timeout{10000};
  std::chrono::seconds idle_timeout{90};  ///< silence, pings included, after which the session is lost
  std::size_t max_message_bytes = 1024 * 1024;
};

/// Opens a WebSocket. Throws net::TransportError; a refusal by HTTP status is Kind::connect with the status in the
/// text.
asio::awaitable<std::shared_ptr<Session>> connect(asio::any_io_executor executor, ConnectOptions options);

}  // namespace jobswipe::ws
