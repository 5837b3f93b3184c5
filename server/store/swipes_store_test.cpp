#include "server/store/swipes_store.hpp"

#include <gtest/gtest.h>

#include <set>

#include "server/store/events_store.hpp"
#include "server/store/testing/fixture.hpp"

namespace jobswipe::store {
namespace {

using Verdict = SwipeResult::Verdict;

class Swipes : public testing::StoreFixture {
 protected:
  SwipesStore swipes{pool()};
  ApplicationsStore applications{pool(), 3};
  EventsStore events{pool()};

  NewSwipe swipe(base::UserId who, base::JobId on, int priority = 5) {
    NewSwipe swipe;
    swipe.user = who;
    swipe.job = on;
    swipe.priority = priority;
    return swipe;
  }
};

TEST_F(Swipes, EachRowHasItsOwnVerdictWhateverItsNeighboursAre) {
  const auto other = add_user();
  add_resume(other);
  const auto second = add_job(), closed = add_job();
  close_posting(closed);
  const auto before = run(applications.swipe_right(user, job, std::nullopt, 5, std::nullopt));
  auto not_theirs = swipe(other, job);
  not_theirs.resume = base::ResumeId::make();
  const auto results = run(swipes.write({swipe(user, second), swipe(user, base::JobId::make()), swipe(user, job),
                                         not_theirs, swipe(user, closed), swipe(other, second)}));
  ASSERT_EQ(results.size(), 6u);
  EXPECT_EQ(results[0].verdict, Verdict::created);
  EXPECT_EQ(results[0].status, "PENDING");
  EXPECT_EQ(results[0].position, 2);
  EXPECT_EQ(results[1].verdict, Verdict::unknown_job);
  EXPECT_EQ(results[2].verdict, Verdict::repeated);
  EXPECT_EQ(results[2].id, before.id);
  EXPECT_EQ(results[2].position, 1);
  EXPECT_EQ(results[3].verdict, Verdict::no_resume);
  EXPECT_EQ(results[4].verdict, Verdict::posting_closed);
  EXPECT_EQ(results[5].verdict, Verdict::created);
  EXPECT_EQ(results[5].position, 1);
}

TEST_F(Swipes, APersonsSwipesStandInTheLogInTheirOrderWithoutAHole) {
  std::vector<NewSwipe> many;
  for (int i = 0; i < 12; ++i) many.push_back(swipe(user, add_job(), 1 + i % 3));
  const auto results = run(swipes.write(many));
  const auto log = run(events.read(user, 0, 100));
  ASSERT_EQ(log.events.size(), 12u);
  std::set<std::int64_t> positions;
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(log.events[i].seq, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(log.events[i].application->to_string(), results[i].id);
    EXPECT_EQ(log.events[i].data.at("jobId").as_string(), many[i].job.to_string());
    positions.insert(results[i].position.value());
  }
  EXPECT_EQ(positions.size(), 12u) << "two have the same place";
  EXPECT_EQ(*positions.rbegin(), 12);
  EXPECT_EQ(log.last_seq, 12);
}

TEST_F(Swipes, ARowIsWrittenAsTheSingleStatementWritesIt) {
  const auto second = add_job();
  auto sealed = swipe(user, job, 7);
  sealed.custom_fields_sealed = Bytes{0, 1, 254, 255};
  run(applications.swipe_left(user, job, std::nullopt));
  run(swipes.write({sealed}));
  run(applications.swipe_right(user, second, std::nullopt, 7, Bytes{0, 1, 254, 255}));
  const auto of_user = " WHERE user_id = '" + user.to_string() + "'";
  EXPECT_EQ(
      database().value(
          "SELECT count(DISTINCT (resume_id, status, priority, premium, custom_fields_sealed, attempts, lease_epoch,"
          " rank_at = application_rank(created_at, 7, false)))::text FROM application_queue" +
          of_user),
      "1");
  EXPECT_EQ(database().value("SELECT count(DISTINCT (type, actor, outbox, data - 'jobId' - 'title'))::text "
                             "FROM application_events" +
                             of_user),
            "1");
  EXPECT_EQ(database().value("SELECT count(*)::text FROM application_queue" + of_user), "2");
  EXPECT_EQ(database().value("SELECT count(*)::text FROM passes" + of_user), "0");
}

TEST_F(Swipes, TheSameSwipesFromManySidesAtOnceAreWrittenOnce) {
  std::vector<base::UserId> people{user};
  for (int i = 0; i < 7; ++i) {
    people.push_back(add_user());
    add_resume(people.back());
  }
  std::vector<base::JobId> jobs;
  for (int i = 0; i < 8; ++i) jobs.push_back(add_job());
  std::vector<std::vector<SwipeResult>> results(16);
  run_all(16, [&](std::size_t side) -> boost::asio::awaitable<void> {
    std::vector<NewSwipe> batch;
    for (std::size_t n = 0; n < 64; ++n) {
      // Every side has them in an order of its own.
      const auto at = (n * 5 + side * 11) % 64;
      batch.push_back(swipe(people[at / 8], jobs[at % 8]));
    }
    results[side] = co_await swipes.write(std::move(batch));
  });
  int created = 0;
  for (const auto& side : results)
    for (const auto& result : side) {
      created += result.verdict == Verdict::created;
      EXPECT_TRUE(result.verdict == Verdict::created || result.verdict == Verdict::repeated);
    }
  EXPECT_EQ(created, 64);
  for (const auto person : people) EXPECT_EQ(run(events.read(person, 0, 100)).last_seq, 8);
}

TEST_F(Swipes, TwoOfOnePersonOnOnePostingAreRefused) {
  EXPECT_THROW(run(swipes.write({swipe(user, job), swipe(user, job)})), std::invalid_argument);
}

}  // namespace
}  // namespace jobswipe::store
