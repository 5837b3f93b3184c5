#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jobswipe::load {

/// One HTTP/1.1 response (RFC 9112), which refers to the bytes that it was read from.
struct Response {
  int status = 0;
  std::string_view head, body;
  std::size_t size = 0;  ///< of the whole
  bool last = false;     ///< the server closes the connection after it
};

/// The response at the start of `bytes`, or nothing while it is not whole. Throws std::runtime_error for what is no
/// HTTP/1.1 response with a Content-Length.
std::optional<Response> parse_response(std::string_view bytes);

/// One frame of a server (RFC 6455, section 5.2): not masked, not fragmented.
struct Frame {
  int opcode = 0;  ///< 1 text, 8 close, 9 ping, 10 pong
  std::string_view payload;
  std::size_t size = 0;
};

/// The frame at the start of `bytes`, or nothing while it is not whole. Throws std::runtime_error for a masked one.
std::optional<Frame> parse_frame(std::string_view bytes);

/// A client's frame, masked by zero, of at most 125 bytes.
std::string client_frame(int opcode, std::string_view payload);

/// The text of the JSON member `name` when it is a string or a number: up to the closing quote, or the end of the
/// number. No general reader of JSON: it finds the first such member at whatever depth, and knows no escapes.
std::string_view member(std::string_view json, std::string_view name);

}  // namespace jobswipe::load
