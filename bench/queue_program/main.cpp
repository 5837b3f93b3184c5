// jobswipe-queue-load add|take REDIS_URL QUEUE COUNT: prints {"jobs","seconds","clientSeconds"}.
#include <fmt/format.h>
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>

#include "core/base/id.hpp"
#include "io/redis/client.hpp"
#include "server/queue/queue.hpp"
#include "server/queue/worker.hpp"

namespace {

namespace asio = boost::asio;
namespace queue = jobswipe::queue;
using jobswipe::base::Uuid;

constexpr int kInFlight = 50;

double own_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

queue::NewJob make_job() {
  queue::NewJob job;
  job.name = "apply";
  boost::json::object data;
  data["applicationId"] = "01a20aa3-2351-7161-a584-9900f9e4b4fd";
  data["userId"] = "20000000-0000-4000-8000-000000000000";
  data["jobId"] = "10000000-0000-4000-8000-000000000001";
  data["priority"] = 0;
  job.data = std::move(data);
  job.options.id = Uuid::make().to_string();
  job.options.attempts = 3;
  job.options.backoff = queue::Backoff();
  return job;
}

struct Run {
  asio::io_context io{1};
  int left = 0, done = 0, count = 0;
  std::exception_ptr failure;
};

asio::awaitable<void> add_some(Run& run, queue::Queue& jobs) {
  while (run.left > 0) {
    --run.left;
    co_await jobs.add(make_job());
    ++run.done;
  }
}

void add(Run& run, queue::Queue& jobs) {
  for (int i = 0; i < kInFlight; ++i)
    asio::co_spawn(run.io, add_some(run, jobs), [&run](std::exception_ptr failure) {
      if (failure) run.failure = failure;
      if (run.failure || run.done == run.count) run.io.stop();
    });
  run.io.run();
}

void take(Run& run, jobswipe::redis::Client& redis, queue::Queue& jobs) {
  queue::WorkerOptions options;
  options.concurrency = kInFlight;
  auto handler = [&run](queue::Job) -> asio::awaitable<boost::json::value> {
    ++run.done;
    co_return nullptr;
  };
  queue::Worker worker(run.io.get_executor(), redis, jobs.keys(), handler, options);
  worker.start();
  while (static_cast<int>(worker.stats().completed) < run.count && run.io.run_one() > 0) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "Usage: jobswipe-queue-load add|take REDIS_URL QUEUE COUNT\n");
    return 2;
  }
  try {
    const std::string what = argv[1];
    Run run;
    run.count = run.left = std::stoi(argv[4]);
    jobswipe::redis::Client redis(run.io.get_executor(), jobswipe::redis::Config::parse(argv[2]));
    queue::Queue jobs(redis, argv[3]);
    auto ready = [&]() -> asio::awaitable<void> {
      co_await redis.wait_ready(std::chrono::seconds(5));
      co_await jobs.counts();
    };
    bool connected = false;
    asio::co_spawn(run.io, ready(), [&](std::exception_ptr failure) {
      run.failure = failure;
      connected = true;
    });
    while (!connected) run.io.run_one();
    if (run.failure) std::rethrow_exception(run.failure);
    const auto began = std::chrono::steady_clock::now();
    const double cpu = own_cpu_seconds();
    if (what == "add")
      add(run, jobs);
    else
      take(run, redis, jobs);
    if (run.failure) std::rethrow_exception(run.failure);
    fmt::print("{{\"jobs\":{},\"seconds\":{},\"clientSeconds\":{}}}\n", run.done,
               std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(),
               own_cpu_seconds() - cpu);
    std::fflush(stdout);
    std::_Exit(0);  // jobs' coroutines still hold parts of what would be destroyed
  } catch (const std::exception& error) {
    fmt::print(stderr, "jobswipe-queue-load: {}\n", error.what());
    return 1;
  }
}
