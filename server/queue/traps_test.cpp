// Each place where BullMQ goes wrong without saying so, and how this library stays clear of it.
#include <gmock/gmock.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <set>

#include "io/redis/loop_fixture.hpp"
#include "io/redis/test_server.hpp"
#include "server/queue/queues.hpp"
#include "server/queue/steps.hpp"
#include "server/queue/worker.hpp"

namespace jobswipe::queue {
namespace {

using namespace std::chrono_literals;
using boost::json::value;
using testing::HasSubstr;

class TrapsOfBullMq : public redis::LoopFixture {
 protected:
  TrapsOfBullMq() : client_(io_.get_executor(), config()), queue_(client_, "processing") {
    run(client_.wait_ready(20s));
  }
  void rest(std::chrono::milliseconds time) {
    asio::steady_timer timer(io_, time);
    run(timer.async_wait(asio::use_awaitable));
  }
  redis::Config config() const {
    redis::Config config = server_.config();
    config.command_timeout = 1s;
    return config;
  }
  static NewJob job(std::string id, int priority = 1) {
    NewJob result;
    result.name = "offer";
    result.data = boost::json::object();
    result.options.id = std::move(id);
    result.options.priority = priority;
    return result;
  }
  std::unique_ptr<Worker> worker(Worker::Handler handler, WorkerOptions options = impatient()) {
    auto result = std::make_unique<Worker>(io_.get_executor(), client_, queue_.keys(), std::move(handler), options);
    result->start();
    return result;
  }
  static WorkerOptions impatient() {
    WorkerOptions options;
    options.lock_duration = 500ms;
    options.stalled_interval = 150ms;
    options.drain_delay = 300ms;
    return options;
  }
  Worker::Handler noting(std::multiset<std::string>& ran) {
    return [&ran](Job job) -> asio::awaitable<value> {
      ran.insert(job.id);
      co_return nullptr;
    };
  }
  std::optional<Job> take(const std::string& token) {
    redis::Invocation taking = take_step(queue_.keys(), Lock{token, 30s, ""});
    return parse_taken(run(client_.eval(*taking.script, taking.args))).job;
  }
  redis::Reply finish(const Job& job, const std::string& token, bool fetch_next) {
    Outcome outcome;
    outcome.completed = true;
    outcome.value = "null";
    redis::Invocation ending = finish_step(queue_.keys(), job, Lock{token, 30s, ""}, outcome, Keep{}, fetch_next);
    return run(client_.eval(*ending.script, ending.args));
  }

