#include "server/outbox/relay.hpp"

#include <gmock/gmock.h>

#include <map>
#include <thread>

#include "io/redis/test_server.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/claims_store.hpp"
#include "server/store/events_store.hpp"
#include "server/store/reports_store.hpp"
#include "server/store/testing/fixture.hpp"

namespace jobswipe::outbox {
namespace {

using namespace std::chrono_literals;
using base::ApplicationId;
using base::UserId;
using testing::ElementsAre;

class RelayOfEvents : public store::testing::StoreFixture {
 protected:
  RelayOfEvents()
      : client(io_.get_executor(), redis.config()),
        queues(client, "application"),
        relay(
            io_.get_executor(), outbox, queues, signal, [this](UserId u) { ++committed[u]; }, RelayOptions{}) {
    run(client.wait_ready(5s));
    database().execute("DELETE FROM users WHERE id <> '" + user.to_string() + "'");
  }

  ApplicationId swipe(UserId who, int priority = 5) {
    const auto result = run(applications.swipe_right(who, add_job(), std::nullopt, priority, std::nullopt));
    EXPECT_EQ(result.verdict, store::SwipeResult::Verdict::created);
    return *ApplicationId::parse(result.id);
  }
  std::vector<std::string> types(UserId who) {
    std::vector<std::string> names;
    const auto log = run(events.read(who, 0, 1000));
    for (std::size_t i = 0; i < log.events.size(); ++i) {
      EXPECT_EQ(log.events[i].seq, static_cast<std::int64_t>(i) + 1) << "the log has a hole";
      names.push_back(log.events[i].type);
    }
    EXPECT_EQ(log.last_seq, static_cast<std::int64_t>(names.size()));
    return names;
  }
  std::string status_of(ApplicationId id) { return run(applications.get(user, id))->status; }
  std::string waiting_in_outbox() { return database().value("SELECT count(*) FROM application_events WHERE outbox"); }
  store::ReportedTransition report(domain::Status status, std::string type) {
    store::ReportedTransition transition;
    transition.status = status;
    transition.event_type = std::move(type);
    transition.to_outbox = true;
    if (status != domain::Status::completed) transition.failure = domain::FailureKind::timeout;
    return transition;
  }
  template <class Condition>
  void until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!condition() && std::chrono::steady_clock::now() < end) io_.run_one_for(20ms);
    ASSERT_TRUE(condition());
  }

  redis::TestServer redis;
  redis::Client client;
  queue::Queues queues;
  store::ApplicationsStore applications{pool(), 3};
  store::ClaimsStore claims{pool(), {}};
  store::ReportsStore reports{pool(), std::chrono::seconds(600)};
  store::EventsStore events{pool()};
  store::OutboxStore outbox{pool()};
  OutboxSignal signal;
  std::map<UserId, int> committed;
  Relay relay;
};

TEST_F(RelayOfEvents, ASwipeBecomesQueuedWithItsJobAndItsEvent) {
  const ApplicationId id = swipe(user);
  EXPECT_EQ(run(relay.relay_once()), 1u);
  EXPECT_EQ(status_of(id), "QUEUED");
  EXPECT_THAT(types(user), ElementsAre("application.swiped", "application.queued"));
  EXPECT_EQ(waiting_in_outbox(), "0");
  EXPECT_EQ(committed[user], 1);
  const auto added = run(queues.processing.get(id.to_string() + "-0"));
  ASSERT_TRUE(added);
  const queue::Offer offer = queue::parse_offer(*added);
  EXPECT_EQ(offer.user, user);
  EXPECT_EQ(offer.application, id);
  EXPECT_EQ(offer.epoch, 0);
  EXPECT_EQ(added->priority, 6);
  EXPECT_EQ(run(relay.relay_once()), 0u);
}

TEST_F(RelayOfEvents, PremiumAndHighPriorityGoFirst) {
  const ApplicationId high = swipe(user, 8);
  const ApplicationId low = swipe(user, 7);
  const UserId rich = add_user();
  add_resume(rich);
  database().execute("UPDATE users SET plan = 'premium' WHERE id = '" + rich.to_string() + "'");
  const ApplicationId premium = swipe(rich, 1);
  run(relay.relay_once());
  EXPECT_TRUE(run(queues.priority.get(high.to_string() + "-0")));
  EXPECT_TRUE(run(queues.priority.get(premium.to_string() + "-0")));
  EXPECT_TRUE(run(queues.processing.get(low.to_string() + "-0")));
}

