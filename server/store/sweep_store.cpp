#include "server/store/sweep_store.hpp"

#include <stdexcept>

#include "server/store/sql.hpp"

namespace jobswipe::store {
namespace {

std::vector<QueuedApplication> queued_applications(const postgres::Rows& rows) {
  std::vector<QueuedApplication> applications;
  applications.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) applications.push_back(queued_application(rows[i]));
  return applications;
}

std::vector<base::UserId> users_of(const postgres::Rows& rows) {
  std::vector<base::UserId> users;
  users.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    base::UserId user;
    user.uuid = rows[i].uuid("user_id");
    users.push_back(user);
  }
  return users;
}

}  // namespace

asio::awaitable<std::vector<LapsedLease>> SweepStore::lapsed(int limit) {
  const postgres::Rows rows = co_await pool_.query(sql::sweep_lapsed, postgres::params(limit));
  std::vector<LapsedLease> leases;
  leases.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    LapsedLease& lease = leases.emplace_back();
    lease.user.uuid = row.uuid("user_id");
    lease.id.uuid = row.uuid("id");
    const auto status = domain::parse_status(row.text("status"));
    if (!status) throw std::logic_error("the database holds the unknown status " + std::string(row.text("status")));
    lease.status = *status;
    lease.epoch = static_cast<int>(row.integer("epoch"));
    lease.attempts = static_cast<int>(row.integer("attempts"));
    lease.granted = row.boolean("granted");
    lease.cancel_requested = row.boolean("cancel_requested");
  }
  co_return leases;
}

asio::awaitable<std::vector<SettledLease>> SweepStore::lapse(const std::vector<Lapse>& lapses) {
  std::vector<std::string> users, ids, statuses, kinds, types;
  std::vector<std::int64_t> epochs, delays;
  for (const Lapse& lapse : lapses) {
    users.push_back(lapse.lease.user.to_string());
    ids.push_back(lapse.lease.id.to_string());
    epochs.push_back(lapse.lease.epoch);
    statuses.emplace_back(domain::to_string(lapse.status));
    kinds.push_back(lapse.failure_kind);
    delays.push_back(lapse.delay.count());
    types.push_back(lapse.event_type);
  }
  postgres::Params params;
  params.add_array(users)
      .add_array(ids)
      .add_array(epochs)
      .add_array(statuses)
      .add_array(kinds)
      .add_array(delays)
      .add_array(types);
  const postgres::Rows rows = co_await pool_.query(sql::sweep_lapse, std::move(params));
  std::vector<SettledLease> settled;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SettledLease& lease = settled.emplace_back();
    lease.user.uuid = rows[i].uuid("user_id");
    lease.status = domain::parse_status(rows[i].text("status")).value();
  }
  co_return settled;
}

asio::awaitable<std::vector<base::UserId>> SweepStore::listeners(std::chrono::seconds seen, base::UserId after,
                                                                 int limit) {
  const postgres::Rows rows = co_await pool_.query(
      sql::sweep_listeners, postgres::params(static_cast<std::int64_t>(seen.count()), after, limit));
  co_return users_of(rows);
}

asio::awaitable<std::vector<QueuedApplication>> SweepStore::retries(std::chrono::seconds within, int limit) {
  const postgres::Rows rows =
      co_await pool_.query(sql::sweep_retries, postgres::params(static_cast<std::int64_t>(within.count()), limit));
  co_return queued_applications(rows);
}

asio::awaitable<std::vector<QueuedApplication>> SweepStore::offers(const std::vector<base::UserId>& users, int each) {
  std::vector<std::string> texts;
  texts.reserve(users.size());
  for (const base::UserId user : users) texts.push_back(user.to_string());
  postgres::Params params;
  params.add_array(texts).add(each);
  const postgres::Rows rows = co_await pool_.query(sql::sweep_offers, std::move(params));
  co_return queued_applications(rows);
}

asio::awaitable<std::vector<QueuedApplication>> SweepStore::dead(base::UserId after_user, base::ApplicationId after,
                                                                 int days, int limit) {
  const postgres::Rows rows = co_await pool_.query(sql::sweep_dead, postgres::params(after_user, after, days, limit));
  co_return queued_applications(rows);
}

asio::awaitable<std::int64_t> SweepStore::prune_idempotency_keys(std::chrono::hours age, int limit) {
  const postgres::Rows rows = co_await pool_.query(sql::prune_idempotency_keys,
                                                   postgres::params(static_cast<std::int64_t>(age.count()), limit));
  co_return rows.affected();
}

asio::awaitable<std::int64_t> SweepStore::prune_device_codes(int limit) {
  const postgres::Rows rows = co_await pool_.query(sql::prune_device_codes, postgres::params(limit));
  co_return rows.affected();
}

asio::awaitable<std::int64_t> SweepStore::prune_sessions(int limit) {
  const postgres::Rows rows = co_await pool_.query(sql::prune_sessions, postgres::params(limit));
  co_return rows.affected();
}

}  // namespace jobswipe::store
