#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/protocol/cursor.hpp"
#include "server/store/events_store.hpp"

namespace jobswipe::stream {

/// One `Frame` of api/openapi.yaml, encoded once and shared by all that send it.
struct Frame {
  std::string_view type;
  std::shared_ptr<const std::string> json;
  std::string cursor;  ///< where a client that has seen it stands; "" when the frame doesn't move it
};

Frame hello_frame(const protocol::Cursor& cursor, base::Time now);
Frame event_frame(const store::StoredEvent& event, std::string_view epoch);
Frame up_to_date_frame(const protocol::Cursor& cursor);
Frame reset_frame(const protocol::Cursor& cursor);
Frame ping_frame(base::Time now);
Frame drain_frame(int retry_after_ms);

/// As a server-sent event (HTML, 9.2): the type as `event`, the cursor as `id`, the JSON as `data`.
std::string to_sse(const Frame& frame);

/// Where a reader starts, decided from what it asked for and what the log holds.
struct Start {
  protocol::Cursor cursor;
  bool reset = false;  ///< what was asked for is not to be had: `cursor` is the log's end
};
/// `asked` is the cursor's text, or std::nullopt for "from now on".
Start decide_start(const std::optional<std::string>& asked, std::string_view epoch, std::int64_t last_seq,
                   std::int64_t pruned_seq);

}  // namespace jobswipe::stream
