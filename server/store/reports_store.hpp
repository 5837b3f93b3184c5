#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "core/base/id.hpp"
#include "core/base/result.hpp"
#include "core/domain/application.hpp"
#include "io/loop/gather.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/together.hpp"

namespace jobswipe::store {

/// An application as a report is decided on; its times are left out, since no report depends on them.
struct LeaseView {
  domain::Application application;
  std::string lease_json;
};

/// What a desktop's report changes; guarded by the epoch (invariant I3).
struct ReportedTransition {
  domain::Status status = domain::Status::processing;
  std::optional<domain::FailureKind> failure;
  std::optional<std::string> failure_detail;
  std::optional<boost::json::value> questions, progress;
  std::optional<Bytes> answers_sealed;
  std::optional<std::string> confirmation;
  std::chrono::milliseconds delay{0};  ///< before the next attempt, when it goes back to QUEUED
  std::string event_type;
  bool to_outbox = false;
  bool gives_attempt_back = false;
  bool releases_grant = false;
  std::optional<bool> granted;    ///< as it was decided upon; refused when that has changed
  bool confirms_release = false;  ///< the confirmation of a grant that was given up for unsent
  std::string address;            ///< of the request, for the audit log
};

struct EvidenceImage {
  std::string kind, content_type;
  std::size_t bytes = 0;
  Bytes sha256, sealed;
};

/// Takes progress, outcomes, logs and evidence of a desktop.
class ReportsStore {
 public:
  ReportsStore(postgres::Pool& pool, std::chrono::seconds lease);

  /// Those who ask at once ask in one statement.
  asio::awaitable<std::optional<LeaseView>> current(base::UserId user, base::ApplicationId id);
  /// The new LeaseState as JSON; nothing when the guard refused it. Those that come together share a statement.
  asio::awaitable<std::optional<std::string>> transition(base::UserId user, base::ApplicationId id,
                                                         base::DeviceId device, int epoch,
                                                         ReportedTransition transition);
  asio::awaitable<void> append_logs(base::UserId user, base::ApplicationId id, int epoch, boost::json::value lines,
                                    std::string key = {});
  /// `Evidence` as JSON. The same bytes of the same epoch are stored once.
  asio::awaitable<boost::json::object> add_evidence(base::UserId user, base::ApplicationId id, int epoch,
                                                    EvidenceImage image);

 private:
  struct Subject {
    base::UserId user;
    base::ApplicationId application;
    auto operator<=>(const Subject&) const = default;
  };
  struct Report {
    Subject subject;
    std::string json;  ///< as the statement reads it
  };
  using View = std::optional<LeaseView>;
  using Lease = std::optional<std::string>;

  asio::awaitable<std::vector<View>> read(std::vector<Subject> subjects);
  asio::awaitable<std::vector<Attempt<Lease>>> write(std::vector<Report> reports);
  asio::awaitable<std::vector<Lease>> write_many(std::vector<Report> reports);

  postgres::Pool& pool_;
  std::chrono::seconds lease_;
  loop::Gather<Subject, View> reading_;
  loop::Gather<Report, Attempt<Lease>> writing_;
};

}  // namespace jobswipe::store
