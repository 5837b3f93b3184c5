#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/id.hpp"
#include "core/domain/status.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/outbox_store.hpp"

namespace jobswipe::store {

/// A lease that ran out.
struct LapsedLease {
  base::UserId user;
  base::ApplicationId id;
  domain::Status status = domain::Status::claimed;
  int epoch = 0, attempts = 0;
  bool granted = false;  ///< the submit intent was given: the outcome is unknown
  bool cancel_requested = false;
};

/// What becomes of it, as the domain decided.
struct Lapse {
  LapsedLease lease;
  domain::Status status = domain::Status::queued;
  std::string failure_kind;            ///< "" when none
  std::chrono::milliseconds delay{0};  ///< before the next attempt
  std::string event_type;
};

struct SettledLease {
  base::UserId user;
  domain::Status status = domain::Status::queued;
};

/// Finds and settles what nobody else will: run-out leases, waiting work of connected desktops, old rows. Throws
/// postgres::Error and postgres::Unavailable. Use from the pool's thread.
class SweepStore {
 public:
  explicit SweepStore(postgres::Pool& pool) : pool_(pool) {}

  asio::awaitable<std::vector<LapsedLease>> lapsed(int limit);
  /// One guarded statement: settles those that still are as they were read, and says which, in the order of owners.
  asio::awaitable<std::vector<SettledLease>> lapse(const std::vector<Lapse>& lapses);
  /// People with due work and a desktop that was seen within `seen`; a page of them, in order, after `after`.
  asio::awaitable<std::vector<base::UserId>> listeners(std::chrono::seconds seen, base::UserId after, int limit);
  asio::awaitable<std::vector<QueuedApplication>> retries(std::chrono::seconds within, int limit);
  asio::awaitable<std::vector<QueuedApplication>> offers(const std::vector<base::UserId>& users, int each);
  /// Failed ones of the last `days` days; a page of them, in order, after the given one.
  asio::awaitable<std::vector<QueuedApplication>> dead(base::UserId after_user, base::ApplicationId after, int days,
                                                       int limit);

  // Each deletes at most `limit` rows and returns how many.
  asio::awaitable<std::int64_t> prune_idempotency_keys(std::chrono::hours age, int limit);
  asio::awaitable<std::int64_t> prune_device_codes(int limit);
  asio::awaitable<std::int64_t> prune_sessions(int limit);

 private:
  postgres::Pool& pool_;
};

}  // namespace jobswipe::store
