#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "core/base/id.hpp"
#include "server/store/tracking_store.hpp"

namespace jobswipe::notify {

namespace asio = boost::asio;

/// Looks every `interval` for reminders that are due, and tells of each once: by its event, which also puts it into
/// `push_outbox`. Any number may be at work. `committed` is called for each person who is told. Use from the store's
/// thread.
class Reminders {
 public:
  Reminders(asio::any_io_executor executor, store::TrackingStore& store, std::function<void(base::UserId)> committed,
            std::chrono::milliseconds interval);
  ~Reminders();
  Reminders(const Reminders&) = delete;
  Reminders& operator=(const Reminders&) = delete;

  void start();
  /// Ends after the look at hand, for which it waits at most `deadline`.
  asio::awaitable<void> stop(std::chrono::milliseconds deadline);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::notify
