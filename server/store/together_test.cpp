#include "server/store/together.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "server/store/applications_store.hpp"
#include "server/store/claims_store.hpp"
#include "server/store/reports_store.hpp"
#include "server/store/testing/fixture.hpp"

namespace jobswipe::store {
namespace {

struct Person {
  base::UserId id;
  base::DeviceId device = base::DeviceId::make();
};

class Together : public testing::StoreFixture {
 protected:
  Together() {
    for (Person& person : people) {
      person.id = add_user();
      add_resume(person.id);
      database().execute(fmt::format("INSERT INTO devices (user_id, id, name) VALUES ('{}', '{}', 'desk')",
                                     person.id.to_string(), person.device.to_string()));
    }
  }

  void swipe(int each) {
    for (const Person& person : people)
      for (int i = 0; i < each; ++i) run(applications.swipe_right(person.id, add_job(), std::nullopt, 5, std::nullopt));
  }

  /// One of each person, claimed.
  std::vector<base::ApplicationId> claimed() {
    swipe(1);
    std::vector<base::ApplicationId> ids;
    for (const Person& person : people) {
      const auto claims_of_one = run(claims.take(person.id, person.device, 1, ""));
      ids.push_back(base::ApplicationId::parse(claims_of_one.at(0).id).value());
    }
    return ids;
  }

  std::string count(const std::string& what) { return database().value("SELECT count(*) FROM " + what); }
  std::string mine() const {
    std::string list;
    for (const Person& person : people) list += fmt::format("{}'{}'", list.empty() ? "" : ", ", person.id.to_string());
    return "user_id IN (" + list + ")";
  }
  /// Logs whose numbers have a hole, or that do not end where their head says.
  std::string broken_logs() {
    return count(fmt::format(
        "user_streams s WHERE s.{} AND (s.last_seq <> (SELECT count(*) FROM application_events e WHERE e.user_id = "
        "s.user_id) OR s.last_seq <> (SELECT max(seq) FROM application_events e WHERE e.user_id = s.user_id))",
        mine()));
  }

  std::vector<Person> people{12};
  ApplicationsStore applications{pool(), 3};
  ClaimsStore claims{pool(), {}};
  ReportsStore reports{pool(), std::chrono::seconds(600)};
};

TEST_F(Together, ClaimsOfManyPeopleAreEachTheirOwnAndNoneIsGivenTwice) {
  swipe(3);
  std::vector<std::vector<ClaimedApplication>> given(people.size() * 4);
  run_all(given.size(), [&](std::size_t i) -> asio::awaitable<void> {
    const Person& person = people[i % people.size()];
    given[i] = co_await claims.take(person.id, person.device, 1, "");
  });
  std::set<std::string> ids;
  for (std::size_t i = 0; i < given.size(); ++i)
    for (const auto& claim : given[i]) {
      EXPECT_TRUE(ids.insert(claim.id).second) << claim.id << " was given twice";
      EXPECT_EQ(database().value(fmt::format("SELECT user_id FROM application_queue WHERE id = '{}'", claim.id)),
                people[i % people.size()].id.to_string());
      EXPECT_EQ(claim.epoch, 1);
      EXPECT_FALSE(claim.posting->empty());
      EXPECT_NE(claim.person, nullptr);
    }
  EXPECT_EQ(ids.size(), people.size() * 3) << "each has three, and asks four times";
  EXPECT_EQ(count("application_events WHERE type = 'application.claimed' AND " + mine()), "36");
  EXPECT_EQ(broken_logs(), "0");
}

TEST_F(Together, WhatTheDatabaseRefusesFailsAloneAmongReportsThatCameWithIt) {
  const auto ids = claimed();
  std::vector<std::optional<std::string>> leases(people.size());
  std::vector<bool> failed(people.size());
  run_all(people.size(), [&](std::size_t i) -> asio::awaitable<void> {
    ReportedTransition transition;
    transition.event_type = "application.processing";
    if (i == 5) transition.failure_detail = std::string("no text\0of PostgreSQL", 21);
    const int epoch = i == 7 ? 2 : 1;
    try {
      leases[i] = co_await reports.transition(people[i].id, ids[i], people[i].device, epoch, std::move(transition));
    } catch (const postgres::Error&) {
      failed[i] = true;
    }
  });
  for (std::size_t i = 0; i < people.size(); ++i) {
    EXPECT_EQ(failed[i], i == 5) << i;
    EXPECT_EQ(leases[i].has_value(), i != 5 && i != 7) << i;
  }
  EXPECT_EQ(count("application_queue WHERE status = 'PROCESSING' AND " + mine()), "10");
  EXPECT_EQ(broken_logs(), "0");
}

TEST_F(Together, ReportsOfOneApplicationGoOneAfterTheOtherAsTheyCame) {
  const auto ids = claimed();
  constexpr std::size_t kReports = 20;
  run_all(kReports, [&](std::size_t i) -> asio::awaitable<void> {
    ReportedTransition transition;
    transition.event_type = "application.processing";
    boost::json::object progress;
    progress["step"] = static_cast<std::int64_t>(i);
    transition.progress = progress;
    const auto lease = co_await reports.transition(people[0].id, ids[0], people[0].device, 1, std::move(transition));
    EXPECT_TRUE(lease.has_value()) << i;
  });
  std::string expected;
  for (std::size_t i = 0; i < kReports; ++i) expected += fmt::format("{}{}", i == 0 ? "" : " ", i);
  EXPECT_EQ(database().value(fmt::format("SELECT string_agg(data->'progress'->>'step', ' ' ORDER BY seq) FROM "
                                         "application_events WHERE application_id = '{}' AND type = "
                                         "'application.processing'",
                                         ids[0].to_string())),
            expected);
  EXPECT_EQ(broken_logs(), "0");
}

TEST_F(Together, WhoAsksForReportsAtOnceIsToldOfTheirOwn) {
  const auto ids = claimed();
  run_all(people.size() * 2, [&](std::size_t i) -> asio::awaitable<void> {
    const std::size_t at = i % people.size();
    const bool mine = i < people.size();
    const auto id = ids[mine ? at : (at + 1) % people.size()];
    const auto view = co_await reports.current(people[at].id, id);
    EXPECT_EQ(view.has_value(), mine) << i;
    if (view) {
      EXPECT_EQ(view->application.device, people[at].device) << i;
    }
  });
}

}  // namespace
}  // namespace jobswipe::store
