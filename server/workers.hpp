#pragma once

#include <chrono>
#include <memory>

#include "server/core.hpp"
#include "server/dispatch/dispatcher.hpp"
#include "server/identity/person_vault.hpp"
#include "server/jobs/placement.hpp"
#include "server/notify/reminders.hpp"
#include "server/notify/sender.hpp"
#include "server/outbox/relay.hpp"
#include "server/queue/queues.hpp"
#include "server/store/outbox_store.hpp"
#include "server/store/push_store.hpp"
#include "server/store/sweep_store.hpp"
#include "server/sweep/sweep.hpp"

namespace jobswipe::server {

/// The role `worker`: relay, dispatch, sweep, push and the placing of postings, on the first core's loop and
/// connections. Any number of processes may run it.
class Workers {
 public:
  Workers(Shared& shared, Core& core);
  void start();
  /// Lets the work at hand end. On the core's thread.
  asio::awaitable<void> stop(std::chrono::milliseconds deadline);

 private:
  asio::awaitable<void> announce();

  Core& core_;
  queue::Queues queues_;
  store::OutboxStore outbox_store_;
  store::SweepStore sweep_store_;
  outbox::Relay relay_;
  dispatch::Dispatcher dispatcher_;
  sweep::Sweep sweep_;
  store::UsersStore users_;
  identity::PersonVault vault_;
  store::PushStore push_store_;
  std::unique_ptr<notify::Wishes> wishes_;
  notify::Sender sender_;
  store::TrackingStore tracking_;
  notify::Reminders reminders_;
  store::JobsStore jobs_;
  jobs::Placement placement_;
};

}  // namespace jobswipe::server
