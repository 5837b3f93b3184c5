#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace jobswipe::domain {

/// Why an attempt did not end in a confirmed submission.
enum class FailureKind : std::uint8_t {
  network,
  timeout,
  portal_error,
  rate_limited,
  browser_crashed,
  posting_closed,
  already_applied,
  invalid_profile,
  captcha,
  login_required,
  email_code,
  question_unanswered,
  outcome_unknown,
  form_not_understood,
};

/// What a failure calls for.
enum class Disposition : std::uint8_t {
  retry,      ///< another attempt may work
  permanent,  ///< no attempt will work
  review,     ///< only a person can go on
};

struct FailureRule {
  FailureKind kind;
  std::string_view name;  ///< in SQL, JSON and the UI
  Disposition disposition;
  bool spends_attempt = true;  ///< false: the portal asked to come back later, or a person was asked
  int patience = 1;            ///< multiplies the back-off's base: who asks for quiet gets more of it
  bool means_unsent = false;   ///< only a form that still stands unsent can say it: it gives up the grant of its epoch
};

inline constexpr std::array kFailureRules{
    FailureRule{FailureKind::network, "network", Disposition::retry},
    FailureRule{FailureKind::timeout, "timeout", Disposition::retry},
    FailureRule{FailureKind::portal_error, "portal_error", Disposition::retry, true, 2},
    FailureRule{FailureKind::rate_limited, "rate_limited", Disposition::retry, false, 10},
    FailureRule{FailureKind::browser_crashed, "browser_crashed", Disposition::retry},
    FailureRule{FailureKind::posting_closed, "posting_closed", Disposition::permanent},
    FailureRule{FailureKind::already_applied, "already_applied", Disposition::permanent},
    FailureRule{FailureKind::invalid_profile, "invalid_profile", Disposition::permanent},
    FailureRule{FailureKind::captcha, "captcha", Disposition::review},
    FailureRule{FailureKind::login_required, "login_required", Disposition::review},
    FailureRule{FailureKind::email_code, "email_code", Disposition::review},
    FailureRule{FailureKind::question_unanswered, "question_unanswered", Disposition::review, false, 1, true},
    FailureRule{FailureKind::outcome_unknown, "outcome_unknown", Disposition::review},
    FailureRule{FailureKind::form_not_understood, "form_not_understood", Disposition::review},
};

constexpr const FailureRule& rule(FailureKind kind) noexcept {
  return kFailureRules[static_cast<std::size_t>(kind)];
}
constexpr std::string_view to_string(FailureKind kind) noexcept {
  return rule(kind).name;
}
constexpr Disposition disposition(FailureKind kind) noexcept {
  return rule(kind).disposition;
}

constexpr std::optional<FailureKind> parse_failure_kind(std::string_view name) noexcept {
  for (const FailureRule& entry : kFailureRules)
    if (entry.name == name) return entry.kind;
  return std::nullopt;
}

static_assert(
    [] {
      for (std::size_t i = 0; i < kFailureRules.size(); ++i)
        if (static_cast<std::size_t>(kFailureRules[i].kind) != i) return false;
      return true;
    }(),
    "the table stands in the enumerators' order");
static_assert(
    [] {
      for (const FailureRule& entry : kFailureRules)
        if (entry.patience < 1 || (!entry.spends_attempt && entry.disposition == Disposition::permanent)) return false;
      return true;
    }(),
    "what no attempt will mend gives none back");
static_assert(disposition(FailureKind::outcome_unknown) == Disposition::review,
              "I2: an unknown outcome is never retried");
static_assert(
    [] {
      for (const FailureRule& entry : kFailureRules)
        if (entry.means_unsent && entry.disposition != Disposition::review) return false;
      return !rule(FailureKind::outcome_unknown).means_unsent;
    }(),
    "I2: whoever gives up a grant asks the person, and does not retry");

}  // namespace jobswipe::domain
