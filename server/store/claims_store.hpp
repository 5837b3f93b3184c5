#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/base/id.hpp"
#include "core/base/result.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/applications_store.hpp"

namespace jobswipe::store {

/// An application leased to a desktop, with what it needs to work.
struct ClaimedApplication {
  std::string id, lease_expires_at, job_id, snapshot_hash;
  std::int64_t epoch = 0, attempt = 0;
  boost::json::value snapshot;
  std::optional<base::Time> closed_at;
  Bytes custom_fields_sealed;
  std::optional<std::string> resume_id;
  std::string resume_content_type, resume_sha256;
};

struct SyncState {
  std::string leases_json, waiting_json, server_time;
  std::int64_t waiting_count = 0;
};

/// A desktop's side of the lease (invariants I2, I3): one claim wins, epochs only grow, the submit intent is granted
/// once.
class ClaimsStore {
 public:
  struct Settings {
    std::chrono::seconds lease{600};
    int max_attempts = 3;
  };
  ClaimsStore(postgres::Pool& pool, Settings settings) : pool_(pool), settings_(settings) {}

  /// `key` is the request's, or "": what the same request was given before and the device has not begun is given again.
  asio::awaitable<std::vector<ClaimedApplication>> take(base::UserId user, base::DeviceId device, int max,
                                                        std::string key);
  /// Time until the next waiting application may be claimed; nothing when none waits.
  asio::awaitable<std::optional<std::chrono::milliseconds>> next_due(base::UserId user);
  /// Extends the lease. LeaseState as JSON; not_found, or stale_epoch when the lease has moved on.
  asio::awaitable<base::Result<std::string>> heartbeat(base::UserId user, base::ApplicationId id, base::DeviceId device,
                                                       int epoch, std::optional<boost::json::value> progress);
  /// The time of the grant, which is written into the audit log with the request's `address`; not_found, stale_epoch,
  /// cancelled, or already_granted.
  asio::awaitable<base::Result<std::string>> submit_intent(base::UserId user, base::ApplicationId id,
                                                           base::DeviceId device, int epoch, std::string key,
                                                           std::string address = {});
  asio::awaitable<SyncState> sync(base::UserId user, base::DeviceId device);
  /// Records that the desktop is there; writes at most every ten seconds.
  asio::awaitable<void> seen(base::UserId user, base::DeviceId device);

  const Settings& settings() const noexcept { return settings_; }

 private:
  postgres::Pool& pool_;
  Settings settings_;
};

}  // namespace jobswipe::store
