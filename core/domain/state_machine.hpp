#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/domain/failure.hpp"
#include "core/domain/status.hpp"

namespace jobswipe::domain {

/// Everything that can move an application. The docs' diagram is tested against this list and the table below.
enum class Action : std::uint8_t {
  relay,             ///< the outbox offered it to the queue
  claim,             ///< a desktop leased it: epoch + 1, attempt + 1
  start,             ///< the desktop began
  complete,          ///< the confirmation was proven
  confirm,           ///< likewise, by an epoch whose grant the person had given up for unsent
  retry_later,       ///< a retryable failure or a lapsed lease, attempts left, intent not granted
  fail,              ///< a permanent failure, or attempts spent
  ask,               ///< only a person can go on; also a lapsed lease after the grant
  cancel,            ///< the person took it back
  answer,            ///< the person answered its questions
  retry,             ///< the person sends it again
  resolve_sent,      ///< the person saw that it was sent
  resolve_not_sent,  ///< the person saw that it was not
};

struct ActionRule {
  Action action;
  std::string_view name;
  std::string_view event;  ///< the type of the event that tells of it
};

inline constexpr std::array kActions{
    ActionRule{Action::relay, "relay", "application.queued"},
    ActionRule{Action::claim, "claim", "application.claimed"},
    ActionRule{Action::start, "start", "application.processing"},
    ActionRule{Action::complete, "complete", "application.completed"},
    ActionRule{Action::confirm, "confirm", "application.completed"},
    ActionRule{Action::retry_later, "retry_later", "application.retry_scheduled"},
    ActionRule{Action::fail, "fail", "application.failed"},
    ActionRule{Action::ask, "ask", "application.needs_review"},
    ActionRule{Action::cancel, "cancel", "application.cancelled"},
    ActionRule{Action::answer, "answer", "application.answered"},
    ActionRule{Action::retry, "retry", "application.queued"},
    ActionRule{Action::resolve_sent, "resolve_sent", "application.resolved"},
    ActionRule{Action::resolve_not_sent, "resolve_not_sent", "application.resolved"},
};

constexpr const ActionRule& rule(Action action) noexcept {
  return kActions[static_cast<std::size_t>(action)];
}
constexpr std::string_view to_string(Action action) noexcept {
  return rule(action).name;
}

static_assert(
    [] {
      for (std::size_t i = 0; i < kActions.size(); ++i)
        if (static_cast<std::size_t>(kActions[i].action) != i) return false;
      return true;
    }(),
    "the list stands in the enumerators' order");

struct Transition {
  Status from;
  Action action;
  Status to;
};

inline constexpr std::array kTransitions{
    Transition{Status::pending, Action::relay, Status::queued},
    Transition{Status::pending, Action::claim, Status::claimed},
    Transition{Status::pending, Action::cancel, Status::cancelled},
    Transition{Status::queued, Action::claim, Status::claimed},
    Transition{Status::queued, Action::cancel, Status::cancelled},
    Transition{Status::queued, Action::confirm, Status::completed},
    Transition{Status::claimed, Action::start, Status::processing},
    Transition{Status::claimed, Action::complete, Status::completed},
    Transition{Status::claimed, Action::confirm, Status::completed},
    Transition{Status::claimed, Action::retry_later, Status::queued},
    Transition{Status::claimed, Action::fail, Status::failed},
    Transition{Status::claimed, Action::ask, Status::needs_review},
    Transition{Status::claimed, Action::cancel, Status::cancelled},
    Transition{Status::processing, Action::start, Status::processing},
    Transition{Status::processing, Action::complete, Status::completed},
    Transition{Status::processing, Action::confirm, Status::completed},
    Transition{Status::processing, Action::retry_later, Status::queued},
    Transition{Status::processing, Action::fail, Status::failed},
    Transition{Status::processing, Action::ask, Status::needs_review},
    Transition{Status::processing, Action::cancel, Status::cancelled},
    Transition{Status::needs_review, Action::answer, Status::queued},
    Transition{Status::needs_review, Action::retry, Status::queued},
    Transition{Status::needs_review, Action::cancel, Status::cancelled},
    Transition{Status::needs_review, Action::resolve_sent, Status::completed},
    Transition{Status::needs_review, Action::resolve_not_sent, Status::queued},
    Transition{Status::needs_review, Action::complete, Status::completed},  // a late report of the granted epoch
    Transition{Status::needs_review, Action::confirm, Status::completed},
    Transition{Status::needs_review, Action::fail, Status::failed},       // likewise
    Transition{Status::needs_review, Action::ask, Status::needs_review},  // likewise: it knows more than the sweep did
    Transition{Status::failed, Action::retry, Status::queued},
    Transition{Status::failed, Action::confirm, Status::failed},  // it stays, as already_applied, which ends retries
};

/// The state after `action`, or nothing when it is not allowed from here.
constexpr std::optional<Status> next(Status from, Action action) noexcept {
  for (const Transition& transition : kTransitions)
    if (transition.from == from && transition.action == action) return transition.to;
  return std::nullopt;
}

static_assert(
    [] {
      for (const Transition& transition : kTransitions) {
        if (is_final(transition.from)) return false;
        if (transition.from == Status::failed && transition.to != Status::failed && transition.action != Action::retry)
          return false;
      }
      return true;
    }(),
    "I4: terminal is terminal");
static_assert(
    [] {
      for (const Transition& transition : kTransitions)
        if (is_leased(transition.to) && transition.action != Action::claim && transition.action != Action::start)
          return false;
      return true;
    }(),
    "only a claim gives a lease");

/// What follows when an attempt ended without a confirmation.
struct AfterFailure {
  Action action;     ///< retry_later, fail or ask
  FailureKind kind;  ///< the kind recorded: `outcome_unknown` instead of a retryable one after the grant
};

/// `attempts` counts the one that failed. `granted` says that this epoch holds the submit intent: from there on nothing
/// is retried by itself (I2).
constexpr AfterFailure after_failure(FailureKind kind, int attempts, int max_attempts, bool granted) noexcept {
  switch (disposition(kind)) {
    case Disposition::permanent:
      return {Action::fail, kind};
    case Disposition::review:
      return {Action::ask, kind};
    case Disposition::retry:
      break;
  }
  if (granted) return {Action::ask, FailureKind::outcome_unknown};
  const int spent = rule(kind).spends_attempt ? attempts : attempts - 1;
  return {spent < max_attempts ? Action::retry_later : Action::fail, kind};
}

/// What follows when a lease ran out without a word from the desktop.
constexpr AfterFailure after_lapse(int attempts, int max_attempts, bool granted) noexcept {
  return after_failure(FailureKind::timeout, attempts, max_attempts, granted);
}

}  // namespace jobswipe::domain
