#include "server/store/tracking_store.hpp"

#include "server/store/sql.hpp"

namespace jobswipe::store {
namespace {

constexpr char kNote[] = "application_notes";
constexpr char kReminder[] = "reminders";

boost::json::value time_or_null(const std::optional<base::Time>& time) {
  return time ? boost::json::value(base::to_rfc3339(*time)) : boost::json::value(nullptr);
}

boost::json::object note_json(std::string text, std::int64_t version, std::optional<base::Time> updated_at) {
  boost::json::object note;
  note["text"] = std::move(text);
  note["version"] = version;
  note["updatedAt"] = time_or_null(updated_at);
  return note;
}

boost::json::object reminder_json(const postgres::Row& row, std::string text) {
  boost::json::object reminder;
  reminder["id"] = row.uuid("id").to_string();
  reminder["applicationId"] = row.uuid("application_id").to_string();
  reminder["text"] = std::move(text);
  reminder["dueAt"] = base::to_rfc3339(row.time("due_at"));
  reminder["done"] = row.boolean("done");
  reminder["notifiedAt"] = time_or_null(row.optional_time("notified_at"));
  reminder["createdAt"] = base::to_rfc3339(row.time("created_at"));
  reminder["updatedAt"] = base::to_rfc3339(row.time("updated_at"));
  return reminder;
}

base::Error conflict(std::string detail) {
  base::Error error;
  error.code = base::ErrorCode::conflict;
  error.detail = std::move(detail);
  return error;
}

}  // namespace

asio::awaitable<boost::json::object> TrackingStore::note(base::UserId user, base::ApplicationId application) {
  const postgres::Rows rows = co_await pool_.query(sql::note_get, postgres::params(user, application));
  if (rows.empty()) co_return note_json({}, 0, std::nullopt);
  const auto row = rows.front();
  auto text = co_await vault_.open(user, kNote, row.bytes("sealed"));
  co_return note_json(std::move(text), row.integer("version"), row.time("updated_at"));
}

asio::awaitable<base::Result<boost::json::object>> TrackingStore::put_note(base::UserId user,
                                                                           base::ApplicationId application,
                                                                           std::string text, std::int64_t version) {
  const auto sealed = co_await vault_.seal(user, kNote, text);
  postgres::Params params;
  params.add(user).add(application).add_bytes(sealed).add(version);
  const postgres::Rows saved = co_await pool_.query(sql::note_put, std::move(params));
  if (!saved.empty()) {
    const auto row = saved.front();
    co_return note_json(std::move(text), row.integer("version"), row.time("updated_at"));
  }
  const postgres::Rows existing = co_await pool_.query(sql::application_exists, postgres::params(user, application));
  if (existing.empty()) co_return base::Error::not_found("application");
  auto current = co_await note(user, application);
  // What was sent again after a lost answer is there already.
  if (current.at("text").as_string() == text) co_return current;
  co_return conflict(
      "The note has changed on another device since it was read. Read it again, then bring both together.");
}

asio::awaitable<boost::json::array> TrackingStore::notes(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::note_list, postgres::params(user));
  boost::json::array all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto text = co_await vault_.open(user, kNote, rows[i].bytes("sealed"));
    if (text.empty()) continue;
    auto json = note_json(std::move(text), rows[i].integer("version"), rows[i].time("updated_at"));
    json["applicationId"] = rows[i].uuid("application_id").to_string();
    all.push_back(std::move(json));
  }
  co_return all;
}

asio::awaitable<boost::json::array> TrackingStore::list(base::UserId user,
                                                        std::optional<base::ApplicationId> application, bool open,
                                                        int limit) {
  const postgres::Rows rows =
      co_await pool_.query(sql::reminder_list, postgres::params(user, application, open, limit));
  boost::json::array all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto text = co_await vault_.open(user, kReminder, rows[i].bytes("sealed"));
    all.push_back(reminder_json(rows[i], std::move(text)));
  }
  co_return all;
}

asio::awaitable<boost::json::array> TrackingStore::reminders(base::UserId user, base::ApplicationId application) {
  return list(user, application, false, kMostReminders);
}

asio::awaitable<boost::json::array> TrackingStore::all_reminders(base::UserId user, bool open, int limit) {
  return list(user, std::nullopt, open, limit);
}

asio::awaitable<base::Result<boost::json::object>> TrackingStore::put_reminder(base::UserId user,
                                                                               base::ApplicationId application,
                                                                               NewReminder reminder) {
  const auto sealed = co_await vault_.seal(user, kReminder, reminder.text);
  const auto digest = co_await vault_.digest(user, kReminder, reminder.text);
  postgres::Params params;
  params.add(user).add(application).add(reminder.id).add_bytes(sealed).add_bytes(digest);
  params.add(reminder.due_at).add(reminder.done).add(kMostReminders);
  const postgres::Rows rows = co_await pool_.query(sql::reminder_put, std::move(params));
  const auto row = rows.front();
  if (row.integer("applications") == 0) co_return base::Error::not_found("application");
  if (row.is_null("id"))
    co_return conflict("An application has at most " + std::to_string(kMostReminders) +
                       " reminders. Remove one that is done first.");
  co_return reminder_json(row, std::move(reminder.text));
}

asio::awaitable<bool> TrackingStore::remove_reminder(base::UserId user, base::ApplicationId application,
                                                     base::Uuid id) {
  const postgres::Rows rows = co_await pool_.query(sql::reminder_remove, postgres::params(user, application, id));
  co_return !rows.empty();
}

asio::awaitable<std::vector<base::UserId>> TrackingStore::tell_due(int limit) {
  const postgres::Rows rows = co_await pool_.query(sql::reminders_due, postgres::params(limit));
  std::vector<base::UserId> people;
  for (std::size_t i = 0; i < rows.size(); ++i) people.emplace_back(rows[i].uuid("user_id"));
  co_return people;
}

}  // namespace jobswipe::store
