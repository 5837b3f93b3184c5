#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jobswipe::link {

/// One message of the event stream; schema `Frame` of api/openapi.yaml, the same on every transport.
struct Frame {
  enum class Type { hello, event, up_to_date, reset, ping, drain, unknown };
  Type type = Type::unknown;
  std::string cursor;  ///< of the event for `event`; may be empty
  std::optional<boost::json::object> event;
  std::chrono::milliseconds retry_after{0};
};

/// Reads a frame of JSON; nothing when it is none.
std::optional<Frame> parse_frame(std::string_view text);

/// Server-sent events (HTML, 9.2.6 "Interpreting an event stream"), as much of them as the server sends: `event`,
/// `data`, `id` and comments. Sans-I/O: fed bytes in pieces of any size.
class SseParser {
 public:
  struct Event {
    std::string type;
    std::string data;
    std::string id;
  };
  std::vector<Event> feed(std::string_view bytes);

 private:
  std::string buffer_;
  Event building_;
  bool has_data_ = false;
};

}  // namespace jobswipe::link
