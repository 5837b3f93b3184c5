#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace jobswipe::browser {

namespace json = boost::json;

/// The other side doesn't speak the protocol: a line that is too long, no JSON, or no JSON-RPC 2.0 message.
class McpProtocolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A response to one of our requests.
struct McpReply {
  std::int64_t id = 0;
  json::value result;                ///< null with an error
  std::optional<std::string> error;  ///< `code: message`
};
/// Something the server tells without waiting for an answer.
struct McpNotification {
  std::string method;
};
/// Something the server asks (such as `ping`); needs an answer.
struct McpServerRequest {
  json::value id;
  std::string method;
};
using McpMessage = std::variant<McpReply, McpNotification, McpServerRequest>;

/// What a tool call gave.
struct McpToolResult {
  std::string text;  ///< its text parts
  bool is_error = false;
};

/// The client's half of MCP over stdio (revision 2025-06-18, "Transports: stdio"): JSON-RPC 2.0 messages, one per line,
/// no line breaks inside. Sans-I/O: gives bytes to send, takes bytes that came.
class McpProtocol {
 public:
  explicit McpProtocol(std::size_t max_line_bytes = 32 * 1024 * 1024) : max_line_bytes_(max_line_bytes) {}

  /// One request, as the bytes to send; its id is `last_id()`.
  std::string request(std::string_view method, json::object params);
  std::string notification(std::string_view method);
  /// The answer to a server's request: `{}` to ping, else "method not found" (JSON-RPC 2.0, 5.1).
  std::string answer(const McpServerRequest& request);
  std::int64_t last_id() const noexcept { return last_id_; }

  /// Takes what came, in pieces of any size, and gives the messages that are now whole. Throws McpProtocolError, after
  /// which nothing more may be fed.
  std::vector<McpMessage> feed(std::string_view bytes);

  /// Reads `result` of a `tools/call` reply. Throws McpProtocolError when it is none.
  static McpToolResult tool_result(const json::value& result);
  /// Names of a `tools/list` reply.
  static std::vector<std::string> tool_names(const json::value& result);

 private:
  std::size_t max_line_bytes_;
  std::string buffer_;
  std::size_t scanned_ = 0;
  std::int64_t last_id_ = 0;
};

}  // namespace jobswipe::browser
