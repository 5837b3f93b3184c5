#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <set>

#include "server/store/applications_store.hpp"
#include "server/store/claims_store.hpp"
#include "server/store/testing/fixture.hpp"

namespace jobswipe::store {
namespace {

class ApplicationList : public testing::StoreFixture {
 protected:
  ApplicationsStore applications{pool(), 3};
};

TEST_F(ApplicationList, EachRowIsWhatTheApplicationsOwnDetailsSay) {
  std::vector<std::string> ids;
  for (int i = 0; i < 7; ++i)
    ids.push_back(run(applications.swipe_right(user, add_job(), std::nullopt, 1 + i % 3, std::nullopt)).id);
  const auto set = [&](std::size_t which, const std::string& columns) {
    database().execute("UPDATE application_queue SET " + columns + " WHERE id = '" + ids[which] + "'");
  };
  set(0, "status = 'QUEUED', attempts = 1, available_at = now() + interval '1 hour'");
  set(1, "status = 'FAILED', failure_kind = 'captcha', failure_detail = NULL, finished_at = now()");
  set(2,
      "status = 'NEEDS_REVIEW', failure_kind = 'question_unanswered', failure_detail = 'a \"b\"', "
      "questions = '[{\"label\": \"Visa?\"}]', cancel_requested_at = now()");
  set(3, "status = 'PROCESSING', lease_epoch = 2, lease_device_id = '" + device.to_string() +
             "', lease_expires_at = now(), progress = '{\"step\": \"filling\"}', submit_granted_epoch = 2, "
             "submit_granted_at = now()");
  set(4, "status = 'CANCELLED', finished_at = now()");
  const auto page = run(applications.list(user, {}, 50, std::nullopt));
  const auto listed = boost::json::parse(page.applications_json).as_array();
  ASSERT_EQ(listed.size(), 7u);
  std::set<std::int64_t> positions;
  for (const auto& row : listed) {
    const auto id = base::ApplicationId::parse(row.at("id").as_string()).value();
    EXPECT_EQ(row, boost::json::parse(run(applications.get(user, id))->application_json)) << row.at("status");
    if (row.at("position").is_int64()) positions.insert(row.at("position").as_int64());
  }
  EXPECT_EQ(positions, (std::set<std::int64_t>{1, 2, 3}));
}

TEST_F(ApplicationList, ItsVersionIsThatOfTheListAndAnotherOneAfterEachChange) {
  const auto version = [&] { return run(applications.list_version(user)); };
  const auto id = run(applications.swipe_right(user, job, std::nullopt, 5, std::nullopt)).id;
  const auto application = base::ApplicationId::parse(id).value();
  EXPECT_EQ(run(applications.list(user, {}, 10, std::nullopt)).version, version());
  const auto before = version();
  EXPECT_EQ(version(), before) << "nothing has happened";
  ASSERT_TRUE(run(applications.set_priority(user, application, 9)));
  const auto after = version();
  EXPECT_NE(after, before);
  database().execute("UPDATE devices SET last_seen_at = now() WHERE id = '" + device.to_string() + "'");
  EXPECT_NE(version(), after) << "the list says whether a desktop is there";
  EXPECT_EQ(run(applications.list(user, {}, 10, std::nullopt)).version, version());
}

TEST_F(ApplicationList, VersionsThatAreAskedForTogetherAreEachPersonsOwn) {
  std::vector<base::UserId> people;
  for (int i = 0; i < 20; ++i) people.push_back(add_user());
  database().execute("UPDATE user_streams SET last_seq = 77 WHERE user_id = '" + people[7].to_string() + "'");
  std::vector<std::string> versions(people.size());
  run_all(people.size(),
          [&](std::size_t i) -> asio::awaitable<void> { versions[i] = co_await applications.list_version(people[i]); });
  for (std::size_t i = 0; i < people.size(); ++i) EXPECT_EQ(versions[i].starts_with("77 "), i == 7) << versions[i];
}

class Heartbeats : public ApplicationList {
 protected:
  ClaimsStore claims{pool(), {}};
};

TEST_F(Heartbeats, ThoseOfManyDesktopsAtOnceHaveEachTheirOwnVerdict) {
  std::vector<base::ApplicationId> all;
  for (int i = 0; i < 8; ++i) {
    const auto swiped = run(applications.swipe_right(user, add_job(), std::nullopt, 5, std::nullopt));
    ASSERT_EQ(run(claims.take(user, device, 1, "")).size(), 1u);
    all.push_back(base::ApplicationId::parse(swiped.id).value());
  }
  database().execute("UPDATE application_queue SET lease_expires_at = now() + interval '1 second'");
  std::vector<std::optional<base::ErrorCode>> refused(30);
  run_all(30, [&](std::size_t i) -> asio::awaitable<void> {
    // Of each ten two name an epoch that never was, one an application that never was; each application is named often.
    const int epoch = i % 10 < 2 ? 2 : 1;
    const auto id = i % 10 == 5 ? base::ApplicationId::make() : all[i % all.size()];
    boost::json::object progress;
    progress["step"] = static_cast<std::int64_t>(i);
    const std::optional<boost::json::value> told = progress;
    const auto lease = co_await claims.heartbeat(user, id, device, epoch, told);
    if (!lease) refused[i] = lease.error().code;
  });
  for (std::size_t i = 0; i < refused.size(); ++i) {
    if (i % 10 < 2)
      EXPECT_EQ(refused[i], base::ErrorCode::stale_epoch) << i;
    else if (i % 10 == 5)
      EXPECT_EQ(refused[i], base::ErrorCode::not_found) << i;
    else
      EXPECT_FALSE(refused[i]) << i;
  }
  EXPECT_EQ(database().value("SELECT count(*) FROM application_queue WHERE user_id = '" + user.to_string() +
                             "' AND lease_expires_at < now() + interval '1 minute'"),
            "0")
      << "a lease was not extended";
  EXPECT_EQ(
      database().value("SELECT count(*) FROM application_events WHERE type = 'application.progress' AND user_id = '" +
                       user.to_string() + "'"),
      "21");
  EXPECT_EQ(database().value("SELECT count(*) FROM user_streams s WHERE user_id = '" + user.to_string() +
                             "' AND (last_seq <> (SELECT coalesce(max(seq), 0) FROM "
                             "application_events e WHERE e.user_id = s.user_id) OR last_seq <> (SELECT count(*) FROM "
                             "application_events e WHERE e.user_id = s.user_id))"),
            "0")
      << "a log has a hole";
}

}  // namespace
}  // namespace jobswipe::store
