#include "bench/load/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace jobswipe::load {
namespace {

constexpr int kBits = 7;
constexpr std::uint64_t kLinear = 2ULL << kBits;  // below it every value has its own bucket
constexpr std::size_t kBuckets = kLinear + (62 - kBits) * (1U << kBits);

std::size_t bucket_of(std::uint64_t value) noexcept {
  if (value < kLinear) return static_cast<std::size_t>(value);
  const int shift = std::bit_width(value) - 1 - kBits;
  const auto within = (value >> shift) - (1ULL << kBits);
  const auto bucket = kLinear + static_cast<std::uint64_t>(shift - 1) * (1ULL << kBits) + within;
  return std::min(static_cast<std::size_t>(bucket), kBuckets - 1);
}

std::int64_t upper_edge(std::size_t bucket) noexcept {
  if (bucket < kLinear) return static_cast<std::int64_t>(bucket);
  const auto past = bucket - kLinear;
  const auto shift = past / (1U << kBits) + 1;
  const auto within = past % (1U << kBits) + (1U << kBits);
  return static_cast<std::int64_t>(((within + 1) << shift) - 1);
}

}  // namespace

Histogram::Histogram() : buckets_(kBuckets) {}

void Histogram::add(std::int64_t nanoseconds) {
  const auto value = std::max<std::int64_t>(0, nanoseconds);
  ++buckets_[bucket_of(static_cast<std::uint64_t>(value))];
  ++count_;
  max_ = std::max(max_, value);
  sum_ += static_cast<double>(value);
}

void Histogram::merge(const Histogram& other) {
  for (std::size_t i = 0; i < kBuckets; ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
}

double Histogram::mean() const noexcept {
  return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

std::int64_t Histogram::at(double quantile) const noexcept {
  if (count_ == 0) return 0;
  const auto wanted =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(quantile * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    seen += buckets_[i];
    if (seen >= wanted) return std::min(upper_edge(i), max_);
  }
  return max_;
}

}  // namespace jobswipe::load
