#pragma once

#include "core/domain/application.hpp"

namespace jobswipe::domain {

/// What a desktop says of its attempt.
struct Report {
  Status said = Status::processing;    ///< processing, completed, failed, needs_review or cancelled
  std::optional<FailureKind> failure;  ///< with failed and needs_review
  std::chrono::milliseconds retry_after{0};
};

/// Where the speaker stands to the application.
enum class Standing : std::uint8_t {
  live,      ///< holds the lease
  settles,   ///< was granted, and lost the lease: may settle its own outcome (I3)
  confirms,  ///< likewise, but the person has given it up for unsent: only its confirmation counts
  stale,     ///< neither
};

constexpr Standing standing(const Application& application, const base::DeviceId& device, int epoch) noexcept {
  if (holds_lease(application, device, epoch)) return Standing::live;
  if (application.status == Status::needs_review && application.granted_epoch == epoch) return Standing::settles;
  if (!application.granted_epoch && application.released_epoch == epoch && !is_final(application.status))
    return Standing::confirms;
  return Standing::stale;
}

/// Logs and pictures change no state; they are taken from the last epoch and from one that may have sent something.
constexpr bool may_add_proof(const Application& application, int epoch) noexcept {
  return application.epoch == epoch || application.granted_epoch == epoch || application.released_epoch == epoch;
}

/// What an attempt's end leads to.
struct Follow {
  Action action = Action::start;
  Status to = Status::processing;
  std::optional<FailureKind> failure;
  bool gives_attempt_back = false;
  std::chrono::milliseconds delay{0};  ///< before the next attempt
  bool releases_grant = false;  ///< the desktop says that what it was granted was not sent (FailureRule::means_unsent)

