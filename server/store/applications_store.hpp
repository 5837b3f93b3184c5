#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/id.hpp"
#include "core/base/result.hpp"
#include "core/domain/status.hpp"
#include "io/loop/gather.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

/// What a swipe came to. Exactly one of the cases of `verdict` holds; `rules_decide` when it named no résumé and the
/// person has rules, which nothing was asked of yet: it is to be sent again with the one that they propose.
struct SwipeResult {
  enum class Verdict { created, repeated, unknown_job, posting_closed, no_resume, rules_decide };
  Verdict verdict = Verdict::unknown_job;
  std::string id;  ///< of the application, when created or repeated
  std::string status;
  std::optional<std::int64_t> position;  ///< from 1, while it waits
};

struct UndoResult {
  enum class Verdict { undone, nothing_to_undo, already_claimed };
  Verdict verdict = Verdict::nothing_to_undo;
  std::string job_id;
  std::optional<std::string> application_id;  ///< set when a right swipe was undone
};

/// One page of a person's applications; JSON texts are in the contract's shapes.
struct ApplicationPage {
  std::string applications_json, counts_json;
  std::string version;                                      ///< as of the same moment; see list_version
  std::optional<std::pair<std::string, std::string>> next;  ///< updated_at and id to go on after
  bool paired = false, online = false;
  std::optional<base::Time> last_seen_at;
  std::int64_t last_seq = 0;
};

struct ApplicationDetails {
  std::string application_json, evidence_json;
  boost::json::value snapshot;
  std::string job_id, snapshot_hash, status, version, failure_kind;
  std::optional<base::Time> closed_at;
  base::Uuid resume_id;
  Bytes custom_fields_sealed, answers_sent_sealed;  ///< empty when absent
  bool granted = false;
};

struct AutomationLogLine {
  std::int64_t n, epoch;
  std::string level, step, message, at;
};

struct StoredEvidence {
  std::string content_type;
  std::int64_t epoch = 0;
  Bytes sealed;
};

struct ExportedApplication {
  std::string application_json;
  Bytes custom_fields_sealed, answers_sent_sealed;  ///< empty when absent
};

/// What a list is narrowed to besides statuses.
struct ApplicationSearch {
  ApplicationSearch() {}

  std::string words;                  ///< all of them in title, company or place; "" for any
  std::vector<std::string> outcomes;  ///< `none` for those without one; empty for any
};

/// What came of an application.
struct Outcome {
  std::string kind;  ///< of `OutcomeKind` in the contract
  std::string on;    ///< the day, YYYY-MM-DD
};

/// The request by which a person decides. With constructors, since g++ 12 frees a temporary of an aggregate wrongly
/// when it is an argument of what is awaited (GCC 107288).
struct DecisionOrigin {
  DecisionOrigin() {}
  DecisionOrigin(std::string idempotency_key, std::string remote_address)
      : key(std::move(idempotency_key)), address(std::move(remote_address)) {}

  std::string key;      ///< its Idempotency-Key; "" when it has none
  std::string address;  ///< where it came from, for the audit log
};

/// A person's side of `application_queue`: swipes, lists, details and decisions. Every change is one guarded statement
/// that also appends its event. Throws postgres::Error and postgres::Unavailable. Use from the pool's thread.
class ApplicationsStore {
 public:
  ApplicationsStore(postgres::Pool& pool, int max_attempts);

  /// Writes the application and its event at once. Safe to repeat: one application per person and posting.
  asio::awaitable<SwipeResult> swipe_right(base::UserId user, base::JobId job, std::optional<base::ResumeId> resume,
                                           int priority, std::optional<Bytes> custom_fields_sealed);
  /// not_found for an unknown posting; conflict when the person has applied to it.
  asio::awaitable<base::Result<void>> swipe_left(base::UserId user, base::JobId job, std::optional<std::string> reason);
  asio::awaitable<UndoResult> undo(base::UserId user, std::optional<base::JobId> job, std::string key = {});

  asio::awaitable<ApplicationPage> list(base::UserId user, std::vector<std::string> statuses, int limit,
                                        std::optional<std::pair<std::string, std::string>> after,
                                        ApplicationSearch search = {});
  /// What is another one whenever a list of this person's would be, but for the wording of a posting. Many that are
  /// asked for at once are read together.
  asio::awaitable<std::string> list_version(base::UserId user);
  asio::awaitable<std::optional<ApplicationDetails>> get(base::UserId user, base::ApplicationId id);
  asio::awaitable<std::vector<AutomationLogLine>> logs(base::UserId user, base::ApplicationId id, int limit,
                                                       std::int64_t after);
  asio::awaitable<std::optional<StoredEvidence>> evidence(base::UserId user, base::ApplicationId id, int n);

  /// All of them, oldest first.
  asio::awaitable<std::vector<ExportedApplication>> export_all(base::UserId user);

  // A person's decisions. Each gives the application as JSON, not_found, or conflict with what to do instead; and in
  // the same transaction notes itself at the request's Idempotency-Key and in the person's audit log.
  asio::awaitable<base::Result<std::string>> cancel(base::UserId user, base::ApplicationId id,
                                                    DecisionOrigin origin = {});
  asio::awaitable<base::Result<std::string>> retry(base::UserId user, base::ApplicationId id,
                                                   DecisionOrigin origin = {});
  asio::awaitable<base::Result<std::string>> set_priority(base::UserId user, base::ApplicationId id, int priority);
  /// `epoch` is the attempt that the person was shown; another one's outcome is not settled by it.
  asio::awaitable<base::Result<std::string>> resolve(base::UserId user, base::ApplicationId id, bool sent,
                                                     DecisionOrigin origin = {}, std::optional<int> epoch = {});
  /// `version` is ApplicationDetails::version of what the answers were merged into.
  asio::awaitable<base::Result<std::string>> answer(base::UserId user, base::ApplicationId id,
                                                    Bytes custom_fields_sealed, std::string version,
                                                    DecisionOrigin origin = {});

  /// What came of one that has ended; nothing takes it back. The same again changes nothing.
  asio::awaitable<base::Result<std::string>> set_outcome(base::UserId user, base::ApplicationId id,
                                                         std::optional<Outcome> outcome);

  /// `SimilarApplication`s of the contract: the person's other ones to the employer of `job`, newest first.
  asio::awaitable<std::string> similar(base::UserId user, base::JobId job);

  int max_attempts() const noexcept { return max_attempts_; }

 private:
  asio::awaitable<base::Result<std::string>> decide(postgres::Statement statement, base::UserId user,
                                                    base::ApplicationId id, postgres::Params params,
                                                    std::string refusal);

  asio::awaitable<std::vector<std::string>> read_versions(std::vector<base::UserId> users);

  postgres::Pool& pool_;
  int max_attempts_;
  loop::Gather<base::UserId, std::string> versions_;
};

}  // namespace jobswipe::store
