// BullMQ's own classes in Node on one side, ours on the other, on one Redis.
#include <gmock/gmock.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "io/redis/test_server.hpp"
#include "server/queue/interop/node_side.hpp"
#include "server/queue/queue.hpp"
#include "server/queue/queues.hpp"
#include "server/queue/worker.hpp"

namespace jobswipe::queue {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using boost::json::value;
using redis::run_through;

class BullMq : public testing::Test {
 protected:
  static void SetUpTestSuite() { node_ = std::make_unique<NodeSide>(); }
  static void TearDownTestSuite() { node_.reset(); }
  BullMq() : client_(io_.get_executor(), server_.config()) { run(client_.wait_ready(5s)); }

  template <class T>
  T run(asio::awaitable<T> coroutine) {
    return run_through(io_, std::move(coroutine));
  }

  Queue queue(const std::string& name) { return Queue(client_, name); }

  /// What the Node side made of it.
  value node(const std::string& command, object input) {
    const std::string socket = server_.url().substr(std::string("unix://").size());
    return node_->ask(command, object{{"socket", socket}}, std::string(kPrefix), std::move(input));
  }
  value read_by_node(const std::string& name, const std::string& id) {
    return node("read", object{{"queue", name}, {"ids", {id}}}).at("jobs").at(id);
  }

  template <class Condition>
  void until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (!condition() && std::chrono::steady_clock::now() < end) io_.run_one_for(100ms);
    ASSERT_TRUE(condition());
  }

  static WorkerOptions impatient() {
    WorkerOptions options;
    options.concurrency = 1;
    options.lock_duration = 300ms;
    options.stalled_interval = 100ms;
    options.keep_completed = Keep{};
    options.name = "cpp";
    return options;
  }

  static std::unique_ptr<NodeSide> node_;
  redis::TestServer server_;
  asio::io_context io_;
  redis::Client client_;
};

std::unique_ptr<NodeSide> BullMq::node_;

NewJob job(std::string id, object data, JobOptions options = {}) {
  options.id = std::move(id);
  return NewJob{"offer", std::move(data), std::move(options)};
}

TEST_F(BullMq, AJobAddedByCppIsFinishedByANodeWorker) {
  Queue processing = queue("processing");
  JobOptions options;
  options.priority = 6;
  options.attempts = 2;
  options.backoff = Backoff{"exponential", 1000ms, 0.5};
  run(processing.add(job("a-1", {{"applicationId", "a"}, {"text", "grüße"}, {"epoch", 1}}, options)));
  const value seen = read_by_node("processing", "a-1");
  EXPECT_EQ(seen.at("state"), "prioritized");
  EXPECT_EQ(seen.at("priority"), 6);
  EXPECT_EQ(seen.at("attempts"), 2);
  EXPECT_EQ(seen.at("backoff"), (object{{"type", "exponential"}, {"delay", 1000}, {"jitter", 0.5}}));
  EXPECT_EQ(seen.at("data").at("text"), "grüße");

  const value ended = node("work", object{{"queue", "processing"}, {"count", 1}, {"options", object{}}});
  EXPECT_EQ(ended.at(0).at("outcome"), "completed");
  EXPECT_EQ(run(processing.state("a-1")), "completed");
  const auto kept = run(processing.get("a-1"));
  ASSERT_TRUE(kept);
  EXPECT_EQ(boost::json::parse(kept->return_value).at("echo").at("applicationId"), "a");
  EXPECT_EQ(kept->attempts_made, 1);
  EXPECT_GT(kept->finished_on, kept->timestamp - 1);
}

TEST_F(BullMq, AJobAddedByNodeIsFinishedByCpp) {
  node("add", object{{"queue", "processing"},
                     {"jobs",
                      {object{{"name", "offer"}, {"data", object{{"n", 1}}}, {"opts", object{{"jobId", "a-1"}}}},
                       object{{"name", "offer"},
                              {"data", object{{"n", 2}}},
                              {"opts", object{{"jobId", "a-2"}, {"removeOnComplete", true}}}}}}});
  std::vector<Job> seen;
  const auto handler = [&](Job taken) -> asio::awaitable<value> {
    seen.push_back(std::move(taken));
    object result;
    result["by"] = "cpp";
    co_return result;
  };
  Worker worker(io_.get_executor(), client_, Keys("processing", "application"), handler, impatient());
  worker.start();
  until([&] { return seen.size() == 2; });
  run(worker.stop(5s));
  EXPECT_EQ(seen[0].data.at("n"), 1);
  EXPECT_EQ(seen[1].data.at("n"), 2);
  const value first = read_by_node("processing", "a-1");
  EXPECT_EQ(first.at("state"), "completed");
  EXPECT_EQ(first.at("returnvalue"), (object{{"by", "cpp"}}));
  EXPECT_EQ(first.at("attemptsMade"), 1);
  EXPECT_EQ(first.at("processedBy"), "cpp");
  EXPECT_TRUE(read_by_node("processing", "a-2").is_null());
}

