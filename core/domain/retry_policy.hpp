#pragma once

#include <algorithm>
#include <chrono>

#include "core/domain/failure.hpp"

namespace jobswipe::domain {

/// Exponential back-off with full jitter: the n-th retry waits a uniformly random part of min(cap, base · 2ⁿ⁻¹), which
/// spreads a crowd that failed together (M. Brooker, "Exponential Backoff And Jitter").
struct RetryPolicy {
  std::chrono::milliseconds base{30'000};
  std::chrono::milliseconds cap{3'600'000};

  /// `attempts` ≥ 1 counts the attempt that failed; `random` is uniform in [0, 1). A portal's own `retry_after` is a
  /// floor.
  constexpr std::chrono::milliseconds delay(int attempts, double random,
                                            std::chrono::milliseconds retry_after = std::chrono::milliseconds{
                                                0}) const noexcept {
    auto bound = base;
    for (int n = 1; n < attempts && bound < cap; ++n) bound *= 2;
    bound = std::min(bound, cap);
    const auto jittered =
        std::chrono::milliseconds{static_cast<long long>(static_cast<double>(bound.count()) * random)};
    return std::max(jittered, retry_after);
  }

  /// The same after a failure of this kind, whose patience multiplies the base.
  constexpr std::chrono::milliseconds delay(FailureKind kind, int attempts, double random,
                                            std::chrono::milliseconds retry_after = std::chrono::milliseconds{
                                                0}) const noexcept {
    return RetryPolicy{base * rule(kind).patience, cap}.delay(attempts, random, retry_after);
  }
};

static_assert(RetryPolicy{}.delay(1, 0.5) == std::chrono::milliseconds{15'000});
static_assert(RetryPolicy{}.delay(3, 0.5) == std::chrono::milliseconds{60'000});
static_assert(RetryPolicy{}.delay(60, 0.999) < std::chrono::hours{1});
static_assert(RetryPolicy{}.delay(FailureKind::rate_limited, 1, 0.5) == std::chrono::milliseconds{150'000});
static_assert(RetryPolicy{}.delay(FailureKind::network, 1, 0.0, std::chrono::seconds{90}) == std::chrono::seconds{90});

}  // namespace jobswipe::domain
