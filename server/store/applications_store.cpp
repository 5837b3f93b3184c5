#include "server/store/applications_store.hpp"

#include <boost/json/parse.hpp>

#include "server/store/application_row.hpp"
#include "server/store/sql.hpp"

namespace jobswipe::store {
namespace {

SwipeResult::Verdict verdict_of(const postgres::Row& row) {
  if (!row.is_null("id"))
    return row.boolean("created") ? SwipeResult::Verdict::created : SwipeResult::Verdict::repeated;
  if (row.integer("postings") == 0) return SwipeResult::Verdict::unknown_job;
  if (row.boolean("closed")) return SwipeResult::Verdict::posting_closed;
  return SwipeResult::Verdict::no_resume;
}

/// A verdict that can only come of a swipe on the same posting which committed while this statement waited for it.
bool lost_a_race(const postgres::Row& row) {
  return row.is_null("id") && row.integer("postings") > 0 && !row.boolean("closed") && row.integer("resumes") > 0;
}

/// A pattern of LIKE for each word, in lower case.
std::vector<std::string> patterns_of(const std::string& words) {
  std::vector<std::string> patterns;
  std::string pattern;
  const auto finish = [&] {
    if (!pattern.empty()) patterns.push_back('%' + pattern + '%');
    pattern.clear();
  };
  for (const char c : words) {
    if (static_cast<unsigned char>(c) <= ' ') {
      finish();
      continue;
    }
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  finish();
  return patterns;
}

void add_array_or_null(postgres::Params& params, const std::vector<std::string>& values) {
  if (values.empty())
    params.add(nullptr);
  else
    params.add_array(values);
}

}  // namespace

asio::awaitable<SwipeResult> ApplicationsStore::swipe_right(base::UserId user, base::JobId job,
                                                            std::optional<base::ResumeId> resume, int priority,
                                                            std::optional<Bytes> custom_fields_sealed) {
  auto id = base::ApplicationId::make();
  for (int attempt = 0;; ++attempt) {
    postgres::Params params;
    params.add(user).add(id).add(job).add(resume).add(priority);
    if (custom_fields_sealed)
      params.add_bytes(*custom_fields_sealed);
    else
      params.add(nullptr);
    const postgres::Rows rows = co_await pool_.query(sql::swipe_right, std::move(params));
    const auto row = rows.front();
    if (lost_a_race(row) && attempt < 3) continue;
    SwipeResult result;
    result.verdict = verdict_of(row);
    result.id = row.text("id");
    result.status = row.text("status");
    result.position = row.optional_integer("position");
    co_return result;
  }
}

asio::awaitable<base::Result<void>> ApplicationsStore::swipe_left(base::UserId user, base::JobId job,
                                                                  std::optional<std::string> reason) {
  postgres::Params params;
  params.add(user).add(job).add(reason);
  const postgres::Rows rows = co_await pool_.query(sql::swipe_left, std::move(params));
  if (!rows.front().boolean("known")) co_return base::Error::not_found("job");
  co_return base::Result<void>{};
}

asio::awaitable<UndoResult> ApplicationsStore::undo(base::UserId user, std::optional<base::JobId> job,
                                                    std::string key) {
  const postgres::Rows rows = co_await pool_.query(sql::swipe_undo, postgres::params(user, job, key));
  UndoResult result;
  if (rows.empty()) co_return result;
  const auto row = rows.front();
  result.job_id = row.text("job_id");
  result.application_id = row.optional_text("application_id");
  result.verdict = row.boolean("undone") ? UndoResult::Verdict::undone : UndoResult::Verdict::already_claimed;
  co_return result;
}

ApplicationsStore::ApplicationsStore(postgres::Pool& pool, int max_attempts)
    : pool_(pool),
      max_attempts_(max_attempts),
      versions_(
          pool.executor(), [this](std::vector<base::UserId> of) { return read_versions(std::move(of)); }, 256, 1) {}

asio::awaitable<ApplicationPage> ApplicationsStore::list(base::UserId user, std::vector<std::string> statuses,
                                                         int limit,
                                                         std::optional<std::pair<std::string, std::string>> after,
                                                         ApplicationSearch search) {
  postgres::Params params;
  params.add(user);
  if (statuses.empty())
    params.add(nullptr);
  else
    params.add_array(statuses);
  params.add(limit + 1);
  if (after)
    params.add(after->first).add(after->second);
  else
    params.add(nullptr).add(nullptr);
  postgres::Statement statement = sql::application_list;
  const auto patterns = patterns_of(search.words);
  if (!patterns.empty() || !search.outcomes.empty()) {
    statement = sql::application_search;
    add_array_or_null(params, patterns);
    add_array_or_null(params, search.outcomes);
  }
  const postgres::Rows rows = co_await pool_.query(statement, std::move(params));
  const auto first = rows.front();
  ApplicationPage page;
  page.version = first.text("version");
  page.counts_json = '{' + std::string(first.text("counts")) + '}';
  page.paired = first.boolean("paired");
  page.online = first.boolean("online");
  page.last_seen_at = first.optional_time("last_seen_at");
  page.last_seq = first.integer("last_seq");
  page.applications_json = "[";
  page.applications_json.reserve(512 * rows.size());
  for (std::size_t i = 0; i < rows.size() && !rows[i].is_null("id"); ++i) {
    if (i == static_cast<std::size_t>(limit)) {
      const auto last = rows[i - 1];
      page.next.emplace(std::string(last.text("updated_at")) + ":00", last.text("id"));  // +00:00, of RFC 3339
      break;
    }
    if (i > 0) page.applications_json += ',';
    append_application(page.applications_json, rows[i], max_attempts_);
  }
  page.applications_json += ']';
  co_return page;
}

asio::awaitable<std::string> ApplicationsStore::list_version(base::UserId user) {
  auto version = co_await versions_.ask(user);
  co_return version;
}

asio::awaitable<std::vector<std::string>> ApplicationsStore::read_versions(std::vector<base::UserId> users) {
  std::vector<std::string> ids;
  ids.reserve(users.size());
  for (const auto user : users) ids.push_back(user.to_string());
  postgres::Params params;
  params.add_array(ids);
  const postgres::Rows rows = co_await pool_.query(sql::application_list_versions, std::move(params));
  std::vector<std::string> versions;
  versions.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) versions.emplace_back(rows[i].text("version"));
  co_return versions;
}

asio::awaitable<std::optional<ApplicationDetails>> ApplicationsStore::get(base::UserId user, base::ApplicationId id) {
  const postgres::Rows rows = co_await pool_.query(sql::application_get, postgres::params(user, id, max_attempts_));
  if (rows.empty()) co_return std::nullopt;
  const auto row = rows.front();
  ApplicationDetails details;
  details.application_json = row.text("application");
  details.evidence_json = row.text("evidence");
  details.snapshot = row.json("snapshot");
  details.job_id = row.text("job_id");
  details.snapshot_hash = row.text("snapshot_hash");
  details.status = row.text("status");
  details.version = row.text("version");
  details.failure_kind = row.text("failure_kind");
  details.closed_at = row.optional_time("closed_at");
  details.resume_id = row.uuid("resume_id");
  if (!row.is_null("custom_fields_sealed")) details.custom_fields_sealed = row.bytes("custom_fields_sealed");
  if (!row.is_null("answers_sent_sealed")) details.answers_sent_sealed = row.bytes("answers_sent_sealed");
  details.granted = !row.is_null("submit_granted_epoch");
  co_return details;
}

asio::awaitable<std::vector<AutomationLogLine>> ApplicationsStore::logs(base::UserId user, base::ApplicationId id,
                                                                        int limit, std::int64_t after) {
  const postgres::Rows rows = co_await pool_.query(sql::application_logs, postgres::params(user, id, limit, after));
  std::vector<AutomationLogLine> lines;
  lines.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    AutomationLogLine line;
    line.n = row.integer("n");
    line.epoch = row.integer("epoch");
    line.level = row.text("level");
    line.step = row.text("step");
    line.message = row.text("message");
    line.at = row.text("at");
    lines.push_back(std::move(line));
  }
  co_return lines;
}

