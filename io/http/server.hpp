#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "io/http/message.hpp"

namespace jobswipe::http {

struct ServerConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                        ///< 0 = a free one; see Server::port()
  bool reuse_port = true;                        ///< several servers (one per core) share the port
  std::size_t max_header_bytes = 16 * 1024;      ///< beyond: 431
  std::size_t max_body_bytes = 6 * 1024 * 1024;  ///< beyond: 413
  std::chrono::seconds header_timeout{10};       ///< slow senders are dropped
  std::chrono::seconds body_timeout{60};
  std::chrono::seconds idle_timeout{75};           ///< keep-alive; of a WebSocket: silence in spite of pings
  std::chrono::seconds write_timeout{30};          ///< a peer that takes no byte for so long is dropped
  std::string tls_certificate_file, tls_key_file;  ///< both set: TLS 1.3 only
  std::vector<std::string> trusted_proxies;        ///< whose X-Forwarded-For / -Proto are believed
  std::size_t max_websocket_message_bytes = 64 * 1024;
  std::size_t max_websocket_backlog_messages = 256;  ///< beyond, Session::send refuses
  std::size_t max_websocket_backlog_bytes = 1024 * 1024;
};

/// HTTP/1.1 on one address for one thread's io_context: keep-alive, pipelining answered in order, chunked streams,
/// WebSocket upgrade, TLS 1.3. Use from the executor's thread only.
class Server {
 public:
  /// Binds at once; throws boost::system::system_error with the address in its text when it can't.
  Server(asio::any_io_executor executor, ServerConfig config, Handler handler);
  ~Server();
  std::uint16_t port() const noexcept;
  void start();
  /// Stops accepting, tells streams and sockets to end (their `closed()` turns true, WebSocket sessions see drain),
  /// waits for requests in flight up to `deadline`, closes the rest.
  asio::awaitable<void> drain(std::chrono::milliseconds deadline);
  std::size_t connections() const noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::http