  redis::TestServer server_;
  redis::Client client_;
  Queue queue_;
};

TEST_F(TrapsOfBullMq, TheTokenZeroSkipsTheLocksCheckSoNoWorkerHasIt) {
  run(queue_.add(job("a-1")));
  const auto taken = take("mine");
  ASSERT_TRUE(taken);
  EXPECT_LT(finish(*taken, "of-another", false).integer(), 0) << "another's token is refused";
  EXPECT_EQ(run(queue_.state("a-1")), "active");
  EXPECT_EQ(finish(*taken, "0", false).integer(), 0) << "the trap: anybody may end the job with it";
  run(queue_.add(job("b-1")));
  std::string token;
  const auto w = worker([&](Job job) -> asio::awaitable<value> {
    redis::Command get{"GET", queue_.keys().key(job.id + ":lock")};
    const redis::Reply reply = co_await client_.command(std::move(get));
    token = reply.text;
    co_return nullptr;
  });
  until([&] { return !token.empty(); });
  EXPECT_NE(token, "0");
  EXPECT_GT(token.size(), 36u) << "a UUID of the worker and a number";
  run(w->stop(5s));
}

TEST_F(TrapsOfBullMq, AnIdWhoseFinishedJobIsKeptAddsNothingSoEachEpochHasItsOwn) {
  run(queue_.add(job("a-1")));
  const auto taken = take("mine");
  ASSERT_TRUE(taken);
  EXPECT_EQ(finish(*taken, "mine", false).integer(), 0);
  EXPECT_EQ(run(queue_.add(job("a-1"))), "a-1") << "the trap: it looks as if it had been added";
  EXPECT_EQ(run(queue_.state("a-1")), "completed");
  Offer offer;
  offer.application = base::ApplicationId::make();
  offer.epoch = 1;
  const std::string first = job_id(offer);
  offer.epoch = 2;
  EXPECT_NE(job_id(offer), first);
  EXPECT_EQ(offer_job(offer).options.remove_on_complete->count, 0) << "and ours leave no job behind that is done";
}

TEST_F(TrapsOfBullMq, AFinishWithFetchNextClaimsAnotherJobSoAStoppingWorkerAsksForNone) {
  run(queue_.add(job("a-1")));
  run(queue_.add(job("b-1")));
  const auto first = take("mine");
  ASSERT_TRUE(first);
  const auto next = parse_taken(finish(*first, "mine", true)).job;
  ASSERT_TRUE(next);
  EXPECT_EQ(next->id, "b-1");
  EXPECT_EQ(run(queue_.state("b-1")), "active") << "the trap: it is claimed";
  ASSERT_EQ(finish(*next, "mine", false).integer(), 0);

  run(queue_.add(job("c-1")));
  run(queue_.add(job("d-1")));
  WorkerOptions one = impatient();
  one.concurrency = 1;
  asio::steady_timer gate(io_, std::chrono::steady_clock::time_point::max());
  bool began = false;
  const auto w = worker(
      [&](Job) -> asio::awaitable<value> {
        began = true;
        try {
          co_await gate.async_wait(asio::use_awaitable);
        } catch (const boost::system::system_error&) {
          // Opened.
        }
        co_return nullptr;
      },
      one);
  until([&] { return began; });
  asio::steady_timer opener(io_, 50ms);
  opener.async_wait([&](boost::system::error_code) { gate.cancel(); });
  run(w->stop(10s));
  EXPECT_EQ(run(queue_.state("d-1")), "prioritized");
  EXPECT_EQ(run(queue_.counts()).active, 0);
}

TEST_F(TrapsOfBullMq, WhatRedisHandsOverWhileAWorkerStopsIsRunAndNotLeftLocked) {
  run(queue_.add(job("a-1")));
  std::multiset<std::string> ran;
  server_.freeze();
  const auto w = worker(noting(ran));
  // Its first take is on the way to a Redis that answers only after the stop has begun.
  asio::steady_timer thaw(io_, 200ms);
  thaw.async_wait([&](boost::system::error_code) { server_.thaw(); });
  rest(20ms);
  run(w->stop(10s));
  EXPECT_EQ(ran.count("a-1"), 1u);
  EXPECT_EQ(run(queue_.counts()).active, 0) << "it would wait for its lock to run out";
}

TEST_F(TrapsOfBullMq, AJobWithoutAPriorityGoesBeforeAllSoEachOfOursHasOne) {
  run(queue_.add(job("first-by-rank-1", 1)));
  run(queue_.add(job("without-1", 0)));
  EXPECT_EQ(take("mine")->id, "without-1") << "the trap";
  for (int priority = 1; priority <= 10; ++priority) {
    Offer offer;
    offer.user = base::UserId::make();
    offer.application = base::ApplicationId::make();
    offer.priority = priority;
    EXPECT_EQ(offer_job(offer).options.priority, 11 - priority);
    EXPECT_EQ(retry_job(offer, 1s).options.priority, 11 - priority);
    EXPECT_EQ(dead_letter_job(offer, "timeout").options.priority, 11 - priority);
  }
}

TEST_F(TrapsOfBullMq, ADelayedJobIsPromotedOnlyWhileSomethingConsumes) {
  NewJob later = job("a-1");
  later.options.delay = 50ms;
  run(queue_.add(later));
  rest(150ms);
  EXPECT_EQ(run(queue_.state("a-1")), "delayed") << "the trap: its time has come and nothing happens";
  std::multiset<std::string> ran;
  const auto w = worker(noting(ran));
  until([&] { return ran.count("a-1") == 1; });
  run(w->stop(5s));
}

TEST_F(TrapsOfBullMq, AfterTooManyStallsAJobComesBackWithADeferredFailureAndIsFailedUnrun) {
  run(queue_.add(job("a-1")));
  ASSERT_TRUE(take("dies"));
  run(client_.command({"DEL", queue_.keys().key("a-1:lock")}));
  const auto look = [&] {
    run(client_.command({"DEL", queue_.keys().key("stalled-check")}));
    redis::Invocation rescue = rescue_step(queue_.keys(), 0, 1ms);
    run(client_.eval(*rescue.script, rescue.args));
  };
  look();
  look();
  const auto back = run(queue_.get("a-1"));
  ASSERT_TRUE(back);
  EXPECT_THAT(back->deferred_failure, HasSubstr("stalled"));
  EXPECT_NE(run(queue_.state("a-1")), "failed") << "the trap: it waits like any other";
  std::multiset<std::string> ran;
  const auto w = worker(noting(ran));
  until([&] { return w->stats().failed == 1; });
  run(w->stop(5s));
  EXPECT_TRUE(ran.empty());
  EXPECT_EQ(run(queue_.get("a-1"))->failed_reason, back->deferred_failure);
}

TEST_F(TrapsOfBullMq, AbsentArgumentsAreNilAndLeaveNoEmptyFields) {
  run(queue_.add(job("a-1")));
  run(queue_.add(job("b-1", 0)));
  NewJob later = job("c-1");
  later.options.delay = 60s;
  run(queue_.add(later));
  for (const char* id : {"a-1", "b-1", "c-1"}) {
    const auto fields = run(client_.command({"HKEYS", queue_.keys().key(id)})).array();
    for (const auto& field : fields)
      EXPECT_THAT(field.text, testing::AnyOf("name", "data", "opts", "timestamp", "delay", "priority")) << id;
  }
  EXPECT_EQ(run(client_.command({"KEYS", "application:processing:*dependencies*"})).array().size(), 0u);
}

TEST_F(TrapsOfBullMq, ALostMarkerDelaysAJobByNoMoreThanTheDrainDelay) {
  std::multiset<std::string> ran;
  const auto w = worker(noting(ran));
  rest(100ms);
  // As when a worker took the marker and died before it took the job.
  run(client_.pipeline({{"MULTI"},
                        {"HSET", queue_.keys().key("a-1"), "name", "offer", "data", "{}", "opts", "{}", "timestamp",
                         "1", "priority", "1"},
                        {"ZADD", queue_.keys().key("prioritized"), "1", "a-1"},
                        {"EXEC"}}));
  const auto before = std::chrono::steady_clock::now();
  until([&] { return ran.count("a-1") == 1; });
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
  run(w->stop(5s));
}

TEST_F(TrapsOfBullMq, ABlockingReadHasItsOwnConnectionAndAnEnd) {
  WorkerOptions endless = impatient();
  endless.drain_delay = 11s;
  EXPECT_THROW(worker(nullptr, endless), std::invalid_argument);
  std::multiset<std::string> ran;
  WorkerOptions patient = impatient();
  patient.drain_delay = 10s;
  const auto w = worker(noting(ran), patient);
  redis::Client watch(io_.get_executor(), server_.config());
  run(watch.wait_ready(20s));
  until([&] {
    return run(watch.command({"INFO", "clients"})).string().find("blocked_clients:1") != std::string::npos;
  });
  // On one connection these would wait behind it.
  const auto before = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) run(queue_.counts());
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
  run(w->stop(5s));
}

TEST_F(TrapsOfBullMq, ARedisThatFallsSilentDuringABlockingReadIsNoticed) {
  std::multiset<std::string> ran;
  const auto w = worker(noting(ran));
  run(queue_.add(job("a-1")));
  until([&] { return ran.count("a-1") == 1; });
  server_.freeze();
  // Longer than a read, its margin and a command may take.
  rest(2500ms);
  EXPECT_FALSE(client_.healthy());
  server_.thaw();
  run(client_.wait_ready(20s));
  run(queue_.add(job("b-1")));
  until([&] { return ran.count("b-1") == 1; });
  run(w->stop(5s));
}

TEST_F(TrapsOfBullMq, AJobWhoseDataIsNotJsonIsFailedAndDoesNotStandInTheWayOfOthers) {
  run(queue_.add(job("a-1")));
  run(client_.command({"HSET", queue_.keys().key("a-1"), "data", "{half"}));
  run(queue_.add(job("b-1", 5)));
  std::multiset<std::string> ran;
  const auto w = worker(noting(ran));
  until([&] { return w->stats().failed == 1 && w->stats().completed == 1; });
  run(w->stop(5s));
  EXPECT_EQ(ran, (std::multiset<std::string>{"b-1"}));
  EXPECT_EQ(run(queue_.get("a-1"))->failed_reason, "the job's data is not JSON");
}

TEST_F(TrapsOfBullMq, ARateLimitThatSomebodySetDoesNotHoldUpAStop) {
  run(client_.command({"HSET", queue_.keys().key("meta"), "max", "1", "duration", "60000"}));
  std::multiset<std::string> ran;
  run(queue_.add(job("a-1")));
  run(queue_.add(job("b-1")));
  const auto w = worker(noting(ran));
  until([&] { return ran.count("a-1") == 1; });
  rest(50ms);
  const auto before = std::chrono::steady_clock::now();
  run(w->stop(20s));
  EXPECT_LT(std::chrono::steady_clock::now() - before, 10s);
  EXPECT_EQ(run(queue_.state("b-1")), "prioritized");
}

TEST_F(TrapsOfBullMq, OutOfMemoryRefusesAddsButLetsWhatRunsEnd) {
  run(queue_.announce());
  run(queue_.add(job("a-1")));
  asio::steady_timer gate(io_, std::chrono::steady_clock::time_point::max());
  bool began = false;
  const auto w = worker([&](Job) -> asio::awaitable<value> {
    if (began) co_return nullptr;
    began = true;
    try {
      co_await gate.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
      // Opened.
    }
    co_return nullptr;
  });
  until([&] { return began; });
  run(client_.command({"CONFIG", "SET", "maxmemory", "1"}));
  EXPECT_THROW(run(queue_.add(job("b-1"))), redis::Unavailable);
  EXPECT_FALSE(run(queue_.get("b-1"))) << "all of it or nothing";
  EXPECT_TRUE(client_.healthy());
  gate.cancel();
  until([&] { return !run(queue_.get("a-1")); });
  EXPECT_EQ(w->stats().completed, 1u);
  run(client_.command({"CONFIG", "SET", "maxmemory", "0"}));
  run(queue_.add(job("b-1")));
  until([&] { return w->stats().completed == 2; });
  run(w->stop(5s));
}

TEST_F(TrapsOfBullMq, TheEventStreamIsTrimmed) {
  run(client_.command({"HSET", queue_.keys().key("meta"), "opts.maxLenEvents", "100"}));
  std::vector<NewJob> jobs;
  for (int i = 0; i < 2000; ++i) jobs.push_back(job("a" + std::to_string(i) + "-1"));
  run(queue_.add_bulk(std::move(jobs)));
  EXPECT_LT(run(client_.command({"XLEN", queue_.keys().key("events")})).integer(), 400);
}

TEST_F(TrapsOfBullMq, APrefixWithoutBracesGetsThemOnACluster) {
  redis::Config cluster = redis::Config::parse("redis://a,b,c");
  EXPECT_EQ(prefix_on(cluster, "application"), "{application}");
  EXPECT_EQ(prefix_on(cluster, "{jobs}:application"), "{jobs}:application");
  EXPECT_EQ(prefix_on(server_.config(), "application"), "application");
}

}  // namespace
}  // namespace jobswipe::queue
