#pragma once

#include <chrono>
#include <optional>

namespace jobswipe::apply {

/// The permission for the one final click, which ages while the computer sleeps too: CLOCK_BOOTTIME, see
/// clock_gettime(2).
class Permission {
 public:
  using Instant = std::chrono::nanoseconds;  ///< since boot

  explicit Permission(std::chrono::nanoseconds life) : life_(life) {}

  static Instant now();
  /// `asked_at` is the time before it was asked for: the answer's way counts against it.
  void given(Instant asked_at) { asked_at_ = asked_at; }
  bool was_given() const { return asked_at_.has_value(); }
  bool holds() const { return asked_at_ && now() - *asked_at_ <= life_; }

 private:
  std::chrono::nanoseconds life_;
  std::optional<Instant> asked_at_;
};

}  // namespace jobswipe::apply
