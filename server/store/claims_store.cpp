#include "server/store/claims_store.hpp"

#include <fmt/format.h>

#include "core/domain/status.hpp"
#include "server/store/sql.hpp"

namespace jobswipe::store {
namespace {

base::Error refuse(base::ErrorCode code, std::string detail) {
  base::Error error;
  error.code = code;
  error.detail = std::move(detail);
  return error;
}

base::Error stale(const postgres::Row& row, int epoch) {
  return refuse(
      base::ErrorCode::stale_epoch,
      fmt::format("Epoch {} no longer holds the lease: the application is {} at epoch {}. Drop the work and sync.",
                  epoch, row.text("status"), row.integer("epoch")));
}

}  // namespace

asio::awaitable<std::vector<ClaimedApplication>> ClaimsStore::take(base::UserId user, base::DeviceId device, int max,
                                                                   std::string key) {
  std::optional<std::string> request_key;
  if (!key.empty()) request_key = std::move(key);
  const postgres::Rows rows = co_await pool_.query(
      sql::claim_take,
      postgres::params(user, device, max, static_cast<std::int64_t>(settings_.lease.count()), request_key));
  std::vector<ClaimedApplication> claims;
  claims.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    ClaimedApplication claim;
    claim.id = row.text("id");
    claim.epoch = row.integer("epoch");
    claim.attempt = row.integer("attempts");
    claim.lease_expires_at = row.text("lease_expires_at");
    claim.job_id = row.text("job_id");
    claim.snapshot_hash = row.text("snapshot_hash");
    claim.snapshot = row.json("snapshot");
    claim.closed_at = row.optional_time("closed_at");
    if (!row.is_null("custom_fields_sealed")) claim.custom_fields_sealed = row.bytes("custom_fields_sealed");
    claim.resume_id = row.optional_text("resume_id");
    claim.resume_content_type = row.text("resume_content_type");
    claim.resume_sha256 = row.text("resume_sha256");
    claims.push_back(std::move(claim));
  }
  co_return claims;
}

asio::awaitable<std::optional<std::chrono::milliseconds>> ClaimsStore::next_due(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::claim_next_due, postgres::params(user));
  if (rows.empty() || rows.front().is_null("milliseconds")) co_return std::nullopt;
  co_return std::chrono::milliseconds(rows.front().integer("milliseconds"));
}

asio::awaitable<base::Result<std::string>> ClaimsStore::heartbeat(base::UserId user, base::ApplicationId id,
                                                                  base::DeviceId device, int epoch,
                                                                  std::optional<boost::json::value> progress) {
  const postgres::Rows rows = co_await pool_.query(
      sql::claim_heartbeat,
      postgres::params(user, id, device, epoch, static_cast<std::int64_t>(settings_.lease.count()), progress));
  if (rows.empty()) co_return base::Error::not_found("application");
  const auto row = rows.front();
  if (row.is_null("lease")) {
    const auto status = domain::parse_status(row.text("status")).value();
    if (row.integer("epoch") != epoch || !domain::is_leased(status)) co_return stale(row, epoch);
    co_return refuse(base::ErrorCode::stale_epoch,
                     fmt::format("Another desktop holds epoch {}: the application is {}. Drop the work and sync.",
                                 epoch, row.text("status")));
  }
  co_return std::string(row.text("lease"));
}

asio::awaitable<base::Result<std::string>> ClaimsStore::submit_intent(base::UserId user, base::ApplicationId id,
                                                                      base::DeviceId device, int epoch, std::string key,
                                                                      std::string address) {
  const postgres::Rows rows = co_await pool_.query(
      sql::claim_submit_intent,
      postgres::params(user, id, device, epoch, key, static_cast<std::int64_t>(settings_.lease.count()), address));
  if (rows.empty()) co_return base::Error::not_found("application");
  const auto row = rows.front();
  if (row.boolean("granted")) co_return std::string(row.text("granted_at"));
  if (row.integer("epoch") != epoch) co_return stale(row, epoch);
  if (row.boolean("granted_before"))
    co_return refuse(base::ErrorCode::already_granted,
                     "The submit intent was granted before. Do not click: report the outcome, or outcome_unknown.");
  if (row.boolean("cancel_requested"))
    co_return refuse(base::ErrorCode::cancelled,
                     "The person cancelled this application. Do not click; report CANCELLED.");
  co_return stale(row, epoch);
}

asio::awaitable<SyncState> ClaimsStore::sync(base::UserId user, base::DeviceId device) {
  const postgres::Rows rows =
      co_await pool_.query(sql::claim_sync, postgres::params(user, device, settings_.max_attempts));
  const auto row = rows.front();
  SyncState state;
  state.leases_json = row.text("leases");
  state.waiting_json = row.text("waiting");
  state.waiting_count = row.integer("waiting_count");
  state.server_time = row.text("server_time");
  co_return state;
}

asio::awaitable<void> ClaimsStore::seen(base::UserId user, base::DeviceId device) {
  co_await pool_.query(sql::device_seen, postgres::params(user, device));
}

}  // namespace jobswipe::store
