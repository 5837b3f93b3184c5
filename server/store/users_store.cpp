#include "server/store/users_store.hpp"

#include "server/store/sql.hpp"

namespace jobswipe::store {

asio::awaitable<std::optional<base::Time>> UsersStore::create(NewUser user, std::string address) {
  postgres::Params params;
  params.add(user.id).add_bytes(user.email_lookup).add_bytes(user.email_sealed).add(user.password_hash);
  params.add_bytes(user.data_key_sealed).add(address);
  const postgres::Rows rows = co_await pool_.query(sql::user_create, std::move(params));
  if (rows.empty()) co_return std::nullopt;
  co_return rows.front().time("created_at");
}

asio::awaitable<std::optional<UsersStore::Found>> UsersStore::find(Bytes email_lookup) {
  postgres::Params params;
  params.add_bytes(email_lookup);
  const postgres::Rows rows = co_await pool_.query(sql::user_find, std::move(params));
  if (rows.empty()) co_return std::nullopt;
  Found found;
  found.id = base::UserId{rows.front().uuid("id")};
  found.password_hash = rows.front().text("password_hash");
  co_return found;
}

asio::awaitable<std::optional<StoredUser>> UsersStore::get(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::user_get, postgres::params(user));
  if (rows.empty()) co_return std::nullopt;
  const auto row = rows.front();
  StoredUser stored;
  stored.id = user;
  stored.email_sealed = row.bytes("email_sealed");
  stored.password_hash = row.text("password_hash");
  stored.plan = row.text("plan");
  stored.created_at = row.time("created_at");
  co_return stored;
}

asio::awaitable<std::optional<Bytes>> UsersStore::data_key(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::user_key, postgres::params(user));
  if (rows.empty()) co_return std::nullopt;
  co_return rows.front().bytes("data_key_sealed");
}

asio::awaitable<void> UsersStore::erase(base::UserId user, std::string address) {
  co_await pool_.query(sql::user_erase, postgres::params(user, address));
}

asio::awaitable<std::vector<base::Uuid>> UsersStore::sessions(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::user_sessions, postgres::params(user));
  std::vector<base::Uuid> sessions;
  for (std::size_t i = 0; i < rows.size(); ++i) sessions.push_back(rows[i].uuid("id"));
  co_return sessions;
}

asio::awaitable<void> UsersStore::audit(base::UserId user, AuditEntry entry) {
  const boost::json::value detail = entry.detail;
  co_await pool_.query(sql::audit_append, postgres::params(user, entry.actor, entry.action, entry.entity, entry.risk,
                                                           entry.device, entry.address, detail));
}

asio::awaitable<std::string> UsersStore::master_key_mark(std::string mark) {
  const postgres::Rows rows = co_await pool_.query(sql::master_key_mark, postgres::params(mark));
  co_return std::string(rows.front().text("value"));
}

}  // namespace jobswipe::store
