#include <gtest/gtest.h>

#include "server/store/push_store.hpp"
#include "server/store/testing/fixture.hpp"
#include "server/store/testing/test_vault.hpp"

namespace jobswipe::notify {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Each test is of a person of its own, with one browser and one application.
class PushOutbox : public store::testing::StoreFixture {
 protected:
  PushOutbox() {
    boost::json::object subscription;
    subscription["endpoint"] = "https://push.example.org/" + user.to_string();
    subscription["keys"] = {{"p256dh", "p"}, {"auth", "a"}};
    browser = run(push_.add(user, subscription));
    database().execute("DELETE FROM push_outbox");
    application = database().value("SELECT gen_random_uuid()");
    database().execute(
        "INSERT INTO application_queue (user_id, id, job_id, snapshot_hash, resume_id, rank_at) SELECT '" +
        user.to_string() + "', '" + application + "', j.id, j.snapshot_hash, '" + resume.to_string() +
        "', now() FROM jobs j WHERE j.id = '" + job.to_string() + "'");
  }
  void becomes(const std::string& status, const std::string& event) {
    database().execute("UPDATE application_queue SET status = '" + status + "', updated_at = now() WHERE id = '" +
                       application + "'");
    database().execute("SELECT append_event('" + user.to_string() + "', '" + application + "', '" + event +
                       "', '{}', 'desktop', false)");
  }
  void is_due() { database().execute("UPDATE push_outbox SET due_at = now()"); }
  std::vector<store::PushNews> take() { return run(push_.take(10, seconds(60), hours(24))); }
  std::string rows() { return database().value("SELECT count(*) FROM push_outbox"); }

  store::testing::TestVault vault_;
  store::PushStore push_{pool(), vault_};
  base::Uuid browser;
  std::string application;
};

TEST_F(PushOutbox, HoldsNewsOfTheKindsThatAreToldAndNoOthers) {
  becomes("QUEUED", "application.queued");
  EXPECT_EQ(rows(), "0");
  becomes("COMPLETED", "application.completed");
  EXPECT_TRUE(take().empty()) << "a few seconds gather what happens together";
  is_due();
  const auto taken = take();
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].kind, "applied");
  EXPECT_EQ(taken[0].count, 1);
  EXPECT_EQ(taken[0].attempts, 1);
  EXPECT_EQ(taken[0].application, application);
  EXPECT_TRUE(taken[0].title.has_value());
  EXPECT_EQ(taken[0].push_subscription.value().at("endpoint").as_string(),
            "https://push.example.org/" + user.to_string());
}

TEST_F(PushOutbox, GivesARowToOneSenderUntilItsLeaseEnds) {
  becomes("FAILED", "application.failed");
  is_due();
  EXPECT_EQ(take().size(), 1u);
  EXPECT_TRUE(take().empty());
  is_due();  // as after the lease
  const auto again = take();
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].attempts, 2);
}

TEST_F(PushOutbox, KeepsNewsThatCameWhileAMessageWasOnItsWay) {
  becomes("NEEDS_REVIEW", "application.needs_review");
  is_due();
  const auto first = take();
  ASSERT_EQ(first.size(), 1u);
  becomes("NEEDS_REVIEW", "application.needs_review");
  EXPECT_EQ(rows(), "1") << "one row for a kind";
  EXPECT_TRUE(take().empty()) << "the lease holds for news that join";
  run(push_.done(first[0]));
  EXPECT_EQ(rows(), "1");
  is_due();
  const auto second = take();
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].attempts, 1);
  run(push_.done(first[0]));
  EXPECT_EQ(rows(), "1") << "a late sender settles its own news only";
  run(push_.done(second[0]));
  EXPECT_EQ(rows(), "0");
}

TEST_F(PushOutbox, SaysThatWhatWasSettledIsNoNews) {
  becomes("NEEDS_REVIEW", "application.needs_review");
  becomes("QUEUED", "application.answered");
  is_due();
  const auto taken = take();
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].count, 0);
  EXPECT_FALSE(taken[0].application.has_value());
}

TEST_F(PushOutbox, PutsOffWithAndWithoutCounting) {
  becomes("COMPLETED", "application.completed");
  is_due();
  const auto taken = take();
  run(push_.later(taken.at(0), milliseconds(3'600'000), false));
  EXPECT_TRUE(take().empty());
  EXPECT_EQ(database().value("SELECT attempts FROM push_outbox"), "0");
  EXPECT_EQ(database().value("SELECT due_at > now() + interval '59 minutes' FROM push_outbox"), "true");
}

TEST_F(PushOutbox, ForgetsASubscriptionWithItsNews) {
  becomes("COMPLETED", "application.completed");
  is_due();
  run(push_.gone(take().at(0)));
  EXPECT_EQ(rows(), "0");
  EXPECT_TRUE(run(push_.list(user)).empty());
  becomes("COMPLETED", "application.completed");
  EXPECT_EQ(rows(), "0") << "nobody to tell";
}

TEST_F(PushOutbox, PrunesOldNewsAndThoseWithoutASubscription) {
  becomes("COMPLETED", "application.completed");
  EXPECT_EQ(run(push_.prune(hours(24))), 0);
  database().execute("UPDATE push_outbox SET news_at = now() - interval '25 hours', due_at = now()");
  EXPECT_TRUE(take().empty());
  EXPECT_EQ(run(push_.prune(hours(24))), 1);
  becomes("COMPLETED", "application.completed");
  run(push_.remove(user, browser));
  EXPECT_EQ(run(push_.prune(hours(24))), 1);
}

TEST_F(PushOutbox, TellsOfASilentDesktopOnceForEachSilence) {
  const auto silent = [&](const char* hours_ago) {
    database().execute("UPDATE devices SET last_seen_at = now() - interval '" + std::string(hours_ago) +
                       " hours' WHERE user_id = '" + user.to_string() + "'");
  };
  const auto told = [&] { return run(push_.find_silent(hours(12), 100)); };
  run(push_.find_silent(hours(12), 100));  // people of the other tests
  silent("13");
  EXPECT_EQ(told(), 0) << "nothing has waited long";
  database().execute(
      "UPDATE application_queue SET created_at = now() - interval '13 hours', available_at = created_at "
      "WHERE id = '" +
      application + "'");
  database().execute("UPDATE application_queue SET available_at = created_at WHERE id = '" + application + "'");
  EXPECT_EQ(told(), 1);
  EXPECT_EQ(told(), 0);
  is_due();
  const auto taken = take();
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].kind, "desktop_silent");
  EXPECT_EQ(taken[0].count, 1);
  EXPECT_TRUE(taken[0].last_seen_at.has_value());
  database().execute("UPDATE devices SET last_seen_at = now() WHERE user_id = '" + user.to_string() + "'");
  is_due();
  EXPECT_EQ(take().at(0).count, 0) << "it came back before the message went out";
  silent("12.5");
  EXPECT_EQ(told(), 1) << "a new silence";
}

}  // namespace
}  // namespace jobswipe::notify
