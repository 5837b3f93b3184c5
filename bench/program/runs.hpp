#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "bench/program/works.hpp"

namespace jobswipe::load {

/// When a run measures, and what it watches meanwhile.
struct Span {
  double warm_up = 1, seconds = 5;   ///< seconds
  std::vector<std::string> watched;  ///< NAME=PID
  int kill = 0;  ///< a process that gets SIGKILL at the end, while requests are in flight; 0 is none
};

/// Does `work` and gives its numbers: latencies in milliseconds, `cpuSeconds` of each process in the measured time.
boost::json::object run_work(const Driver::Options& options, Work& work, const Span& span);

/// WebSockets to be opened: the `n`-th in the name of the `n`-th person, beginning anew when there are fewer.
struct SocketPlan {
  std::string target;  ///< a target that ends in `=` gets the token appended, others have it in their head
  std::size_t count = 1000;
  std::size_t at_once = 200;  ///< that are being opened
  double patience = 120;      ///< seconds until all must stand
};

/// Opens the sockets, then swipes at the rate of `options`, and measures until the person's own socket hears of the
/// posting.
boost::json::object run_delivery(const Place& place, const SocketPlan& plan, Driver::Options options, Swipes& swipes,
                                 const Span& span);

/// Opens the sockets, prints `{"open":N,…}`, and holds them until the standard input ends. What came meanwhile.
boost::json::object run_idle(const Place& place, const SocketPlan& plan);

}  // namespace jobswipe::load
