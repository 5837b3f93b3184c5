#include "server/store/events_store.hpp"

#include <fmt/format.h>

#include <iterator>

#include "core/protocol/cursor.hpp"
#include "server/store/application_row.hpp"
#include "server/store/sql.hpp"

namespace jobswipe::store {
namespace {

StoredEvent event_of(const postgres::Row& row) {
  StoredEvent event;
  event.seq = row.integer("seq");
  if (const auto id = row.optional_uuid("application_id")) event.application = base::ApplicationId{*id};
  event.type = row.text("type");
  auto data = row.json("data");
  if (data.is_object()) event.data = std::move(data.as_object());
  event.actor = row.text("actor");
  event.at = row.time("at");
  return event;
}

}  // namespace

boost::json::object to_json(const StoredEvent& event, std::string_view epoch) {
  boost::json::object json;
  json["cursor"] = protocol::Cursor{std::string(epoch), event.seq}.to_string();
  json["seq"] = event.seq;
  json["type"] = event.type;
  json["applicationId"] = nullptr;
  if (event.application) json["applicationId"] = event.application->to_string();
  json["data"] = event.data;
  json["actor"] = event.actor;
  json["at"] = base::to_rfc3339(event.at);
  return json;
}

void append_event_json(std::string& out, const postgres::Row& row, std::string_view epoch) {
  const auto seq = row.text("seq");
  fmt::format_to(std::back_inserter(out), R"({{"cursor":"{}:{}","seq":{},"type":)", epoch, seq, seq);
  append_json_string(out, row.text("type"));
  out += ",\"applicationId\":";
  if (row.is_null("application_id"))
    out += "null";
  else
    append_json_string(out, row.text("application_id"));
  out += ",\"data\":";
  out += row.text("data");
  out += ",\"actor\":";
  append_json_string(out, row.text("actor"));
  out += ",\"at\":";
  append_json_time(out, row, "at");
  out += '}';
}

asio::awaitable<ReadResult> EventsStore::read(base::UserId user, std::int64_t after, int limit) {
  const postgres::Rows rows = co_await pool_.query(sql::events_read, postgres::params(user, after, limit));
  ReadResult result;
  if (rows.empty()) co_return result;
  result.last_seq = rows.front().integer("last_seq");
  result.pruned_seq = rows.front().integer("pruned_seq");
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (!rows[i].is_null("seq")) result.events.push_back(event_of(rows[i]));
  co_return result;
}

asio::awaitable<std::vector<StoredEvent>> EventsStore::of_application(base::UserId user,
                                                                      base::ApplicationId application) {
  const postgres::Rows rows = co_await pool_.query(sql::events_of_application, postgres::params(user, application));
  std::vector<StoredEvent> events;
  for (std::size_t i = 0; i < rows.size(); ++i) events.push_back(event_of(rows[i]));
  co_return events;
}

asio::awaitable<std::vector<std::pair<base::UserId, std::int64_t>>> EventsStore::heads(
    std::vector<base::UserId> users) {
  std::vector<std::string> ids;
  for (const auto& user : users) ids.push_back(user.to_string());
  postgres::Params parameters;
  parameters.add_array(ids);
  const postgres::Rows rows = co_await pool_.query(sql::events_heads, std::move(parameters));
  std::vector<std::pair<base::UserId, std::int64_t>> heads;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    heads.emplace_back(base::UserId{rows[i].uuid("user_id")}, rows[i].integer("last_seq"));
  }
  co_return heads;
}

asio::awaitable<std::string> EventsStore::epoch() {
  if (epoch_.empty()) {
    const postgres::Rows rows = co_await pool_.query(sql::events_epoch, postgres::Params());
    epoch_ = rows.front().text("value");
  }
  co_return epoch_;
}

}  // namespace jobswipe::store
