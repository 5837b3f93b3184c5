// simulate [--seeds N] [--from S] [--threads N] [--mutant NAME]   runs N worlds; the first that breaks a promise ends
// it simulate --seed S [--mutant NAME]                               tells one world step by step
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/simulator/simulation.hpp"

namespace {

using namespace jobswipe::simulator;

constexpr const char* kUsage =
    "simulate [--seeds N] [--from S] [--threads N] [--mutant NAME]\n"
    "    runs N worlds (100000), from seed S (1) on, and prints each seed that breaks an invariant\n"
    "simulate --seed S [--mutant NAME]\n"
    "    tells one world step by step\n"
    "simulate --mutants\n"
    "    lists the ways in which the system can be built wrong\n";

struct Options {
  std::uint64_t seeds = 100'000, from = 1, seed = 0;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  bool one = false, list = false;
  std::string mutant;
};

std::uint64_t number(const std::string& name, const std::string& text) {
  std::size_t end = 0;
  std::uint64_t value = 0;
  try {
    value = std::stoull(text, &end);
  } catch (const std::exception&) {
    end = 0;
  }
  if (end == 0 || end != text.size())
    throw std::invalid_argument(fmt::format("{} takes a number, not \"{}\"", name, text));
  return value;
}

Options parse(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& name = words[i];
    if (name == "--mutants") {
      options.list = true;
      continue;
    }
    if (i + 1 == words.size()) throw std::invalid_argument(fmt::format("{} needs a value, or is not known", name));
    const auto& value = words[++i];
    if (name == "--seeds")
      options.seeds = number(name, value);
    else if (name == "--from")
      options.from = number(name, value);
    else if (name == "--threads")
      options.threads = static_cast<unsigned>(std::max<std::uint64_t>(1, number(name, value)));
    else if (name == "--seed")
      options.seed = number(name, value), options.one = true;
    else if (name == "--mutant")
      options.mutant = value;
    else
      throw std::invalid_argument(fmt::format("{} is not known", name));
  }
  if (!options.mutant.empty() && !mutation_named(options.mutant))
    throw std::invalid_argument(fmt::format("there is no mutant \"{}\"; --mutants lists them", options.mutant));
  return options;
}

int tell(std::uint64_t seed, const Mutation& mutation) {
  const auto verdict = simulate(seed, mutation, [](const std::string& line) { std::cout << line << "\n"; });
  std::cout << fmt::format("seed {}: {} steps, {} epochs, {}\n", seed, verdict.steps, verdict.epochs,
                           verdict.violation.empty() ? "all invariants hold" : verdict.violation);
  return verdict.violation.empty() ? 0 : 1;
}

int run_many(const Options& options, const Mutation& mutation) {
  const auto began = std::chrono::steady_clock::now();
  std::atomic<std::uint64_t> next{options.from}, steps{0}, failures{0}, epochs{0}, submissions{0}, done{0};
  std::mutex printing;
  const auto work = [&] {
    while (failures < 10) {
      const auto seed = next.fetch_add(1);
      if (seed >= options.from + options.seeds) return;
      const auto verdict = simulate(seed, mutation);
      steps += verdict.steps;
      epochs += verdict.epochs;
      submissions += verdict.submissions;
      const auto count = ++done;
      const std::lock_guard lock(printing);
      if (count % 20'000 == 0) std::cout << fmt::format("{} of {} worlds\n", count, options.seeds) << std::flush;
      if (verdict.violation.empty()) continue;
      ++failures;
      std::cout << fmt::format("seed {} breaks {}\n  replay it: ./jobswipe test simulate --seed {}{}\n", seed,
                               verdict.violation, seed, options.mutant.empty() ? "" : " --mutant " + options.mutant)
                << std::flush;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < options.threads; ++i) threads.emplace_back(work);
  for (auto& thread : threads) thread.join();
  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::cout << fmt::format(
      "simulated {} worlds, {} steps, {} leases, {} submissions in {:.1f} s: {} broke an invariant\n", done.load(),
      steps.load(), epochs.load(), submissions.load(), seconds, failures.load());
  return failures == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    for (const auto& word : words) {
      if (word != "--help" && word != "-h") continue;
      std::cout << kUsage;
      return 0;
    }
    const auto options = parse(words);
    if (options.list) {
      for (const Mutant& mutant : kMutants) std::cout << fmt::format("{:<28} {}\n", mutant.name, mutant.what);
      return 0;
    }
    const auto mutation = mutation_named(options.mutant).value_or(Mutation());
    return options.one ? tell(options.seed, mutation) : run_many(options, mutation);
  } catch (const std::invalid_argument& error) {
    std::cerr << "simulate: " << error.what() << "\n" << kUsage;
    return 2;
  }
}
