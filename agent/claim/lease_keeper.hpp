#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/link/api.hpp"

namespace jobswipe::claim {

namespace asio = boost::asio;

/// Keeps one lease alive: says that the work has begun, sends a heartbeat every so often and whenever there is progress
/// to show, and learns whether the person cancelled or the lease went elsewhere. For one thread. The work ends with the
/// object.
class LeaseKeeper {
 public:
  LeaseKeeper(asio::any_io_executor executor, link::Api& api, std::string application_id, int epoch,
              std::chrono::seconds heartbeat);
  ~LeaseKeeper();
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

  /// Shows this at once; of several that could not be sent yet only the last counts. `waits_for`: what a person is to
  /// do at the desktop's window, as `Progress.waitsFor`; empty while nobody is waited for.
  void progress(std::string step, int percent, std::string waits_for = {});
  /// Somebody else heard that the person cancelled.
  void note_cancel() noexcept;
  bool cancel_requested() const noexcept;
  /// The epoch is not ours any more: drop the work and report nothing.
  bool lost() const noexcept;
  void note_lost() noexcept;
  /// Sends nothing more.
  void stop();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::claim
