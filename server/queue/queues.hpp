#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/base/id.hpp"
#include "server/queue/queue.hpp"

namespace jobswipe::queue {

/// The contract's queues. Use from the client's thread; the client must outlive them.
struct Queues {
  Queues(redis::Client& client, const std::string& prefix);
  Queues(const Queues&) = delete;
  Queues& operator=(const Queues&) = delete;
  /// Writes what dashboards read about each, so that empty ones are listed too.
  asio::awaitable<void> announce();

  // Whether Redis holds all that it should is written down beside the queues, so that whatever empties them takes it
  // along. The sweep, which finds it missing, fills the queues from PostgreSQL.

  /// False when a fill is due: Redis is new, was flushed, or somebody has called `distrust`.
  asio::awaitable<bool> complete();
  /// Before a fill.
  asio::awaitable<void> begin_fill();
  /// After it. Does nothing when `distrust` was called, or everything was lost, in between.
  asio::awaitable<void> end_fill();
  /// To be called by whoever knows, or can't rule out, that Redis missed a job.
  asio::awaitable<void> distrust();

  Queue processing;  ///< offers
  Queue priority;    ///< offers that go first
  Queue retry;       ///< offers whose back-off still runs
  Queue deadletter;  ///< failed applications: kept for people to look at, consumed by nobody
  Queue notify;      ///< pushes

 private:
  redis::Client& client_;
  std::string marker_;
};

/// An application to be offered to its owner's desktops: ids and order only, since Redis holds no more.
struct Offer {
  base::UserId user;
  base::ApplicationId application;
  int epoch = 0;     ///< of the last lease
  int priority = 5;  ///< 1–10, 10 first
  bool premium = false;
};

/// Belongs into `priority` rather than `processing`.
bool goes_first(const Offer& offer) noexcept;
/// `<applicationId>-<epoch>`: one job per lease that was lost or never given, however often it is added.
std::string job_id(const Offer& offer);
/// For `processing` and `priority`.
NewJob offer_job(const Offer& offer);
/// For `retry`: an offer in `delay`.
NewJob retry_job(const Offer& offer, std::chrono::milliseconds delay);
/// For `deadletter`: with the failure's kind and what happened in plain words, which hold nothing personal.
NewJob dead_letter_job(const Offer& offer, std::string_view failure_kind);
/// Reads the data of a job made here, or by a client of the same contract. Throws std::invalid_argument that names the
/// field.
Offer parse_offer(const Job& job);

}  // namespace jobswipe::queue
