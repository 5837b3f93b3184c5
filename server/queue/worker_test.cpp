#include "server/queue/worker.hpp"

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>

#include "io/redis/loop_fixture.hpp"
#include "io/redis/test_server.hpp"

namespace jobswipe::queue {
namespace {

using namespace std::chrono_literals;
using boost::json::value;

class WorkerOnAQueue : public redis::LoopFixture {
 protected:
  WorkerOnAQueue() : client_(io_.get_executor(), server_.config()), queue_(client_, "processing") {
    run(client_.wait_ready(5s));
  }
  void add(std::string id, JobOptions options = {}) {
    options.id = std::move(id);
    options.priority = 1;
    run(queue_.add(NewJob{"offer", nullptr, std::move(options)}));
  }
  std::unique_ptr<Worker> worker(Worker::Handler handler, WorkerOptions options = impatient()) {
    auto result = std::make_unique<Worker>(io_.get_executor(), client_, queue_.keys(), std::move(handler), options);
    result->start();
    return result;
  }
  static WorkerOptions impatient() {
    WorkerOptions options;
    options.lock_duration = 300ms;
    options.stalled_interval = 100ms;
    options.drain_delay = 1s;
    return options;
  }

  redis::TestServer server_;
  redis::Client client_;
  Queue queue_;
};

/// A gate that handlers wait at until the test opens it.
struct Gate {
  explicit Gate(asio::io_context& io) : timer(io, std::chrono::steady_clock::time_point::max()) {}
  asio::awaitable<void> pass() {
    while (!open) {
      try {
        co_await timer.async_wait(asio::use_awaitable);
      } catch (const boost::system::system_error&) {
        // Opened.
      }
    }
  }
  void unlock() { open = true, timer.cancel(); }
  asio::steady_timer timer;
  bool open = false;
};

TEST_F(WorkerOnAQueue, RunsEveryJobOnceAndKeepsNone) {
  std::multiset<std::string> ran;
  const auto w = worker([&](Job job) -> asio::awaitable<value> {
    ran.insert(job.id);
    co_return nullptr;
  });
  for (int i = 0; i < 200; ++i) add("a" + std::to_string(i) + "-1");
  until([&] { return w->stats().completed == 200; });
  EXPECT_EQ(ran.size(), 200u);
  EXPECT_EQ(std::set<std::string>(ran.begin(), ran.end()).size(), 200u);
  run(w->stop(5s));
  const Counts counts = run(queue_.counts());
  EXPECT_EQ(counts.active + counts.completed + counts.prioritized, 0);
  EXPECT_EQ(run(client_.command({"KEYS", "application:processing:a*-1"})).array().size(), 0u);
}

TEST_F(WorkerOnAQueue, RunsNoMoreAtOnceThanItsConcurrency) {
  Gate gate(io_);
  int now = 0, most = 0, ended = 0;
  WorkerOptions options = impatient();
  options.concurrency = 3;
  const auto w = worker(
      [&](Job) -> asio::awaitable<value> {
        most = std::max(most, ++now);
        co_await gate.pass();
        --now, ++ended;
        co_return nullptr;
      },
      options);
  for (int i = 0; i < 10; ++i) add("a" + std::to_string(i) + "-1");
  until([&] { return now == 3; });
  EXPECT_EQ(run(queue_.counts()).active, 3);
  gate.unlock();
  until([&] { return ended == 10; });
  EXPECT_EQ(most, 3);
  run(w->stop(5s));
}

TEST_F(WorkerOnAQueue, KeepsTheLockOfAJobThatTakesLong) {
  Gate gate(io_);
  int ran = 0;
  const auto w = worker([&](Job) -> asio::awaitable<value> {
    ++ran;
    co_await gate.pass();
    co_return nullptr;
  });
  add("a-1");
  until([&] { return ran == 1; });
  // Four lock durations, while another worker looks for stalled jobs all along.
  const auto other = worker([&](Job) -> asio::awaitable<value> {
    ++ran;
    co_return nullptr;
  });
  asio::steady_timer timer(io_, 1200ms);
  run(timer.async_wait(asio::use_awaitable));
  gate.unlock();
  until([&] { return w->stats().completed == 1; });
  EXPECT_EQ(ran, 1);
  EXPECT_EQ(w->stats().locks_lost, 0u);
  EXPECT_EQ(other->stats().rescued, 0u);
  run(w->stop(5s));
  run(other->stop(5s));
}

TEST_F(WorkerOnAQueue, StopsWhenItsJobsHaveEndedAndTakesNoMore) {
  Gate gate(io_);
  int started = 0, ended = 0;
  WorkerOptions options = impatient();
  options.concurrency = 1;
  const auto w = worker(
      [&](Job) -> asio::awaitable<value> {
        ++started;
        co_await gate.pass();
        ++ended;
        co_return nullptr;
      },
      options);
  add("a-1");
  add("b-1");
  until([&] { return started == 1; });
  asio::steady_timer opener(io_, 50ms);
  opener.async_wait([&](boost::system::error_code) { gate.unlock(); });
  run(w->stop(5s));
  EXPECT_EQ(started, 1);
  EXPECT_EQ(ended, 1);
  const Counts counts = run(queue_.counts());
  EXPECT_EQ(counts.active, 0);
  EXPECT_EQ(counts.prioritized, 1);
}

TEST_F(WorkerOnAQueue, LeavesAJobThatOutlastsTheStopToAnother) {
  Gate gate(io_);
  bool started = false;
  const auto slow = worker([&](Job) -> asio::awaitable<value> {
    started = true;
    co_await gate.pass();
    co_return nullptr;
  });
  add("a-1");
  until([&] { return started; });
  run(slow->stop(50ms));
  int rescued = 0;
  const auto other = worker([&](Job) -> asio::awaitable<value> {
    ++rescued;
    co_return nullptr;
  });
  until([&] { return rescued == 1; });
  gate.unlock();
  run(other->stop(5s));
}

TEST_F(WorkerOnAQueue, TriesAgainUntilTheAttemptsAreSpent) {
  int ran = 0;
  const auto w = worker([&](Job) -> asio::awaitable<value> {
    ++ran;
    throw std::runtime_error("no");
    co_return nullptr;
  });
  JobOptions options;
  options.attempts = 3;
  options.backoff = Backoff{"exponential", 20ms, 0};
  add("a-1", options);
  until([&] { return w->stats().failed == 1; });
  run(w->stop(5s));
  EXPECT_EQ(ran, 3);
  EXPECT_EQ(w->stats().retried, 2u);
  const auto job = run(queue_.get("a-1"));
  ASSERT_TRUE(job);
  EXPECT_EQ(job->attempts_made, 3);
  EXPECT_EQ(job->stacktrace, R"(["no","no","no"])");
}

TEST_F(WorkerOnAQueue, RetriesAtOnceWithoutABackoff) {
  int ran = 0;
  const auto w = worker([&](Job) -> asio::awaitable<value> {
    if (++ran < 2) throw std::runtime_error("no");
    co_return nullptr;
  });
  JobOptions options;
  options.attempts = 2;
  add("a-1", options);
  until([&] { return w->stats().completed == 1; });
  run(w->stop(5s));
}

TEST_F(WorkerOnAQueue, DoesNotRetryWhatIsUnrecoverable) {
  const auto w = worker([&](Job) -> asio::awaitable<value> {
    throw Unrecoverable("never");
    co_return nullptr;
  });
  JobOptions options;
  options.attempts = 5;
  add("a-1", options);
  until([&] { return w->stats().failed == 1; });
  run(w->stop(5s));
  EXPECT_EQ(w->stats().retried, 0u);
  EXPECT_EQ(run(queue_.state("a-1")), "failed");
}

TEST_F(WorkerOnAQueue, GoesOnAfterRedisDiedAndForgotEverything) {
  std::set<std::string> ran;
  const auto w = worker([&](Job job) -> asio::awaitable<value> {
    ran.insert(job.id);
    co_return nullptr;
  });
  add("before-1");
  until([&] { return ran.contains("before-1"); });
  server_.kill();
  until([&] { return !client_.healthy(); });
  server_.start();
  run(client_.wait_ready(5s));
  add("after-1");
  until([&] { return ran.contains("after-1"); });
  run(w->stop(5s));
}

TEST_F(WorkerOnAQueue, GoesOnAfterAFlushOfAllKeysAndScripts) {
  std::set<std::string> ran;
  const auto w = worker([&](Job job) -> asio::awaitable<value> {
    ran.insert(job.id);
    co_return nullptr;
  });
  add("before-1");
  until([&] { return ran.contains("before-1"); });
  run(client_.command({"FLUSHALL"}));
  run(client_.command({"SCRIPT", "FLUSH"}));
  add("after-1");
  until([&] { return ran.contains("after-1"); });
  run(w->stop(5s));
}

TEST_F(WorkerOnAQueue, WakesForANewJobAtOnce) {
  std::optional<std::chrono::steady_clock::time_point> ran;
  WorkerOptions options = impatient();
  options.drain_delay = 10s;
  const auto w = worker(
      [&](Job) -> asio::awaitable<value> {
        ran = std::chrono::steady_clock::now();
        co_return nullptr;
      },
      options);
  // Let it come to rest at the empty queue first.
  asio::steady_timer timer(io_, 100ms);
  run(timer.async_wait(asio::use_awaitable));
  const auto added = std::chrono::steady_clock::now();
  add("a-1");
  until([&] { return ran.has_value(); });
  EXPECT_LT(*ran - added, 1s);
  run(w->stop(5s));
}

TEST_F(WorkerOnAQueue, MayBeDestroyedWithoutBeingStopped) {
  bool started = false;
  auto w = worker([&](Job) -> asio::awaitable<value> {
    started = true;
    asio::steady_timer forever(io_, 1h);
    co_await forever.async_wait(asio::use_awaitable);
    co_return nullptr;
  });
  add("a-1");
  until([&] { return started; });
  w.reset();
  asio::steady_timer timer(io_, 50ms);
  run(timer.async_wait(asio::use_awaitable));
  EXPECT_EQ(run(queue_.state("a-1")), "active");
}

}  // namespace
}  // namespace jobswipe::queue
