#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "io/redis/client.hpp"
#include "server/queue/job.hpp"
#include "server/queue/queue.hpp"

namespace jobswipe::queue {

/// Thrown by a handler whose job must not be tried again, whatever attempts it has left.
class Unrecoverable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct WorkerOptions {
  int concurrency = 16;                ///< jobs at once, ≥ 1
  milliseconds lock_duration{30'000};  ///< a job whose worker is silent for longer counts as stalled; renewed at half
  milliseconds stalled_interval{30'000};
  int max_stalled = 1;                          ///< a job that stalled more often is failed
  milliseconds drain_delay{5'000};              ///< longest wait for news of an empty queue, ≤ 10 s
  Keep keep_completed = JobOptions::removed();  ///< for jobs that do not say
  Keep keep_failed;                             ///< likewise
  std::string name;                             ///< recorded in the job as `processedBy` when not empty
};

/// Runs the jobs of one queue, beside any number of other workers, BullMQ's own included. Takes jobs by BZPOPMIN on a
/// connection of its own, renews their locks, retries with the job's backoff, and rescues jobs whose worker was lost.
/// While Redis is down it waits and goes on by itself.
///
/// A job runs at least once: a handler must bear running twice, even at the same time when a lock could not be renewed.
/// Use from the client's thread; the client must outlive it.
class Worker {
 public:
  /// Its value is kept as the job's return value; what it throws fails the job, to be tried again if attempts are left.
  using Handler = std::function<asio::awaitable<boost::json::value>(Job)>;

  struct Stats {
    std::uint64_t completed = 0, failed = 0, retried = 0, rescued = 0, locks_lost = 0;
  };

  Worker(asio::any_io_executor executor, redis::Client& client, Keys keys, Handler handler, WorkerOptions options);
  ~Worker();  ///< without stop(): as if the process had died; its jobs are rescued by other workers
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start();
  /// Takes no more jobs and waits for those that run, for at most `deadline`. What is left then is rescued elsewhere.
  asio::awaitable<void> stop(milliseconds deadline);
  Stats stats() const noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::queue
