#include "server/store/reports_store.hpp"

#include <fmt/format.h>

#include "server/store/sql.hpp"

namespace jobswipe::store {
namespace {

constexpr std::string_view kUniqueViolation = "23505";  // PostgreSQL, appendix A
constexpr int kMostTriesForANumber = 20;

}  // namespace

asio::awaitable<std::optional<LeaseView>> ReportsStore::current(base::UserId user, base::ApplicationId id) {
  const postgres::Rows rows = co_await pool_.query(sql::report_current, postgres::params(user, id));
  if (rows.empty()) co_return std::nullopt;
  const auto row = rows.front();
  LeaseView view;
  domain::Application& application = view.application;
  application.status = domain::parse_status(row.text("status")).value();
  application.epoch = static_cast<int>(row.integer("epoch"));
  application.attempts = static_cast<int>(row.integer("attempts"));
  application.cancel_requested = row.boolean("cancel_requested");
  application.failure = domain::parse_failure_kind(row.text("failure_kind"));
  if (const auto device = row.optional_uuid("lease_device_id")) application.device = base::DeviceId{*device};
  if (const auto granted = row.optional_integer("submit_granted_epoch"))
    application.granted_epoch = static_cast<int>(*granted);
  if (const auto released = row.optional_integer("submit_released_epoch"))
    application.released_epoch = static_cast<int>(*released);
  view.lease_json = row.text("lease");
  co_return view;
}

asio::awaitable<std::optional<std::string>> ReportsStore::transition(base::UserId user, base::ApplicationId id,
                                                                     base::DeviceId device, int epoch,
                                                                     ReportedTransition transition) {
  std::optional<std::string> failure;
  if (transition.failure) failure = std::string(domain::to_string(*transition.failure));
  postgres::Params params;
  params.add(user).add(id).add(device).add(epoch).add(domain::to_string(transition.status)).add(failure);
  params.add(transition.failure_detail).add(transition.questions).add(transition.progress);
  if (transition.answers_sealed)
    params.add_bytes(*transition.answers_sealed);
  else
    params.add(nullptr);
  params.add(transition.confirmation)
      .add(static_cast<std::int64_t>(transition.delay.count()))
      .add(transition.event_type);
  params.add(transition.to_outbox).add(static_cast<std::int64_t>(lease_.count())).add(transition.gives_attempt_back);
  params.add(transition.granted)
      .add(transition.confirms_release)
      .add(transition.address)
      .add(transition.releases_grant);
  const postgres::Rows rows = co_await pool_.query(sql::report_transition, std::move(params));
  if (rows.empty()) co_return std::nullopt;
  co_return std::string(rows.front().text("lease"));
}

asio::awaitable<void> ReportsStore::append_logs(base::UserId user, base::ApplicationId id, int epoch,
                                                boost::json::value lines, std::string key) {
  co_await pool_.query(sql::report_logs, postgres::params(user, id, epoch, lines, key));
}

asio::awaitable<boost::json::object> ReportsStore::add_evidence(base::UserId user, base::ApplicationId id, int epoch,
                                                                EvidenceImage image) {
  postgres::Params params;
  params.add(user)
      .add(id)
      .add(epoch)
      .add(image.kind)
      .add(image.content_type)
      .add(static_cast<std::int64_t>(image.bytes));
  params.add_bytes(image.sha256).add_bytes(image.sealed);
  std::optional<postgres::Rows> rows;
  for (int tries = 1; !rows; ++tries) {
    try {
      auto copy = params;
      rows = co_await pool_.query(sql::report_evidence, std::move(copy));
    } catch (const postgres::Error& error) {
      // Another picture of the same application took its number at the same time; the next try sees it.
      if (error.sqlstate() != kUniqueViolation || tries == kMostTriesForANumber) throw;
    }
  }
  const auto row = rows->front();
  boost::json::object evidence;
  evidence["n"] = row.integer("n");
  evidence["kind"] = row.text("kind");
  evidence["contentType"] = row.text("content_type");
  evidence["bytes"] = row.integer("bytes");
  evidence["sha256"] = row.text("sha256");
  evidence["url"] = fmt::format("/api/applications/{}/evidence/{}", id.to_string(), row.integer("n"));
  evidence["createdAt"] = row.text("created_at");
  co_return evidence;
}

}  // namespace jobswipe::store
