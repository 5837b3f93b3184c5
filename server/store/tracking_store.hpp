#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/id.hpp"
#include "core/base/result.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

struct NewReminder {
  base::Uuid id;
  std::string text;
  base::Time due_at;
  bool done = false;
};

/// What a person keeps beside an application: a note and reminders, sealed under their key. Changes append their event.
/// Throws postgres::Error and postgres::Unavailable. Use from the pool's thread.
class TrackingStore {
 public:
  static constexpr int kMostReminders = 50;       ///< of one application
  static constexpr int kMostOpenReminders = 500;  ///< that are listed

  TrackingStore(postgres::Pool& pool, Vault& vault) : pool_(pool), vault_(vault) {}

  /// `Note` of the contract; an empty one of version 0 when none was written.
  asio::awaitable<boost::json::object> note(base::UserId user, base::ApplicationId application);
  /// `version` is that of the note which `text` was made from: conflict when it has changed since, unless to this text.
  /// not_found when there is no such application.
  asio::awaitable<base::Result<boost::json::object>> put_note(base::UserId user, base::ApplicationId application,
                                                              std::string text, std::int64_t version);
  /// All that are not empty, with their `applicationId`.
  asio::awaitable<boost::json::array> notes(base::UserId user);

  /// `Reminder`s of the contract, soonest first.
  asio::awaitable<boost::json::array> reminders(base::UserId user, base::ApplicationId application);
  /// Of all applications; those that are done are left out when `open`. At most `limit`.
  asio::awaitable<boost::json::array> all_reminders(base::UserId user, bool open, int limit);
  /// Sets or changes it; safe to repeat. not_found for an unknown application, conflict past kMostReminders.
  asio::awaitable<base::Result<boost::json::object>> put_reminder(base::UserId user, base::ApplicationId application,
                                                                  NewReminder reminder);
  /// False when there is no such one.
  asio::awaitable<bool> remove_reminder(base::UserId user, base::ApplicationId application, base::Uuid id);
  /// Tells of those that are due, at most `limit`, each once whoever else does it too; whose they are.
  asio::awaitable<std::vector<base::UserId>> tell_due(int limit);

 private:
  asio::awaitable<boost::json::array> list(base::UserId user, std::optional<base::ApplicationId> application, bool open,
                                           int limit);

  postgres::Pool& pool_;
  Vault& vault_;
};

}  // namespace jobswipe::store
