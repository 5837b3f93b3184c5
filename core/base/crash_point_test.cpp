#include "core/base/crash_point.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <set>

namespace jobswipe::base {
namespace {

TEST(CrashPoint, NamesAreDistinct) {
  const std::set<std::string_view> names(kCrashPoints.begin(), kCrashPoints.end());
  EXPECT_EQ(names.size(), kCrashPoints.size());
  EXPECT_FALSE(names.contains("")) << "the array has more places than names";
}

#ifdef JOBSWIPE_TEST_POINTS

void come_by_thrice() {
  crash_point("claim.after_commit");
  crash_point("swipe.after_commit");
  crash_point("swipe.after_commit");
  std::exit(7);
}

TEST(CrashPoint, DiesAtTheNamedPointAsByAPowerCut) {
  EXPECT_EXIT((setenv("JOBSWIPE_CRASH_AT", "claim.after_commit", 1), come_by_thrice()),
              testing::KilledBySignal(SIGKILL), "");
}

TEST(CrashPoint, DiesWhenItComesByForTheWantedTime) {
  EXPECT_EXIT((setenv("JOBSWIPE_CRASH_AT", "swipe.after_commit:2", 1), come_by_thrice()),
              testing::KilledBySignal(SIGKILL), "");
  EXPECT_EXIT((setenv("JOBSWIPE_CRASH_AT", "swipe.after_commit:3", 1), come_by_thrice()), testing::ExitedWithCode(7),
              "");
}

TEST(CrashPoint, GoesOnWhereNothingIsChosen) {
  EXPECT_EXIT((unsetenv("JOBSWIPE_CRASH_AT"), come_by_thrice()), testing::ExitedWithCode(7), "");
}

TEST(CrashPoint, RefusesANameThatIsNone) {
  EXPECT_EXIT((setenv("JOBSWIPE_CRASH_AT", "nowhere", 1), come_by_thrice()), testing::ExitedWithCode(2), "'nowhere'");
  EXPECT_EXIT((setenv("JOBSWIPE_CRASH_AT", "swipe.after_commit:0", 1), come_by_thrice()), testing::ExitedWithCode(2),
              "must be a crash point");
}

#endif

}  // namespace
}  // namespace jobswipe::base
