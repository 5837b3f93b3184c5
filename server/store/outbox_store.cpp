#include "server/store/outbox_store.hpp"

#include <stdexcept>

#include "server/store/sql.hpp"

namespace jobswipe::store {

QueuedApplication queued_application(const postgres::Row& row) {
  QueuedApplication application;
  application.user.uuid = row.uuid("user_id");
  application.id.uuid = row.uuid("application_id");
  const auto status = domain::parse_status(row.text("status"));
  if (!status) throw std::logic_error("the database holds the unknown status " + std::string(row.text("status")));
  application.status = *status;
  application.epoch = static_cast<int>(row.integer("epoch"));
  application.priority = static_cast<int>(row.integer("priority"));
  application.premium = row.boolean("premium");
  application.due_in = std::chrono::milliseconds(row.integer("due_in_ms"));
  application.failure_kind = row.text("failure_kind");
  return application;
}

asio::awaitable<std::vector<OutboxEvent>> OutboxStore::pending(int limit) {
  const postgres::Rows rows = co_await pool_.query(sql::outbox_pending, postgres::params(limit));
  std::vector<OutboxEvent> events;
  events.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    OutboxEvent& event = events.emplace_back();
    event.user.uuid = row.uuid("user_id");
    event.seq = row.integer("seq");
    event.type = row.text("type");
    if (!row.is_null("application_id")) event.application = queued_application(row);
  }
  co_return events;
}

asio::awaitable<Relayed> OutboxStore::mark(const std::vector<OutboxEvent>& events) {
  std::vector<std::string> users;
  std::vector<std::int64_t> seqs;
  users.reserve(events.size());
  seqs.reserve(events.size());
  for (const OutboxEvent& event : events) {
    users.push_back(event.user.to_string());
    seqs.push_back(event.seq);
  }
  postgres::Params params;
  params.add_array(users).add_array(seqs);
  const postgres::Rows rows = co_await pool_.query(sql::outbox_mark, std::move(params));
  const auto row = rows.front();
  Relayed relayed;
  relayed.marked = row.integer("marked");
  relayed.queued = row.integer("queued");
  for (const std::string& user : row.text_array("users"))
    if (const auto id = base::UserId::parse(user)) relayed.users.push_back(*id);
  co_return relayed;
}

}  // namespace jobswipe::store
