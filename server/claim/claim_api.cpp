#include "server/claim/claim_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "core/base/crash_point.hpp"
#include "core/protocol/cursor.hpp"

namespace jobswipe::claim {
namespace {

using std::chrono::milliseconds;
using Deadline = std::chrono::steady_clock::time_point;

milliseconds time_left(Deadline deadline) {
  return std::max(milliseconds{0},
                  std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now()));
}

/// A stopping node is noticed this soon by who waits for work.
constexpr milliseconds kDrainNotice{500};

int epoch_of(const gateway::Call& call) {
  return static_cast<int>(call.body.at("epoch").to_number<std::int64_t>());
}

}  // namespace

ClaimApi::ClaimApi(store::ClaimsStore& claims, store::EventsStore& events, store::ProfileReader& profiles,
                   store::Vault& vault, Hooks hooks)
    : claims_(claims), events_(events), profiles_(profiles), vault_(vault), hooks_(std::move(hooks)) {}

void ClaimApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("claimWork", [this](gateway::Call call) { return claim(std::move(call)); });
  gateway.handle("heartbeat", [this](gateway::Call call) { return heartbeat(std::move(call)); });
  gateway.handle("submitIntent", [this](gateway::Call call) { return submit_intent(std::move(call)); });
  gateway.handle("syncDesktop", [this](gateway::Call call) { return sync(std::move(call)); });
}

asio::awaitable<void> ClaimApi::note_presence(base::UserId user, base::DeviceId device) {
  hooks_.seen(user, device);
  co_await claims_.seen(user, device);
}

asio::awaitable<std::string> ClaimApi::claim_json(base::UserId user, store::ClaimedApplication claim) {
  boost::json::object job;
  job["id"] = claim.job_id;
  job["snapshotHash"] = claim.snapshot_hash;
  job["closedAt"] = nullptr;
  if (claim.closed_at) job["closedAt"] = base::to_rfc3339(*claim.closed_at);

  boost::json::object json;
  json["applicationId"] = claim.id;
  json["epoch"] = claim.epoch;
  json["leaseExpiresAt"] = claim.lease_expires_at;
  json["leaseSeconds"] = claims_.settings().lease.count();
  json["heartbeatSeconds"] = hooks_.heartbeat.count();
  json["attempt"] = claim.attempt;
  json["maxAttempts"] = claims_.settings().max_attempts;
  json["resume"] = nullptr;
  if (claim.resume_id) {
    boost::json::object resume;
    resume["id"] = *claim.resume_id;
    resume["name"] = co_await profiles_.open_resume_name(user, std::move(claim.resume_name_sealed));
    resume["contentType"] = claim.resume_content_type;
    resume["sha256"] = claim.resume_sha256;
    resume["url"] = "/api/resumes/" + *claim.resume_id;
    json["resume"] = std::move(resume);
  }
  json["profile"] = boost::json::object();
  if (!claim.person->profile.empty()) json["profile"] = co_await profiles_.open_profile(user, claim.person->profile);
  json["answers"] = co_await profiles_.open_answers(user, claim.person->answers);
  json["customFields"] = boost::json::object();
  if (!claim.custom_fields_sealed.empty()) {
    const auto plain =
        co_await vault_.open(user, "application_queue.custom_fields", std::move(claim.custom_fields_sealed));
    json["customFields"] = boost::json::parse(plain);
  }
  // The posting goes in as the text that it is kept as.
  std::string text = boost::json::serialize(json);
  text.pop_back();
  std::string job_text = boost::json::serialize(job);
  job_text.pop_back();
  text.append(",\"job\":").append(job_text);
  if (!claim.posting->empty()) text.append(",").append(*claim.posting);
  text.append("}}");
  co_return text;
}