TEST_F(BullMq, ARetryOfCppReadsRightInNodeWhichFinishesIt) {
  Queue processing = queue("processing");
  JobOptions options;
  options.attempts = 3;
  options.backoff = Backoff{"fixed", 300ms, 0};
  run(processing.add(job("a-1", {{"n", 1}}, options)));
  const auto handler = [](Job) -> asio::awaitable<value> {
    throw std::runtime_error("the desktop is asleep");
    co_return nullptr;
  };
  {
    Worker worker(io_.get_executor(), client_, Keys("processing", "application"), handler, impatient());
    worker.start();
    until([&] { return worker.stats().retried == 1; });
    run(worker.stop(5s));
  }
  const value seen = read_by_node("processing", "a-1");
  EXPECT_EQ(seen.at("attemptsMade"), 1);
  EXPECT_EQ(seen.at("failedReason"), "the desktop is asleep");
  EXPECT_EQ(seen.at("stacktrace"), (boost::json::array{"the desktop is asleep"}));
  EXPECT_EQ(seen.at("delay"), 300);
  const value ended = node("work", object{{"queue", "processing"}, {"count", 1}, {"options", object{}}});
  EXPECT_EQ(ended.at(0).at("outcome"), "completed");
  EXPECT_EQ(ended.at(0).at("attemptsMade"), 2);
}

TEST_F(BullMq, ARetryOfNodeReadsRightInCppWhichFinishesIt) {
  Queue processing = queue("processing");
  JobOptions options;
  options.attempts = 2;
  options.backoff = Backoff{"fixed", 200ms, 0};
  run(processing.add(job("a-1", {{"failures", 1}, {"reason", "no luck"}}, options)));
  const value ended = node("work", object{{"queue", "processing"}, {"count", 1}, {"options", object{}}});
  EXPECT_EQ(ended.at(0).at("outcome"), "failed");
  const auto between = run(processing.get("a-1"));
  ASSERT_TRUE(between);
  EXPECT_EQ(between->attempts_made, 1);
  EXPECT_EQ(between->failed_reason, "no luck");
  std::optional<Job> seen;
  const auto handler = [&](Job taken) -> asio::awaitable<value> {
    seen = std::move(taken);
    co_return nullptr;
  };
  Worker worker(io_.get_executor(), client_, Keys("processing", "application"), handler, impatient());
  worker.start();
  until([&] { return seen.has_value(); });
  run(worker.stop(5s));
  EXPECT_EQ(seen->attempts_made, 1);
  EXPECT_EQ(seen->attempts_started, 2);
  EXPECT_EQ(run(processing.state("a-1")), "completed");
}

TEST_F(BullMq, BothSidesKeepTheOrderOfPriorities) {
  Queue priority = queue("priority");
  std::vector<NewJob> jobs;
  for (const auto& [id, rank] : {std::pair{"low-1", 10}, {"high-1", 1}, {"middle-1", 5}, {"high-2", 1}}) {
    JobOptions options;
    options.priority = rank;
    jobs.push_back(job(id, {}, options));
  }
  const auto ids = run(priority.add_bulk(jobs));
  EXPECT_EQ(ids, (std::vector<std::string>{"low-1", "high-1", "middle-1", "high-2"}));
  const value ended = node("work", object{{"queue", "priority"}, {"count", 4}, {"options", object{}}});
  std::vector<std::string> order;
  for (const value& entry : ended.as_array()) order.emplace_back(entry.at("id").as_string());
  EXPECT_EQ(order, (std::vector<std::string>{"high-1", "high-2", "middle-1", "low-1"}));

  boost::json::array added;
  for (const auto& [id, rank] : {std::pair{"low-3", 10}, {"high-3", 1}, {"middle-3", 5}})
    added.push_back(object{{"name", "offer"}, {"data", object{}}, {"opts", object{{"jobId", id}, {"priority", rank}}}});
  node("add", object{{"queue", "priority"}, {"jobs", added}});
  EXPECT_TRUE(run(priority.change_priority("low-3", 2)));
  std::vector<std::string> taken;
  const auto handler = [&](Job next) -> asio::awaitable<value> {
    taken.push_back(next.id);
    co_return nullptr;
  };
  Worker worker(io_.get_executor(), client_, Keys("priority", "application"), handler, impatient());
  worker.start();
  until([&] { return taken.size() == 3; });
  run(worker.stop(5s));
  EXPECT_EQ(taken, (std::vector<std::string>{"high-3", "low-3", "middle-3"}));
}

