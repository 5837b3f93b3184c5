#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load/histogram.hpp"
#include "bench/load/loop.hpp"

namespace jobswipe::load {

/// What is done, one unit at a time on each connection: a request, or several that follow from each other's answers.
class Work {
 public:
  virtual ~Work() = default;
  /// Appends the first request of a unit that should have begun at `due`.
  virtual void begin(std::size_t connection, Time due, std::string& out) = 0;
  /// Appends the unit's next request, or nothing when it is done.
  virtual void answered(std::size_t connection, int status, std::string_view body, std::string& out) = 0;
};

/// Does units over kept-alive connections. Closed loop: each connection begins the next unit when one is done. Open
/// loop: units begin by a timetable, on whichever connection is free, and wait when none is; their latency counts from
/// the timetable.
class Driver {
 public:
  struct Options {
    std::string address;
    std::uint16_t port = 0;
    int connections = 64;
    double rate = 0;  ///< units a second; 0 is the closed loop
  };
  struct Counts {
    std::uint64_t units = 0;                 ///< done in the measured time (open loop: begun in it by the timetable)
    std::uint64_t broken = 0;                ///< whose connection ended before their answer
    std::map<int, std::uint64_t> by_status;  ///< answers
    Histogram latency;
  };

  Driver(Loop& loop, Options options, Work& work);
  ~Driver();

  /// Opens the connections and waits until all stand. Throws std::runtime_error after `patience`.
  void connect(std::chrono::milliseconds patience);
  void start();
  /// From now on what is done counts.
  void measure();
  /// No unit begins any more.
  void stop();
  /// Begins what is due; to be called whenever the loop has run. The time at which it is wanted again.
  Time beat();
  bool idle() const noexcept { return busy_ == 0 && late_.empty(); }
  bool all_lost() const noexcept { return lost_ == connections_.size(); }
  const Counts& counts() const noexcept { return counts_; }

 private:
  class Connection;

  void begin(Connection& connection, Time due);
  void done(Connection& connection);

  Loop& loop_;
  Options options_;
  Work& work_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> free_;
  std::deque<Time> late_;  ///< of the timetable, waiting for a connection
  Time next_{}, measured_from_ = Time::max(), stopped_at_ = Time::max();
  Clock::duration pace_{};
  Counts counts_;
  std::size_t open_ = 0, busy_ = 0, lost_ = 0;
  bool running_ = false;
};

}  // namespace jobswipe::load
