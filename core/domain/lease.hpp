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

/// The same for a lease of another length: until it has passed, no lease that was alive at the grant has run out, so
/// nobody was told yet that the outcome is unknown (I2).
constexpr std::chrono::seconds permission_life(std::chrono::seconds lease) noexcept {
  return lease < kPermissionLife ? lease : kPermissionLife;
}
/// `age` is the time since before the grant was asked for, by a clock that does not stop in sleep.
constexpr bool may_still_click(std::chrono::nanoseconds age, std::chrono::seconds lease) noexcept {
  return age < permission_life(lease);
}

static_assert(3 * kHeartbeat <= kLease, "two lost heartbeats cost no lease");
static_assert(2 * kPermissionLife <= kLease, "a grant is used up long before its lease can lapse");

}  // namespace jobswipe::domain
