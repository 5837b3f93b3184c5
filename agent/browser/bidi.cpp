#include "agent/browser/bidi.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace jobswipe::browser {
namespace {

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, std::min<std::size_t>(text.find('\n'), 500)));
}

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

struct Key {
  std::string_view name;
  std::string_view value;
};
/// Private use code points in UTF-8.
constexpr std::array<Key, 22> kKeys{{
    {"Backspace", "\xEE\x80\x83"},  {"Tab", "\xEE\x80\x84"},
    {"Enter", "\xEE\x80\x87"},      {"Shift", "\xEE\x80\x88"},
    {"Control", "\xEE\x80\x89"},    {"Alt", "\xEE\x80\x8A"},
    {"Escape", "\xEE\x80\x8C"},     {"Space", " "},
    {"PageUp", "\xEE\x80\x8E"},     {"PageDown", "\xEE\x80\x8F"},
    {"End", "\xEE\x80\x90"},        {"Home", "\xEE\x80\x91"},
    {"ArrowLeft", "\xEE\x80\x92"},  {"ArrowUp", "\xEE\x80\x93"},
    {"ArrowRight", "\xEE\x80\x94"}, {"ArrowDown", "\xEE\x80\x95"},
    {"Insert", "\xEE\x80\x96"},     {"Delete", "\xEE\x80\x97"},
    {"F1", "\xEE\x80\xB1"},         {"F2", "\xEE\x80\xB2"},
    {"F4", "\xEE\x80\xB4"},         {"Meta", "\xEE\x80\xBD"},
}};

std::string value_of_key(std::string_view name) {
  for (const auto& key : kKeys)
    if (key.name == name) return std::string(key.value);
  if (name.size() == 1) {
    // Playwright's "Control+A" names the key, not a capital letter.
    std::string letter(name);
    if (letter[0] >= 'A' && letter[0] <= 'Z') letter[0] = static_cast<char>(letter[0] - 'A' + 'a');
    return letter;
  }
  throw BrowserError(BrowserFault::tool, "there is no key " + first_line(name));
}

json::object action(std::string_view type, std::string value) {
  json::object made;
  made["type"] = type;
  made["value"] = std::move(value);
  return made;
}

json::array key_source(json::array actions) {
  json::object source;
  source["type"] = "key";
  source["id"] = "keys";
  source["actions"] = std::move(actions);
  json::array sources;
  sources.push_back(std::move(source));
  return sources;
}

std::size_t length_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(length, text.size() - at);
}

/// Up to U+02FF; beyond are marks that join what stands before them, and much that no keyboard has.
bool has_key(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]) < 0xCC;
}

}  // namespace

std::string bidi_command(std::int64_t id, std::string_view method, json::object params) {
  json::object command;
  command["id"] = id;
  command["method"] = method;
  command["params"] = std::move(params);
  return json::serialize(command);
}

BidiMessage parse_bidi(std::string_view text) {
  boost::system::error_code error;
  auto parsed = json::parse(text, error);
  auto* message = parsed.if_object();
  if (error || !message) throw BidiProtocolError("a message that is no JSON object");
  const auto type = text_at(*message, "type");
  if (type == "event") {
    BidiEvent event;
    event.method = text_at(*message, "method");
    if (auto* params = message->if_contains("params"); params && params->is_object())
      event.params = std::move(params->get_object());
    return event;
  }
  BidiReply reply;
  const auto* id = message->if_contains("id");
  if (!id || !id->is_number() || (type != "success" && type != "error"))
    throw BidiProtocolError("a message that is neither event nor answer");
  reply.id = id->to_number<std::int64_t>();
  if (type == "error") {
    BidiFailure failure;
    failure.code = text_at(*message, "error");
    failure.message = first_line(text_at(*message, "message"));
    reply.failure = std::move(failure);
  } else if (auto* result = message->if_contains("result")) {
    reply.result = std::move(*result);
  }
  return reply;
}

BrowserFault fault_of(const BidiFailure& failure) noexcept {
  const auto& code = failure.code;
  const auto& said = failure.message;
  for (const auto* part : {"net::ERR_BLOCKED", "net::ERR_UNSAFE", "net::ERR_DISALLOWED", "net::ERR_UNKNOWN_URL_SCHEME",
                           "net::ERR_ACCESS_DENIED", "net::ERR_INVALID_URL"})
    if (has(said, part)) return BrowserFault::refused;
  if (has(said, "net::ERR_")) return BrowserFault::network;
  for (const auto* part : {"no such frame", "no such node", "no such history entry"})
    if (code == part) return BrowserFault::gone;
  for (const auto* part : {"Cannot find context", "context was destroyed", "navigated or closed", "not attached",
                           "detached", "No target with given id", "Session with given id not found",
                           "does not belong to the document", "Argument should belong to the same JavaScript world"})
    if (has(said, part)) return BrowserFault::gone;
  if (code == "invalid session id" || has(said, "disconnected") || has(said, "crashed")) return BrowserFault::crashed;
  if (code == "timeout" || code == "script timeout") return BrowserFault::timeout;
  return BrowserFault::tool;
}