TEST_F(BullMq, ADelayedJobOfCppWaitsForItsTimeInNode) {
  Queue retry = queue("retry");
  JobOptions options;
  options.priority = 1;
  options.delay = 700ms;
  run(retry.add(job("a-2", {}, options)));
  EXPECT_EQ(read_by_node("retry", "a-2").at("state"), "delayed");
  EXPECT_EQ(read_by_node("retry", "a-2").at("delay"), 700);
  const value ended = node("work", object{{"queue", "retry"}, {"count", 1}, {"options", object{}}});
  EXPECT_EQ(ended.at(0).at("outcome"), "completed");
  const auto kept = run(retry.get("a-2"));
  EXPECT_GE(kept->processed_on - kept->timestamp, 700);
}

TEST_F(BullMq, ADelayedJobOfNodeWaitsForItsTimeInCpp) {
  node("add",
       object{{"queue", "retry"},
              {"jobs",
               {object{{"name", "offer"}, {"data", object{}}, {"opts", object{{"jobId", "a-2"}, {"delay", 500}}}}}}});
  std::optional<Job> seen;
  const auto handler = [&](Job taken) -> asio::awaitable<value> {
    seen = std::move(taken);
    co_return nullptr;
  };
  Worker worker(io_.get_executor(), client_, Keys("retry", "application"), handler, impatient());
  worker.start();
  until([&] { return seen.has_value(); });
  run(worker.stop(5s));
  EXPECT_GE(seen->processed_on - seen->timestamp, 500);
  EXPECT_LT(seen->processed_on - seen->timestamp, 3000);
}

TEST_F(BullMq, AJobWhoseNodeProcessDiedIsRescuedByCpp) {
  Queue processing = queue("processing");
  run(processing.add(job("a-1", {})));
  EXPECT_EQ(node("take", object{{"queue", "processing"}, {"lockDuration", 300}}), "a-1");
  EXPECT_EQ(run(processing.state("a-1")), "active");
  std::optional<Job> seen;
  const auto handler = [&](Job taken) -> asio::awaitable<value> {
    seen = std::move(taken);
    co_return nullptr;
  };
  Worker worker(io_.get_executor(), client_, Keys("processing", "application"), handler, impatient());
  worker.start();
  until([&] { return seen.has_value(); });
  run(worker.stop(5s));
  EXPECT_EQ(seen->stalled, 1);
  EXPECT_EQ(worker.stats().rescued, 1u);
  EXPECT_EQ(read_by_node("processing", "a-1").at("state"), "completed");
}

TEST_F(BullMq, AJobWhoseCppWorkerDiedIsRescuedByNode) {
  Queue processing = queue("processing");
  run(processing.add(job("a-1", {})));
  bool taken = false;
  const auto handler = [&](Job) -> asio::awaitable<value> {
    taken = true;
    asio::steady_timer forever(co_await asio::this_coro::executor, 1h);
    co_await forever.async_wait(asio::use_awaitable);
    co_return nullptr;
  };
  {
    Worker worker(io_.get_executor(), client_, Keys("processing", "application"), handler, impatient());
    worker.start();
    until([&] { return taken; });
  }
  const value ended =
      node("work", object{{"queue", "processing"}, {"count", 1}, {"options", object{{"stalledInterval", 100}}}});
  EXPECT_EQ(ended.at(0).at("outcome"), "completed");
  EXPECT_EQ(read_by_node("processing", "a-1").at("stalled"), 1);
}

