#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/id.hpp"
#include "core/domain/status.hpp"
#include "io/postgres/pool.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

/// An application as the queue's jobs need it: ids and order, nothing personal.
struct QueuedApplication {
  base::UserId user;
  base::ApplicationId id;
  domain::Status status = domain::Status::queued;
  int epoch = 0;
  int priority = 5;
  bool premium = false;
  std::chrono::milliseconds due_in{0};  ///< > 0: its back-off still runs
  std::string failure_kind;             ///< "" when none
};

/// A committed event that waits to be relayed.
struct OutboxEvent {
  base::UserId user;
  std::int64_t seq = 0;
  std::string type;
  std::optional<QueuedApplication> application;  ///< as it stands now; empty when the event is of something else
};

/// What marking a batch came to.
struct Relayed {
  std::int64_t marked = 0;          ///< fewer than given when another relay was first
  std::int64_t queued = 0;          ///< swipes that became QUEUED
  std::vector<base::UserId> users;  ///< whose logs grew
};

/// Reads the transactional outbox, which is the rows of `application_events` with `outbox` set. Any number of relays
/// may use it at once: reading locks nothing, and each event is marked by one of them. Throws postgres::Error and
/// postgres::Unavailable. Use from the pool's thread.
class OutboxStore {
 public:
  explicit OutboxStore(postgres::Pool& pool) : pool_(pool) {}
  asio::awaitable<std::vector<OutboxEvent>> pending(int limit);
  /// One statement: marks the events, makes the swiped applications QUEUED and appends their events.
  asio::awaitable<Relayed> mark(const std::vector<OutboxEvent>& events);

 private:
  postgres::Pool& pool_;
};

/// Reads the columns user_id, application_id, status, epoch, priority, premium, due_in_ms, failure_kind.
QueuedApplication queued_application(const postgres::Row& row);

}  // namespace jobswipe::store
