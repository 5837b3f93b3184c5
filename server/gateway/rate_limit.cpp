#include "server/gateway/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace jobswipe::gateway {

std::optional<std::chrono::seconds> RateLimit::refuse(const std::string& key, Clock::time_point now) {
  if (buckets_.size() >= forget_at_) forget_full(now);
  auto [found, fresh] = buckets_.try_emplace(key, Bucket{burst_, now});
  auto& bucket = found->second;
  const double passed = std::chrono::duration<double>(now - bucket.since).count();
  bucket.tokens = std::min(burst_, bucket.tokens + passed * per_second_);
  bucket.since = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return std::nullopt;
  }
  const double wait = std::ceil((1 - bucket.tokens) / per_second_);
  return std::chrono::seconds(std::max(1, static_cast<int>(wait)));
}

void RateLimit::forget_full(Clock::time_point now) {
  std::erase_if(buckets_, [&](const auto& entry) {
    const double passed = std::chrono::duration<double>(now - entry.second.since).count();
    return entry.second.tokens + passed * per_second_ >= burst_;
  });
  forget_at_ = std::max<std::size_t>(10000, buckets_.size() * 2);
}

}  // namespace jobswipe::gateway
