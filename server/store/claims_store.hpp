#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/id.hpp"
#include "core/base/result.hpp"
#include "io/loop/gather.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/profile_reader.hpp"
#include "server/store/snapshot_cache.hpp"
#include "server/store/together.hpp"

namespace jobswipe::store {

/// What a desktop needs to know of the person whose application it takes.
struct SealedPerson {
  Bytes profile;        ///< empty when none is saved
  std::string manners;  ///< `DesktopManners` as JSON, as they are now; not sealed
  std::vector<SealedAnswer> answers;
};

/// An application leased to a desktop, with what it needs to work.
struct ClaimedApplication {
  std::string id, lease_expires_at, job_id, snapshot_hash;
  std::int64_t epoch = 0, attempt = 0;
  std::shared_ptr<const std::string> posting;  ///< fields of the snapshot as JSON, without the braces around them
  std::optional<base::Time> closed_at;
  Bytes custom_fields_sealed;
  std::optional<std::string> resume_id;
  std::string resume_content_type, resume_sha256;
  Bytes resume_name_sealed;
  std::shared_ptr<const SealedPerson> person;  ///< the same of all that one claim gives
};

/// JSON texts in the contract's shapes.
struct SyncState {
  std::string leases_json, waiting_json, events_json, server_time;
  std::string manners_json;  ///< `DesktopManners`
  std::int64_t waiting_count = 0;
  std::int64_t last_seq = 0, pruned_seq = 0;  ///< the bounds of the log
  std::int64_t newest_seq = 0;                ///< of the events; 0 when there are none
};

/// A desktop's side of the lease (invariants I2, I3): one claim wins, epochs only grow, the submit intent is granted
/// once.
class ClaimsStore {
 public:
  struct Settings {
    std::chrono::seconds lease{600};
    int max_attempts = 3;
  };
  ClaimsStore(postgres::Pool& pool, Settings settings);

  /// `key` is the request's, or "": what the same request was given before and the device has not begun is given again.
  /// The claims of many people go together.
  asio::awaitable<std::vector<ClaimedApplication>> take(base::UserId user, base::DeviceId device, int max,
                                                        std::string key);
  /// Time until the next waiting application may be claimed; nothing when none waits.
  asio::awaitable<std::optional<std::chrono::milliseconds>> next_due(base::UserId user);
  /// Extends the lease; those of many desktops go together. LeaseState as JSON; not_found, or stale_epoch when the
  /// lease has moved on.
  asio::awaitable<base::Result<std::string>> heartbeat(base::UserId user, base::ApplicationId id, base::DeviceId device,
                                                       int epoch, std::optional<boost::json::value> progress);
  /// The time of the grant, which is written into the audit log with the request's `address`; not_found, stale_epoch,
  /// cancelled, or already_granted.
  asio::awaitable<base::Result<std::string>> submit_intent(base::UserId user, base::ApplicationId id,
                                                           base::DeviceId device, int epoch, std::string key,
                                                           std::string address = {});
  /// All of it as of one moment, with at most `events` events after the seq `after` of the log `epoch`.
  asio::awaitable<SyncState> sync(base::UserId user, base::DeviceId device, std::string epoch, std::int64_t after,
                                  int events);
  /// Records that the desktop is there; writes at most every ten seconds, and those of many desktops together.
  asio::awaitable<void> seen(base::UserId user, base::DeviceId device);

  const Settings& settings() const noexcept { return settings_; }

 private:
  struct Heartbeat {
    base::UserId user;
    base::ApplicationId application;
    base::DeviceId device;
    int epoch = 0;
    std::string progress;  ///< JSON, or ""
  };
  struct Asked {
    base::UserId user;
    base::DeviceId device;
    int most = 0;
    std::string key;
  };
  using Given = std::vector<ClaimedApplication>;
  using Lease = base::Result<std::string>;
  using There = std::pair<base::UserId, base::DeviceId>;

  asio::awaitable<std::vector<Attempt<Given>>> write_claims(std::vector<Asked> asked);
  asio::awaitable<std::vector<Given>> write_claims_of_many(std::vector<Asked> asked);
  asio::awaitable<void> add_postings(Given& given);
  asio::awaitable<std::vector<std::optional<Lease>>> write_heartbeats(std::vector<Heartbeat> heartbeats);
  asio::awaitable<std::vector<bool>> write_seen(std::vector<There> desktops);

  postgres::Pool& pool_;
  Settings settings_;
  SnapshotCache snapshots_;
  loop::Gather<Asked, Attempt<Given>> claims_;
  loop::Gather<Heartbeat, std::optional<Lease>> heartbeats_;
  loop::Gather<There, bool> seen_;
  std::unordered_map<base::DeviceId, std::chrono::steady_clock::time_point> seen_at_;
};

}  // namespace jobswipe::store
