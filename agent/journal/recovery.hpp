#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace jobswipe::journal {

/// Where an attempt stands; written before the step begins. The order is the order of the way.
enum class Phase : std::uint8_t { claimed, opening, reading, filling, ready, intent, clicking, clicked, confirmed };

inline constexpr std::array<std::string_view, 9> kPhaseNames{"claimed", "opening",  "reading", "filling",  "ready",
                                                             "intent",  "clicking", "clicked", "confirmed"};
constexpr std::string_view to_string(Phase phase) noexcept {
  return kPhaseNames[static_cast<std::size_t>(phase)];
}
constexpr std::optional<Phase> parse_phase(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kPhaseNames.size(); ++i)
    if (kPhaseNames[i] == name) return static_cast<Phase>(i);
  return std::nullopt;
}

/// From here on the employer may have got it.
constexpr bool may_have_sent(Phase phase) noexcept {
  return phase >= Phase::clicking;
}

/// What to do at the next start with an attempt that was not settled.
enum class Recovery : std::uint8_t {
  report_stopped,  ///< nothing was sent: a failure that may be tried again
  report_unknown,  ///< may have been sent: only a person can tell
  send_again,      ///< the outcome is known: report it (again)
};
constexpr Recovery recovery_of(Phase phase, bool has_outcome) noexcept {
  if (has_outcome) return Recovery::send_again;
  return may_have_sent(phase) ? Recovery::report_unknown : Recovery::report_stopped;
}

static_assert(recovery_of(Phase::intent, false) == Recovery::report_stopped);
static_assert(recovery_of(Phase::clicking, false) == Recovery::report_unknown, "I2: never clicked again");

}  // namespace jobswipe::journal
