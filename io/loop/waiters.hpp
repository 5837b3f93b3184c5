#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <list>

namespace jobswipe::loop {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;

/// Coroutines that wait for the same announcement, such as "the connection is up", each with its own deadline. Must
/// outlive those who wait. Use from the executor's thread only.
class Waiters {
 public:
  explicit Waiters(asio::any_io_executor executor) : executor_(std::move(executor)) {}
  Waiters(const Waiters&) = delete;
  Waiters& operator=(const Waiters&) = delete;

  /// True when announced, false when `until` passed first. Throws boost::system::system_error when the caller is
  /// cancelled.
  asio::awaitable<bool> wait_until(Steady::time_point until);
  /// Lets all go on that wait now; in a later turn of the executor.
  void announce();

  std::size_t waiting() const noexcept { return entries_.size(); }

 private:
  struct Entry;
  asio::any_io_executor executor_;
  std::list<Entry*> entries_;
};

}  // namespace jobswipe::loop
