#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace jobswipe::base {

/// Wall-clock instant, microseconds, UTC: PostgreSQL's resolution.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

/// Source of time, so that policies and simulations can run on a virtual one. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  Time now() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

/// RFC 3339 in UTC with milliseconds: `2026-01-31T09:30:00.123Z`.
std::string to_rfc3339(Time time);
/// Accepts RFC 3339 with any offset and 0–9 fractional digits (cut to microseconds); a date alone is midnight UTC.
std::optional<Time> parse_rfc3339(std::string_view text) noexcept;

}  // namespace jobswipe::base