TEST_F(BullMq, AJobThatStallsTooOftenIsFailedByCppAndReadsSoInNode) {
  Queue processing = queue("processing");
  run(processing.add(job("a-1", {})));
  node("take", object{{"queue", "processing"}, {"lockDuration", 200}});
  bool ran = false;
  const auto handler = [&](Job) -> asio::awaitable<value> {
    ran = true;
    co_return nullptr;
  };
  WorkerOptions options = impatient();
  options.max_stalled = 0;
  Worker worker(io_.get_executor(), client_, Keys("processing", "application"), handler, options);
  worker.start();
  until([&] { return worker.stats().failed == 1; });
  run(worker.stop(5s));
  EXPECT_FALSE(ran);
  const value seen = read_by_node("processing", "a-1");
  EXPECT_EQ(seen.at("state"), "failed");
  EXPECT_EQ(seen.at("failedReason"), "job stalled more than allowable limit");
}

TEST_F(BullMq, AJobAddedByCppThatStallsTooOftenIsFailedByNodeAndReadsSoInCpp) {
  Queue processing = queue("processing");
  run(processing.add(job("a-1", {})));
  EXPECT_EQ(node("take", object{{"queue", "processing"}, {"lockDuration", 200}}), "a-1");
  const object impatiently{{"stalledInterval", 100}, {"maxStalledCount", 0}};
  const value ended = node("work", object{{"queue", "processing"}, {"count", 1}, {"options", impatiently}});
  EXPECT_EQ(ended.at(0).at("outcome"), "failed");
  const auto seen = run(processing.get("a-1"));
  ASSERT_TRUE(seen);
  EXPECT_EQ(run(processing.state("a-1")), "failed");
  EXPECT_EQ(seen->failed_reason, "job stalled more than allowable limit");
  EXPECT_EQ(seen->stalled, 1);
}

TEST_F(BullMq, AQueuePausedByNodeGivesCppNothingUntilItIsResumed) {
  Queue processing = queue("processing");
  node("onQueue", object{{"queue", "processing"}, {"calls", {{"pause"}}}});
  EXPECT_TRUE(run(processing.paused()));
  JobOptions ranked;
  ranked.priority = 2;
  run(processing.add(job("a-1", {}, ranked)));
  run(processing.add(job("b-1", {})));
  int ran = 0;
  const auto handler = [&](Job) -> asio::awaitable<value> {
    ++ran;
    co_return nullptr;
  };
  WorkerOptions options = impatient();
  options.drain_delay = 200ms;
  Worker worker(io_.get_executor(), client_, Keys("processing", "application"), handler, options);
  worker.start();
  asio::steady_timer several_looks(io_, 700ms);
  run(several_looks.async_wait(asio::use_awaitable));
  EXPECT_EQ(ran, 0);
  node("onQueue", object{{"queue", "processing"}, {"calls", {{"resume"}}}});
  until([&] { return ran == 2; });
  run(worker.stop(5s));
  EXPECT_FALSE(run(processing.paused()));
}

TEST_F(BullMq, AQueuePausedByCppGivesNodeNothingUntilItIsResumed) {
  Queue processing = queue("processing");
  run(processing.add(job("a-1", {})));
  run(processing.pause());
  EXPECT_EQ(node("onQueue", object{{"queue", "processing"}, {"calls", {{"isPaused"}}}}).at(0), true);
  EXPECT_TRUE(node("take", object{{"queue", "processing"}, {"lockDuration", 200}, {"block", false}}).is_null());
  run(processing.resume());
  run(processing.resume());
  EXPECT_EQ(node("onQueue", object{{"queue", "processing"}, {"calls", {{"isPaused"}}}}).at(0), false);
  EXPECT_EQ(node("work", object{{"queue", "processing"}, {"count", 1}, {"options", object{}}}).at(0).at("id"), "a-1");
}

TEST_F(BullMq, PromotingRemovingAndRankingByOneSideReadRightOnTheOther) {
  Queue retry = queue("retry");
  JobOptions later;
  later.priority = 5;
  later.delay = 60s;
  for (const char* id : {"a-1", "b-1", "c-1", "d-1"}) run(retry.add(job(id, {}, later)));
  EXPECT_EQ(node("onJob", object{{"queue", "retry"}, {"id", "a-1"}, {"calls", {{"promote"}}}}).at(0), "ok");
  EXPECT_EQ(run(retry.state("a-1")), "prioritized");
  EXPECT_TRUE(run(retry.promote("b-1")));
  EXPECT_EQ(read_by_node("retry", "b-1").at("state"), "prioritized");
  const object first{{"priority", 1}};
  EXPECT_EQ(node("onJob", object{{"queue", "retry"},
                                 {"id", "b-1"},
                                 {"calls", boost::json::array{boost::json::array{"changePriority", first}}}})
                .at(0),
            "ok");
  EXPECT_EQ(run(retry.get("b-1"))->priority, 1);
  EXPECT_EQ(run(retry.prioritized(0, 10)), (std::vector<std::string>{"b-1", "a-1"}));
  EXPECT_EQ(node("onJob", object{{"queue", "retry"}, {"id", "c-1"}, {"calls", {{"remove"}}}}).at(0), "ok");
  EXPECT_FALSE(run(retry.get("c-1")));
  EXPECT_TRUE(run(retry.remove("d-1")));
  EXPECT_TRUE(read_by_node("retry", "d-1").is_null());
  const Counts counts = run(retry.counts());
  EXPECT_EQ(counts.prioritized, 2);
  EXPECT_EQ(counts.delayed, 0);
}

