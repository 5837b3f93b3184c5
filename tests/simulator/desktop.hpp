#pragma once

#include "agent/journal/recovery.hpp"
#include "tests/simulator/world.hpp"

namespace jobswipe::simulator {

/// A desktop agent: its journal survives what kills it, the rest does not. It may die, sleep or lose its network at
/// every await; while it sleeps nothing of it happens, and its time since boot runs on.
class Desktop final : public Caller {
 public:
  Desktop(World& world, int index);

  void start();
  void crash();
  void sleep(milliseconds time);
  void cut(milliseconds time);
  void wake_up();
  void switch_off();

  int life() const override { return life_; }
  void in_life(int life, Loop::Action action) override;
  bool cut_off() const override { return world_.loop.now() < cut_until_; }

  bool settled() const;
  std::string state() const;

 private:
  using Phase = journal::Phase;

  struct Outcome {
    domain::Report report;
  };
  struct Attempt {
    int id = 0, epoch = 0;
    Phase phase = Phase::claimed;
    std::optional<Outcome> outcome;
    bool settled = false;
    int resumes = 0;
  };
  /// The application at hand.
  struct Work {
    std::uint64_t number = 0;
    std::size_t attempt = 0;  ///< in the journal
    bool begun = false, cancelled = false, lost = false, clicked = false;
    bool granted = false, unavailable = false;
    base::Time asked_at{};       ///< since boot
    base::Time asked_at_date{};  ///< by its date
    base::Time first_asked{};
  };

  void later(milliseconds delay, Loop::Action action);
  void ask(milliseconds timeout, Handler handler, Respond done);
  bool dies();

  void sync();
  void recover(const std::vector<Given>& leases);
  void go_on();
  void flush(Loop::Action then);
  void send_outcome(std::size_t attempt, Loop::Action then);
  void claim();
  void take(Given given);
  void work_on(std::size_t attempt);
  void keep(std::uint64_t number);
  void step(int steps_left);
  void ask_permission(std::uint64_t number);
  void click(std::uint64_t number);
  void note_asked();
  bool permission_holds() const;
  void drop();
  void finish(domain::Report report);
  void end_work();

  void enter(Phase phase) { journal_[work_->attempt].phase = phase; }
  bool at(std::uint64_t number) const { return work_ && work_->number == number; }
  bool stopped() const { return work_->cancelled || work_->lost; }

  World& world_;
  const int index_;
  seconds skew_;  ///< of its date, which is set now and then
  bool on_ = false;
  int life_ = 0;
  base::Time asleep_until_{}, cut_until_{};
  std::uint64_t numbers_ = 0;
  int claims_ = 0;
  std::optional<Work> work_;
  // The journal
  std::vector<Attempt> journal_;
  std::string claim_key_;
  std::vector<std::size_t> resumable_;
};

}  // namespace jobswipe::simulator
