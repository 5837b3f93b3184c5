#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/id.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

struct NewUser {
  base::UserId id;
  Bytes email_lookup, email_sealed, data_key_sealed;
  std::string password_hash;
};

struct StoredUser {
  base::UserId id;
  Bytes email_sealed;
  std::string password_hash, plan;
  base::Time created_at;
};

struct AuditEntry {
  std::string actor, action, entity, risk;  ///< actor person|desktop|server, risk low|medium|high
  std::optional<base::DeviceId> device;
  std::string address;
  boost::json::object detail;
};

/// Who has an account, and what was done in their name (the hash-chained `audit_logs`).
class UsersStore {
 public:
  explicit UsersStore(postgres::Pool& pool) : pool_(pool) {}

  /// When it was created; nothing when the e-mail is taken.
  asio::awaitable<std::optional<base::Time>> create(NewUser user, std::string address);
  struct Found {
    base::UserId id;
    std::string password_hash;
  };
  asio::awaitable<std::optional<Found>> find(Bytes email_lookup);
  asio::awaitable<std::optional<StoredUser>> get(base::UserId user);
  asio::awaitable<std::optional<Bytes>> data_key(base::UserId user);
  /// Deletes the person and everything of theirs, the key with it; their sessions end.
  asio::awaitable<void> erase(base::UserId user, std::string address);
  asio::awaitable<std::vector<base::Uuid>> sessions(base::UserId user);
  asio::awaitable<void> audit(base::UserId user, AuditEntry entry);
  /// Keeps `mark` when the database has none yet, and gives the one that it has; "" in a race: ask again.
  asio::awaitable<std::string> master_key_mark(std::string mark);

 private:
  postgres::Pool& pool_;
};

}  // namespace jobswipe::store
