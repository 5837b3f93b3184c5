#include "agent/link/frame.hpp"

#include <boost/json/parse.hpp>

namespace jobswipe::link {
namespace {

Frame::Type type_of(std::string_view name) {
  if (name == "hello") return Frame::Type::hello;
  if (name == "event") return Frame::Type::event;
  if (name == "up_to_date") return Frame::Type::up_to_date;
  if (name == "reset") return Frame::Type::reset;
  if (name == "ping") return Frame::Type::ping;
  if (name == "drain") return Frame::Type::drain;
  return Frame::Type::unknown;
}

}  // namespace

std::optional<Frame> parse_frame(std::string_view text) {
  boost::system::error_code error;
  const auto value = boost::json::parse(text, error);
  const auto* object = value.if_object();
  if (error || !object) return std::nullopt;
  const auto* type = object->if_contains("type");
  if (!type || !type->is_string()) return std::nullopt;
  Frame frame;
  frame.type = type_of(type->get_string());
  if (const auto* cursor = object->if_contains("cursor"); cursor && cursor->is_string())
    frame.cursor = cursor->get_string();
  if (const auto* event = object->if_contains("event"); event && event->is_object()) {
    frame.event = event->get_object();
    const auto* cursor = frame.event->if_contains("cursor");
    if (frame.cursor.empty() && cursor && cursor->is_string()) frame.cursor = cursor->get_string();
  }
  if (frame.type == Frame::Type::event && !frame.event) return std::nullopt;
  if (const auto* wait = object->if_contains("retryAfterMs"); wait && wait->is_int64())
    frame.retry_after = std::chrono::milliseconds(wait->get_int64());
  return frame;
}

std::vector<SseParser::Event> SseParser::feed(std::string_view bytes) {
  std::vector<Event> events;
  buffer_.append(bytes);
  std::size_t start = 0;
  for (auto end = buffer_.find('\n'); end != std::string::npos; end = buffer_.find('\n', start)) {
    std::string_view line(buffer_.data() + start, end - start);
    start = end + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) {
      if (has_data_) events.push_back(building_);
      building_ = Event();
      has_data_ = false;
      continue;
    }
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "event") building_.type = value;
    if (name == "id") building_.id = value;
    if (name != "data") continue;
    if (has_data_) building_.data += '\n';
    building_.data += value;
    has_data_ = true;
  }
  buffer_.erase(0, start);
  return events;
}

}  // namespace jobswipe::link
