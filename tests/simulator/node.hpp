#pragma once

#include "tests/simulator/world.hpp"

namespace jobswipe::simulator {

/// A server process: answers requests, and runs relay, sweep and dispatch. It may die at every await, before and after
/// each commit, and what it was about to do is lost with it.
class Node {
 public:
  Node(World& world, int index) : world_(world), index_(index) {}

  bool up() const noexcept { return up_; }
  void start();
  void crash();
  /// Claims that wait hear that something may be there: of one application, or of any (-1).
  void wake(int only);
  /// Since when a desktop waits here for work.
  std::optional<base::Time> waited_for_since() const;
  /// Its relay has something to do.
  void relay();

  // Requests
  void claim(int desktop, std::string key, milliseconds wait, Respond respond);
  void heartbeat(int desktop, int id, int epoch, Respond respond);
  void submit_intent(int desktop, int id, int epoch, std::string key, Respond respond);
  void report(int desktop, int id, int epoch, domain::Report report, Respond respond, int decisions = 0);
  void sync(int desktop, Respond respond);
  void swipe(int id, int priority, bool premium, Respond respond);
  void cancel(int id, std::string key, Respond respond);
  void retry(int id, std::string key, Respond respond);
  void answer(int id, std::string key, Respond respond);
  void resolve(int id, int epoch, bool sent, bool wrong, std::string key, Respond respond);
  void prioritise(int id, int priority, Respond respond);
  void list(Respond respond);
  void events(std::int64_t after, milliseconds wait, Respond respond);

 private:
  struct Waiter {
    int desktop;
    std::string key;
    base::Time since, deadline;
    Respond respond;
    bool asking = false, asked = false, done = false, woken = false;
    int only = -1;
  };

  /// Goes on after a time, unless the process has died by then.
  void later(milliseconds delay, Loop::Action action);
  /// Runs one transaction and goes on with its result, or with nothing when the database or its answer is gone.
  template <class Statement, class Then>
  void query(Statement statement, Then then);
  bool dies();
  milliseconds hop();
  /// A person's request that is carried out once for its key.
  void once(std::string key, std::function<bool()> change, Respond respond);

  void ask(std::shared_ptr<Waiter> waiter, bool read);
  /// The epoch and device that a write is held against: its own, or, with the mutation, whatever the row has.
  std::pair<base::DeviceId, int> speaker_of(int desktop, int id, int epoch) const;
  domain::ReportDecision decide(const domain::Application& row, int desktop, int id, int epoch,
                                const domain::Report& report);
  bool follow(int desktop, int id, int epoch, const domain::Follow& follow, bool granted);

  /// Goes on with the events that may be marked.
  void add_jobs(std::vector<LoggedEvent> events, std::function<void(const std::vector<LoggedEvent>&)> then);
  void mark(std::vector<LoggedEvent> events, Loop::Action then);
  void sweep_tick();
  void sweep();
  void settle_leases(Loop::Action then);
  void restore_jobs();

  World& world_;
  const int index_;
  bool up_ = false, relaying_ = false;
  int life_ = 0;
  std::vector<std::shared_ptr<Waiter>> waiters_;
};

template <class Statement, class Then>
void Node::query(Statement statement, Then then) {
  using Result = std::optional<decltype(statement())>;
  if (dies()) return;
  const int life = life_;
  world_.loop.after(hop(), [this, life, statement, then] {
    Result result;
    // A statement may be on its way already when its process dies.
    if (life != life_ && world_.random.chance(0.5)) return;
    if (world_.database.up) result = statement();
    if (life != life_) return;
    if (world_.random.chance(world_.faults.commit_unknown)) result.reset();
    if (dies()) return;
    later(hop(), [then, result] { then(result); });
  });
}

}  // namespace jobswipe::simulator
