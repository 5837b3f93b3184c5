#include "server/store/sessions_store.hpp"

#include "server/store/sql.hpp"

namespace jobswipe::store {

asio::awaitable<void> SessionsStore::create(base::UserId user, base::Uuid session, Bytes token_hash,
                                            std::string address) {
  postgres::Params params;
  params.add(user).add(session).add_bytes(token_hash).add(kDays).add(address);
  co_await pool_.query(sql::session_create, std::move(params));
}

asio::awaitable<Rotation> SessionsStore::rotate(base::UserId user, Bytes presented_hash, Bytes successor_hash) {
  postgres::Params params;
  params.add(user).add_bytes(presented_hash).add_bytes(successor_hash);
  const postgres::Rows rows = co_await pool_.query(sql::session_rotate, std::move(params));
  Rotation rotation;
  if (rows.empty()) co_return rotation;
  const auto row = rows.front();
  const auto verdict = row.text("verdict");
  rotation.verdict = Rotation::Verdict::rotated;
  if (verdict == "ended") rotation.verdict = Rotation::Verdict::ended;
  if (verdict == "reused") rotation.verdict = Rotation::Verdict::reused;
  rotation.session = row.uuid("family_id");
  rotation.audience = row.text("audience");
  if (const auto device = row.optional_uuid("device_id")) rotation.device = base::DeviceId{*device};
  co_return rotation;
}

asio::awaitable<void> SessionsStore::revoke(base::UserId user, base::Uuid session) {
  co_await pool_.query(sql::session_revoke, postgres::params(user, session));
}

asio::awaitable<std::vector<base::Uuid>> SessionsStore::revoked(int seconds) {
  const postgres::Rows rows = co_await pool_.query(sql::sessions_revoked, postgres::params(seconds));
  std::vector<base::Uuid> sessions;
  for (std::size_t i = 0; i < rows.size(); ++i) sessions.push_back(rows[i].uuid("id"));
  co_return sessions;
}

}  // namespace jobswipe::store
