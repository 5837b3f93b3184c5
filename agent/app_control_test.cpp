#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <fstream>

#include "agent/app.hpp"
#include "agent/app_files.hpp"

namespace jobswipe::agent {
namespace {

std::atomic<int> told{0};

TEST(Control, PauseLeavesAMarkThatOutlivesTheAgentAndResumeTakesItAway) {
  const TemporaryDirectory directory;
  EXPECT_EQ(control("pause", directory.path().string()), 0);
  EXPECT_TRUE(fs::exists(StateDirectory::paused(directory.path())));
  EXPECT_EQ(control("resume", directory.path().string()), 0);
  EXPECT_FALSE(fs::exists(StateDirectory::paused(directory.path())));
}

TEST(Control, ContinueIsRefusedWhereNoAgentWaits) {
  const TemporaryDirectory directory;
  EXPECT_THROW(control("continue", directory.path().string()), std::runtime_error);
  EXPECT_FALSE(fs::exists(StateDirectory::go_on(directory.path())));
}

TEST(Control, AnAgentThatRunsIsToldAtOnce) {
  const TemporaryDirectory directory;
  ASSERT_NE(::signal(SIGUSR1, [](int) { ++told; }), SIG_ERR);
  {
    const StateDirectory held(directory.path());
    EXPECT_EQ(control("continue", directory.path().string()), 0);
    EXPECT_TRUE(fs::exists(StateDirectory::go_on(directory.path())));
    EXPECT_EQ(told, 1);
  }
  // A process id that a dead agent left behind is nobody's.
  EXPECT_FALSE(StateDirectory::tell_agent(directory.path()));
  ::signal(SIGUSR1, SIG_DFL);
}

}  // namespace
}  // namespace jobswipe::agent