asio::awaitable<std::optional<StoredEvidence>> ApplicationsStore::evidence(base::UserId user, base::ApplicationId id,
                                                                           int n) {
  const postgres::Rows rows = co_await pool_.query(sql::evidence_get, postgres::params(user, id, n));
  if (rows.empty()) co_return std::nullopt;
  StoredEvidence evidence;
  evidence.content_type = rows.front().text("content_type");
  evidence.epoch = rows.front().integer("epoch");
  evidence.sealed = rows.front().bytes("sealed");
  co_return evidence;
}

asio::awaitable<std::vector<ExportedApplication>> ApplicationsStore::export_all(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::application_export, postgres::params(user, max_attempts_));
  std::vector<ExportedApplication> all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    ExportedApplication exported;
    exported.application_json = row.text("application");
    if (!row.is_null("custom_fields_sealed")) exported.custom_fields_sealed = row.bytes("custom_fields_sealed");
    if (!row.is_null("answers_sent_sealed")) exported.answers_sent_sealed = row.bytes("answers_sent_sealed");
    all.push_back(std::move(exported));
  }
  co_return all;
}

asio::awaitable<base::Result<std::string>> ApplicationsStore::decide(postgres::Statement statement, base::UserId user,
                                                                     base::ApplicationId id, postgres::Params params,
                                                                     std::string refusal) {
  const postgres::Rows rows = co_await pool_.query(statement, std::move(params));
  if (!rows.empty()) co_return std::string(rows.front().text("application"));
  const postgres::Rows existing = co_await pool_.query(sql::application_exists, postgres::params(user, id));
  if (existing.empty()) co_return base::Error::not_found("application");
  base::Error error;
  error.code = base::ErrorCode::conflict;
  error.detail = "The application is " + std::string(existing.front().text("status")) + ". " + refusal;
  co_return error;
}

