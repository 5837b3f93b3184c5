#pragma once

#include <chrono>
#include <cstdint>

namespace jobswipe::simulator {

/// The only source of chance in a world: the same seed gives the same world on every machine (SplitMix64, G. Steele and
/// others, "Fast Splittable Pseudorandom Number Generators").
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() noexcept {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// Uniform in [0, 1).
  double part() noexcept { return static_cast<double>(next() >> 11) * 0x1p-53; }
  bool chance(double probability) noexcept { return probability > 0 && part() < probability; }
  /// Uniform in [low, high].
  int between(int low, int high) noexcept {
    return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  std::chrono::milliseconds between(std::chrono::milliseconds low, std::chrono::milliseconds high) noexcept {
    return low +
           std::chrono::milliseconds(static_cast<std::int64_t>(part() * static_cast<double>((high - low).count())));
  }

 private:
  std::uint64_t state_;
};

}  // namespace jobswipe::simulator
