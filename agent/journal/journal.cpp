#include "agent/journal/journal.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>

#include "agent/journal/schema.hpp"
#include "core/base/id.hpp"

namespace jobswipe::journal {
namespace {

constexpr int kVersion = 1;
constexpr int kMaxLogs = 500;

Attempt attempt_of(const sqlite::Statement& row) {
  Attempt attempt;
  attempt.id.application_id = row.text(0);
  attempt.id.epoch = static_cast<int>(row.integer(1));
  attempt.url = row.text(2);
  attempt.phase = static_cast<Phase>(row.integer(3));
  attempt.intent_key = row.text(4);
  if (const auto outcome = row.optional_text(5)) attempt.outcome = boost::json::parse(*outcome).as_object();
  attempt.started_at = row.text(6);
  if (const auto claim = row.optional_text(7)) attempt.claim = boost::json::parse(*claim).as_object();
  attempt.resumes = static_cast<int>(row.integer(8));
  return attempt;
}

constexpr const char* kAttemptColumns =
    "application_id, epoch, url, phase, intent_key, outcome, started_at, claim, resumes";

PendingEvidence evidence_of(const sqlite::Statement& row) {
  PendingEvidence evidence;
  evidence.id = row.integer(0);
  evidence.attempt.application_id = row.text(1);
  evidence.attempt.epoch = static_cast<int>(row.integer(2));
  evidence.kind = row.text(3);
  evidence.file = row.text(4);
  evidence.key = row.text(5);
  return evidence;
}

}  // namespace

Journal::Journal(const std::string& file, std::filesystem::path evidence_directory, const base::Clock& clock)
    : database_(file), evidence_directory_(std::move(evidence_directory)), clock_(clock) {
  const int version = database_.user_version();
  if (version > kVersion)
    throw sqlite::SqliteError(
        fmt::format("{} was written by a newer agent (version {}); update this one", file, version));
  if (version == kVersion) return;
  sqlite::Transaction transaction(database_);
  database_.execute(std::string(schema::schema.text));
  database_.set_user_version(kVersion);
  transaction.commit();
}

Begin Journal::begin(const AttemptId& id, const std::string& url, const boost::json::object& claim) {
  auto insert = database_.prepare(
      "INSERT INTO attempts (application_id, epoch, url, phase, claim, started_at, updated_at) VALUES (?,?,?,?,?,?,?) "
      "ON CONFLICT DO NOTHING");
  const auto time = now();
  insert.bind(id.application_id).bind(id.epoch).bind(url).bind(static_cast<int>(Phase::claimed));
  insert.bind(boost::json::serialize(claim)).bind(time).bind(time).run();
  return database_.changes() == 1 ? Begin::fresh : Begin::again;
}

void Journal::resume(const AttemptId& id) {
  auto update = database_.prepare(
      "UPDATE attempts SET resumes = resumes + 1, updated_at = ? WHERE application_id = ? AND epoch = ? AND phase < ? "
      "AND settled IS NULL "
      "AND outcome IS NULL");
  update.bind(now()).bind(id.application_id).bind(id.epoch).bind(static_cast<int>(Phase::clicking)).run();
  if (database_.changes() == 0)
    throw std::logic_error(fmt::format("attempt {} epoch {} can't be taken up again", id.application_id, id.epoch));
}

void Journal::require_change(const AttemptId& id) const {
  if (database_.changes() == 0)
    throw std::logic_error(fmt::format("attempt {} epoch {} was never begun", id.application_id, id.epoch));
}

void Journal::enter(const AttemptId& id, Phase phase) {
  auto update = database_.prepare(
      "UPDATE attempts SET phase = max(phase, ?), updated_at = ? WHERE application_id = ? AND epoch = ?");
  update.bind(static_cast<int>(phase)).bind(now()).bind(id.application_id).bind(id.epoch).run();
  require_change(id);
}

std::string Journal::intent_key(const AttemptId& id) {
  auto update = database_.prepare(
      "UPDATE attempts SET intent_key = coalesce(intent_key, ?), phase = max(phase, ?), updated_at = ? "
      "WHERE application_id = ? AND epoch = ? RETURNING intent_key");
  update.bind(base::Uuid::make().to_string())
      .bind(static_cast<int>(Phase::intent))
      .bind(now())
      .bind(id.application_id)
      .bind(id.epoch);
  if (!update.step())
    throw std::logic_error(fmt::format("attempt {} epoch {} was never begun", id.application_id, id.epoch));
  auto key = update.text(0);
  update.run();
  return key;
}

void Journal::record_outcome(const AttemptId& id, const boost::json::object& status_body) {
  auto update = database_.prepare(
      "UPDATE attempts SET outcome = coalesce(outcome, ?), updated_at = ? WHERE application_id = ? AND epoch = ? AND "
      "settled IS NULL");
  update.bind(boost::json::serialize(status_body)).bind(now()).bind(id.application_id).bind(id.epoch).run();
  require_change(id);
}

void Journal::replace_outcome(const AttemptId& id, const boost::json::object& status_body) {
  auto update =
      database_.prepare("UPDATE attempts SET outcome = ? WHERE application_id = ? AND epoch = ? AND settled IS NULL");
  update.bind(boost::json::serialize(status_body)).bind(id.application_id).bind(id.epoch).run();
  require_change(id);
}

void Journal::settle(const AttemptId& id, const std::string& how) {
  auto update = database_.prepare(
      "UPDATE attempts SET settled = ?, outcome = NULL, claim = NULL, updated_at = ? WHERE application_id = ? AND "
      "epoch = ?");
  update.bind(how).bind(now()).bind(id.application_id).bind(id.epoch).run();
}

std::optional<Attempt> Journal::find(const AttemptId& id) {
  auto select =
      database_.prepare(fmt::format("SELECT {} FROM attempts WHERE application_id = ? AND epoch = ?", kAttemptColumns));
  select.bind(id.application_id).bind(id.epoch);
  if (!select.step()) return std::nullopt;
  return attempt_of(select);
}

std::vector<Attempt> Journal::unsettled() {
  auto select = database_.prepare(
      fmt::format("SELECT {} FROM attempts WHERE settled IS NULL ORDER BY started_at, epoch", kAttemptColumns));
  std::vector<Attempt> attempts;
  while (select.step()) attempts.push_back(attempt_of(select));
  return attempts;
}

void Journal::add_evidence(const AttemptId& id, const std::string& kind, std::string_view png) {
  const auto key = base::Uuid::make().to_string();
  const auto file = evidence_directory_ / (key + ".png");
  std::ofstream out(file, std::ios::binary);
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  out << png;
  out.flush();
  if (!out) throw std::runtime_error("can't write " + file.string());
  auto insert = database_.prepare("INSERT INTO evidence (application_id, epoch, kind, file, key) VALUES (?,?,?,?,?)");
  insert.bind(id.application_id).bind(id.epoch).bind(kind).bind(file.string()).bind(key).run();
}

std::vector<PendingEvidence> Journal::pending_evidence() {
  auto select = database_.prepare(
      "SELECT id, application_id, epoch, kind, file, key FROM evidence WHERE number IS NULL ORDER BY id");
  std::vector<PendingEvidence> pending;
  while (select.step()) pending.push_back(evidence_of(select));
  return pending;
}

std::vector<PendingEvidence> Journal::pending_evidence(const AttemptId& id) {
  auto all = pending_evidence();
  std::erase_if(all, [&](const PendingEvidence& evidence) { return evidence.attempt != id; });
  return all;
}

void Journal::evidence_settled(const PendingEvidence& evidence, std::optional<int> number) {
  if (number) {
    auto update = database_.prepare("UPDATE evidence SET number = ? WHERE id = ?");
    update.bind(*number).bind(evidence.id).run();
  } else {
    auto remove = database_.prepare("DELETE FROM evidence WHERE id = ?");
    remove.bind(evidence.id).run();
  }
  std::error_code ignored;
  std::filesystem::remove(evidence.file, ignored);
}

std::vector<int> Journal::evidence_numbers(const AttemptId& id) {
  auto select = database_.prepare(
      "SELECT number FROM evidence WHERE application_id = ? AND epoch = ? AND number IS NOT NULL ORDER BY number");
  select.bind(id.application_id).bind(id.epoch);
  std::vector<int> numbers;
  while (select.step()) numbers.push_back(static_cast<int>(select.integer(0)));
  return numbers;
}

void Journal::add_log(const AttemptId& id, const std::string& level, const std::string& step,
                      const std::string& message) {
  auto insert = database_.prepare(
      "INSERT INTO logs (application_id, epoch, at, level, step, message) SELECT ?1, ?2, ?3, ?4, ?5, ?6 "
      "WHERE (SELECT count(*) FROM logs WHERE application_id = ?1 AND epoch = ?2) < ?7");
  insert.bind(id.application_id).bind(id.epoch).bind(now()).bind(level).bind(step).bind(message).bind(kMaxLogs).run();
}

std::vector<LogLine> Journal::logs(const AttemptId& id, int limit) {
  auto select = database_.prepare(
      "SELECT id, at, level, step, message FROM logs WHERE application_id = ? AND epoch = ? ORDER BY id LIMIT ?");
  select.bind(id.application_id).bind(id.epoch).bind(limit);
  std::vector<LogLine> lines;
  while (select.step()) {
    LogLine line;
    line.id = select.integer(0);
    line.at = select.text(1);
    line.level = select.text(2);
    line.step = select.text(3);
    line.message = select.text(4);
    lines.push_back(std::move(line));
  }
  return lines;
}

void Journal::logs_settled(const AttemptId& id, std::int64_t last_id) {
  auto remove = database_.prepare("DELETE FROM logs WHERE application_id = ? AND epoch = ? AND id <= ?");
  remove.bind(id.application_id).bind(id.epoch).bind(last_id).run();
}

std::optional<std::string> Journal::fact(const std::string& name) {
  auto select = database_.prepare("SELECT value FROM facts WHERE name = ?");
  select.bind(name);
  if (!select.step()) return std::nullopt;
  return select.text(0);
}

void Journal::set_fact(const std::string& name, const std::string& value) {
  auto upsert =
      database_.prepare("INSERT INTO facts VALUES (?,?) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  upsert.bind(name).bind(value).run();
}

void Journal::forget_before(base::Time time) {
  auto remove = database_.prepare(
      "DELETE FROM attempts WHERE settled IS NOT NULL AND updated_at < ? AND NOT EXISTS (SELECT 1 FROM evidence e "
      "WHERE "
      "e.application_id = attempts.application_id AND e.epoch = attempts.epoch AND e.number IS NULL)");
  remove.bind(base::to_rfc3339(time)).run();
}

}  // namespace jobswipe::journal
