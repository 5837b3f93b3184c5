#pragma once

#include <array>
#include <string_view>

#include "core/domain/application.hpp"

// What a person may decide about an application. Each function does it where it is allowed and says whether it was.

namespace jobswipe::domain {

constexpr void requeue(Application& application, base::Time now) {
  application.status = Status::queued;
  application.available_at = now;
  application.failure.reset();
}

/// A running one is only asked to stop: its desktop hears of it at the next heartbeat, and gets no intent. Not after
/// the grant.
constexpr bool cancel(Application& application) {
  if (application.granted_epoch || !(is_leased(application.status) || next(application.status, Action::cancel)))
    return false;
  application.cancel_requested = true;
  if (!is_leased(application.status)) application.status = Status::cancelled;
  return true;
}

/// Sends a failed one again, or one in review, with fresh attempts. Not while it may have been sent: that is resolved.
constexpr bool retry(Application& application, base::Time now) {
  const bool unsent = !application.granted_epoch;
  const bool allowed =
      (application.status == Status::needs_review && unsent) ||
      (application.status == Status::failed && (unsent || application.failure == FailureKind::posting_closed));
  if (!allowed) return false;
  requeue(application, now);
  application.attempts = 0;
  application.cancel_requested = false;
  release_grant(application);
  return true;
}

/// Its questions are answered; that costs no attempt.
constexpr bool answer(Application& application, base::Time now) {
  if (application.status != Status::needs_review || application.granted_epoch) return false;
  requeue(application, now);
  return true;
}

/// Settles an outcome that nobody knew: that of `epoch`, the one which the person was shown. A word that comes late
/// must not count for another attempt.
constexpr bool resolve(Application& application, int epoch, bool sent, base::Time now) {
  if (application.status != Status::needs_review || application.granted_epoch != epoch) return false;
  application.attempts = 0;
  application.failure.reset();
  if (sent) {
    application.status = Status::completed;
    return true;
  }
  requeue(application, now);
  release_grant(application);
  return true;
}

/// A swipe is taken back while no desktop ever had it.
constexpr bool undo(Application& application) {
  if (!is_waiting(application.status) || application.epoch != 0) return false;
  application.cancel_requested = true;
  application.status = Status::cancelled;
  return true;
}

constexpr bool may_set_priority(const Application& application) noexcept {
  return !is_final(application.status);
}

/// What can be done to many at once; each is decided as if it were alone.
inline constexpr std::array<std::string_view, 3> kBulkActions{"cancel", "retry", "priority"};

}  // namespace jobswipe::domain
