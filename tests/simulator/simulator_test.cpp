#include <gtest/gtest.h>

#include <vector>

#include "tests/simulator/simulation.hpp"

namespace jobswipe::simulator {
namespace {

std::vector<std::string> trace_of(std::uint64_t seed, const Mutation& mutation) {
  std::vector<std::string> lines;
  simulate(seed, mutation, [&](const std::string& line) { lines.push_back(line); });
  return lines;
}

TEST(Simulator, TellsTheSameStoryForTheSameSeed) {
  const auto once = trace_of(7, {});
  EXPECT_GT(once.size(), 20u);
  EXPECT_EQ(once, trace_of(7, {}));
  EXPECT_NE(once, trace_of(8, {}));
}

TEST(Simulator, AThousandWorldsKeepEveryPromise) {
  std::uint64_t leases = 0, submissions = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    const auto verdict = simulate(seed);
    ASSERT_EQ(verdict.violation, "") << "./jobswipe test simulate --seed " << seed;
    leases += verdict.epochs;
    submissions += verdict.submissions;
  }
  EXPECT_GT(submissions, 1000u) << "worlds in which nothing is sent show nothing";
  EXPECT_GT(leases, submissions);
}

/// The first of a bounded number of worlds that a mutant breaks tells the invariant that it is made to break.
class WronglyBuilt : public ::testing::TestWithParam<Mutant> {};

TEST_P(WronglyBuilt, IsCaught) {
  constexpr std::uint64_t kMost = 6000;
  const Mutant& mutant = GetParam();
  Mutation mutation;
  mutation.*mutant.flag = true;
  for (std::uint64_t seed = 1; seed <= kMost; ++seed) {
    const auto verdict = simulate(seed, mutation);
    if (verdict.violation.empty()) continue;
    EXPECT_EQ(verdict.violation.substr(0, verdict.violation.find(':')), mutant.breaks) << verdict.violation;
    EXPECT_EQ(simulate(seed).violation, "") << "without the mutation the same world is sound";
    RecordProperty("seeds", static_cast<int>(seed));
    return;
  }
  FAIL() << "none of " << kMost << " worlds noticed that " << mutant.what;
}

INSTANTIATE_TEST_SUITE_P(Mutants, WronglyBuilt, ::testing::ValuesIn(kMutants),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace jobswipe::simulator
