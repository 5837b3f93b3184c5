#include "core/base/crash_point.hpp"

#ifdef JOBSWIPE_TEST_POINTS

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace jobswipe::base {
namespace {

struct Choice {
  std::string name;
  int pass = 1;
};

[[noreturn]] void refuse(const std::string& value) {
  fmt::print(stderr, "JOBSWIPE_CRASH_AT must be a crash point, or one and its pass such as {}:2: it is '{}'\n",
             kCrashPoints.front(), value);
  std::exit(2);
}

Choice read_choice() {
  Choice choice;
  const char* value = std::getenv("JOBSWIPE_CRASH_AT");
  if (value == nullptr || *value == '\0') return choice;
  choice.name = value;
  if (const auto colon = choice.name.find(':'); colon != std::string::npos) {
    const char* end = choice.name.data() + choice.name.size();
    const auto [stopped, code] = std::from_chars(choice.name.data() + colon + 1, end, choice.pass);
    if (code != std::errc() || stopped != end || choice.pass < 1) refuse(value);
    choice.name.resize(colon);
  }
  if (std::find(kCrashPoints.begin(), kCrashPoints.end(), choice.name) == kCrashPoints.end()) refuse(value);
  return choice;
}

}  // namespace

void crash_point(CrashPoint point) {
  static const Choice choice = read_choice();
  static std::atomic<int> passes{0};
  if (point.name != choice.name || ++passes != choice.pass) return;
  const char* how = std::getenv("JOBSWIPE_CRASH_BY");
  ::kill(::getpid(), how != nullptr && how == std::string_view("STOP") ? SIGSTOP : SIGKILL);
}

}  // namespace jobswipe::base

#endif
