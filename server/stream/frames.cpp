#include "server/stream/frames.hpp"

#include <boost/json/serialize.hpp>

namespace jobswipe::stream {

namespace {

Frame encode(std::string_view type, boost::json::object body, std::string cursor) {
  body["type"] = type;
  return Frame{type, std::make_shared<const std::string>(boost::json::serialize(body)), std::move(cursor)};
}

Frame with_cursor(std::string_view type, const protocol::Cursor& cursor) {
  boost::json::object body;
  body["cursor"] = cursor.to_string();
  return encode(type, std::move(body), cursor.to_string());
}

}  // namespace

Frame hello_frame(const protocol::Cursor& cursor, base::Time now) {
  boost::json::object body;
  body["cursor"] = cursor.to_string();
  body["at"] = base::to_rfc3339(now);
  return encode("hello", std::move(body), cursor.to_string());
}

Frame event_frame(const store::StoredEvent& event, std::string_view epoch) {
  boost::json::object body;
  body["event"] = store::to_json(event, epoch);
  return encode("event", std::move(body), protocol::Cursor{std::string(epoch), event.seq}.to_string());
}

Frame up_to_date_frame(const protocol::Cursor& cursor) {
  return with_cursor("up_to_date", cursor);
}

Frame reset_frame(const protocol::Cursor& cursor) {
  return with_cursor("reset", cursor);
}

Frame ping_frame(base::Time now) {
  boost::json::object body;
  body["at"] = base::to_rfc3339(now);
  return encode("ping", std::move(body), "");
}

Frame drain_frame(int retry_after_ms) {
  boost::json::object body;
  body["retryAfterMs"] = retry_after_ms;
  return encode("drain", std::move(body), "");
}

std::string to_sse(const Frame& frame) {
  std::string text = "event: " + std::string(frame.type) + "\n";
  if (!frame.cursor.empty()) text += "id: " + frame.cursor + "\n";
  // JSON text holds no line breaks, so one data line is enough.
  return text + "data: " + *frame.json + "\n\n";
}

Start decide_start(const std::optional<std::string>& asked, std::string_view epoch, std::int64_t last_seq,
                   std::int64_t pruned_seq) {
  Start start{protocol::Cursor{std::string(epoch), last_seq}, false};
  if (!asked) return start;
  const auto cursor = protocol::Cursor::parse(*asked);
  if (!cursor || cursor->epoch != epoch || cursor->seq > last_seq || cursor->seq < pruned_seq) {
    start.reset = true;
  } else {
    start.cursor = *cursor;
  }
  return start;
}

}  // namespace jobswipe::stream
