#pragma once

#include "tests/simulator/world.hpp"

namespace jobswipe::simulator {

/// The person with a phone: swipes, watches, cancels, answers, and sometimes says a wrong word. Every request keeps its
/// key until it was answered.
class Person final : public Caller {
 public:
  explicit Person(World& world) : world_(world) {}

  void start(int swipes);
  int life() const override { return 0; }
  void in_life(int, Loop::Action action) override { action(); }
  bool cut_off() const override { return world_.loop.now() < cut_until_; }
  void cut(milliseconds time) { cut_until_ = world_.loop.now() + time; }
  void back() { cut_until_ = {}; }
  bool all_accepted() const { return accepted_ == static_cast<int>(world_.database.rows.size()); }

 private:
  using Ask = std::function<void(Node&, Respond)>;

  void swipe(int id, int priority, bool premium);
  void watch();
  void look(const std::vector<domain::Application>& rows);
  void read();
  /// Sends until it is answered; `then` says whether the answer was yes.
  void insist(Ask ask, std::function<void(bool)> then);
  void decide(int id, const domain::Application& row);
  void settle_outcome(int id, int epoch);

  World& world_;
  base::Time cut_until_{};
  int accepted_ = 0, keys_ = 0;
  std::set<int> busy_;  ///< a decision about it is on its way
  std::set<int> retried_;
};

}  // namespace jobswipe::simulator
