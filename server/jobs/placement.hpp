#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "server/store/jobs_store.hpp"

namespace jobswipe::jobs {

namespace asio = boost::asio;

/// The points of the places that a posting's location texts name.
std::vector<store::MapPoint> points_of(const std::vector<std::string>& locations);

/// Places the open postings that an earlier version of the places has placed, or none: at the start all of them, then
/// looks every `interval` for those that a node of an earlier version has brought. Any number may be at work. Use from
/// the store's thread.
class Placement {
 public:
  Placement(asio::any_io_executor executor, store::JobsStore& store, std::chrono::milliseconds interval);
  ~Placement();
  Placement(const Placement&) = delete;
  Placement& operator=(const Placement&) = delete;

  void start();
  /// Ends after the postings at hand, for which it waits at most `deadline`.
  asio::awaitable<void> stop(std::chrono::milliseconds deadline);

  /// Places at most `count` postings; gives how many there were.
  static asio::awaitable<std::size_t> place_some(store::JobsStore& store, int count);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::jobs
