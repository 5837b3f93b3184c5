#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "io/redis/client.hpp"
#include "server/queue/job.hpp"
#include "server/queue/keys.hpp"

namespace jobswipe::queue {

// The steps of a job's life from a worker's side, as calls of BullMQ's scripts. Pure but for the clock, which BullMQ
// takes from whoever calls.

/// Milliseconds since 1970, by this machine's clock.
std::int64_t now_ms();

/// A worker's hold on a job.
struct Lock {
  std::string token;  ///< never "0", which skips the lock's check
  milliseconds duration;
  std::string worker;  ///< recorded in the job as `processedBy` when not empty
};

/// How a run ended.
struct Outcome {
  bool completed = false;
  bool unrecoverable = false;  ///< not to be tried again, whatever attempts are left
  std::string value;           ///< JSON of the return value, or why it failed
};

/// What taking or finishing tells: a job, or when there may be one.
struct Taken {
  std::optional<Job> job;
  std::int64_t rate_limited_ms = 0;
  std::int64_t delayed_until_ms = 0;  ///< ms since 1970; 0: nothing is delayed
};

/// Throws redis::ProtocolError when it is something else.
Taken parse_taken(const redis::Reply& reply);

/// Takes the next job, promoting delayed ones whose time has come. Answers with what parse_taken reads.
redis::Invocation take_step(const Keys& keys, const Lock& lock);
/// Ends a job for good; `fetch_next` takes the next one with the same call, which then is claimed. Answers with what
/// parse_taken reads, with 0, or with a negative code when the job is no longer the lock's.
redis::Invocation finish_step(const Keys& keys, const Job& job, const Lock& lock, const Outcome& outcome,
                              const Keep& keep, bool fetch_next);
/// Puts a failed job back, after `delay` when that is not 0. Answers with 0 or a negative code.
redis::Invocation retry_step(const Keys& keys, const Job& job, const std::string& token, const Outcome& outcome,
                             milliseconds delay);
/// Renews the locks of these jobs (id → token). Answers with the ids whose lock was lost.
redis::Invocation renew_step(const Keys& keys, const std::map<std::string, std::string>& running,
                             milliseconds duration);
/// Puts jobs back whose worker was lost, at most once in `interval` of all workers. Answers with their ids.
redis::Invocation rescue_step(const Keys& keys, int max_stalled, milliseconds interval);

}  // namespace jobswipe::queue
