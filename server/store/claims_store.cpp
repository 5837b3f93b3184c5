#include "server/store/claims_store.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <numeric>
#include <set>
#include <stdexcept>

#include "core/domain/status.hpp"
#include "server/store/application_row.hpp"
#include "server/store/events_store.hpp"
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

Bytes from_hex(std::string_view text) {
  const auto digit = [](char c) { return static_cast<std::uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10); };
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(digit(text[i]) << 4 | digit(text[i + 1])));
  return bytes;
}

std::shared_ptr<const SealedPerson> person_of(const postgres::Row& row) {
  auto person = std::make_shared<SealedPerson>();
  person->manners = row.text("manners");
  if (!row.is_null("profile_sealed")) person->profile = row.bytes("profile_sealed");
  if (row.is_null("answers_sealed")) return person;
  const auto sealed = row.text_array("answers_sealed");
  const auto times = row.text_array("answers_updated_at");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    SealedAnswer answer;
    answer.sealed = from_hex(sealed[i]);
    answer.updated_at = base::parse_rfc3339(times.at(i)).value();
    person->answers.push_back(std::move(answer));
  }
  return person;
}

/// LeaseState as JSON, or why the lease was not extended.
base::Result<std::string> lease_of(const postgres::Row& row, int epoch) {
  if (row.is_null("status")) return base::Error::not_found("application");
  if (!row.is_null("lease")) return std::string(row.text("lease"));
  const auto status = domain::parse_status(row.text("status")).value();
  if (row.integer("epoch") != epoch || !domain::is_leased(status)) return stale(row, epoch);
  return refuse(base::ErrorCode::stale_epoch,
                fmt::format("Another desktop holds epoch {}: the application is {}. Drop the work and sync.", epoch,
                            row.text("status")));
}

/// What stands between the braces of a posting, but for what a claim says itself.
std::string fields_of(boost::json::value snapshot) {
  auto& object = snapshot.as_object();
  for (const auto* name : {"id", "snapshotHash", "closedAt"}) object.erase(name);
  const std::string text = boost::json::serialize(object);
  return text.substr(1, text.size() - 2);
}

/// Of a statement that carries the words of many desktops.
constexpr std::size_t kTogether = 256;
/// Of one that gives work out: each row of it writes more.
constexpr std::size_t kClaimsTogether = 64;
/// Of a core: some thousand postings.
constexpr std::size_t kSnapshotBytes = 32u << 20;

}  // namespace

ClaimsStore::ClaimsStore(postgres::Pool& pool, Settings settings)
    : pool_(pool),
      settings_(settings),
      snapshots_(kSnapshotBytes),
      claims_(
          pool.executor(), [this](std::vector<Asked> asked) { return write_claims(std::move(asked)); }, kClaimsTogether,
          1),
      heartbeats_(
          pool.executor(), [this](std::vector<Heartbeat> given) { return write_heartbeats(std::move(given)); },
          kTogether, 1),
      seen_(
          pool.executor(), [this](std::vector<There> given) { return write_seen(std::move(given)); }, kTogether, 1) {}

asio::awaitable<std::vector<ClaimedApplication>> ClaimsStore::take(base::UserId user, base::DeviceId device, int max,
                                                                   std::string key) {
  Asked asked;
  asked.user = user;
  asked.device = device;
  asked.most = max;
  asked.key = std::move(key);
  auto attempt = co_await claims_.ask(std::move(asked));
  Given given = std::move(attempt).take();
  // After the statement that gave them, whose failure alone may send the request again.
  co_await add_postings(given);
  co_return given;
}

asio::awaitable<std::vector<Attempt<ClaimsStore::Given>>> ClaimsStore::write_claims(std::vector<Asked> asked) {
  std::function<base::UserId(const Asked&)> key_of = [](const Asked& of) { return of.user; };
  std::function<asio::awaitable<std::vector<Given>>(std::vector<Asked>)> write = [this](std::vector<Asked> many) {
    return write_claims_of_many(std::move(many));
  };
  return write_together<Given, Asked, base::UserId>(std::move(asked), std::move(key_of), std::move(write));
}

