#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "io/http/message.hpp"
#include "io/net/error.hpp"

namespace jobswipe::http {

/// The request got no whole answer. Thrown.
using TransportError = net::TransportError;

struct ClientConfig {
  std::chrono::milliseconds connect_timeout{5000};
  std::size_t max_body_bytes = 64 * 1024 * 1024;
  int max_redirects = 0;      ///< each hop's address is checked again
  bool allow_private = true;  ///< false refuses every address for which net::is_public doesn't hold; the checked
                              ///< address is the one connected to
  std::string user_agent = "JobSwipe/0.1";
};

struct ClientRequest {
  Method method = Method::get;
  std::string url;  ///< absolute, http or https; userinfo is refused
  Fields fields;
  std::string body;
  std::chrono::milliseconds timeout{30000};  ///< for the whole exchange
};

struct ClientResponse {
  int status = 0;
  Fields fields;
  std::string body;
};

/// HTTP/1.1 client with kept-alive connections, for one thread's io_context. TLS verifies the peer against the system's
/// roots.
class Client {
 public:
  Client(asio::any_io_executor executor, ClientConfig config);
  ~Client();
  asio::awaitable<ClientResponse> send(ClientRequest request);
  /// Streams the body to `on_chunk` as it arrives (for server-sent events); returns status and fields at the end of the
  /// body. `on_chunk` returning false ends it. `idle_timeout` bounds the silence between chunks.
  asio::awaitable<ClientResponse> stream(ClientRequest request, std::chrono::milliseconds idle_timeout,
                                         std::function<bool(int status, std::string_view chunk)> on_chunk);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::http
