#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "io/redis/reply.hpp"

namespace jobswipe::queue {

using std::chrono::milliseconds;

/// How long a job waits before its next attempt. BullMQ's rule: `fixed` waits `delay`, `exponential` delay · 2ⁿ⁻¹ after
/// the n-th failure; `jitter` in [0, 1] is the part of it that is random. Computed by whoever runs the job.
struct Backoff {
  std::string type = "exponential";  ///< `fixed` or `exponential`
  milliseconds delay{1000};
  double jitter = 0;

  /// `failures` ≥ 1, `random` uniform in [0, 1). Throws std::invalid_argument on another type.
  milliseconds after(int failures, double random) const;
};

/// Which finished jobs stay in Redis. Both empty: all. `count` 0: none.
struct Keep {
  std::optional<std::int64_t> count;
  std::optional<std::chrono::seconds> age;
};

/// A job's options, as in BullMQ's JobsOptions.
struct JobOptions {
  /// Empty: Redis numbers it. Refused: an integer, a name that BullMQ uses for a key of its own, anything with a colon.
  /// An id whose job still exists, finished and kept ones included, adds nothing and is no error.
  std::string id;
  /// 1 (first) – 2'097'151; 0 is no priority, and goes before every priority: give all jobs of a queue one, or none.
  int priority = 0;
  milliseconds delay{0};           ///< > 0: waits as `delayed`, and is promoted only while something consumes the queue
  int attempts = 1;                ///< how often it may run
  std::optional<Backoff> backoff;  ///< empty: again at once
  std::optional<Keep> remove_on_complete, remove_on_fail;  ///< empty: as the worker says, by default kept

  static Keep removed() { return Keep{0, std::nullopt}; }
};

struct NewJob {
  std::string name;
  boost::json::value data;
  JobOptions options;
};

/// A job as it stands in Redis.
struct Job {
  std::string id, name;
  boost::json::value data;
  JobOptions options;
  std::int64_t timestamp = 0;     ///< added, ms since 1970
  std::int64_t processed_on = 0;  ///< last taken, ms since 1970; 0: never
  std::int64_t finished_on = 0;   ///< ms since 1970; 0: not finished
  int priority = 0;
  milliseconds delay{0};
  int attempts_made = 0;  ///< ended attempts
  int attempts_started = 0;
  int stalled = 0;  ///< how often its worker was lost
  std::string failed_reason;
  std::string deferred_failure;  ///< set after too many stalls: whoever takes it must fail it with this reason
  std::string malformed;         ///< why its data can't be read, which then is null; empty when it can
  std::string return_value;      ///< JSON
  std::string stacktrace;        ///< JSON array
  std::string processed_by;
};

/// Throws std::invalid_argument that names the option.
void validate(const JobOptions& options);
/// What the add scripts take as options, in MessagePack with BullMQ's names.
std::string pack_options(const JobOptions& options);
/// From HGETALL of a job's key: names and values in turn. Throws redis::ProtocolError when that is not what it is; data
/// that is not JSON, which anybody may have written, makes the job `malformed`.
Job parse_job(std::string id, const redis::Reply& fields);

}  // namespace jobswipe::queue