TEST_F(BullMq, AJobThatAWorkerOfTheOtherSideHoldsCanNotBeRemoved) {
  Queue processing = queue("processing");
  run(processing.add(job("a-1", {})));
  EXPECT_EQ(node("take", object{{"queue", "processing"}, {"lockDuration", 60'000}}), "a-1");
  EXPECT_FALSE(run(processing.remove("a-1")));
  EXPECT_EQ(run(processing.state("a-1")), "active");
  run(processing.add(job("b-1", {})));
  bool taken = false;
  const auto handler = [&](Job) -> asio::awaitable<value> {
    taken = true;
    asio::steady_timer forever(co_await asio::this_coro::executor, 1h);
    co_await forever.async_wait(asio::use_awaitable);
    co_return nullptr;
  };
  WorkerOptions patient = impatient();
  patient.lock_duration = 60s;
  Worker worker(io_.get_executor(), client_, Keys("processing", "application"), handler, patient);
  worker.start();
  until([&] { return taken; });
  const value refused = node("onJob", object{{"queue", "processing"}, {"id", "b-1"}, {"calls", {{"remove"}}}}).at(0);
  EXPECT_THAT(refused.at("error").as_string().c_str(), testing::HasSubstr("locked"));
}

TEST_F(BullMq, AFailedJobRetriedFromADashboardIsRunAgainByCpp) {
  Queue processing = queue("processing");
  run(processing.add(job("a-1", {{"n", 1}})));
  int ran = 0;
  const auto handler = [&](Job) -> asio::awaitable<value> {
    if (++ran == 1) throw Unrecoverable("not today");
    co_return nullptr;
  };
  Worker worker(io_.get_executor(), client_, Keys("processing", "application"), handler, impatient());
  worker.start();
  until([&] { return worker.stats().failed == 1; });
  until([&] { return run(processing.state("a-1")) == "failed"; });
  EXPECT_EQ(node("onJob", object{{"queue", "processing"}, {"id", "a-1"}, {"calls", {{"retry"}}}}).at(0), "ok");
  until([&] { return worker.stats().completed == 1; });
  run(worker.stop(5s));
  EXPECT_EQ(read_by_node("processing", "a-1").at("state"), "completed");
}

TEST_F(BullMq, ABackoffThatOnlyNodeKnowsFailsTheJobWithBothReasons) {
  const object custom{{"type", "lunar"}, {"delay", 10}};
  node("add", object{{"queue", "processing"},
                     {"jobs",
                      {object{{"name", "offer"},
                              {"data", object{}},
                              {"opts", object{{"jobId", "a-1"}, {"attempts", 3}, {"backoff", custom}}}}}}});
  const auto handler = [](Job) -> asio::awaitable<value> {
    throw std::runtime_error("asleep");
    co_return nullptr;
  };
  Worker worker(io_.get_executor(), client_, Keys("processing", "application"), handler, impatient());
  worker.start();
  until([&] { return worker.stats().failed == 1; });
  run(worker.stop(5s));
  const value seen = read_by_node("processing", "a-1");
  EXPECT_EQ(seen.at("state"), "failed");
  EXPECT_THAT(seen.at("failedReason").as_string().c_str(),
              testing::AllOf(testing::HasSubstr("asleep"), testing::HasSubstr("lunar")));
}

TEST_F(BullMq, QueueEventsOfNodeTellsWhatCppDoes) {
  Queue processing = queue("processing");
  JobOptions options;
  options.priority = 1;
  options.attempts = 2;
  options.backoff = Backoff{"fixed", 20ms, 0};
  run(processing.add(job("a-1", {}, options)));
  run(processing.add(job("a-1", {}, options)));
  int ran = 0;
  const auto handler = [&](Job) -> asio::awaitable<value> {
    if (++ran == 1) throw std::runtime_error("once more");
    co_return nullptr;
  };
  Worker worker(io_.get_executor(), client_, Keys("processing", "application"), handler, impatient());
  worker.start();
  until([&] { return worker.stats().completed == 1; });
  run(worker.stop(5s));
  run(processing.pause());
  const value seen = node("events", object{{"queue", "processing"}, {"until", "paused"}});
  std::vector<std::string> names;
  for (const value& event : seen.as_array()) names.emplace_back(event.at(0).as_string());
  EXPECT_THAT(names, testing::ElementsAre("added", "waiting", "duplicated", "active", "delayed", "waiting", "active",
                                          "completed", "drained", "paused"));
}

TEST_F(BullMq, CppReadsTheEventsThatNodeMakes) {
  node("add", object{{"queue", "processing"},
                     {"jobs", {object{{"name", "offer"}, {"data", object{}}, {"opts", object{{"jobId", "a-1"}}}}}}});
  node("work", object{{"queue", "processing"}, {"count", 1}, {"options", object{}}});
  Queue processing = queue("processing");
  const auto events = run(processing.events("0", 100));
  std::vector<std::string> names;
  for (const QueueEvent& event : events) names.push_back(event.name);
  ASSERT_THAT(names, testing::ElementsAre("added", "waiting", "active", "completed", "drained"));
  EXPECT_EQ(events[3].job_id, "a-1");
  EXPECT_THAT(events[3].fields, testing::Contains(testing::Pair("prev", "active")));
  EXPECT_TRUE(events[4].job_id.empty());
  EXPECT_EQ(run(processing.events(events[2].id, 1)).at(0).name, "completed");
}

TEST_F(BullMq, ADeadLetterOfCppIsReadInNodeWithWhatHappened) {
  Offer offer;
  offer.user = base::UserId::make();
  offer.application = base::ApplicationId::make();
  offer.epoch = 3;
  run(queue("deadletter").add(dead_letter_job(offer, "posting_closed")));
  const value seen = read_by_node("deadletter", job_id(offer));
  EXPECT_EQ(seen.at("name"), "dead_letter");
  EXPECT_EQ(seen.at("data").at("applicationId"), value(offer.application.to_string()));
  EXPECT_EQ(seen.at("data").at("failure"), "posting_closed");
  EXPECT_EQ(seen.at("data").at("reason"), "The posting takes no applications any more.");
}

TEST_F(BullMq, BullBoardShowsEveryQueueWithTheRightCounts) {
  const std::vector<std::string> names{"processing", "priority", "retry", "deadletter", "notify"};
  for (const std::string& name : names) run(queue(name).announce());
  JobOptions ranked;
  ranked.priority = 3;
  JobOptions later = ranked;
  later.delay = 60s;
  run(queue("processing").add_bulk({job("a-1", {}, ranked), job("b-1", {}, ranked)}));
  run(queue("priority").add(job("c-1", {}, ranked)));
  run(queue("retry").add(job("d-2", {}, later)));
  run(queue("deadletter").add(job("e-3", {{"reason", "posting_closed"}}, ranked)));
  run(queue("notify").add(job("f-1", {})));
  const auto handler = [](Job) -> asio::awaitable<value> {
    throw Unrecoverable("never again");
    co_return nullptr;
  };
  Worker worker(io_.get_executor(), client_, Keys("notify", "application"), handler, impatient());
  worker.start();
  until([&] { return worker.stats().failed == 1; });
  run(worker.stop(5s));

  boost::json::array list;
  for (const std::string& name : names) list.emplace_back(name);
  const value board = node("board", object{{"queues", list}});
  EXPECT_EQ(board.at("processing").at("prioritized"), 2);
  EXPECT_EQ(board.at("priority").at("prioritized"), 1);
  EXPECT_EQ(board.at("retry").at("delayed"), 1);
  EXPECT_EQ(board.at("deadletter").at("prioritized"), 1);
  EXPECT_EQ(board.at("notify").at("failed"), 1);
  EXPECT_EQ(board.at("notify").at("waiting"), 0);
  EXPECT_EQ(node("read", object{{"queue", "deadletter"}}).at("version"), "bullmq:6.7.0");
}

}  // namespace
}  // namespace jobswipe::queue
