#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "core/base/id.hpp"
#include "core/domain/retry_policy.hpp"
#include "io/postgres/pool.hpp"
#include "server/queue/queues.hpp"
#include "server/store/sweep_store.hpp"

namespace jobswipe::sweep {

namespace asio = boost::asio;

struct SweepOptions {
  std::chrono::milliseconds interval{15'000};  ///< JOBSWIPE_RECONCILE_SECONDS
  int max_attempts = 3;                        ///< JOBSWIPE_MAX_ATTEMPTS
  domain::RetryPolicy retry;
  std::chrono::seconds connected{180};  ///< a desktop seen within this counts as connected
  std::chrono::hours keep_idempotency_keys{24};
  std::chrono::milliseconds prune_interval{3'600'000};
};

/// Does every interval, in PostgreSQL, what Redis or a desktop forgot: settles run-out leases, wakes connected desktops
/// that have due work (I5), puts missing retries back, rebuilds the queues after Redis lost its memory (I8), deletes
/// old rows. One sweep of all processes is at work at a time, by an advisory lock. Use from the stores' thread.
class Sweep {
 public:
  struct Stats {
    std::uint64_t rounds = 0, retried = 0, failed = 0, reviewed = 0,
                  cancelled = 0;  ///< the last four: what lapsed leases became
    std::uint64_t woken = 0, restored = 0, rebuilds = 0, pruned = 0;
    std::uint64_t forgotten = 0;  ///< dead letters removed that were none any more
    bool leader = false;
  };
  struct Hooks {
    std::function<void(base::UserId)> committed;  ///< a person's log grew; must not block or throw
    std::function<void(base::UserId)> offer;      ///< wake their desktops; likewise
    std::function<double()> random;               ///< uniform in [0, 1), for the back-off's jitter
  };

  Sweep(asio::any_io_executor executor, postgres::Config database, store::SweepStore& store, redis::Client& client,
        queue::Queues& queues, Hooks hooks, SweepOptions options);
  ~Sweep();
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;

  void start();
  /// Ends after the step at hand, for which it waits at most `deadline`; gives the leadership up.
  asio::awaitable<void> stop(std::chrono::milliseconds deadline);

  /// One round, whoever is leader. Steps that fail are logged and do not keep the others from running.
  asio::awaitable<void> sweep_once();
  Stats stats() const noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::sweep