  bool operator==(const Follow&) const = default;
};

enum class ReportVerdict : std::uint8_t {
  taken,        ///< `follow` is to be applied
  repeated,     ///< it has been applied already
  stale,        ///< the lease has moved on
  not_granted,  ///< a submission whose intent was never granted
  granted,      ///< a cancellation after the grant: the outcome is wanted
};

struct ReportDecision {
  ReportVerdict verdict = ReportVerdict::stale;
  Follow follow;
};

/// What follows from a failure, and from the person having cancelled meanwhile. `random` is uniform in [0, 1).
constexpr Follow follow_failure(const Application& application, FailureKind kind, bool wants_person,
                                std::chrono::milliseconds retry_after, const Policy& policy, double random) noexcept {
  const bool granted = application.granted_epoch.has_value();
  AfterFailure after = after_failure(kind, application.attempts, policy.max_attempts, granted);
  // A desktop may ask for a person where a retry would be tried, never the other way round.
  if (wants_person && after.action == Action::retry_later) after.action = Action::ask;
  Follow follow;
  follow.action = after.action;
  follow.failure = after.kind;
  if (application.cancel_requested && !granted) {
    follow.action = Action::cancel;
    follow.failure.reset();
  }
  follow.to = next(application.status, follow.action).value();
  follow.gives_attempt_back =
      (follow.action == Action::retry_later || follow.action == Action::ask) && !rule(after.kind).spends_attempt;
  follow.releases_grant = granted && follow.action == Action::ask && rule(after.kind).means_unsent;
  if (follow.action == Action::retry_later)
    follow.delay =
        policy.retry.delay(after.kind, application.attempts < 1 ? 1 : application.attempts, random, retry_after);
  return follow;
}

/// The outcome of this epoch is known already, and the same as this.
constexpr bool is_repeated(const Application& application, int epoch, Status to,
                           const std::optional<FailureKind>& failure) noexcept {
  const bool sent = to == Status::completed && application.granted_epoch == epoch;
  if (sent && application.status == Status::failed && application.failure == FailureKind::already_applied) return true;
  if (is_leased(application.status) || application.status != to || application.failure != failure) return false;
  return application.epoch == epoch || sent;
}

/// Decides on a report of `device` for `epoch`. Changes nothing.
constexpr ReportDecision decide_report(const Application& application, const base::DeviceId& device, int epoch,
                                       const Report& report, const Policy& policy, double random) noexcept {
  const Standing stands = standing(application, device, epoch);
  const auto taken = [](Follow follow) { return ReportDecision{ReportVerdict::taken, follow}; };
  const auto refused = [](ReportVerdict verdict) { return ReportDecision{verdict, {}}; };

  if (report.said == Status::completed) {
    if (is_repeated(application, epoch, Status::completed, std::nullopt)) return refused(ReportVerdict::repeated);
    if (stands == Standing::confirms) {
      const auto to = next(application.status, Action::confirm);
      if (!to) return refused(ReportVerdict::stale);
      Follow follow{Action::confirm, *to, {}, false, {}};
      if (*to == Status::failed) follow.failure = FailureKind::already_applied;
      return taken(follow);
    }
    if (stands == Standing::stale) return refused(ReportVerdict::stale);
    if (application.granted_epoch != epoch) return refused(ReportVerdict::not_granted);
    return taken({Action::complete, Status::completed, {}, false, {}});
  }
  if (report.said == Status::processing) {
    if (stands != Standing::live) return refused(ReportVerdict::stale);
    return taken({Action::start, Status::processing, {}, false, {}});
  }
  if (report.said == Status::cancelled) {
    if (is_repeated(application, epoch, Status::cancelled, std::nullopt)) return refused(ReportVerdict::repeated);
    if (stands == Standing::live && application.granted_epoch) return refused(ReportVerdict::granted);
    if (stands != Standing::live) return refused(ReportVerdict::stale);
    return taken({Action::cancel, Status::cancelled, {}, false, {}});
  }

  const FailureKind kind = report.failure.value_or(FailureKind::form_not_understood);
  const bool wants_person = report.said == Status::needs_review;
  if (stands != Standing::live && application.epoch == epoch && !is_leased(application.status)) {
    // What a repeat of it would have led to; the attempt was counted when it was first taken.
    const bool granted = application.granted_epoch == epoch;
    AfterFailure after = after_failure(kind, application.attempts, policy.max_attempts, granted);
    if (wants_person && after.action == Action::retry_later) after.action = Action::ask;
    const Status to = after.action == Action::retry_later ? Status::queued
                      : after.action == Action::fail      ? Status::failed
                                                          : Status::needs_review;
    if (is_repeated(application, epoch, to, after.kind) ||
        is_repeated(application, epoch, Status::cancelled, std::nullopt))
      return refused(ReportVerdict::repeated);
  }
  const bool open = application.failure == FailureKind::outcome_unknown;
  if (stands == Standing::live || (stands == Standing::settles && open))
    return taken(follow_failure(application, kind, wants_person, report.retry_after, policy, random));
  return refused(ReportVerdict::stale);
}

/// The guard of the write: what was decided still fits the application as it stands now. `granted` says how the intent
/// stood when it was decided.
constexpr bool may_follow(const Application& application, const base::DeviceId& device, int epoch, const Follow& follow,
                          bool granted) noexcept {
  if (follow.action == Action::confirm)
    return !application.granted_epoch && application.released_epoch == epoch &&
           next(application.status, Action::confirm) == follow.to;
  const bool open = application.failure == FailureKind::outcome_unknown;
  const bool settles =
      application.status == Status::needs_review && application.granted_epoch == epoch &&
      (follow.to == Status::completed || (open && (follow.to == Status::failed || follow.to == Status::needs_review)));
  if (application.epoch != epoch || !(holds_lease(application, device, epoch) || settles)) return false;
  if (granted != application.granted_epoch.has_value()) return false;
  switch (follow.to) {
    case Status::completed:
      return granted;
    case Status::queued:
      return !granted && !application.cancel_requested;
    case Status::cancelled:
      return !granted;
    case Status::failed:
    case Status::needs_review:
      return granted || !application.cancel_requested;
    case Status::pending:
    case Status::claimed:
    case Status::processing:
      break;
  }
  return true;
}

/// The type of the event that tells of a lapsed lease.
constexpr std::string_view lapse_event(Action action) noexcept {
  return action == Action::retry_later ? std::string_view("application.lease_lapsed") : rule(action).event;
}

/// What becomes of a lease that ran out. Changes nothing.
constexpr Follow decide_lapse(const Application& application, const Policy& policy, double random) noexcept {
  return follow_failure(application, FailureKind::timeout, false, std::chrono::milliseconds{0}, policy, random);
}

/// The lease may be taken away, and this is what was decided for how it stands now.
constexpr bool may_lapse(const Application& application, int epoch, Status to, base::Time now) noexcept {
  const bool granted = application.granted_epoch.has_value();
  return is_leased(application.status) && application.epoch == epoch && application.lease_expires_at <= now &&
         (to == Status::needs_review) == granted &&
         (to == Status::cancelled) == (!granted && application.cancel_requested);
}

/// What a decision changes, by the epoch that it is about.
constexpr void apply(Application& application, const Follow& follow, int epoch, base::Time now, const Policy& policy) {
  application.status = follow.to;
  if (follow.gives_attempt_back && application.attempts > 0) --application.attempts;
  application.failure = follow.failure;
  if (follow.action == Action::start) {
    application.lease_expires_at = now + policy.lease;
    return;
  }
  end_lease(application);
  if (follow.releases_grant) release_grant(application);
  if (follow.action == Action::retry_later) application.available_at = now + follow.delay;
  if (follow.action == Action::confirm) {
    // It was sent after all: the grant is in force again, which ends every retry.
    application.granted_epoch = epoch;
    application.released_epoch.reset();
  }
}

}  // namespace jobswipe::domain
