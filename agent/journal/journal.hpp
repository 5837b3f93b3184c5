#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/journal/recovery.hpp"
#include "core/base/clock.hpp"
#include "io/sqlite/database.hpp"

namespace jobswipe::journal {

/// One claim of one application.
struct AttemptId {
  std::string application_id;
  int epoch = 0;
  bool operator==(const AttemptId&) const = default;
};

struct Attempt {
  AttemptId id;
  std::string url;
  Phase phase = Phase::claimed;
  std::string intent_key;                      ///< empty before the intent
  std::optional<boost::json::object> outcome;  ///< the body of PUT …/status
  std::optional<boost::json::object> claim;    ///< as it was given to `begin`, until settled
  int resumes = 0;                             ///< how often it was taken up again after a crash
  std::string started_at;
};

/// A screenshot that the server doesn't have yet.
struct PendingEvidence {
  std::int64_t id = 0;
  AttemptId attempt;
  std::string kind;
  std::filesystem::path file;
  std::string key;  ///< its Idempotency-Key
};

struct LogLine {
  std::int64_t id = 0;
  std::string at;
  std::string level;
  std::string step;
  std::string message;
};

enum class Begin {
  fresh,  ///< never seen: go on
  again,  ///< this epoch was begun before; its recovery decides, it is not done twice
};

/// The journal file. For one thread; every call is durable when it returns. Throws sqlite::SqliteError.
class Journal {
 public:
  /// `evidence_directory` must exist; screenshots lie there until they are sent.
  Journal(const std::string& file, std::filesystem::path evidence_directory, const base::Clock& clock);

  /// `claim` is kept until the attempt is settled, so that it can be taken up again after a crash.
  Begin begin(const AttemptId& id, const std::string& url, const boost::json::object& claim = {});
  /// Counts that it is taken up again. Only for what can't have been sent; throws std::logic_error otherwise.
  void resume(const AttemptId& id);
  /// Phases only go forward; one that lies behind is ignored.
  void enter(const AttemptId& id, Phase phase);
  /// Enters Phase::intent and gives the key of the intent: made at the first call, the same at every other.
  std::string intent_key(const AttemptId& id);
  /// The first outcome stays.
  void record_outcome(const AttemptId& id, const boost::json::object& status_body);
  /// Replaces an outcome that the server can't take.
  void replace_outcome(const AttemptId& id, const boost::json::object& status_body);
  /// The server has it, or doesn't want it (`how` says which): the outcome with its answers is removed.
  void settle(const AttemptId& id, const std::string& how);

  std::optional<Attempt> find(const AttemptId& id);
  /// Not settled, oldest first.
  std::vector<Attempt> unsettled();

  /// Keeps the picture in a file. Throws std::runtime_error when it can't be written.
  void add_evidence(const AttemptId& id, const std::string& kind, std::string_view png);
  std::vector<PendingEvidence> pending_evidence();
  std::vector<PendingEvidence> pending_evidence(const AttemptId& id);
  /// The server has it under `number`, or refuses it for good (nothing): the file is removed.
  void evidence_settled(const PendingEvidence& evidence, std::optional<int> number);
  /// The numbers of what the server has of this attempt.
  std::vector<int> evidence_numbers(const AttemptId& id);

  void add_log(const AttemptId& id, const std::string& level, const std::string& step, const std::string& message);
  std::vector<LogLine> logs(const AttemptId& id, int limit);
  void logs_settled(const AttemptId& id, std::int64_t last_id);

  std::optional<std::string> fact(const std::string& name);
  void set_fact(const std::string& name, const std::string& value);

  /// Removes settled attempts older than this.
  void forget_before(base::Time time);

 private:
  std::string now() const { return base::to_rfc3339(clock_.now()); }
  void require_change(const AttemptId& id) const;

  sqlite::Database database_;
  std::filesystem::path evidence_directory_;
  const base::Clock& clock_;
};

}  // namespace jobswipe::journal
