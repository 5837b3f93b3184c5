#pragma once

#include <csignal>
#include <cstdlib>
#include <string_view>

namespace jobswipe::agent {

/// Named places at which a test may have the agent die, as by a power cut: `before_click`, `after_intent`,
/// `after_click`, `before_report`. Only in builds with JOBSWIPE_TEST_POINTS.
inline void crash_point([[maybe_unused]] std::string_view name) {
#ifdef JOBSWIPE_TEST_POINTS
  const char* wanted = std::getenv("JOBSWIPE_CRASH_AT");
  if (wanted && name == wanted) std::raise(SIGKILL);
#endif
}

}  // namespace jobswipe::agent
