#include "server/report/report_api.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <boost/json/serialize.hpp>

#include "core/base/crash_point.hpp"

namespace jobswipe::report {
namespace {

constexpr std::size_t kMaxEvidenceBytes = 5 * 1024 * 1024;

int epoch_of(const gateway::Call& call) {
  return static_cast<int>(call.body.at("epoch").to_number<std::int64_t>());
}

base::Error stale(int epoch, const store::LeaseView& lease) {
  base::Error error;
  error.code = base::ErrorCode::stale_epoch;
  const auto status = lease.application.status;
  if (lease.application.epoch == epoch && domain::is_leased(status)) {
    error.detail = fmt::format("Another desktop holds epoch {}: the application is {}. Drop the work and sync.", epoch,
                               domain::to_string(status));
    return error;
  }
  error.detail =
      fmt::format("Epoch {} no longer holds the lease: the application is {} at epoch {}. Drop the work and sync.",
                  epoch, domain::to_string(lease.application.status), lease.application.epoch);
  return error;
}

bool is_image(std::string_view bytes, std::string_view content_type) {
  using namespace std::string_view_literals;
  if (content_type.starts_with("image/png")) return bytes.starts_with("\x89PNG\r\n\x1a\n"sv);
  return content_type.starts_with("image/jpeg") && bytes.starts_with("\xff\xd8\xff"sv);
}

base::Error refuse(base::ErrorCode code, std::string detail) {
  base::Error error;
  error.code = code;
  error.detail = std::move(detail);
  return error;
}

base::Error refusal(domain::ReportVerdict verdict, int epoch, const store::LeaseView& lease) {
  switch (verdict) {
    case domain::ReportVerdict::not_granted:
      return refuse(base::ErrorCode::conflict,
                    "A submission is reported whose intent was never granted. Ask for submit-intent before the click.");
    case domain::ReportVerdict::granted:
      return refuse(base::ErrorCode::conflict,
                    "The submit intent was granted, so this can't be cancelled: report the outcome.");
    case domain::ReportVerdict::taken:
    case domain::ReportVerdict::repeated:
    case domain::ReportVerdict::stale:
      break;
  }
  return stale(epoch, lease);
}

/// How often a report is decided anew when the application changed between its reading and its writing.
constexpr int kDecisions = 3;

}  // namespace

ReportApi::ReportApi(store::ReportsStore& reports, store::Vault& vault, Policy policy,
                     std::function<void(base::UserId)> committed)
    : reports_(reports), vault_(vault), policy_(std::move(policy)), committed_(std::move(committed)) {}

void ReportApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("putApplicationStatus", [this](gateway::Call call) { return put_status(std::move(call)); });
  gateway.handle("appendApplicationLogs", [this](gateway::Call call) { return append_logs(std::move(call)); });
  gateway.handle("addEvidence", [this](gateway::Call call) { return add_evidence(std::move(call)); });
}

asio::awaitable<base::Result<store::LeaseView>> ReportApi::proven_by(base::UserId user, base::ApplicationId id,
                                                                     int epoch) {
  const auto lease = co_await reports_.current(user, id);
  if (!lease) co_return base::Error::not_found("application");
  if (!domain::may_add_proof(lease->application, epoch)) co_return stale(epoch, *lease);
  co_return *lease;
}

asio::awaitable<gateway::Answer> ReportApi::put_status(gateway::Call call) {
  const auto user = call.who().user;
  const auto id = call.path_id<base::ApplicationId>("id");
  const int epoch = epoch_of(call);
  const auto device = call.who().device.value();
  const auto report = parse_report(call.body);
  if (!report) co_return report.error();
  std::optional<store::Bytes> sealed;
  if (const auto* answers = call.body.if_contains("answers"))
    sealed = co_await vault_.seal(user, "application_queue.answers_sent", boost::json::serialize(*answers));
  domain::Policy rules;
  rules.max_attempts = policy_.max_attempts;
  rules.retry = policy_.retry;
  std::optional<std::string> changed;
  for (int decisions = 0; !changed; ++decisions) {
    const auto lease = co_await reports_.current(user, id);
    if (!lease) co_return base::Error::not_found("application");
    const auto decided = domain::decide_report(lease->application, device, epoch, *report, rules, policy_.random());
    if (decided.verdict == domain::ReportVerdict::repeated)
      co_return http::Response::text(200, "application/json", lease->lease_json);
    if (decided.verdict != domain::ReportVerdict::taken || decisions == kDecisions)
      co_return refusal(decided.verdict, epoch, *lease);
    auto transition = transition_of(call.body, decided.follow, lease->application.granted_epoch.has_value());
    transition.answers_sealed = sealed;
    transition.address = call.http.remote_address;
    base::crash_point("report.before_commit");
    changed = co_await reports_.transition(user, id, device, epoch, std::move(transition));
  }
  base::crash_point("report.after_commit");
  committed_(user);
  co_return http::Response::text(200, "application/json", std::move(*changed));
}

asio::awaitable<gateway::Answer> ReportApi::append_logs(gateway::Call call) {
  if (call.committed) co_return http::Response::empty(204);
  const auto user = call.who().user;
  const auto id = call.path_id<base::ApplicationId>("id");
  const auto lease = co_await proven_by(user, id, epoch_of(call));
  if (!lease) co_return lease.error();
  co_await reports_.append_logs(user, id, epoch_of(call), call.body.at("logs"), call.idempotency_key);
  co_return http::Response::empty(204);
}

asio::awaitable<gateway::Answer> ReportApi::add_evidence(gateway::Call call) {
  const auto user = call.who().user;
  const auto id = call.path_id<base::ApplicationId>("id");
  const int epoch = std::stoi(call.query.at("epoch"));
  const auto content_type = std::string(call.http.fields.get("content-type"));
  base::Error refusal;
  if (call.http.body.size() > kMaxEvidenceBytes) {
    refusal.code = base::ErrorCode::too_large;
    refusal.detail = "A screenshot may have at most 5 MiB.";
    co_return refusal;
  }
  if (!is_image(call.http.body, content_type)) {
    refusal.code = base::ErrorCode::unprocessable;
    refusal.detail = "The body is not the " + content_type + " that it says. Send a PNG or JPEG image.";
    co_return refusal;
  }
  const auto lease = co_await proven_by(user, id, epoch);
  if (!lease) co_return lease.error();
  store::EvidenceImage image;
  image.kind = call.query.at("kind");
  image.content_type = content_type;
  image.bytes = call.http.body.size();
  image.sha256.resize(SHA256_DIGEST_LENGTH);
  SHA256(reinterpret_cast<const unsigned char*>(call.http.body.data()), call.http.body.size(), image.sha256.data());
  image.sealed = co_await vault_.seal(user, "evidence:" + id.to_string(), std::move(call.http.body));
  const auto evidence = co_await reports_.add_evidence(user, id, epoch, std::move(image));
  base::crash_point("evidence.after_commit");
  committed_(user);
  co_return gateway::json_response(201, evidence);
}

}  // namespace jobswipe::report
