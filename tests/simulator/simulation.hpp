#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tests/simulator/mutation.hpp"

namespace jobswipe::simulator {

struct Verdict {
  std::string violation;  ///< "I2: …" of the first step that broke an invariant; "" when all held to the end
  std::uint64_t steps = 0, epochs = 0, submissions = 0;
};

/// Runs the world of a seed to its end. The same seed and mutation give the same verdict and the same trace, line by
/// line. Thread-safe.
Verdict simulate(std::uint64_t seed, const Mutation& mutation = {},
                 std::function<void(const std::string&)> trace = nullptr);

}  // namespace jobswipe::simulator
