#pragma once

#include <chrono>

namespace jobswipe::domain {

/// How long a desktop may be silent before its work is taken from it. Configurable; these are the defaults.
inline constexpr std::chrono::seconds kLease{600};
inline constexpr std::chrono::seconds kHeartbeat{60};

/// How long a granted submit intent permits the click, on a clock of the desktop that runs on while it sleeps
/// (CLOCK_BOOTTIME), counted from before the request was sent. A desktop that wakes up later must not click: the person
/// may have been told by then that the outcome is unknown, and may have answered.
inline constexpr std::chrono::seconds kPermissionLife{60};

static_assert(3 * kHeartbeat <= kLease, "two lost heartbeats cost no lease");
static_assert(2 * kPermissionLife <= kLease, "a grant is used up long before its lease can lapse");

}  // namespace jobswipe::domain