const json::object& remote_value(const json::value& result) {
  const auto* object = result.if_object();
  if (object && text_at(*object, "type") == "exception") {
    std::string said = "the script failed";
    if (const auto* details = object->if_contains("exceptionDetails"); details && details->is_object())
      said = first_line(text_at(details->get_object(), "text"));
    throw BrowserError(has(said, "jobswipe timeout") ? BrowserFault::timeout : BrowserFault::tool, said);
  }
  const auto* value = object ? object->if_contains("result") : nullptr;
  if (!value || !value->is_object()) throw BrowserError(BrowserFault::tool, "the script's result can't be read");
  return value->get_object();
}

std::string remote_text(const json::value& result) {
  const auto& value = remote_value(result);
  const auto* text = value.if_contains("value");
  if (text_at(value, "type") != "string" || !text || !text->is_string())
    throw BrowserError(BrowserFault::tool, "the script gave no text");
  return std::string(text->get_string());
}

std::optional<std::string> remote_node(const json::value& result) {
  const auto& value = remote_value(result);
  if (text_at(value, "type") != "node") return std::nullopt;
  return text_at(value, "sharedId");
}

json::object local_text(std::string text) {
  return action("string", std::move(text));
}

json::object local_node(const std::string& shared_id) {
  json::object made;
  made["sharedId"] = shared_id;
  return made;
}

json::object local_number(double number) {
  json::object made;
  made["type"] = "number";
  made["value"] = number;
  return made;
}

json::array chord_actions(std::string_view key) {
  std::vector<std::string> values;
  while (true) {
    // A "+" that ends the name is the key itself.
    const auto plus = key.size() > 1 ? key.find('+', 1) : std::string_view::npos;
    values.push_back(value_of_key(key.substr(0, plus)));
    if (plus == std::string_view::npos) break;
    key.remove_prefix(plus + 1);
  }
  json::array actions;
  for (const auto& value : values) actions.push_back(action("keyDown", value));
  for (auto value = values.rbegin(); value != values.rend(); ++value) actions.push_back(action("keyUp", *value));
  return key_source(std::move(actions));
}

std::vector<TypedPiece> typed_pieces(std::string_view text) {
  std::vector<TypedPiece> pieces;
  constexpr std::size_t kMostBytes = 120;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = length_at(text, at);
    const bool keys = has_key(text, at);
    if (pieces.empty() || pieces.back().keys != keys || pieces.back().text.size() >= kMostBytes) {
      TypedPiece piece;
      piece.keys = keys;
      pieces.push_back(std::move(piece));
    }
    pieces.back().text.append(text.substr(at, length));
    at += length;
  }
  return pieces;
}

json::array key_actions(std::string_view text) {
  json::array actions;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = length_at(text, at);
    std::string value(text.substr(at, length));
    if (value == "\n" || value == "\r") value = value_of_key("Enter");
    if (value == "\t") value = value_of_key("Tab");
    actions.push_back(action("keyDown", value));
    actions.push_back(action("keyUp", value));
    at += length;
  }
  return key_source(std::move(actions));
}

json::array press_actions(const std::string& shared_id) {
  json::object origin;
  origin["type"] = "element";
  origin["element"] = local_node(shared_id);
  json::object move;
  move["type"] = "pointerMove";
  move["x"] = 0;
  move["y"] = 0;
  move["origin"] = std::move(origin);
  json::object down;
  down["type"] = "pointerDown";
  down["button"] = 0;
  json::object up;
  up["type"] = "pointerUp";
  up["button"] = 0;
  json::array actions;
  actions.push_back(std::move(move));
  actions.push_back(std::move(down));
  actions.push_back(std::move(up));
  json::object parameters;
  parameters["pointerType"] = "mouse";
  json::object source;
  source["type"] = "pointer";
  source["id"] = "mouse";
  source["parameters"] = std::move(parameters);
  source["actions"] = std::move(actions);
  json::array sources;
  sources.push_back(std::move(source));
  return sources;
}

}  // namespace jobswipe::browser
