#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/redis/client.hpp"
#include "server/queue/job.hpp"
#include "server/queue/keys.hpp"

namespace jobswipe::queue {

namespace asio = boost::asio;

/// How many jobs of a queue are in each state.
struct Counts {
  std::int64_t wait = 0, active = 0, prioritized = 0, delayed = 0, completed = 0, failed = 0, paused = 0;
};

/// An entry of a queue's event stream, which dashboards and BullMQ's QueueEvents read.
struct QueueEvent {
  std::string id;      ///< its place in the stream, as Redis gave it
  std::string name;    ///< `added`, `waiting`, `active`, `completed`, `failed`, `delayed`, `stalled`, `paused`, …
  std::string job_id;  ///< empty when it is about the queue
  std::vector<std::pair<std::string, std::string>> fields;  ///< all of them, in their order
};

/// BullMQ refused an operation. Thrown; the message names job and script.
class JobError : public std::runtime_error {
 public:
  JobError(std::int64_t code, const std::string& message) : std::runtime_error(message), code_(code) {}
  std::int64_t code() const noexcept { return code_; }  ///< BullMQ's ErrorCode, negative

 private:
  std::int64_t code_;
};

/// Throws std::runtime_error that says what to do unless this Redis keeps every key when memory runs out: BullMQ breaks
/// when single keys of a queue are evicted. Throws redis::Unavailable while Redis can't be asked.
asio::awaitable<void> require_noeviction(redis::Client& client);

/// One BullMQ queue from the producer's side, readable and writable by BullMQ 6.7 in Node at the same time. All
/// functions throw redis::Unavailable while Redis is down. The client must outlive it; use from the client's thread.
class Queue {
 public:
  /// On a cluster a prefix without braces gets them. Throws std::invalid_argument for a name that is empty or holds a
  /// colon.
  Queue(redis::Client& client, std::string name, const std::string& prefix = std::string(kPrefix));

  /// Writes what dashboards read about the queue. Repeatable.
  asio::awaitable<void> announce();
  /// Adds a job and returns its id. An id that exists already adds nothing. Throws std::invalid_argument for bad
  /// options.
  asio::awaitable<std::string> add(NewJob job);
  /// Adds jobs in one go, each for itself: when it throws, some may have been added. Ids stand in the jobs' order.
  asio::awaitable<std::vector<std::string>> add_bulk(std::vector<NewJob> jobs);
  /// Removes a job in whatever state; false when a worker holds it. True also when there is no such job.
  asio::awaitable<bool> remove(std::string id);
  /// Removes jobs in one go, each for itself; those that a worker holds stay. Returns how many are gone now.
  asio::awaitable<std::size_t> remove_bulk(std::vector<std::string> ids);
  /// False when there is no such job.
  asio::awaitable<bool> change_priority(std::string id, int priority);
  /// Lets a delayed job run now; false when it is not delayed.
  asio::awaitable<bool> promote(std::string id);
  /// No worker, of either side, takes a job until `resume`. Jobs may still be added. Repeatable.
  asio::awaitable<void> pause();
  asio::awaitable<void> resume();
  asio::awaitable<bool> paused();
  asio::awaitable<Counts> counts();
  /// Events after the one with the id `after`, the oldest first; "0" begins with the oldest that is kept (the last
  /// 10 000, roughly).
  asio::awaitable<std::vector<QueueEvent>> events(std::string after, int limit);
  /// Ids of the prioritized jobs, first to go first, from the `first`-th (0 is the first one) on.
  asio::awaitable<std::vector<std::string>> prioritized(std::int64_t first, std::int64_t limit);
  asio::awaitable<std::optional<Job>> get(std::string id);
  /// `waiting`, `active`, `prioritized`, `delayed`, `completed`, `failed` or `unknown`.
  asio::awaitable<std::string> state(std::string id);
  /// Which of these ids have a job, in whatever state, in their order.
  asio::awaitable<std::vector<bool>> exist(std::vector<std::string> ids);

  const Keys& keys() const noexcept { return keys_; }

 private:
  redis::Invocation invocation(const NewJob& job) const;

  redis::Client& client_;
  Keys keys_;
};

}  // namespace jobswipe::queue
