#include "tests/simulator/desktop.hpp"

#include "tests/simulator/node.hpp"

namespace jobswipe::simulator {

using domain::FailureKind;
using domain::Report;
using domain::Status;

namespace {

constexpr seconds kRetry{3};
constexpr seconds kGatePatience{120};
constexpr seconds kClaimWait{25};
constexpr seconds kConfirmation{20};
constexpr int kMaxResumes = 2;

Report failed(FailureKind kind) {
  const bool review = domain::disposition(kind) == domain::Disposition::review;
  return {review ? Status::needs_review : Status::failed, kind, milliseconds(0)};
}

}  // namespace

Desktop::Desktop(World& world, int index)
    : world_(world), index_(index), skew_(world.random.chance(0.5) ? 0 : world.random.between(-3600, 3600)) {}

// Life

void Desktop::start() {
  if (on_) return;
  on_ = true;
  ++life_;
  world_.say("desktop {} starts", index_);
  sync();
}

void Desktop::crash() {
  if (!on_) return;
  world_.say("desktop {} dies", index_);
  switch_off();
  world_.loop.after(world_.random.between(seconds(2), minutes(world_.calm ? 1 : 20)), [this] { start(); });
}

void Desktop::switch_off() {
  on_ = false;
  ++life_;
  work_.reset();
  resumable_.clear();
}

void Desktop::sleep(milliseconds time) {
  if (!on_) return;
  world_.say("desktop {} sleeps for {} s", index_, time.count() / 1000);
  asleep_until_ = world_.loop.now() + time;
  // A date that was wrong is often put right when a computer wakes up.
  if (world_.random.chance(0.3)) skew_ = seconds(world_.random.between(-3600, 3600));
}

void Desktop::cut(milliseconds time) {
  world_.say("desktop {} loses its network for {} s", index_, time.count() / 1000);
  cut_until_ = world_.loop.now() + time;
}

void Desktop::wake_up() {
  asleep_until_ = cut_until_ = {};
  start();
}

bool Desktop::dies() {
  if (world_.random.chance(world_.faults.desktop_crash)) {
    crash();
    return true;
  }
  if (world_.random.chance(world_.faults.desktop_sleep)) {
    // Most sleeps are short; some are longer than any lease.
    const bool lasts = world_.random.chance(0.4);
    sleep(lasts ? world_.random.between(minutes(1), minutes(25)) : world_.random.between(seconds(1), seconds(90)));
  }
  if (world_.random.chance(world_.faults.desktop_cut)) cut(world_.random.between(seconds(1), minutes(14)));
  return false;
}

void Desktop::in_life(int life, Loop::Action action) {
  if (life != life_ || !on_) return;
  if (world_.loop.now() >= asleep_until_) return action();
  world_.loop.at(asleep_until_, [this, life, action = std::move(action)] { in_life(life, action); });
}

void Desktop::later(milliseconds delay, Loop::Action action) {
  if (dies()) return;
  world_.loop.after(delay, [this, life = life_, action = std::move(action)] { in_life(life, action); });
}

void Desktop::ask(milliseconds timeout, Handler handler, Respond done) {
  if (dies()) return;
  world_.request(*this, timeout, std::move(handler), std::move(done));
}

bool Desktop::settled() const {
  if (work_) return false;
  for (const Attempt& attempt : journal_)
    if (!attempt.settled) return false;
  return true;
}

std::string Desktop::state() const {
  return fmt::format(
      "desktop {} {} {}", index_, on_ ? "on" : "off",
      work_ ? fmt::format("at #{} {}", journal_[work_->attempt].id, journal::to_string(journal_[work_->attempt].phase))
            : "idle");
}

// The way of an agent

void Desktop::sync() {
  ask(
      seconds(10), [this](Node& node, Respond respond) { node.sync(index_, std::move(respond)); },
      [this](const Reply& reply) {
        if (reply.code != Code::ok) return later(world_.random.between(seconds(1), seconds(20)), [this] { sync(); });
        recover(reply.given);
        go_on();
      });
}

void Desktop::recover(const std::vector<Given>& leases) {
  for (std::size_t i = 0; i < journal_.size(); ++i) {
    Attempt& attempt = journal_[i];
    if (attempt.settled) continue;
    const Phase phase =
        world_.mutation.clicked_again_after_crash ? std::min(attempt.phase, Phase::intent) : attempt.phase;
    switch (journal::recovery_of(phase, attempt.outcome.has_value())) {
      case journal::Recovery::send_again:
        break;
      case journal::Recovery::report_unknown:
        attempt.outcome = Outcome{failed(FailureKind::outcome_unknown)};
        break;
      case journal::Recovery::report_stopped: {
        bool ours = false;
        for (const Given& lease : leases) ours |= lease.application == attempt.id && lease.epoch == attempt.epoch;
        if (ours && attempt.resumes < kMaxResumes) {
          ++attempt.resumes;
          resumable_.push_back(i);
        } else {
          attempt.outcome = Outcome{failed(FailureKind::browser_crashed)};
        }
        break;
      }
    }
  }
}

void Desktop::go_on() {
  flush([this] {
    if (!resumable_.empty()) {
      const auto attempt = resumable_.back();
      resumable_.pop_back();
      return work_on(attempt);
    }
    claim();
  });
}

void Desktop::flush(Loop::Action then) {
  for (std::size_t i = 0; i < journal_.size(); ++i)
    if (!journal_[i].settled && journal_[i].outcome) return send_outcome(i, std::move(then));
  then();
}

void Desktop::send_outcome(std::size_t at, Loop::Action then) {
  const Attempt& attempt = journal_[at];
  ask(
      seconds(15),
      [=, this, id = attempt.id, epoch = attempt.epoch, report = attempt.outcome->report](Node& node, Respond respond) {
        node.report(index_, id, epoch, report, std::move(respond));
      },
      [=, this](const Reply& reply) {
        // What could not be delivered is sent again the next time round.
        if (reply.code == Code::unavailable) return then();
        journal_[at].settled = true;
        flush(then);
      });
}

void Desktop::claim() {
  if (claim_key_.empty()) claim_key_ = fmt::format("c{}-{}", index_, ++claims_);
  ask(
      kClaimWait + seconds(10),
      [this, key = claim_key_](Node& node, Respond respond) {
        node.claim(index_, key, kClaimWait, std::move(respond));
      },
      [this](const Reply& reply) {
        if (reply.code != Code::ok) return later(world_.random.between(seconds(1), seconds(15)), [this] { go_on(); });
        if (reply.given.empty()) return go_on();
        take(reply.given.front());
      });
}

void Desktop::take(Given given) {
  for (const Attempt& attempt : journal_) {
    if (attempt.id != given.application || attempt.epoch != given.epoch) continue;
    const bool fresh = attempt.phase == Phase::claimed && !attempt.outcome;
    const auto at = static_cast<std::size_t>(&attempt - journal_.data());
    if (fresh) return work_on(at);
    // Given and begun: a second try at the same click is refused.
    return later(seconds(10), [this] {
      claim_key_.clear();
      go_on();
    });
  }
  journal_.push_back({given.application, given.epoch, Phase::claimed, std::nullopt, false, 0});
  work_on(journal_.size() - 1);
}

void Desktop::work_on(std::size_t attempt) {
  work_.emplace();
  work_->number = ++numbers_;
  work_->attempt = attempt;
  world_.say("desktop {} works on #{} epoch {}", index_, journal_[attempt].id, journal_[attempt].epoch);
  keep(work_->number);
  if (!at(numbers_)) return;
  step(world_.random.between(2, 4));
}

/// The heartbeat beside the work.
void Desktop::keep(std::uint64_t number) {
  if (!at(number)) return;
  const Attempt& attempt = journal_[work_->attempt];
  const bool begun = work_->begun;
  ask(
      seconds(10),
      [=, this, id = attempt.id, epoch = attempt.epoch](Node& node, Respond respond) {
        if (begun)
          node.heartbeat(index_, id, epoch, std::move(respond));
        else
          node.report(index_, id, epoch, {Status::processing, std::nullopt, milliseconds(0)}, std::move(respond));
      },
      [=, this](const Reply& reply) {
        if (!at(number)) return;
        if (reply.code == Code::ok) {
          work_->begun = true;
          if (reply.cancel_requested) work_->cancelled = true;
        } else if (reply.code != Code::unavailable) {
          work_->lost = true;
          return;
        }
        later(reply.code == Code::ok ? world_.heartbeat : kRetry, [=, this] { keep(number); });
      });
}

void Desktop::step(int steps_left) {
  const auto number = work_->number;
  if (stopped()) return drop();
  enter(steps_left > 1 ? Phase::filling : Phase::ready);
  later(world_.random.between(seconds(1), seconds(30)), [=, this] {
    if (!at(number)) return;
    if (stopped()) return drop();
    if (world_.random.chance(world_.faults.portal_trouble)) {
      const auto& rule = domain::kFailureRules[static_cast<std::size_t>(
          world_.random.between(0, static_cast<int>(domain::kFailureRules.size()) - 1))];
      if (rule.kind != FailureKind::outcome_unknown && rule.kind != FailureKind::already_applied)
        return finish(failed(rule.kind));
    }
    if (steps_left > 1) return step(steps_left - 1);
    enter(Phase::intent);
    note_asked();
    ask_permission(number);
  });
}

void Desktop::ask_permission(std::uint64_t number) {
  if (stopped()) return drop();
  if (world_.mutation.no_intent) return click(number);
  const Attempt& attempt = journal_[work_->attempt];
  ask(
      seconds(10),
      [=, this, id = attempt.id, epoch = attempt.epoch](Node& node, Respond respond) {
        node.submit_intent(index_, id, epoch, fmt::format("i{}-{}-{}", index_, id, epoch), std::move(respond));
      },
      [=, this](const Reply& reply) {
        if (!at(number)) return;
        switch (reply.code) {
          case Code::ok:
            work_->granted = true;
            // What looked like the last step was not, and the one behind it asks what nobody has answered.
            if (world_.random.chance(world_.faults.late_question))
              return later(world_.random.between(seconds(1), seconds(30)), [=, this] {
                if (at(number)) finish(failed(FailureKind::question_unanswered));
              });
            // Something is read and checked before the click; now and then a page with a last look comes first.
            return later(world_.random.chance(world_.faults.last_look)
                             ? world_.random.between(seconds(2), seconds(100))
                             : world_.random.between(milliseconds(5), seconds(2)),
                         [=, this] {
                           if (at(number)) click(number);
                         });
          case Code::unavailable:
            if (world_.loop.now() > work_->first_asked + kGatePatience) {
              work_->unavailable = true;
              return drop();
            }
            return later(world_.random.between(milliseconds(500), seconds(10)), [=, this] {
              if (at(number)) ask_permission(number);
            });
          case Code::cancelled:
            work_->cancelled = true;
            return drop();
          default:
            work_->lost = true;
            return drop();
        }
      });
}

void Desktop::note_asked() {
  work_->first_asked = work_->asked_at = world_.loop.now();
  work_->asked_at_date = world_.loop.now() + skew_;
}

bool Desktop::permission_holds() const {
  if (world_.mutation.no_intent || world_.mutation.old_permission_used) return true;
  const auto age = world_.mutation.wall_clock_permission ? world_.loop.now() + skew_ - work_->asked_at_date
                                                         : world_.loop.now() - work_->asked_at;
  return domain::may_still_click(age, world_.policy.lease);
}

void Desktop::click(std::uint64_t number) {
  // Asked in vain for long, or slept: what was granted then may have ended by now.
  if (!permission_holds()) {
    note_asked();
    return ask_permission(number);
  }
  enter(Phase::clicking);
  later(world_.random.between(milliseconds(1), milliseconds(200)), [=, this] {
    if (!at(number)) return;
    if (!permission_holds()) return finish(failed(FailureKind::outcome_unknown));
    const Attempt& attempt = journal_[work_->attempt];
    world_.say("desktop {} clicks #{} epoch {}", index_, attempt.id, attempt.epoch);
    world_.checks.clicked(attempt.id, attempt.epoch, world_.database.rows[static_cast<std::size_t>(attempt.id)].state);
    work_->clicked = true;
    auto answered = std::make_shared<bool>(false);
    world_.post(attempt.id, attempt.epoch, [=, this, life = life_](bool confirmed) {
      in_life(life, [=, this] {
        if (!at(number) || std::exchange(*answered, true)) return;
        enter(Phase::clicked);
        finish(confirmed ? Report{Status::completed, std::nullopt, milliseconds(0)}
                         : failed(FailureKind::outcome_unknown));
      });
    });
    later(kConfirmation, [=, this] {
      if (!at(number) || std::exchange(*answered, true)) return;
      finish(failed(world_.mutation.question_after_click ? FailureKind::question_unanswered
                                                         : FailureKind::outcome_unknown));
    });
  });
}

/// Given up before the click.
void Desktop::drop() {
  if (work_->lost) {
    journal_[work_->attempt].settled = true;
    world_.say("desktop {} drops #{}", index_, journal_[work_->attempt].id);
    return end_work();
  }
  if (work_->cancelled) return finish({Status::cancelled, std::nullopt, milliseconds(0)});
  finish(failed(FailureKind::network));
}

void Desktop::finish(Report report) {
  const bool clicked = journal::may_have_sent(journal_[work_->attempt].phase);
  if (work_->lost && !clicked)
    journal_[work_->attempt].settled = true;
  else
    journal_[work_->attempt].outcome = Outcome{report};
  world_.say("desktop {} ended #{}: {}{}", index_, journal_[work_->attempt].id, domain::to_string(report.said),
             report.failure ? fmt::format(" {}", domain::to_string(*report.failure)) : "");
  end_work();
}

void Desktop::end_work() {
  work_.reset();
  claim_key_.clear();
  later(milliseconds(100), [this] { go_on(); });
}

}  // namespace jobswipe::simulator