TEST_F(RelayOfEvents, GoesOnWithoutRedisAndCountsWhatItMissed) {
  redis.kill();
  const ApplicationId id = swipe(user);
  run(relay.relay_once());
  EXPECT_EQ(status_of(id), "QUEUED");
  EXPECT_EQ(relay.stats().missed, 1u);
  EXPECT_EQ(relay.stats().queued, 1u);
  EXPECT_EQ(committed[user], 1);
}

TEST_F(RelayOfEvents, ADeadLetterThatRedisDidNotTakeIsAddedWhenItIsBack) {
  const ApplicationId id = swipe(user);
  run(relay.relay_once());
  database().execute(
      "UPDATE application_queue SET status = 'FAILED', failure_kind = 'posting_closed', finished_at = now()");
  database().execute("UPDATE application_events SET outbox = true WHERE seq = 1");
  redis.kill();
  run(relay.relay_once());
  EXPECT_EQ(waiting_in_outbox(), "1") << "its event waits";
  redis.start();
  run(client.wait_ready(10s));
  run(relay.relay_once());
  EXPECT_EQ(waiting_in_outbox(), "0");
  EXPECT_TRUE(run(queues.deadletter.get(id.to_string() + "-0")));
}

TEST_F(RelayOfEvents, OnlyMarksASwipeThatWasClaimedOrCancelledFirst) {
  const ApplicationId claimed = swipe(user);
  ASSERT_EQ(run(claims.take(user, device, 1, "")).size(), 1u);
  const ApplicationId cancelled = swipe(user);
  ASSERT_TRUE(run(applications.cancel(user, cancelled)));
  run(relay.relay_once());
  EXPECT_EQ(status_of(claimed), "CLAIMED");
  EXPECT_EQ(status_of(cancelled), "CANCELLED");
  EXPECT_EQ(waiting_in_outbox(), "0");
  EXPECT_EQ(relay.stats().offered, 0u);
  EXPECT_EQ(relay.stats().queued, 0u);
}

TEST_F(RelayOfEvents, ARetryIsDelayedUntilItIsDue) {
  const ApplicationId id = swipe(user);
  run(relay.relay_once());
  run(claims.take(user, device, 1, ""));
  auto retry = report(domain::Status::queued, "application.retry_scheduled");
  retry.delay = 40s;
  ASSERT_TRUE(run(reports.transition(user, id, device, 1, retry)));
  run(relay.relay_once());
  const auto added = run(queues.retry.get(id.to_string() + "-1"));
  ASSERT_TRUE(added);
  EXPECT_GT(added->delay, 30s);
  EXPECT_LE(added->delay, 40s);
  EXPECT_EQ(run(queues.retry.state(id.to_string() + "-1")), "delayed");
}

TEST_F(RelayOfEvents, AFailureIsKeptAsADeadLetterUntilThePersonSendsItAgain) {
  const ApplicationId id = swipe(user);
  run(relay.relay_once());
  run(claims.take(user, device, 1, ""));
  ASSERT_TRUE(run(reports.transition(user, id, device, 1, report(domain::Status::failed, "application.failed"))));
  run(relay.relay_once());
  const auto letter = run(queues.deadletter.get(id.to_string() + "-1"));
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->data.at("failure"), "timeout");
  ASSERT_TRUE(run(applications.retry(user, id)));
  run(relay.relay_once());
  EXPECT_FALSE(run(queues.deadletter.get(id.to_string() + "-1")));
  EXPECT_TRUE(run(queues.processing.get(id.to_string() + "-1")));
}

TEST_F(RelayOfEvents, ACrashBetweenJobAndMarkLeavesOneJob) {
  const ApplicationId id = swipe(user);
  // What a relay that died after its first half had done.
  queue::Offer offer;
  offer.user = user;
  offer.application = id;
  run(queues.processing.add(queue::offer_job(offer)));
  run(relay.relay_once());
  EXPECT_EQ(run(queues.processing.counts()).prioritized, 1);
  EXPECT_THAT(types(user), ElementsAre("application.swiped", "application.queued"));
}

