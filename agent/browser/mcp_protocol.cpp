#include "agent/browser/mcp_protocol.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace jobswipe::browser {
namespace {

std::string line_of(const json::object& message) {
  return json::serialize(message) + "\n";
}

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

McpMessage message_of(std::string_view line) {
  boost::system::error_code error;
  const auto value = json::parse(line, error);
  if (error || !value.is_object())
    throw McpProtocolError(fmt::format("not a JSON-RPC message: {}", line.substr(0, 200)));
  const auto& object = value.get_object();
  if (text_of(object, "jsonrpc") != "2.0") throw McpProtocolError("a message without \"jsonrpc\":\"2.0\"");
  const auto* id = object.if_contains("id");
  const auto method = text_of(object, "method");
  if (!method.empty() && id) {
    McpServerRequest request;
    request.id = *id;
    request.method = method;
    return request;
  }
  if (!method.empty()) return McpNotification{method};
  if (!id || !id->is_int64()) throw McpProtocolError("a reply without the number of its request");
  McpReply reply;
  reply.id = id->get_int64();
  if (const auto* failed = object.if_contains("error"); failed && failed->is_object()) {
    const auto* code = failed->get_object().if_contains("code");
    reply.error = fmt::format("{}: {}", code ? json::serialize(*code) : "?", text_of(failed->get_object(), "message"));
  } else if (const auto* result = object.if_contains("result")) {
    reply.result = *result;
  } else {
    throw McpProtocolError("a reply with neither result nor error");
  }
  return reply;
}

}  // namespace

std::string McpProtocol::request(std::string_view method, json::object params) {
  json::object message;
  message["jsonrpc"] = "2.0";
  message["id"] = ++last_id_;
  message["method"] = method;
  message["params"] = std::move(params);
  return line_of(message);
}

std::string McpProtocol::notification(std::string_view method) {
  json::object message;
  message["jsonrpc"] = "2.0";
  message["method"] = method;
  return line_of(message);
}

std::string McpProtocol::answer(const McpServerRequest& request) {
  json::object message;
  message["jsonrpc"] = "2.0";
  message["id"] = request.id;
  if (request.method == "ping") {
    message["result"] = json::object();
  } else {
    json::object error;
    error["code"] = -32601;
    error["message"] = "Method not found";
    message["error"] = std::move(error);
  }
  return line_of(message);
}

std::vector<McpMessage> McpProtocol::feed(std::string_view bytes) {
  std::vector<McpMessage> messages;
  buffer_.append(bytes);
  std::size_t start = 0;
  for (;;) {
    const auto end = buffer_.find('\n', std::max(start, scanned_));
    if (end == std::string::npos) break;
    std::string_view line(buffer_.data() + start, end - start);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.size() > max_line_bytes_)
      throw McpProtocolError(fmt::format("a line of more than {} bytes", max_line_bytes_));
    if (!line.empty()) messages.push_back(message_of(line));
    start = end + 1;
  }
  buffer_.erase(0, start);
  scanned_ = buffer_.size();
  if (buffer_.size() > max_line_bytes_)
    throw McpProtocolError(fmt::format("a line of more than {} bytes", max_line_bytes_));
  return messages;
}

McpToolResult McpProtocol::tool_result(const json::value& result) {
  if (!result.is_object()) throw McpProtocolError("a tool result that is no object");
  McpToolResult out;
  const auto& object = result.get_object();
  if (const auto* failed = object.if_contains("isError")) out.is_error = failed->is_bool() && failed->get_bool();
  const auto* content = object.if_contains("content");
  if (!content || !content->is_array()) throw McpProtocolError("a tool result without content");
  for (const auto& part : content->get_array())
    if (part.is_object() && text_of(part.get_object(), "type") == "text")
      out.text += text_of(part.get_object(), "text");
  return out;
}

std::vector<std::string> McpProtocol::tool_names(const json::value& result) {
  const auto* tools = result.is_object() ? result.get_object().if_contains("tools") : nullptr;
  if (!tools || !tools->is_array()) throw McpProtocolError("a list of tools without tools");
  std::vector<std::string> names;
  for (const auto& tool : tools->get_array())
    if (tool.is_object()) names.push_back(text_of(tool.get_object(), "name"));
  return names;
}

}  // namespace jobswipe::browser
