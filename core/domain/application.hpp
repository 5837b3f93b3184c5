#pragma once

#include <optional>
#include <string>

#include "core/base/clock.hpp"
#include "core/base/id.hpp"
#include "core/domain/lease.hpp"
#include "core/domain/retry_policy.hpp"
#include "core/domain/state_machine.hpp"

namespace jobswipe::domain {

/// What decides, beside the application itself. The server's configuration sets it.
struct Policy {
  std::chrono::seconds lease = kLease;
  int max_attempts = 3;
  RetryPolicy retry;
};

/// What the rules read and change of an application: the deciding columns of a row of `application_queue`. The SQL
/// statements are the arbiter of races; what each of them allows and does is tested against the functions on this.
struct Application {
  Status status = Status::pending;
  int attempts = 0;
  int epoch = 0;  ///< grows by one at every claim (I3)
  std::optional<base::DeviceId> device;
  base::Time lease_expires_at{};
  std::string claim_key;  ///< of the request that was given the lease
  /// The epoch that may have clicked, while nobody knows better.
  std::optional<int> granted_epoch;
  std::string granted_key;
  /// An epoch that was granted and given up for unsent by the person, until a newer one is granted. Its confirmation
  /// still counts.
  std::optional<int> released_epoch;
  bool cancel_requested = false;
  base::Time available_at{};
  std::optional<FailureKind> failure;

  bool operator==(const Application&) const = default;
};

/// The epoch's own desktop speaks, and nobody has taken the work from it yet.
constexpr bool holds_lease(const Application& application, const base::DeviceId& device, int epoch) noexcept {
  return is_leased(application.status) && application.epoch == epoch && application.device == device;
}

constexpr void end_lease(Application& application) noexcept {
  application.device.reset();
  application.lease_expires_at = {};
}

// The relay

/// A fresh swipe was offered to the queue. False when it went on already.
constexpr bool relay(Application& application) noexcept {
  if (application.status != Status::pending) return false;
  application.status = Status::queued;
  return true;
}

// The claim

constexpr bool may_be_claimed(const Application& application, base::Time now) noexcept {
  return is_waiting(application.status) && application.available_at <= now && !application.cancel_requested;
}

/// The same request gets what it was given and has not begun, so that a lost answer costs neither attempt nor lease.
constexpr bool is_given_again(const Application& application, const base::DeviceId& device, const std::string& key,
                              base::Time now) noexcept {
  return application.status == Status::claimed && application.device == device && !key.empty() &&
         application.claim_key == key && application.lease_expires_at > now;
}

/// Leases it; only where may_be_claimed().
constexpr void claim(Application& application, const base::DeviceId& device, const std::string& key, base::Time now,
                     const Policy& policy) {
  application.status = Status::claimed;
  ++application.epoch;
  ++application.attempts;
  application.device = device;
  application.claim_key = key;
  application.lease_expires_at = now + policy.lease;
  application.failure.reset();
}

/// Extends the lease. False when it has moved on. A lease that ran out and was not taken yet lives again.
constexpr bool heartbeat(Application& application, const base::DeviceId& device, int epoch, base::Time now,
                         const Policy& policy) noexcept {
  if (!holds_lease(application, device, epoch)) return false;
  application.lease_expires_at = now + policy.lease;
  return true;
}

// The submit intent: the point of no return

enum class Intent : std::uint8_t {
  granted,
  repeated,         ///< the very request that was granted: the same grant, and the lease is extended again
  stale,            ///< the lease has moved on, or ran out
  cancelled,        ///< the person took it back
  already_granted,  ///< to another request: a second click would be a second submission
};

constexpr bool is_grant(Intent intent) noexcept {
  return intent == Intent::granted || intent == Intent::repeated;
}

constexpr Intent submit_intent(Application& application, const base::DeviceId& device, int epoch,
                               const std::string& key, base::Time now, const Policy& policy) {
  const bool alive = holds_lease(application, device, epoch) && application.lease_expires_at > now;
  if (application.epoch != epoch) return Intent::stale;
  if (alive && application.granted_epoch == epoch && application.granted_key == key) {
    // Its answer was lost, so the desktop counts its permission from now on.
    application.lease_expires_at = now + policy.lease;
    return Intent::repeated;
  }
  if (application.granted_epoch) return Intent::already_granted;
  if (application.cancel_requested) return Intent::cancelled;
  if (!alive) return Intent::stale;
  application.granted_epoch = epoch;
  application.granted_key = key;
  application.released_epoch.reset();
  application.lease_expires_at = now + policy.lease;
  return Intent::granted;
}

/// From here on the grant binds nobody; what its epoch can still prove counts until a newer one is granted.
constexpr void release_grant(Application& application) {
  if (!application.granted_epoch) return;
  application.released_epoch = application.granted_epoch;
  application.granted_epoch.reset();
  application.granted_key.clear();
}

}  // namespace jobswipe::domain
