#include "server/report/report_api.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <boost/json/serialize.hpp>

namespace jobswipe::report {
namespace {

constexpr std::size_t kMaxEvidenceBytes = 5 * 1024 * 1024;

int epoch_of(const gateway::Call& call) {
  return static_cast<int>(call.body.at("epoch").to_number<std::int64_t>());
}

base::Error stale(int epoch, const store::LeaseView& lease) {
  base::Error error;
  error.code = base::ErrorCode::stale_epoch;
  error.detail =
      fmt::format("Epoch {} no longer holds the lease: the application is {} at epoch {}. Drop the work and sync.",
                  epoch, domain::to_string(lease.status), lease.epoch);
  return error;
}

bool is_image(std::string_view bytes, std::string_view content_type) {
  using namespace std::string_view_literals;
  if (content_type.starts_with("image/png")) return bytes.starts_with("\x89PNG\r\n\x1a\n"sv);
  return content_type.starts_with("image/jpeg") && bytes.starts_with("\xff\xd8\xff"sv);
}

/// A report that has already been carried out, perhaps by this very request whose answer was lost.
bool already_so(const store::LeaseView& lease, int epoch, domain::Status wanted) {
  return lease.epoch == epoch && !domain::is_leased(lease.status) && lease.status == wanted;
}

}  // namespace

ReportApi::ReportApi(store::ReportsStore& reports, store::Vault& vault, Policy policy,
                     std::function<void(base::UserId)> committed)
    : reports_(reports), vault_(vault), policy_(std::move(policy)), committed_(std::move(committed)) {}

void ReportApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("putApplicationStatus", [this](gateway::Call call) { return put_status(std::move(call)); });
  gateway.handle("appendApplicationLogs", [this](gateway::Call call) { return append_logs(std::move(call)); });
  gateway.handle("addEvidence", [this](gateway::Call call) { return add_evidence(std::move(call)); });
}

asio::awaitable<base::Result<store::LeaseView>> ReportApi::lease_of(base::UserId user, base::ApplicationId id,
                                                                    int epoch) {
  const auto lease = co_await reports_.current(user, id);
  if (!lease) co_return base::Error::not_found("application");
  if (lease->epoch != epoch) co_return stale(epoch, *lease);
  co_return *lease;
}

asio::awaitable<gateway::Answer> ReportApi::put_status(gateway::Call call) {
  const auto user = call.who().user;
  const auto id = call.path_id<base::ApplicationId>("id");
  const int epoch = epoch_of(call);
  const auto lease = co_await lease_of(user, id, epoch);
  if (!lease) co_return lease.error();
  const bool granted = lease->granted_epoch == epoch;
  auto decided = decide(call.body, lease->attempts, granted, policy_);
  if (!decided) co_return decided.error();
  if (already_so(*lease, epoch, decided->status) && decided->failure == lease->failure)
    co_return http::Response::text(200, "application/json", lease->lease_json);
  if (const auto* answers = call.body.if_contains("answers"))
    decided->answers_sealed =
        co_await vault_.seal(user, "application_queue.answers_sent", boost::json::serialize(*answers));
  auto changed = co_await reports_.transition(user, id, call.who().device.value(), epoch, std::move(*decided));
  if (!changed) {
    const auto now = co_await reports_.current(user, id);
    if (!now) co_return base::Error::not_found("application");
    co_return stale(epoch, *now);
  }
  committed_(user);
  co_return http::Response::text(200, "application/json", std::move(*changed));
}

asio::awaitable<gateway::Answer> ReportApi::append_logs(gateway::Call call) {
  const auto user = call.who().user;
  const auto id = call.path_id<base::ApplicationId>("id");
  const auto lease = co_await lease_of(user, id, epoch_of(call));
  if (!lease) co_return lease.error();
  co_await reports_.append_logs(user, id, epoch_of(call), call.body.at("logs"));
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
  const auto lease = co_await lease_of(user, id, epoch);
  if (!lease) co_return lease.error();
  store::EvidenceImage image;
  image.kind = call.query.at("kind");
  image.content_type = content_type;
  image.bytes = call.http.body.size();
  image.sha256.resize(SHA256_DIGEST_LENGTH);
  SHA256(reinterpret_cast<const unsigned char*>(call.http.body.data()), call.http.body.size(), image.sha256.data());
  image.sealed = co_await vault_.seal(user, "evidence:" + id.to_string(), std::move(call.http.body));
  const auto evidence = co_await reports_.add_evidence(user, id, epoch, std::move(image));
  committed_(user);
  co_return gateway::json_response(201, evidence);
}

}  // namespace jobswipe::report
