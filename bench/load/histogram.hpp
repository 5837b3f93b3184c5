#pragma once

#include <cstdint>
#include <vector>

namespace jobswipe::load {

/// Counts of durations in log-linear buckets, as HdrHistogram does it: 128 to each power of two, so a percentile is
/// less than 1 % above the true one. Nanoseconds from 0 to 2^62. Not thread-safe.
class Histogram {
 public:
  Histogram();
  /// Negative durations count as 0.
  void add(std::int64_t nanoseconds);
  void merge(const Histogram& other);
  std::uint64_t count() const noexcept { return count_; }
  std::int64_t max() const noexcept { return max_; }
  double mean() const noexcept;
  /// The upper edge of the bucket in which the value of this quantile lies, at most `max()`; 0 when empty. `quantile`
  /// is from 0 to 1.
  std::int64_t at(double quantile) const noexcept;

 private:
  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace jobswipe::load
