#include "server/store/settings_store.hpp"

#include <boost/json/value.hpp>

#include "server/store/sql.hpp"

namespace jobswipe::store {
namespace {

namespace json = boost::json;

constexpr int kAttempts = 10;  // each lost to another device's change

std::optional<base::Error> fault_of(const json::object& change) {
  for (const char* name : {"desktopQuietHours", "notificationQuietHours"}) {
    const auto* hours = change.if_contains(name);
    if (hours && hours->is_object() && hours->at("from") == hours->at("until"))
      return base::Error::invalid("/" + std::string(name) + "/until",
                                  "must differ from `from`; null means no quiet hours");
  }
  return std::nullopt;
}

/// RFC 7396, but that null stays as a value: every setting is there.
void merge(json::object& settings, const json::object& change) {
  for (const auto& [name, value] : change) {
    if (name != "notifications") {
      settings[name] = value;
      continue;
    }
    for (const auto& [kind, wanted] : value.as_object()) settings[name].as_object()[kind] = wanted;
  }
}

base::Error changed_meanwhile() {
  base::Error error;
  error.code = base::ErrorCode::precondition_failed;
  error.detail = "Another device has changed the settings since they were read. Read them again, then change them.";
  return error;
}

}  // namespace

asio::awaitable<json::object> SettingsStore::get(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::settings_get, postgres::params(user));
  const auto settings = rows.front().json("settings");
  co_return settings.as_object();
}

asio::awaitable<bool> SettingsStore::is_time_zone(std::string name) {
  constexpr std::string_view kInvalidValue = "22023";
  try {
    co_await pool_.query(sql::time_zone_check, postgres::params(name));
  } catch (const postgres::Error& error) {
    if (error.sqlstate() != kInvalidValue) throw;
    co_return false;
  }
  co_return true;
}

asio::awaitable<base::Result<json::object>> SettingsStore::change(base::UserId user, json::object change,
                                                                  std::optional<std::int64_t> expected,
                                                                  std::string address) {
  if (const auto fault = fault_of(change)) co_return *fault;
  if (const auto* zone = change.if_contains("timeZone")) {
    const bool known = co_await is_time_zone(std::string(zone->as_string()));
    if (!known) co_return base::Error::invalid("/timeZone", "must be an IANA time zone, such as Europe/Berlin");
  }
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    auto settings = co_await get(user);
    const auto version = settings.at("version").to_number<std::int64_t>();
    if (expected && *expected != version) co_return changed_meanwhile();
    json::object wanted = settings;
    merge(wanted, change);
    if (wanted == settings) co_return settings;
    const json::value whole = std::move(wanted);
    const postgres::Rows rows =
        co_await pool_.query(sql::settings_put, postgres::params(user, whole, version, address));
    if (rows.empty()) continue;
    const auto saved = rows.front().json("settings");
    co_return saved.as_object();
  }
  co_return changed_meanwhile();
}

asio::awaitable<SettingsStore::PushWish> SettingsStore::push_wish(base::UserId user, std::string kind) {
  const postgres::Rows rows = co_await pool_.query(sql::push_wish, postgres::params(user, kind));
  const auto row = rows.front();
  PushWish wish;
  wish.wanted = row.boolean("wanted");
  wish.quiet = std::chrono::seconds(row.integer("quiet_seconds"));
  co_return wish;
}

}  // namespace jobswipe::store
