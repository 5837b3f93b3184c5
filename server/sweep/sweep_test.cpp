#include "server/sweep/sweep.hpp"

#include <gmock/gmock.h>
#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/spdlog.h>

#include <map>

#include "io/redis/test_server.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/claims_store.hpp"
#include "server/store/events_store.hpp"
#include "server/store/reports_store.hpp"
#include "server/store/sql.hpp"
#include "server/store/testing/fixture.hpp"

namespace jobswipe::sweep {
namespace {

using namespace std::chrono_literals;
using base::ApplicationId;
using base::DeviceId;
using base::UserId;

class SweepOfTheForgotten : public store::testing::StoreFixture {
 protected:
  SweepOfTheForgotten() : client(io_.get_executor(), redis.config()), queues(client, "application") {
    run(client.wait_ready(5s));
    database().execute("DELETE FROM users WHERE id <> '" + user.to_string() + "'");
    sweep = make();
  }

  postgres::Config database_config() {
    postgres::Config config;
    config.url = database().url();
    config.connections = 1;
    return config;
  }
  std::unique_ptr<Sweep> make() {
    Sweep::Hooks hooks;
    hooks.committed = [this](UserId u) { ++committed[u]; };
    hooks.offer = [this](UserId u) { ++offered[u]; };
    hooks.random = [] { return 0.5; };
    SweepOptions options;
    options.interval = 100ms;
    return std::make_unique<Sweep>(io_.get_executor(), database_config(), store, client, queues, hooks, options);
  }
  ApplicationId swipe() {
    const auto result = run(applications.swipe_right(user, add_job(), std::nullopt, 5, std::nullopt));
    return *ApplicationId::parse(result.id);
  }
  void claim(ApplicationId id) {
    const auto claims_made = run(claims.take(user, device, 1, ""));
    ASSERT_EQ(claims_made.size(), 1u);
    ASSERT_EQ(claims_made[0].id, id.to_string());
  }
  void set(ApplicationId id, const std::string& what) {
    database().execute("UPDATE application_queue SET " + what + " WHERE id = '" + id.to_string() + "'");
  }
  void lapse(ApplicationId id) { set(id, "lease_expires_at = now() - interval '1 second'"); }
  std::string get(ApplicationId id, const std::string& what) {
    return database().value("SELECT " + what + " FROM application_queue WHERE id = '" + id.to_string() + "'");
  }
  std::string last_event() {
    return database().value("SELECT type || ' ' || outbox::text FROM application_events WHERE user_id = '" +
                            user.to_string() + "' ORDER BY seq DESC LIMIT 1");
  }
  void seen(DeviceId which, const std::string& when) {
    database().execute("UPDATE devices SET last_seen_at = " + when + " WHERE id = '" + which.to_string() + "'");
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
  store::SweepStore store{pool()};
  std::map<UserId, int> committed, offered;
  std::unique_ptr<Sweep> sweep;
};

TEST_F(SweepOfTheForgotten, ALeaseThatRanOutGoesBackToTheQueueAfterABackOff) {
  const ApplicationId id = swipe();
  claim(id);
  lapse(id);
  run(sweep->sweep_once());
  EXPECT_EQ(get(id, "status"), "QUEUED");
  EXPECT_EQ(get(id, "lease_device_id IS NULL AND failure_kind = 'timeout'"), "true");
  // Half of the first bound of 30 s.
  EXPECT_EQ(get(id, "available_at BETWEEN now() + interval '10 seconds' AND now() + interval '16 seconds'"), "true");
  EXPECT_EQ(last_event(), "application.lease_lapsed true");
  EXPECT_EQ(committed[user], 1);
  EXPECT_EQ(sweep->stats().retried, 1u);
}

TEST_F(SweepOfTheForgotten, WithItsAttemptsSpentItFails) {
  const ApplicationId id = swipe();
  claim(id);
  set(id, "attempts = 3");
  lapse(id);
  run(sweep->sweep_once());
  EXPECT_EQ(get(id, "status || ' ' || failure_kind || ' ' || (finished_at IS NOT NULL)::text"), "FAILED timeout true");
  EXPECT_EQ(last_event(), "application.failed true");
}

TEST_F(SweepOfTheForgotten, AfterTheGrantItIsForAPersonToSay) {
  const ApplicationId id = swipe();
  claim(id);
  ASSERT_TRUE(run(claims.submit_intent(user, id, device, 1, "once")));
  lapse(id);
  run(sweep->sweep_once());
  EXPECT_EQ(get(id, "status || ' ' || failure_kind"), "NEEDS_REVIEW outcome_unknown");
  EXPECT_EQ(last_event(), "application.needs_review true");
  // The granted epoch may still settle it.
  store::ReportedTransition late;
  late.status = domain::Status::completed;
  late.event_type = "application.completed";
  late.confirmation = "Thank you";
  EXPECT_TRUE(run(reports.transition(user, id, device, 1, late)));
  EXPECT_EQ(get(id, "status"), "COMPLETED");
}

TEST_F(SweepOfTheForgotten, ACancelThatItsDesktopNeverHeardIsHonoured) {
  const ApplicationId id = swipe();
  claim(id);
  ASSERT_TRUE(run(applications.cancel(user, id)));
  EXPECT_EQ(get(id, "status"), "CLAIMED");
  lapse(id);
  run(sweep->sweep_once());
  EXPECT_EQ(get(id, "status"), "CANCELLED");
  EXPECT_EQ(sweep->stats().cancelled, 1u);
}

TEST_F(SweepOfTheForgotten, ALiveLeaseIsLeftAlone) {
  const ApplicationId id = swipe();
  claim(id);
  run(sweep->sweep_once());
  EXPECT_EQ(get(id, "status"), "CLAIMED");
}

TEST_F(SweepOfTheForgotten, WhatChangedSinceItWasReadIsNotSettled) {
  const ApplicationId revived = swipe();
  claim(revived);
  lapse(revived);
  const ApplicationId granted = swipe();
  claim(granted);
  lapse(granted);
  const auto leases = run(store.lapsed(10));
  ASSERT_EQ(leases.size(), 2u);
  ASSERT_TRUE(run(claims.heartbeat(user, revived, device, 1, std::nullopt)));
  set(granted, "submit_granted_epoch = 1, submit_granted_at = now()");
  std::vector<store::Lapse> lapses;
  for (const auto& lease : leases) {
    store::Lapse change;
    change.lease = lease;
    change.failure_kind = "timeout";
    change.event_type = "application.lease_lapsed";
    lapses.push_back(change);
  }
  EXPECT_TRUE(run(store.lapse(lapses)).empty());
  EXPECT_EQ(get(revived, "status"), "CLAIMED");
  EXPECT_EQ(get(granted, "status"), "CLAIMED");
}

TEST_F(SweepOfTheForgotten, WakesConnectedDesktopsThatHaveDueWork) {
  swipe();
  seen(device, "now()");
  run(sweep->sweep_once());
  EXPECT_EQ(offered[user], 1);
  seen(device, "now() - interval '1 hour'");
  run(sweep->sweep_once());
  EXPECT_EQ(offered[user], 1) << "its desktop is off";
  seen(device, "now()");
  database().execute("UPDATE application_queue SET available_at = now() + interval '1 hour'");
  run(sweep->sweep_once());
  EXPECT_EQ(offered[user], 1) << "nothing is due";
}

TEST_F(SweepOfTheForgotten, PutsARetryBackThatRedisDoesNotHave) {
  const ApplicationId id = swipe();
  set(id, "status = 'QUEUED', available_at = now() + interval '5 minutes'");
  run(sweep->sweep_once());
  EXPECT_EQ(run(queues.retry.state(id.to_string() + "-0")), "delayed");
  EXPECT_GT(run(queues.retry.get(id.to_string() + "-0"))->delay, 200s);
  run(queues.retry.remove(id.to_string() + "-0"));
  run(sweep->sweep_once());
  EXPECT_EQ(run(queues.retry.counts()).delayed, 1);
  run(sweep->sweep_once());
  EXPECT_EQ(run(queues.retry.counts()).delayed, 1);
}

TEST_F(SweepOfTheForgotten, RebuildsTheQueuesOnceAfterAFlush) {
  const ApplicationId due = swipe(), failed = swipe(), later = swipe();
  set(due, "status = 'QUEUED'");
  set(failed, "status = 'FAILED', failure_kind = 'posting_closed', finished_at = now(), lease_epoch = 2");
  set(later, "status = 'QUEUED', available_at = now() + interval '1 minute'");
  seen(device, "now()");
  run(sweep->sweep_once());
  run(client.command({"FLUSHALL"}));
  run(sweep->sweep_once());
  EXPECT_TRUE(run(queues.processing.get(due.to_string() + "-0")));
  EXPECT_TRUE(run(queues.retry.get(later.to_string() + "-0")));
  const auto letter = run(queues.deadletter.get(failed.to_string() + "-2"));
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->data.at("failure"), "posting_closed");
  EXPECT_EQ(sweep->stats().rebuilds, 2u);
  // Offers that were taken are not added again while Redis remembers.
  run(queues.processing.remove(due.to_string() + "-0"));
  run(sweep->sweep_once());
  EXPECT_FALSE(run(queues.processing.get(due.to_string() + "-0")));
}

TEST_F(SweepOfTheForgotten, FillsTheQueuesAgainWhenSomebodyKnowsThatTheyLackSomething) {
  run(sweep->sweep_once());
  const ApplicationId failed = swipe();
  set(failed, "status = 'FAILED', failure_kind = 'timeout', finished_at = now()");
  run(sweep->sweep_once());
  EXPECT_FALSE(run(queues.deadletter.get(failed.to_string() + "-0"))) << "Redis counts as complete";
  run(queues.distrust());
  run(sweep->sweep_once());
  EXPECT_TRUE(run(queues.deadletter.get(failed.to_string() + "-0")));
  EXPECT_EQ(sweep->stats().rebuilds, 2u);
  run(sweep->sweep_once());
  EXPECT_EQ(sweep->stats().rebuilds, 2u);
}

TEST_F(SweepOfTheForgotten, RemovesDeadLettersThatAreNoneAnyMore) {
  const ApplicationId dead = swipe(), sent_again = swipe(), old = swipe();
  for (const ApplicationId id : {dead, sent_again, old})
    set(id, "status = 'FAILED', failure_kind = 'timeout', finished_at = now()");
  run(sweep->sweep_once());
  EXPECT_EQ(run(queues.deadletter.counts()).prioritized, 3);
  ASSERT_TRUE(run(applications.retry(user, sent_again)));
  set(old, "finished_at = now() - interval '31 days'");
  queue::Offer nobody;
  nobody.user = user;
  nobody.application = ApplicationId::make();
  run(queues.deadletter.add(queue::dead_letter_job(nobody, "timeout")));
  run(queues.distrust());
  run(sweep->sweep_once());
  EXPECT_EQ(run(queues.deadletter.prioritized(0, 10)), (std::vector<std::string>{dead.to_string() + "-0"}));
  EXPECT_EQ(sweep->stats().forgotten, 3u);
}

TEST_F(SweepOfTheForgotten, SaysEachRoundThatARedisEvictsKeys) {
  run(client.command({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"}));
  const auto said = std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(100);
  spdlog::default_logger()->sinks().push_back(said);
  run(sweep->sweep_once());
  run(client.command({"CONFIG", "SET", "maxmemory-policy", "noeviction"}));
  spdlog::default_logger()->sinks().pop_back();
  EXPECT_THAT(said->last_formatted(), testing::Contains(testing::HasSubstr("set it to noeviction")));
  EXPECT_EQ(sweep->stats().rebuilds, 1u) << "the other steps go on";
}

TEST_F(SweepOfTheForgotten, FindsConnectedDesktopsByAnIndexHoweverManyAreOff) {
  database().execute("INSERT INTO devices (user_id, id, name, last_seen_at, seen_on) SELECT '" + user.to_string() +
                     "', gen_random_uuid(), 'off', now() - interval '10 days', current_date - 10 "
                     "FROM generate_series(1, 20000)");
  database().execute("ANALYZE devices");
  database().execute(
      "CREATE FUNCTION listeners_plan() RETURNS text LANGUAGE plpgsql AS $f$ DECLARE plan json; BEGIN "
      "PERFORM set_config('plan_cache_mode', 'force_generic_plan', true); "
      "EXECUTE $q$PREPARE listeners AS " +
      std::string(store::sql::sweep_listeners.text) +
      "$q$; "
      "EXECUTE $q$EXPLAIN (FORMAT JSON) EXECUTE listeners (180, '00000000-0000-0000-0000-000000000000', 500)$q$ INTO "
      "plan; "
      "RETURN plan::text; END $f$");
  const std::string plan = database().value("SELECT listeners_plan()");
  EXPECT_THAT(plan, testing::HasSubstr("devices_seen_on"));
  EXPECT_THAT(plan, testing::Not(testing::ContainsRegex("\"Seq Scan\"[^}]*\"Relation Name\": \"devices\""))) << plan;
  swipe();
  seen(device, "now()");
  EXPECT_EQ(run(store.listeners(180s, UserId(), 10)), std::vector<UserId>{user});
  database().execute("DROP FUNCTION listeners_plan()");
  database().execute("DELETE FROM devices WHERE name = 'off'");
}

TEST_F(SweepOfTheForgotten, SettlesLeasesWithoutRedis) {
  const ApplicationId id = swipe();
  claim(id);
  lapse(id);
  redis.kill();
  until([&] { return !client.healthy(); });
  run(sweep->sweep_once());
  EXPECT_EQ(get(id, "status"), "QUEUED");
}

TEST_F(SweepOfTheForgotten, SettlesThousandsOfLeasesInOneRound) {
  const ApplicationId id = swipe();
  claim(id);
  // A person applies to a posting once, so each application gets one of its own.
  database().execute(
      "INSERT INTO jobs (id, source, board, external_id, snapshot_hash, title, company, apply_url, posted_at) "
      "SELECT gen_random_uuid(), source, board, 'many-' || n, snapshot_hash, title, company, apply_url, posted_at "
      "FROM jobs j, generate_series(1, 1200) n WHERE j.id = (SELECT id FROM jobs LIMIT 1)");
  database().execute(
      "INSERT INTO application_queue (user_id, id, job_id, snapshot_hash, resume_id, status, rank_at, attempts, "
      "lease_epoch, "
      "lease_device_id, lease_expires_at) SELECT a.user_id, gen_random_uuid(), j.id, a.snapshot_hash, a.resume_id, "
      "'CLAIMED', "
      "a.rank_at, 1, 1, a.lease_device_id, now() - interval '1 minute' FROM application_queue a, jobs j WHERE a.id = "
      "'" +
      id.to_string() + "' AND j.external_id LIKE 'many-%'");
  run(sweep->sweep_once());
  EXPECT_EQ(sweep->stats().retried, 1200u);
  EXPECT_EQ(
      database().value("SELECT last_seq = (SELECT count(*) FROM application_events e WHERE e.user_id = s.user_id) FROM "
                       "user_streams s WHERE user_id = '" +
                       user.to_string() + "'"),
      "true")
      << "the log has a hole";
}

TEST_F(SweepOfTheForgotten, OneOfTwoLeadsAndTheOtherTakesOver) {
  auto other = make();
  sweep->start();
  other->start();
  io_.restart();
  until([&] { return sweep->stats().rounds + other->stats().rounds >= 3; });
  EXPECT_NE(sweep->stats().leader, other->stats().leader);
  Sweep& leader = sweep->stats().leader ? *sweep : *other;
  Sweep& heir = sweep->stats().leader ? *other : *sweep;
  EXPECT_EQ(heir.stats().rounds, 0u);
  run(leader.stop(5s));
  io_.restart();
  until([&] { return heir.stats().leader && heir.stats().rounds > 0; });
  run(heir.stop(5s));
}

TEST_F(SweepOfTheForgotten, DeletesWhatIsOld) {
  const std::string owner = "'" + user.to_string() + "'";
  database().execute("INSERT INTO idempotency_keys (user_id, key, operation, request_hash, created_at) VALUES (" +
                     owner + ", 'old', 'swipeRight', '\\x00', now() - interval '25 hours'), (" + owner +
                     ", 'new', 'swipeRight', '\\x00', now())");
  database().execute(
      "INSERT INTO device_codes (device_code_hash, user_code_hash, name, expires_at) VALUES ('\\x01', '\\x01', 'a', "
      "now() - interval '2 days'), ('\\x02', '\\x02', 'b', now())");
  database().execute("INSERT INTO sessions (user_id, id, audience, expires_at) VALUES (" + owner +
                     ", gen_random_uuid(), 'web', now() - interval '8 days'), (" + owner +
                     ", gen_random_uuid(), 'web', now())");
  run(sweep->sweep_once());
  EXPECT_EQ(database().value("SELECT string_agg(key, ' ') FROM idempotency_keys"), "new");
  EXPECT_EQ(database().value("SELECT string_agg(name, ' ') FROM device_codes"), "b");
  EXPECT_EQ(database().value("SELECT count(*) FROM sessions WHERE expires_at < now() - interval '1 day'"), "0");
  EXPECT_GE(sweep->stats().pruned, 3u);
}

}  // namespace
}  // namespace jobswipe::sweep
