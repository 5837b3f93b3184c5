#include "server/swipe/intake.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <optional>
#include <string>

namespace jobswipe::swipe {
namespace {

using Result = base::Result<store::SwipeResult>;
using Verdict = store::SwipeResult::Verdict;

/// A database that answers when it is told to.
class IntakeTest : public testing::Test {
 protected:
  struct Statement {
    explicit Statement(asio::any_io_executor executor)
        : answered(std::move(executor), std::chrono::steady_clock::time_point::max()) {}
    std::vector<store::NewSwipe> swipes;
    asio::steady_timer answered;
    bool may_go = false;
  };

  asio::io_context io{1};
  std::vector<std::shared_ptr<Statement>> statements;
  std::function<void(const std::vector<store::NewSwipe>&)> refuse;  ///< throws for what the database refuses
  bool at_once = false;
  std::vector<Result> results;
  std::vector<std::exception_ptr> failures;
  Intake::Limits limits;
  std::optional<Intake> intake;

  asio::awaitable<std::vector<store::SwipeResult>> write(std::vector<store::NewSwipe> swipes) {
    auto statement = std::make_shared<Statement>(io.get_executor());
    statement->swipes = swipes;
    statements.push_back(statement);
    while (!at_once && !statement->may_go) {
      try {
        co_await statement->answered.async_wait(asio::use_awaitable);
      } catch (const boost::system::system_error&) {
        // Answered.
      }
    }
    if (refuse) refuse(swipes);
    std::vector<store::SwipeResult> verdicts;
    for (const auto& swipe : swipes) {
      store::SwipeResult verdict;
      verdict.verdict = Verdict::created;
      verdict.id = swipe.job.to_string();
      verdicts.push_back(verdict);
    }
    co_return verdicts;
  }

  asio::awaitable<void> take_one(store::NewSwipe swipe, std::size_t place) {
    try {
      results[place] = co_await intake->take(std::move(swipe));
    } catch (...) {
      failures[place] = std::current_exception();
    }
  }

  void start() {
    intake.emplace(
        io.get_executor(), [this](std::vector<store::NewSwipe> swipes) { return write(std::move(swipes)); }, limits);
  }

  std::size_t swipe(base::UserId user, base::JobId job) {
    store::NewSwipe swipe;
    swipe.user = user;
    swipe.job = job;
    const auto place = results.size();
    results.emplace_back(base::Error());
    failures.emplace_back();
    asio::co_spawn(io, take_one(swipe, place), [](std::exception_ptr failure) {
      if (failure) std::rethrow_exception(failure);
    });
    settle();
    return place;
  }

