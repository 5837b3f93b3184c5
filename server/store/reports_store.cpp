#include "server/store/reports_store.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "server/store/sql.hpp"

namespace jobswipe::store {
namespace {

constexpr std::string_view kUniqueViolation = "23505";  // PostgreSQL, appendix A
constexpr int kMostTriesForANumber = 20;
/// Reports of a statement.
constexpr std::size_t kTogether = 64;

std::string to_hex(const Bytes& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::optional<LeaseView> view_of(const postgres::Row& row) {
  if (row.is_null("status")) return std::nullopt;
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
  return view;
}

}  // namespace

ReportsStore::ReportsStore(postgres::Pool& pool, std::chrono::seconds lease)
    : pool_(pool),
      lease_(lease),
      reading_(
          pool.executor(), [this](std::vector<Subject> subjects) { return read(std::move(subjects)); }, kTogether, 1),
      writing_(
          pool.executor(), [this](std::vector<Report> reports) { return write(std::move(reports)); }, kTogether, 1) {}

asio::awaitable<std::optional<LeaseView>> ReportsStore::current(base::UserId user, base::ApplicationId id) {
  Subject subject;
  subject.user = user;
  subject.application = id;
  auto view = co_await reading_.ask(subject);
  co_return view;
}

asio::awaitable<std::vector<ReportsStore::View>> ReportsStore::read(std::vector<Subject> subjects) {
  std::vector<std::string> users, applications;
  for (const Subject& subject : subjects) {
    users.push_back(subject.user.to_string());
    applications.push_back(subject.application.to_string());
  }
  postgres::Params params;
  params.add_array(users).add_array(applications);
  const postgres::Rows rows = co_await pool_.query(sql::report_current, std::move(params));
  std::vector<View> views;
  views.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) views.push_back(view_of(rows[i]));
  co_return views;
}

asio::awaitable<std::optional<std::string>> ReportsStore::transition(base::UserId user, base::ApplicationId id,
                                                                     base::DeviceId device, int epoch,
                                                                     ReportedTransition transition) {
  boost::json::object json;
  json["user_id"] = user.to_string();
  json["id"] = id.to_string();
  json["device"] = device.to_string();
  json["epoch"] = epoch;
  json["status"] = domain::to_string(transition.status);
  if (transition.failure) json["failure"] = domain::to_string(*transition.failure);
  if (transition.failure_detail) json["detail"] = *transition.failure_detail;
  if (transition.questions) json["questions"] = *transition.questions;
  if (transition.progress) json["progress"] = *transition.progress;
  if (transition.answers_sealed) json["answers"] = to_hex(*transition.answers_sealed);
  if (transition.confirmation) json["confirmation"] = *transition.confirmation;
  json["delay"] = transition.delay.count();
  json["event"] = transition.event_type;
  json["outbox"] = transition.to_outbox;
  json["gives_back"] = transition.gives_attempt_back;
  if (transition.granted) json["granted"] = *transition.granted;
  json["confirms"] = transition.confirms_release;
  json["address"] = transition.address;
  json["releases"] = transition.releases_grant;
  Report report;
  report.subject.user = user;
  report.subject.application = id;
  report.json = boost::json::serialize(json);
  auto attempt = co_await writing_.ask(std::move(report));
  co_return std::move(attempt).take();
}

asio::awaitable<std::vector<Attempt<ReportsStore::Lease>>> ReportsStore::write(std::vector<Report> reports) {
  std::function<Subject(const Report&)> key_of = [](const Report& report) { return report.subject; };
  std::function<asio::awaitable<std::vector<Lease>>(std::vector<Report>)> write = [this](std::vector<Report> many) {
    return write_many(std::move(many));
  };
  return write_together<Lease, Report, Subject>(std::move(reports), std::move(key_of), std::move(write));
}

asio::awaitable<std::vector<ReportsStore::Lease>> ReportsStore::write_many(std::vector<Report> reports) {
  std::vector<std::string> texts;
  texts.reserve(reports.size());
  for (Report& report : reports) texts.push_back(std::move(report.json));
  postgres::Params params;
  params.add_array(texts).add(static_cast<std::int64_t>(lease_.count()));
  const postgres::Rows rows = co_await pool_.query(sql::report_transition, std::move(params));
  std::vector<Lease> leases;
  leases.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) leases.push_back(rows[i].optional_text("lease"));
  co_return leases;
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
