#include "server/queue/queue.hpp"

#include <gmock/gmock.h>

#include "io/redis/test_server.hpp"
#include "server/queue/queues.hpp"

namespace jobswipe::queue {
namespace {

using namespace std::chrono_literals;
using redis::run_through;
using testing::HasSubstr;

class QueueOfJobs : public testing::Test {
 protected:
  QueueOfJobs() : client_(io_.get_executor(), server_.config()), queue_(client_, "processing") {
    run(client_.wait_ready(5s));
  }
  template <class T>
  T run(asio::awaitable<T> coroutine) {
    return run_through(io_, std::move(coroutine));
  }
  static NewJob job(std::string id, int priority = 1) {
    NewJob result;
    result.name = "offer";
    result.data = boost::json::object{{"applicationId", id}};
    result.options.id = std::move(id);
    result.options.priority = priority;
    return result;
  }

  redis::TestServer server_;
  asio::io_context io_;
  redis::Client client_;
  Queue queue_;
};

TEST_F(QueueOfJobs, AddsAJobOnceHoweverOftenItIsAsked) {
  EXPECT_EQ(run(queue_.add(job("a-1"))), "a-1");
  EXPECT_EQ(run(queue_.add(job("a-1", 9))), "a-1");
  EXPECT_EQ(run(queue_.counts()).prioritized, 1);
  EXPECT_EQ(run(queue_.get("a-1"))->priority, 1);
  EXPECT_EQ(run(queue_.exist({"a-1", "b-1"})), (std::vector<bool>{true, false}));
}

TEST_F(QueueOfJobs, UsesTheContractsKeys) {
  run(queue_.add(job("a-1", 0)));
  EXPECT_EQ(run(client_.command({"LLEN", "application:processing:wait"})).integer(), 1);
  EXPECT_EQ(run(client_.command({"HGET", "application:processing:a-1", "data"})).string(),
            R"({"applicationId":"a-1"})");
}

TEST_F(QueueOfJobs, AddsManyInOneGo) {
  std::vector<NewJob> jobs;
  for (int i = 0; i < 5000; ++i) jobs.push_back(job("a" + std::to_string(i) + "-1"));
  EXPECT_EQ(run(queue_.add_bulk(std::move(jobs))).size(), 5000u);
  EXPECT_EQ(run(queue_.counts()).prioritized, 5000);
}

TEST_F(QueueOfJobs, RemovesChangesAndPromotes) {
  NewJob later = job("later-1");
  later.options.delay = 60s;
  run(queue_.add(later));
  EXPECT_EQ(run(queue_.state("later-1")), "delayed");
  EXPECT_TRUE(run(queue_.promote("later-1")));
  EXPECT_FALSE(run(queue_.promote("later-1")));
  EXPECT_EQ(run(queue_.state("later-1")), "prioritized");
  EXPECT_TRUE(run(queue_.change_priority("later-1", 7)));
  EXPECT_EQ(run(queue_.get("later-1"))->priority, 7);
  EXPECT_FALSE(run(queue_.change_priority("nobody", 7)));
  EXPECT_TRUE(run(queue_.remove("later-1")));
  EXPECT_FALSE(run(queue_.get("later-1")));
  EXPECT_EQ(run(queue_.state("later-1")), "unknown");
}

TEST_F(QueueOfJobs, RefusesIdsAndNamesThatBreakBullMq) {
  EXPECT_THROW(run(queue_.add(job("42"))), std::invalid_argument);
  EXPECT_THROW(run(queue_.add(job("a:1"))), std::invalid_argument);
  EXPECT_THROW(run(queue_.add(job("meta"))), std::invalid_argument);
  EXPECT_THROW(run(queue_.add(job("events"))), std::invalid_argument);
  EXPECT_THROW(run(queue_.add(job("a-1", 1 << 21))), std::invalid_argument);
  EXPECT_THROW(Queue(client_, "a:b"), std::invalid_argument);
  EXPECT_EQ(run(queue_.counts()).prioritized, 0);
}

TEST_F(QueueOfJobs, SurvivesAScriptFlushAndSaysWhenRedisIsGone) {
  run(queue_.add(job("a-1")));
  run(client_.command({"SCRIPT", "FLUSH"}));
  run(queue_.add(job("b-1")));
  EXPECT_EQ(run(queue_.counts()).prioritized, 2);
  server_.kill();
  EXPECT_THROW(run(queue_.add(job("c-1"))), redis::Unavailable);
}

TEST_F(QueueOfJobs, PausesResumesAndPagesItsPrioritizedJobs) {
  for (int i = 1; i <= 5; ++i) run(queue_.add(job("a" + std::to_string(i) + "-1", 6 - i)));
  EXPECT_EQ(run(queue_.prioritized(0, 2)), (std::vector<std::string>{"a5-1", "a4-1"}));
  EXPECT_EQ(run(queue_.prioritized(4, 2)), (std::vector<std::string>{"a1-1"}));
  EXPECT_TRUE(run(queue_.prioritized(5, 2)).empty());
  EXPECT_FALSE(run(queue_.paused()));
  run(queue_.pause());
  run(queue_.pause());
  EXPECT_TRUE(run(queue_.paused()));
  run(queue_.resume());
  EXPECT_FALSE(run(queue_.paused()));
  EXPECT_EQ(run(queue_.remove_bulk({"a1-1", "a2-1", "nobody-1"})), 3u);
  EXPECT_EQ(run(queue_.counts()).prioritized, 3);
}

TEST_F(QueueOfJobs, AFillThatSomebodyDistrustedMeanwhileDoesNotCount) {
  Queues queues(client_, "application");
  EXPECT_FALSE(run(queues.complete()));
  run(queues.begin_fill());
  EXPECT_FALSE(run(queues.complete()));
  run(queues.distrust());
  run(queues.end_fill());
  EXPECT_FALSE(run(queues.complete()));
  run(queues.begin_fill());
  run(queues.end_fill());
  EXPECT_TRUE(run(queues.complete()));
  run(client_.command({"FLUSHALL"}));
  EXPECT_FALSE(run(queues.complete()));
}

TEST_F(QueueOfJobs, InsistsOnARedisThatEvictsNothing) {
  run(require_noeviction(client_));
  run(client_.command({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"}));
  try {
    run(require_noeviction(client_));
    FAIL();
  } catch (const std::runtime_error& e) {
    EXPECT_THAT(e.what(), HasSubstr("allkeys-lru"));
    EXPECT_THAT(e.what(), HasSubstr("set it to noeviction"));
  }
}

TEST(BackoffOfJobs, GrowsAsBullMqsDoes) {
  const Backoff exponential{"exponential", 1000ms, 0};
  EXPECT_EQ(exponential.after(1, 0.9), 1000ms);
  EXPECT_EQ(exponential.after(4, 0.9), 8000ms);
  const Backoff jittered{"exponential", 1000ms, 0.5};
  EXPECT_EQ(jittered.after(2, 0.0), 1000ms);
  EXPECT_EQ(jittered.after(2, 0.5), 1500ms);
  const Backoff fixed{"fixed", 300ms, 0};
  EXPECT_EQ(fixed.after(9, 0.5), 300ms);
  const Backoff unknown{"fibonacci", 1ms, 0};
  EXPECT_THROW(unknown.after(1, 0), std::invalid_argument);
}

}  // namespace
}  // namespace jobswipe::queue
