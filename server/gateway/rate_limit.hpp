#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

namespace jobswipe::gateway {

/// Token buckets by key. For one thread; memory is bounded: full buckets are forgotten.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;
  /// `per_second` tokens flow in, at most `burst` are kept.
  RateLimit(double per_second, double burst) : per_second_(per_second), burst_(burst) {}
  /// Takes a token; otherwise how long until there is one.
  std::optional<std::chrono::seconds> refuse(const std::string& key, Clock::time_point now);
  std::size_t size() const noexcept { return buckets_.size(); }

 private:
  struct Bucket {
    double tokens;
    Clock::time_point since;
  };
  void forget_full(Clock::time_point now);

  double per_second_, burst_;
  std::unordered_map<std::string, Bucket> buckets_;
  std::size_t forget_at_ = 10000;
};

}  // namespace jobswipe::gateway
