#pragma once

#include <strings.h>

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jobswipe::ws {
class Session;
}

namespace jobswipe::http {

namespace asio = boost::asio;

enum class Method { get, head, post, put, delete_, options, patch, other };

/// Header fields in order; names compare without case (RFC 9110, 5.1).
class Fields {
 public:
  /// Replaces.
  void set(std::string name, std::string value) {
    std::erase_if(entries_, [&name](const auto& entry) { return same(entry.first, name); });
    add(std::move(name), std::move(value));
  }
  /// Appends, as for Set-Cookie.
  void add(std::string name, std::string value) { entries_.emplace_back(std::move(name), std::move(value)); }
  /// The first value, or "".
  std::string_view get(std::string_view name) const noexcept {
    for (const auto& entry : entries_) {
      if (same(entry.first, name)) return entry.second;
    }
    return {};
  }
  bool has(std::string_view name) const noexcept {
    for (const auto& entry : entries_) {
      if (same(entry.first, name)) return true;
    }
    return false;
  }
  void remove(std::string_view name) {
    std::erase_if(entries_, [name](const auto& entry) { return same(entry.first, name); });
  }
  auto begin() const noexcept { return entries_.begin(); }
  auto end() const noexcept { return entries_.end(); }
  std::size_t size() const noexcept { return entries_.size(); }

  static bool same(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
  }

 private:
  std::vector<std::pair<std::string, std::string>> entries_;
};

/// A request, read whole. Plain value.
struct Request {
  Method method = Method::get;
  std::string target;  ///< as sent: path and query
  std::string path;    ///< percent-decoded, without the query; always starts with '/'
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order
  Fields fields;
  std::string body;
  std::string remote_address;  ///< of the peer, or of the client when the peer is a trusted proxy
  bool secure = false;         ///< came over TLS, here or at the trusted proxy
  std::string request_id;      ///< set by the server, echoed as X-Request-Id
  bool upgrade = false;        ///< a valid WebSocket opening handshake (RFC 6455, 4.2.1)

  std::optional<std::string> query_value(std::string_view name) const;
  std::optional<std::string> cookie(std::string_view name) const;
};

/// Writes the body of a streamed response piece by piece, as chunks, each flushed at once. A `write` to a peer that
/// went away throws boost::system::system_error.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;
  virtual asio::awaitable<void> write(std::string chunk) = 0;
  /// True once the peer closed or the server drains; checked between pieces.
  virtual bool closed() const noexcept = 0;
  /// Called once when `closed` turns true (at once when it is), from the server's thread; replaces the one before. What
  /// it refers to must live until the stream's coroutine ends.
  virtual void on_close(std::function<void()> callback) = 0;
};

/// A response: a whole body, or a stream, or the switch to WebSocket.
struct Response {
  int status = 200;
  Fields fields;
  std::string body;
  /// When set, `body` is ignored and the stream is written by this coroutine; the connection closes at its end.
  std::function<asio::awaitable<void>(std::shared_ptr<BodyWriter>)> stream;
  /// When set (for a valid upgrade request only), the connection becomes a WebSocket served by this coroutine.
  std::function<asio::awaitable<void>(std::shared_ptr<ws::Session>)> websocket;

  static Response text(int status, std::string content_type, std::string body);
  static Response empty(int status);
};

/// Serves one request. Exceptions become a plain 500 problem document and are logged with the request's id.
using Handler = std::function<asio::awaitable<Response>(Request)>;

}  // namespace jobswipe::http
