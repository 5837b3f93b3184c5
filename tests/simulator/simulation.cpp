#include "tests/simulator/simulation.hpp"

#include "tests/simulator/desktop.hpp"
#include "tests/simulator/node.hpp"
#include "tests/simulator/person.hpp"

namespace jobswipe::simulator {

Verdict simulate(std::uint64_t seed, const Mutation& mutation, std::function<void(const std::string&)> trace) {
  World world(seed, mutation, std::move(trace));
  Verdict verdict;
  try {
    world.run();
  } catch (const Violation& violation) {
    verdict.violation = violation.what();
  }
  verdict.steps = world.loop.steps();
  for (std::size_t i = 0; i < world.database.rows.size(); ++i) {
    verdict.epochs += static_cast<std::uint64_t>(world.database.rows[i].state.epoch);
    verdict.submissions += static_cast<std::uint64_t>(world.checks.received_by_employer(static_cast<int>(i)));
  }
  return verdict;
}

}  // namespace jobswipe::simulator
