#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/id.hpp"
#include "io/postgres/pool.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

/// One row of `application_events`.
struct StoredEvent {
  std::int64_t seq = 0;
  std::optional<base::ApplicationId> application;
  std::string type;
  boost::json::object data;
  std::string actor;
  base::Time at;
};

struct ReadResult {
  std::vector<StoredEvent> events;  ///< in order, none missing (invariant I6)
  std::int64_t last_seq = 0;        ///< of the whole log at this moment
  std::int64_t pruned_seq = 0;      ///< rows up to here are gone
};

/// `Event` of api/openapi.yaml; `epoch` is the log's, for the cursor.
boost::json::object to_json(const StoredEvent& event, std::string_view epoch);

/// Appends the same, from a row with the columns of `application_events`.
void append_event_json(std::string& out, const postgres::Row& row, std::string_view epoch);

/// Reads the event log of one person.
class EventsStore {
 public:
  explicit EventsStore(postgres::Pool& pool) : pool_(pool) {}
  /// Events with seq above `after`, at most `limit`. An unknown user reads as an empty log.
  asio::awaitable<ReadResult> read(base::UserId user, std::int64_t after, int limit);
  asio::awaitable<std::vector<StoredEvent>> of_application(base::UserId user, base::ApplicationId application);
  /// The last seq of each person's log, in one query; unknown people are left out.
  asio::awaitable<std::vector<std::pair<base::UserId, std::int64_t>>> heads(std::vector<base::UserId> users);
  /// Names this log's life: changes when the database was restored to an earlier state.
  asio::awaitable<std::string> epoch();

 private:
  postgres::Pool& pool_;
  std::string epoch_;
};

}  // namespace jobswipe::store