asio::awaitable<gateway::Answer> ClaimApi::claim(gateway::Call call) {
  const auto user = call.who().user;
  const auto device = call.who().device.value();
  const auto max = static_cast<int>(call.body.at("max").to_number<std::int64_t>());
  const auto wait = std::chrono::seconds(call.body.at("wait").to_number<std::int64_t>());
  const Deadline deadline = std::chrono::steady_clock::now() + wait;
  co_await note_presence(user, device);
  const auto signal = hooks_.listen(user);
  for (;;) {
    base::crash_point("claim.before_commit");
    auto claims = co_await claims_.take(user, device, max, call.idempotency_key);
    if (!claims.empty()) {
      base::crash_point("claim.after_commit");
      hooks_.committed(user);
      std::string body = fmt::format("{{\"manners\":{},\"claims\":[", claims.front().person->manners);
      for (std::size_t i = 0; i < claims.size(); ++i) {
        const auto json = co_await claim_json(user, std::move(claims[i]));
        if (i > 0) body += ',';
        body += json;
      }
      body += "]}";
      co_return http::Response::text(200, "application/json", std::move(body));
    }
    auto pause = std::min(time_left(deadline), hooks_.recheck);
    if (pause == milliseconds{0}) break;
    const auto due = co_await claims_.next_due(user);
    if (due) pause = std::min(pause, std::max(*due, milliseconds{50}));
    const Deadline recheck = std::chrono::steady_clock::now() + pause;
    for (bool woken = false; !woken && time_left(recheck) > milliseconds{0} && !hooks_.draining();) {
      const auto slice = std::min(time_left(recheck), kDrainNotice);
      woken = co_await signal->wait(slice);
    }
    if (hooks_.draining()) break;
  }
  boost::json::object none;
  none["claims"] = boost::json::array();
  co_return gateway::json_response(200, none);
}

asio::awaitable<gateway::Answer> ClaimApi::heartbeat(gateway::Call call) {
  const auto user = call.who().user;
  const auto device = call.who().device.value();
  std::optional<boost::json::value> progress;
  if (const auto* given = call.body.if_contains("progress")) progress = *given;
  hooks_.seen(user, device);
  const bool speaks = progress.has_value();
  if (speaks) hooks_.progress(call.path_id<base::ApplicationId>("id"), *progress);
  const auto lease = co_await claims_.heartbeat(user, call.path_id<base::ApplicationId>("id"), device, epoch_of(call),
                                                std::move(progress));
  if (!lease) co_return lease.error();
  if (speaks) hooks_.committed(user);
  co_await claims_.seen(user, device);
  co_return http::Response::text(200, "application/json", *lease);
}

asio::awaitable<gateway::Answer> ClaimApi::submit_intent(gateway::Call call) {
  const auto user = call.who().user;
  // Without a key of the caller's every request is another one, so a repeat is refused: the safe side.
  std::string key = call.idempotency_key;
  if (key.empty()) key = base::Uuid::make().to_string();
  base::crash_point("intent.before_commit");
  const auto granted =
      co_await claims_.submit_intent(user, call.path_id<base::ApplicationId>("id"), call.who().device.value(),
                                     epoch_of(call), std::move(key), call.http.remote_address);
  if (!granted) co_return granted.error();
  base::crash_point("intent.after_commit");
  hooks_.committed(user);
  boost::json::object body;
  body["granted"] = true;
  body["grantedAt"] = *granted;
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> ClaimApi::sync(gateway::Call call) {
  constexpr int kEventsAtOnce = 500;
  const auto user = call.who().user;
  const auto device = call.who().device.value();
  co_await note_presence(user, device);
  const auto log_epoch = co_await events_.epoch();
  std::optional<protocol::Cursor> cursor;
  if (const auto* given = call.body.if_contains("cursor"); given && given->is_string())
    cursor = protocol::Cursor::parse(given->as_string());
  const bool known = cursor && cursor->epoch == log_epoch;
  const std::int64_t after = known ? cursor->seq : 0;
  const int wanted = known ? kEventsAtOnce : 1;
  auto state = co_await claims_.sync(user, device, log_epoch, after, wanted);
  const bool reset = !known || after > state.last_seq || after < state.pruned_seq;

  protocol::Cursor next;
  next.epoch = log_epoch;
  next.seq = state.last_seq;
  if (reset)
    state.events_json = "[]";
  else
    next.seq = std::max(after, state.newest_seq);
  auto body = fmt::format(
      R"({{"cursor":"{}","reset":{},"serverTime":{},"settings":{{"leaseSeconds":{},"heartbeatSeconds":{},"maxAttempts":{},"manners":{}}},)"
      R"("leases":{},"waitingCount":{},"waiting":)",
      next.to_string(), reset, state.server_time, claims_.settings().lease.count(), hooks_.heartbeat.count(),
      claims_.settings().max_attempts, state.manners_json, state.leases_json, state.waiting_count);
  body.reserve(body.size() + state.waiting_json.size() + state.events_json.size() + 16);
  body.append(state.waiting_json).append(",\"events\":").append(state.events_json).append("}");
  co_return http::Response::text(200, "application/json", std::move(body));
}

}  // namespace jobswipe::claim