  void settle() {
    io.restart();
    while (io.poll() > 0) {
    }
  }
  void answer(std::size_t statement) {
    statements[statement]->may_go = true;
    statements[statement]->answered.cancel();
    settle();
  }
  bool created(std::size_t place) const {
    return results[place].has_value() && results[place]->verdict == Verdict::created;
  }
};

TEST_F(IntakeTest, ASwipeGoesAtOnceWhenNothingIsBeingWritten) {
  start();
  const auto place = swipe(base::UserId::make(), base::JobId::make());
  ASSERT_EQ(statements.size(), 1u);
  EXPECT_EQ(statements[0]->swipes.size(), 1u);
  EXPECT_FALSE(created(place)) << "it was answered before its commit";
  answer(0);
  EXPECT_TRUE(created(place));
}

TEST_F(IntakeTest, WhatComesMeanwhileGoesTogetherAndNoMoreThanTheLimitAtOnce) {
  limits.statements = 1;
  limits.rows = 10;
  start();
  for (int i = 0; i < 26; ++i) swipe(base::UserId::make(), base::JobId::make());
  ASSERT_EQ(statements.size(), 1u);
  EXPECT_EQ(intake->waiting(), 25u);
  for (std::size_t i = 0; i < 4; ++i) answer(i);
  ASSERT_EQ(statements.size(), 4u);
  EXPECT_EQ(statements[1]->swipes.size(), 10u);
  EXPECT_EQ(statements[2]->swipes.size(), 10u);
  EXPECT_EQ(statements[3]->swipes.size(), 5u);
  for (std::size_t i = 0; i < results.size(); ++i) EXPECT_TRUE(created(i)) << i;
}

TEST_F(IntakeTest, APersonsSwipesKeepTheirOrderOverStatements) {
  limits.statements = 2;
  start();
  const auto person = base::UserId::make();
  const auto first = base::JobId::make(), second = base::JobId::make(), third = base::JobId::make();
  swipe(person, first);
  swipe(person, second);  // must not go beside the first, though a statement is free
  swipe(person, third);
  ASSERT_EQ(statements.size(), 1u);
  swipe(base::UserId::make(), base::JobId::make());
  ASSERT_EQ(statements.size(), 2u) << "somebody else need not wait";
  answer(0);
  ASSERT_EQ(statements.size(), 3u);
  ASSERT_EQ(statements[2]->swipes.size(), 2u);
  EXPECT_EQ(statements[2]->swipes[0].job, second);
  EXPECT_EQ(statements[2]->swipes[1].job, third);
  answer(1);
  answer(2);
}

TEST_F(IntakeTest, TheSameSwipeTwiceNeverSharesAStatement) {
  limits.statements = 1;
  start();
  const auto person = base::UserId::make();
  const auto job = base::JobId::make();
  swipe(base::UserId::make(), base::JobId::make());
  swipe(person, job);
  swipe(person, job);
  swipe(person, base::JobId::make());  // comes after the repetition, so it waits for it
  answer(0);
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[1]->swipes.size(), 1u);
  answer(1);
  ASSERT_EQ(statements.size(), 3u);
  EXPECT_EQ(statements[2]->swipes.size(), 2u);
  answer(2);
}

TEST_F(IntakeTest, OneThatTheDatabaseRefusesSinksNoNeighbour) {
  limits.statements = 1;
  start();
  const auto bad = base::JobId::make();
  refuse = [bad](const std::vector<store::NewSwipe>& swipes) {
    for (const auto& swipe : swipes)
      if (swipe.job == bad) throw postgres::Error("23503", "", "refused");
  };
  swipe(base::UserId::make(), base::JobId::make());
  const auto before = swipe(base::UserId::make(), base::JobId::make());
  const auto refused = swipe(base::UserId::make(), bad);
  const auto after = swipe(base::UserId::make(), base::JobId::make());
  at_once = true;
  answer(0);
  EXPECT_TRUE(created(before));
  EXPECT_TRUE(created(after));
  ASSERT_TRUE(failures[refused]);
  EXPECT_THROW(std::rethrow_exception(failures[refused]), postgres::Error);
}

TEST_F(IntakeTest, WhenTheDatabaseIsLostEverySwipeOfTheStatementHearsOfIt) {
  limits.statements = 1;
  start();
  refuse = [](const std::vector<store::NewSwipe>&) { throw postgres::Unavailable("lost"); };
  swipe(base::UserId::make(), base::JobId::make());
  const auto one = swipe(base::UserId::make(), base::JobId::make());
  const auto other = swipe(base::UserId::make(), base::JobId::make());
  at_once = true;
  answer(0);
  EXPECT_EQ(statements.size(), 2u) << "what may have been written is not written again";
  for (const auto place : {one, other}) {
    ASSERT_TRUE(failures[place]);
    EXPECT_THROW(std::rethrow_exception(failures[place]), postgres::Unavailable);
  }
}

TEST_F(IntakeTest, PastTheLengthOfTheLineASwipeIsRefusedAtOnceAndUnsent) {
  limits.statements = 1;
  limits.line = 3;
  start();
  for (int i = 0; i < 4; ++i) swipe(base::UserId::make(), base::JobId::make());
  const auto refused = swipe(base::UserId::make(), base::JobId::make());
  ASSERT_TRUE(results[refused].has_error());
  EXPECT_EQ(results[refused].error().code, base::ErrorCode::unavailable);
  EXPECT_EQ(results[refused].error().retry_after, std::chrono::seconds(1));
  answer(0);
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[1]->swipes.size(), 3u);
  answer(1);
}

TEST_F(IntakeTest, WhoHasWaitedTooLongIsRefusedAndLeavesTheLine) {
  limits.statements = 1;
  limits.patience = std::chrono::milliseconds(20);
  start();
  const auto sent = swipe(base::UserId::make(), base::JobId::make());
  const auto refused = swipe(base::UserId::make(), base::JobId::make());
  io.restart();
  while (intake->waiting() > 0) io.run_one();
  settle();
  ASSERT_TRUE(results[refused].has_error());
  EXPECT_EQ(results[refused].error().code, base::ErrorCode::unavailable);
  answer(0);
  EXPECT_TRUE(created(sent)) << "what was sent is waited for, however long it takes";
  EXPECT_EQ(statements.size(), 1u);
}

}  // namespace
}  // namespace jobswipe::swipe