asio::awaitable<std::vector<ClaimsStore::Given>> ClaimsStore::write_claims_of_many(std::vector<Asked> asked) {
  std::vector<std::string> users, devices, keys;
  std::vector<std::int64_t> most;
  for (const Asked& each : asked) {
    users.push_back(each.user.to_string());
    devices.push_back(each.device.to_string());
    keys.push_back(each.key);
    most.push_back(each.most);
  }
  postgres::Params params;
  params.add_array(users).add_array(devices).add_array(most);
  params.add(static_cast<std::int64_t>(settings_.lease.count())).add_array(keys);
  const postgres::Rows rows = co_await pool_.query(sql::claim_take, std::move(params));
  std::vector<Given> given(asked.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    Given& claims = given.at(static_cast<std::size_t>(row.integer("n") - 1));
    ClaimedApplication claim;
    claim.id = row.text("id");
    claim.epoch = row.integer("epoch");
    claim.attempt = row.integer("attempts");
    claim.lease_expires_at = row.text("lease_expires_at");
    claim.job_id = row.text("job_id");
    claim.snapshot_hash = row.text("snapshot_hash");
    claim.closed_at = row.optional_time("closed_at");
    if (!row.is_null("custom_fields_sealed")) claim.custom_fields_sealed = row.bytes("custom_fields_sealed");
    claim.resume_id = row.optional_text("resume_id");
    claim.resume_content_type = row.text("resume_content_type");
    claim.resume_sha256 = row.text("resume_sha256");
    if (!row.is_null("resume_name_sealed")) claim.resume_name_sealed = row.bytes("resume_name_sealed");
    claim.person = claims.empty() ? person_of(row) : claims.front().person;
    claims.push_back(std::move(claim));
  }
  co_return given;
}

asio::awaitable<void> ClaimsStore::add_postings(Given& given) {
  std::unordered_map<std::string, SnapshotCache::Text> texts;
  std::vector<std::string> unknown;
  for (const ClaimedApplication& claim : given) {
    auto text = snapshots_.find(claim.snapshot_hash);
    const bool missing = text == nullptr;
    if (texts.emplace(claim.snapshot_hash, std::move(text)).second && missing) unknown.push_back(claim.snapshot_hash);
  }
  if (!unknown.empty()) {
    postgres::Params params;
    params.add_array(unknown);
    const postgres::Rows rows = co_await pool_.query(sql::snapshots_get, std::move(params));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string hash(rows[i].text("hash"));
      auto text = std::make_shared<const std::string>(fields_of(rows[i].json("content")));
      snapshots_.put(hash, text);
      texts[hash] = std::move(text);
    }
  }
  for (ClaimedApplication& claim : given) {
    claim.posting = texts.at(claim.snapshot_hash);
    if (!claim.posting) throw std::logic_error("an application without the posting that was swiped");
  }
}

asio::awaitable<std::optional<std::chrono::milliseconds>> ClaimsStore::next_due(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::claim_next_due, postgres::params(user));
  if (rows.empty() || rows.front().is_null("milliseconds")) co_return std::nullopt;
  co_return std::chrono::milliseconds(rows.front().integer("milliseconds"));
}

asio::awaitable<base::Result<std::string>> ClaimsStore::heartbeat(base::UserId user, base::ApplicationId id,
                                                                  base::DeviceId device, int epoch,
                                                                  std::optional<boost::json::value> progress) {
  Heartbeat heartbeat;
  heartbeat.user = user;
  heartbeat.application = id;
  heartbeat.device = device;
  heartbeat.epoch = epoch;
  if (progress) heartbeat.progress = boost::json::serialize(*progress);
  auto lease = co_await heartbeats_.ask(std::move(heartbeat));
  co_return std::move(lease).value();
}

