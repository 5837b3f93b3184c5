#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>

namespace jobswipe::link {

/// Growing pauses with full jitter: the n-th is drawn evenly from [base, base × 2ⁿ], at most `most`. Plain value.
struct Backoff {
  std::chrono::milliseconds base{500};
  std::chrono::milliseconds most{30'000};
  int failures = 0;

  /// `random` is in [0, 1).
  std::chrono::milliseconds next(double random) {
    const double top = std::min(static_cast<double>(most.count()),
                                static_cast<double>(base.count()) * std::pow(2.0, std::min(failures, 20)));
    ++failures;
    const double low = static_cast<double>(std::min(base, most).count());
    return std::chrono::milliseconds(static_cast<long>(low + std::max(0.0, top - low) * random));
  }
  void reset() { failures = 0; }
};

}  // namespace jobswipe::link