TEST_F(RelayOfEvents, TwoRelaysBesideSwipesAndClaimsQueueEachOnceAndLeaveNoHoles) {
  std::vector<UserId> people;
  for (int i = 0; i < 12; ++i) {
    people.push_back(add_user());
    add_resume(people.back());
  }
  std::vector<base::JobId> jobs;
  for (int i = 0; i < 10; ++i) jobs.push_back(add_job());
  Relay other(
      io_.get_executor(), outbox, queues, signal, [](UserId) {}, RelayOptions{});
  const auto work = [&](std::size_t n) -> asio::awaitable<void> {
    if (n < 120) {
      co_await applications.swipe_right(people[n % 12], jobs[n / 12], std::nullopt, 5, std::nullopt);
    } else {
      Relay& mine = n % 2 ? relay : other;
      for (int round = 0; round < 10; ++round) co_await mine.relay_once();
    }
  };
  run_all(124, work);
  while (run(relay.relay_once()) > 0) {
  }
  for (const UserId person : people) {
    const auto names = types(person);
    EXPECT_EQ(std::count(names.begin(), names.end(), "application.swiped"), 10);
    EXPECT_EQ(std::count(names.begin(), names.end(), "application.queued"), 10);
  }
  EXPECT_EQ(relay.stats().queued + other.stats().queued, 120u);
  EXPECT_EQ(database().value("SELECT count(*) FROM application_queue WHERE status = 'QUEUED'"), "120");
  EXPECT_EQ(run(queues.processing.counts()).prioritized, 120);
}

TEST_F(RelayOfEvents, ANotificationFromAnotherThreadHurriesIt) {
  RelayOptions patient;
  patient.poll = std::chrono::hours(1);
  Relay waiting(
      io_.get_executor(), outbox, queues, signal, [this](UserId u) { ++committed[u]; }, patient);
  waiting.start();
  io_.restart();
  // Let it come to rest first.
  io_.run_for(100ms);
  const ApplicationId id = swipe(user);
  std::thread([this] { signal.notify(); }).join();
  io_.restart();
  until([&] { return committed[user] == 1; });
  EXPECT_EQ(status_of(id), "QUEUED");
  run(waiting.stop(5s));
}

TEST_F(RelayOfEvents, SaysAtItsStartAndAfterEachMissThatRedisMayLackJobs) {
  run(queues.begin_fill());
  run(queues.end_fill());
  ASSERT_TRUE(run(queues.complete()));
  RelayOptions quick;
  quick.poll = 50ms;
  Relay starting(io_.get_executor(), outbox, queues, signal, nullptr, quick);
  starting.start();
  io_.restart();
  until([&] { return !run(queues.complete()); });
  run(queues.begin_fill());
  run(queues.end_fill());
  run(client.command({"CONFIG", "SET", "maxmemory", "1"}));
  swipe(user);
  until([&] { return starting.stats().missed > 0 && !run(queues.complete()); });
  run(client.command({"CONFIG", "SET", "maxmemory", "0"}));
  run(starting.stop(5s));
}

TEST_F(RelayOfEvents, LooksByItselfWhenNobodyNotifies) {
  RelayOptions quick;
  quick.poll = 50ms;
  Relay looking(
      io_.get_executor(), outbox, queues, signal, [this](UserId u) { ++committed[u]; }, quick);
  looking.start();
  swipe(user);
  io_.restart();
  until([&] { return committed[user] == 1; });
  run(looking.stop(5s));
}

TEST_F(RelayOfEvents, TakesABacklogInBatches) {
  for (int i = 0; i < 25; ++i) swipe(user);
  RelayOptions small;
  small.batch = 10;
  Relay stepping(io_.get_executor(), outbox, queues, signal, nullptr, small);
  EXPECT_EQ(run(stepping.relay_once()), 10u);
  EXPECT_EQ(run(stepping.relay_once()), 10u);
  EXPECT_EQ(run(stepping.relay_once()), 5u);
  EXPECT_EQ(types(user).size(), 50u);
}

}  // namespace
}  // namespace jobswipe::outbox
