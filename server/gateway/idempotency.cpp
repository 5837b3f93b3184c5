#include "server/gateway/idempotency.hpp"

#include "server/store/sql.hpp"

namespace jobswipe::gateway {

namespace {

std::string context_of(const std::string& key) {
  return "idempotency_keys.body:" + key;
}

}  // namespace

asio::awaitable<Idempotency::Beginning> PostgresIdempotency::begin(base::UserId user, std::string key,
                                                                   std::string operation,
                                                                   std::vector<std::uint8_t> request_hash) {
  postgres::Params parameters = postgres::params(user, key, operation);
  parameters.add_bytes(request_hash);
  const postgres::Rows rows = co_await pool_.query(store::sql::idempotency_begin, std::move(parameters));
  Beginning beginning;
  // No row: another request took the key after this statement's snapshot.
  beginning.verdict = Verdict::in_progress;
  if (rows.empty()) co_return beginning;
  const postgres::Row row = rows.front();
  if (row.boolean("fresh")) {
    beginning.verdict = Verdict::fresh;
    if (!row.is_null("outcome")) beginning.committed = row.json("outcome").as_object();
  } else if (!row.boolean("same")) {
    beginning.verdict = Verdict::different;
  } else if (!row.is_null("status")) {
    beginning.verdict = Verdict::replay;
    beginning.answer.status = static_cast<int>(row.integer("status"));
    beginning.answer.content_type = std::string(row.text("content_type"));
    std::vector<std::uint8_t> sealed = row.bytes("body");
    std::string context = context_of(key);
    if (!sealed.empty()) beginning.answer.body = co_await vault_.open(user, std::move(context), std::move(sealed));
  }
  co_return beginning;
}

asio::awaitable<void> PostgresIdempotency::finish(base::UserId user, std::string key, KeptAnswer answer) {
  std::vector<std::uint8_t> sealed;
  std::string context = context_of(key);
  if (!answer.body.empty()) sealed = co_await vault_.seal(user, std::move(context), std::move(answer.body));
  postgres::Params parameters = postgres::params(user, key, answer.status, answer.content_type);
  parameters.add_bytes(sealed);
  co_await pool_.query(store::sql::idempotency_finish, std::move(parameters));
}

asio::awaitable<void> PostgresIdempotency::forget(base::UserId user, std::string key) {
  co_await pool_.query(store::sql::idempotency_forget, postgres::params(user, key));
}

}  // namespace jobswipe::gateway
