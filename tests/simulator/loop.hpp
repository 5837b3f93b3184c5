#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"

namespace jobswipe::simulator {

/// A virtual clock and what is to happen on it, in order of time and then of asking. For one thread.
class Loop {
 public:
  using Action = std::function<void()>;

  base::Time now() const noexcept { return now_; }
  std::uint64_t steps() const noexcept { return steps_; }

  void at(base::Time time, Action action) {
    heap_.push_back({std::max(time, now_), ++asked_, std::move(action)});
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  void after(std::chrono::milliseconds delay, Action action) { at(now_ + delay, std::move(action)); }

  /// False when nothing is left to happen.
  bool step() {
    if (heap_.empty()) return false;
    std::pop_heap(heap_.begin(), heap_.end(), later);
    Entry entry = std::move(heap_.back());
    heap_.pop_back();
    now_ = entry.time;
    ++steps_;
    entry.action();
    return true;
  }

 private:
  struct Entry {
    base::Time time;
    std::uint64_t asked;
    Action action;
  };
  static bool later(const Entry& a, const Entry& b) noexcept {
    return a.time != b.time ? a.time > b.time : a.asked > b.asked;
  }

  // An ordinary day, so that the traces read like one.
  base::Time now_ = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + std::chrono::hours(9);
  std::uint64_t asked_ = 0, steps_ = 0;
  std::vector<Entry> heap_;
};

}  // namespace jobswipe::simulator
