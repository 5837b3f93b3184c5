// BullMQ's own classes in Node on one side, ours on the other, on one Redis.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "io/redis/test_server.hpp"
#include "server/queue/queue.hpp"
#include "server/queue/worker.hpp"

namespace jobswipe::queue {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using boost::json::value;
using redis::run_through;

class BullMq : public testing::Test {
 protected:
  BullMq() : client_(io_.get_executor(), server_.config()) { run(client_.wait_ready(5s)); }

  template <class T>
  T run(asio::awaitable<T> coroutine) {
    return run_through(io_, std::move(coroutine));
  }

  Queue queue(const std::string& name) { return Queue(client_, name); }

  /// Runs the Node side to its end and returns what it printed.
  value node(const std::string& command, const value& input) {
    const std::string socket = server_.url().substr(std::string("unix://").size());
    const std::string json = boost::json::serialize(input);
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("pipe");
    const pid_t pid = fork();
    if (pid == 0) {
      dup2(ends[1], STDOUT_FILENO);
      close(ends[0]), close(ends[1]);
      execl("node_modules/.bin/node", "node", "server/queue/interop/bullmq.mjs", socket.c_str(),
            std::string(kPrefix).c_str(), command.c_str(), json.c_str(), nullptr);
      _exit(127);
    }
    close(ends[1]);
    std::string output;
    char buffer[4096];
    for (ssize_t size; (size = read(ends[0], buffer, sizeof buffer)) > 0;)
      output.append(buffer, static_cast<std::size_t>(size));
    close(ends[0]);
    int status = 0;
    waitpid(pid, &status, 0);
    if (status != 0)
      throw std::runtime_error("the Node side failed at " + command +
                               "; it needs npm ci in the repository's root, and the test to run there");
    return boost::json::parse(output);
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

  redis::TestServer server_;
  asio::io_context io_;
  redis::Client client_;
};

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
