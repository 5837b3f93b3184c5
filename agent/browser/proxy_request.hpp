#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jobswipe::browser {

/// What a browser asks of a proxy.
struct ProxyRequest {
  bool connect = false;  ///< CONNECT: a tunnel (RFC 9110, 9.3.6)
  std::string host;      ///< without brackets
  std::uint16_t port = 0;
  std::string forwarded;  ///< the head in origin form for the server, with `Connection: close`; empty for a tunnel
  bool chunked = false;   ///< the body's end is marked in itself
  std::size_t content_length = 0;
};

/// Reads a whole request head, up to and with the empty line. Nothing when it is no proxy request: neither CONNECT with
/// an authority nor an absolute http URL (RFC 9112, 3.2).
std::optional<ProxyRequest> parse_proxy_request(std::string_view head);

/// `host`, `host:port`, `[v6]`, `[v6]:port`; nothing when it is none of these.
struct Authority {
  std::string host;
  std::uint16_t port = 0;
};
std::optional<Authority> parse_authority(std::string_view text, std::uint16_t default_port);

}  // namespace jobswipe::browser