asio::awaitable<std::vector<std::optional<ClaimsStore::Lease>>> ClaimsStore::write_heartbeats(
    std::vector<Heartbeat> heartbeats) {
  std::vector<std::optional<Lease>> leases(heartbeats.size());
  std::vector<std::size_t> wanted(heartbeats.size());
  std::iota(wanted.begin(), wanted.end(), std::size_t{0});
  while (!wanted.empty()) {
    // One application's second heartbeat goes after its first.
    std::set<std::pair<base::UserId, base::ApplicationId>> taken;
    std::vector<std::size_t> now, later;
    std::vector<std::string> users, applications, devices, progress;
    std::vector<std::int64_t> epochs;
    for (const auto at : wanted) {
      const Heartbeat& heartbeat = heartbeats[at];
      if (!taken.emplace(heartbeat.user, heartbeat.application).second) {
        later.push_back(at);
        continue;
      }
      now.push_back(at);
      users.push_back(heartbeat.user.to_string());
      applications.push_back(heartbeat.application.to_string());
      devices.push_back(heartbeat.device.to_string());
      epochs.push_back(heartbeat.epoch);
      progress.push_back(heartbeat.progress);
    }
    postgres::Params params;
    params.add_array(users).add_array(applications).add_array(devices).add_array(epochs);
    params.add(static_cast<std::int64_t>(settings_.lease.count())).add_array(progress);
    const postgres::Rows rows = co_await pool_.query(sql::claim_heartbeats, std::move(params));
    if (rows.size() != now.size()) throw std::logic_error("a statement gave fewer verdicts than it had heartbeats");
    for (std::size_t i = 0; i < now.size(); ++i) leases[now[i]] = lease_of(rows[i], heartbeats[now[i]].epoch);
    wanted = std::move(later);
  }
  co_return leases;
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

asio::awaitable<SyncState> ClaimsStore::sync(base::UserId user, base::DeviceId device, std::string epoch,
                                             std::int64_t after, int events) {
  const postgres::Rows rows = co_await pool_.query(sql::claim_sync, postgres::params(user, device, after, events));
  const auto first = rows.front();
  SyncState state;
  state.leases_json = first.text("leases");
  state.manners_json = first.text("manners");
  state.waiting_count = first.integer("waiting_count");
  state.last_seq = first.integer("last_seq");
  state.pruned_seq = first.integer("pruned_seq");
  append_json_time(state.server_time, first, "server_time");
  state.waiting_json = state.events_json = "[";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    if (!row.is_null("id")) {
      if (state.waiting_json.size() > 1) state.waiting_json += ',';
      append_application(state.waiting_json, row, settings_.max_attempts);
    }
    if (!row.is_null("seq")) {
      if (state.events_json.size() > 1) state.events_json += ',';
      append_event_json(state.events_json, row, epoch);
      state.newest_seq = row.integer("seq");
    }
  }
  state.waiting_json += ']';
  state.events_json += ']';
  co_return state;
}

asio::awaitable<void> ClaimsStore::seen(base::UserId user, base::DeviceId device) {
  constexpr std::chrono::seconds kOften{10};
  constexpr std::size_t kMost = 100'000;
  const auto now = std::chrono::steady_clock::now();
  if (const auto known = seen_at_.find(device); known != seen_at_.end() && now - known->second < kOften) co_return;
  co_await seen_.ask(There(user, device));
  if (seen_at_.size() >= kMost) seen_at_.clear();
  seen_at_[device] = now;
}

asio::awaitable<std::vector<bool>> ClaimsStore::write_seen(std::vector<There> desktops) {
  std::vector<std::string> users, devices;
  for (const auto& [user, device] : desktops) {
    users.push_back(user.to_string());
    devices.push_back(device.to_string());
  }
  postgres::Params params;
  params.add_array(users).add_array(devices);
  co_await pool_.query(sql::devices_seen, std::move(params));
  co_return std::vector<bool>(desktops.size(), true);
}

}  // namespace jobswipe::store