asio::awaitable<base::Result<std::string>> ApplicationsStore::cancel(base::UserId user, base::ApplicationId id,
                                                                     DecisionOrigin origin) {
  return decide(sql::application_cancel, user, id,
                postgres::params(user, id, max_attempts_, origin.key, origin.address),
                "It can be cancelled only before its form is being submitted; an unknown outcome is resolved instead.");
}

asio::awaitable<base::Result<std::string>> ApplicationsStore::retry(base::UserId user, base::ApplicationId id,
                                                                    DecisionOrigin origin) {
  return decide(
      sql::application_retry, user, id, postgres::params(user, id, max_attempts_, origin.key, origin.address),
      "Only a failed one, or one that needs review and was not submitted, can be sent again; an unknown outcome is "
      "resolved first.");
}

asio::awaitable<base::Result<std::string>> ApplicationsStore::set_priority(base::UserId user, base::ApplicationId id,
                                                                           int priority) {
  return decide(sql::application_priority, user, id, postgres::params(user, id, max_attempts_, priority),
                "The priority of an ended application can't be changed.");
}

asio::awaitable<base::Result<std::string>> ApplicationsStore::set_outcome(base::UserId user, base::ApplicationId id,
                                                                          std::optional<Outcome> outcome) {
  postgres::Params params;
  params.add(user).add(id).add(max_attempts_);
  if (outcome)
    params.add(outcome->kind).add(outcome->on);
  else
    params.add(nullptr).add(nullptr);
  const postgres::Rows rows = co_await pool_.query(sql::application_outcome, std::move(params));
  if (!rows.empty()) co_return std::string(rows.front().text("application"));
  const auto found = co_await get(user, id);
  if (!found) co_return base::Error::not_found("application");
  if (found->status == "COMPLETED" || found->status == "FAILED") co_return found->application_json;
  base::Error error;
  error.code = base::ErrorCode::conflict;
  error.detail = "The application is " + found->status + ". What came of it can be said when it has ended.";
  co_return error;
}

asio::awaitable<std::string> ApplicationsStore::similar(base::UserId user, base::JobId job) {
  const postgres::Rows rows = co_await pool_.query(sql::application_similar, postgres::params(user, job));
  co_return std::string(rows.front().text("similar"));
}

asio::awaitable<base::Result<std::string>> ApplicationsStore::resolve(base::UserId user, base::ApplicationId id,
                                                                      bool sent, DecisionOrigin origin,
                                                                      std::optional<int> epoch) {
  return decide(
      sql::application_resolve, user, id,
      postgres::params(user, id, max_attempts_, sent, origin.key, epoch, origin.address),
      "Only one that needs review after its form was being submitted can be resolved, and only its last attempt; "
      "look at it again, or try retry or cancel.");
}

asio::awaitable<base::Result<std::string>> ApplicationsStore::answer(base::UserId user, base::ApplicationId id,
                                                                     Bytes custom_fields_sealed, std::string version,
                                                                     DecisionOrigin origin) {
  postgres::Params params;
  params.add(user)
      .add(id)
      .add(max_attempts_)
      .add_bytes(custom_fields_sealed)
      .add(version)
      .add(origin.key)
      .add(origin.address);
  return decide(sql::application_answer, user, id, std::move(params),
                "It asks nothing now, or has just changed: look at it again.");
}

}  // namespace jobswipe::store
