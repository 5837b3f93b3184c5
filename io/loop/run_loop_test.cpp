#include "io/loop/run_loop.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

#include "io/loop/waiters.hpp"

namespace jobswipe::loop {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

class LoopOnAThread : public testing::Test {
 protected:
  template <class Condition>
  void until(Condition condition) {
    const auto end = Steady::now() + 20s;
    while (!condition() && Steady::now() < end) {
      io_.restart();
      io_.run_one_for(50ms);
    }
    ASSERT_TRUE(condition());
  }
  /// Starts waiting and notes in `result` what came of it.
  void wait(Waiters& waiters, milliseconds time, std::optional<bool>& result) {
    asio::co_spawn(io_, waiters.wait_until(Steady::now() + time), [&](std::exception_ptr error, bool announced) {
      EXPECT_FALSE(error);
      result = announced;
    });
  }

  asio::io_context io_;
};

TEST_F(LoopOnAThread, WaitersWithDifferentDeadlinesDoNotDisturbEachOther) {
  Waiters waiters(io_.get_executor());
  std::optional<bool> first, second, brief;
  wait(waiters, 60s, first);
  wait(waiters, 30s, second);
  wait(waiters, 20ms, brief);
  until([&] { return brief.has_value(); });
  EXPECT_FALSE(*brief);
  // Nothing is left to do but to wait: a waiter that woke another would keep the loop busy.
  io_.restart();
  EXPECT_EQ(io_.poll(), 0u);
  EXPECT_EQ(waiters.waiting(), 2u);
  waiters.announce();
  until([&] { return first.has_value() && second.has_value(); });
  EXPECT_TRUE(*first);
  EXPECT_TRUE(*second);
}

TEST_F(LoopOnAThread, ACancelledWaiterThrowsInsteadOfGoingRound) {
  Waiters waiters(io_.get_executor());
  asio::cancellation_signal signal;
  std::exception_ptr error;
  const auto patient = [&]() -> asio::awaitable<void> {
    while (true) co_await waiters.wait_until(Steady::now() + 60s);
  };
  auto ended = [&](std::exception_ptr e) { error = e; };
  asio::co_spawn(io_, patient, asio::bind_cancellation_slot(signal.slot(), ended));
  until([&] { return waiters.waiting() == 1; });
  signal.emit(asio::cancellation_type::terminal);
  until([&] { return error != nullptr; });
  EXPECT_THROW(std::rethrow_exception(error), boost::system::system_error);
  EXPECT_EQ(waiters.waiting(), 0u);
}

TEST_F(LoopOnAThread, RunsItsStepAgainAfterThePauseThatTheStepNames) {
  int steps = 0;
  RunLoop loop(io_.get_executor(), "test", 1h, [&]() -> asio::awaitable<milliseconds> {
    ++steps;
    co_return milliseconds(steps < 3 ? 5 : 3'600'000);
  });
  loop.start();
  until([&] { return steps == 3; });
  io_.restart();
  io_.poll();
  EXPECT_EQ(steps, 3);
}

TEST_F(LoopOnAThread, HurryingEndsThePauseAndIsKeptWhileAStepRuns) {
  int steps = 0;
  std::optional<RunLoop> loop;
  loop.emplace(io_.get_executor(), "test", 1h, [&]() -> asio::awaitable<milliseconds> {
    ++steps;
    if (steps == 1) loop->hurry();
    co_return milliseconds(3'600'000);
  });
  loop->start();
  until([&] { return steps == 2; });
  io_.restart();
  io_.poll();
  EXPECT_EQ(steps, 2);
  loop->hurry();
  until([&] { return steps == 3; });
}

TEST_F(LoopOnAThread, GoesOnAfterFailuresAndDoesNotSpinWhenHurriedMeanwhile) {
  int steps = 0;
  std::optional<RunLoop> loop;
  loop.emplace(io_.get_executor(), "test", 40ms, [&]() -> asio::awaitable<milliseconds> {
    ++steps;
    loop->hurry();
    throw std::runtime_error("no luck");
    co_return milliseconds(0);
  });
  loop->start();
  until([&] { return steps == 1; });
  io_.restart();
  io_.poll();
  EXPECT_EQ(steps, 1);
  until([&] { return steps == 3; });
}

TEST_F(LoopOnAThread, StopsAfterTheStepAtHandAndAtMostAfterItsDeadline) {
  bool began = false, ended = false;
  RunLoop loop(io_.get_executor(), "test", 1h, [&]() -> asio::awaitable<milliseconds> {
    began = true;
    asio::steady_timer work(io_, 150ms);
    co_await work.async_wait(asio::use_awaitable);
    ended = true;
    co_return milliseconds(0);
  });
  loop.start();
  until([&] { return began; });
  bool gave_up = false, stopped = false;
  asio::co_spawn(io_, loop.stop(1ms), [&](std::exception_ptr) { gave_up = true; });
  asio::co_spawn(io_, loop.stop(20s), [&](std::exception_ptr) { stopped = true; });
  until([&] { return gave_up; });
  EXPECT_FALSE(ended);
  until([&] { return stopped; });
  EXPECT_TRUE(ended);
  EXPECT_TRUE(loop.stopping());
}

TEST_F(LoopOnAThread, MayBeDestroyedWhileItPauses) {
  auto alive = std::make_shared<int>(0);
  {
    RunLoop loop(io_.get_executor(), "test", 1h, [alive]() -> asio::awaitable<milliseconds> {
      ++*alive;
      co_return milliseconds(3'600'000);
    });
    loop.start();
    until([&] { return *alive == 1; });
  }
  until([&] { return alive.use_count() == 1; });
  EXPECT_EQ(*alive, 1);
}

}  // namespace
}  // namespace jobswipe::loop
