#include "agent/model/protocol.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace jobswipe::model {
namespace {

constexpr const char* kAnswer = "answer";

const json::value* at(const json::value& value, std::string_view pointer) {
  boost::system::error_code error;
  return value.find_pointer(pointer, error);
}

std::string text_at(const json::value& value, std::string_view pointer) {
  const auto* found = at(value, pointer);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::int64_t number_at(const json::value& value, std::string_view pointer) {
  const auto* found = at(value, pointer);
  return found && found->is_int64() ? std::max<std::int64_t>(0, found->get_int64()) : 0;
}

json::object message(std::string_view role, const std::string& text) {
  json::object made;
  made["role"] = role;
  made["content"] = text;
  return made;
}

/// The first JSON object of a text: some servers know no schema, and their models wrap it in words or a fence.
std::optional<json::object> object_in(std::string_view text) {
  const auto open = text.find('{');
  const auto close = text.rfind('}');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  boost::system::error_code error;
  auto parsed = json::parse(text.substr(open, close - open + 1), error);
  if (error || !parsed.is_object()) return std::nullopt;
  return std::move(parsed.get_object());
}

json::object openai_body(const std::string& model, const Prompt& prompt) {
  json::array messages;
  messages.push_back(message("system", prompt.system));
  messages.push_back(message("user", prompt.user));
  json::object body;
  body["model"] = model;
  body["messages"] = std::move(messages);
  body["stream"] = false;
  body["max_tokens"] = prompt.max_tokens;
  if (prompt.schema) {
    json::object schema;
    schema["name"] = kAnswer;
    schema["strict"] = true;
    schema["schema"] = *prompt.schema;
    json::object format;
    format["type"] = "json_schema";
    format["json_schema"] = std::move(schema);
    body["response_format"] = std::move(format);
  }
  json::array tools;
  for (const auto& tool : prompt.tools) {
    json::object function;
    function["name"] = tool.name;
    function["description"] = tool.description;
    function["parameters"] = tool.schema;
    json::object entry;
    entry["type"] = "function";
    entry["function"] = std::move(function);
    tools.push_back(std::move(entry));
  }
  if (!tools.empty()) body["tools"] = std::move(tools);
  return body;
}

json::object anthropic_body(const std::string& model, const Prompt& prompt) {
  json::array messages;
  messages.push_back(message("user", prompt.user));
  json::object body;
  body["model"] = model;
  body["max_tokens"] = prompt.max_tokens;
  body["system"] = prompt.system;
  body["messages"] = std::move(messages);
  body["stream"] = false;
  json::array tools;
  const auto add = [&tools](const std::string& name, const std::string& description, const json::object& schema) {
    json::object entry;
    entry["name"] = name;
    entry["description"] = description;
    entry["input_schema"] = schema;
    tools.push_back(std::move(entry));
  };
  for (const auto& tool : prompt.tools) add(tool.name, tool.description, tool.schema);
  if (prompt.schema) {
    // A schema for the answer is a tool that has to be called.
    add(kAnswer, "Gives the answer.", *prompt.schema);
    json::object choice;
    choice["type"] = "tool";
    choice["name"] = kAnswer;
    body["tool_choice"] = std::move(choice);
  }
  if (!tools.empty()) body["tools"] = std::move(tools);
  return body;
}

Reply openai_reply(const json::value& body) {
  const auto* said = at(body, "/choices/0/message");
  if (!said || !said->is_object()) throw ProtocolError("the answer has no message");
  Reply reply;
  reply.text = text_at(*said, "/content");
  reply.refused = !text_at(*said, "/refusal").empty();
  const auto reason = text_at(body, "/choices/0/finish_reason");
  reply.refused = reply.refused || reason == "content_filter";
  reply.cut = reason == "length";
  if (const auto* calls = at(*said, "/tool_calls"); calls && calls->is_array())
    for (const auto& entry : calls->get_array()) {
      ToolCall call;
      call.name = text_at(entry, "/function/name");
      auto arguments = object_in(text_at(entry, "/function/arguments"));
      if (!arguments) throw ProtocolError("a tool was called with arguments that are no JSON object");
      call.arguments = std::move(*arguments);
      reply.calls.push_back(std::move(call));
    }
  reply.usage.input = number_at(body, "/usage/prompt_tokens");
  reply.usage.output = number_at(body, "/usage/completion_tokens");
  return reply;
}

Reply anthropic_reply(const json::value& body) {
  const auto* content = at(body, "/content");
  if (!content || !content->is_array()) throw ProtocolError("the answer has no content");
  Reply reply;
  for (const auto& block : content->get_array()) {
    const auto type = text_at(block, "/type");
    if (type == "text") reply.text += text_at(block, "/text");
    if (type != "tool_use") continue;
    const auto* input = at(block, "/input");
    if (!input || !input->is_object()) throw ProtocolError("a tool was called with arguments that are no JSON object");
    ToolCall call;
    call.name = text_at(block, "/name");
    call.arguments = input->get_object();
    reply.calls.push_back(std::move(call));
  }
  const auto reason = text_at(body, "/stop_reason");
  reply.refused = reason == "refusal";
  reply.cut = reason == "max_tokens";
  reply.usage.input = number_at(body, "/usage/input_tokens");
  reply.usage.output = number_at(body, "/usage/output_tokens");
  return reply;
}

}  // namespace

std::optional<Protocol> protocol_of(std::string_view name) noexcept {
  if (name == "openai") return Protocol::openai;
  if (name == "anthropic") return Protocol::anthropic;
  return std::nullopt;
}

std::string endpoint(Protocol protocol, std::string address) {
  while (!address.empty() && address.back() == '/') address.pop_back();
  if (protocol == Protocol::openai) return address + "/chat/completions";
  return address + (address.ends_with("/v1") ? "/messages" : "/v1/messages");
}

json::object request_body(Protocol protocol, const std::string& model, const Prompt& prompt) {
  return protocol == Protocol::openai ? openai_body(model, prompt) : anthropic_body(model, prompt);
}

Reply parse_reply(Protocol protocol, std::string_view body, bool wants_answer) {
  boost::system::error_code error;
  const auto parsed = json::parse(body, error);
  if (error) throw ProtocolError("the answer is not JSON");
  auto reply = protocol == Protocol::openai ? openai_reply(parsed) : anthropic_reply(parsed);
  if (!wants_answer) return reply;
  if (protocol == Protocol::anthropic) {
    const auto call =
        std::find_if(reply.calls.begin(), reply.calls.end(), [](const ToolCall& each) { return each.name == kAnswer; });
    if (call != reply.calls.end()) reply.answer = std::move(call->arguments);
  }
  if (!reply.answer) reply.answer = object_in(reply.text);
  reply.calls.clear();
  return reply;
}

std::string error_text(std::string_view body) {
  boost::system::error_code error;
  const auto parsed = json::parse(body, error);
  std::string said = error ? std::string() : text_at(parsed, "/error/message");
  if (said.empty() && !error) said = text_at(parsed, "/error");
  std::replace_if(
      said.begin(), said.end(), [](unsigned char c) { return c < 0x20; }, ' ');
  // A server that quotes the key back would put it into our log.
  for (std::size_t at = 0; (at = said.find("sk-", at)) != std::string::npos; at += 3)
    said.erase(at + 3, said.find_first_of(" '\",.", at) - at - 3);
  return said.substr(0, 200);
}

}  // namespace jobswipe::model
