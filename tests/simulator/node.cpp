#include "tests/simulator/node.hpp"

#include "core/domain/person.hpp"

namespace jobswipe::simulator {

using domain::Action;
using domain::Application;
using domain::Status;

namespace {

Reply reply(Code code) {
  Reply result;
  result.code = code;
  return result;
}

Speaker speaker(Speaker::Kind kind, int desktop = -1, int epoch = 0) {
  return {kind, desktop, epoch};
}

constexpr seconds kRecheck{5};

}  // namespace

void Node::start() {
  if (up_) return;
  up_ = true;
  ++life_;
  relaying_ = false;
  world_.say("server {} starts", index_);
  later(milliseconds(500), [this] { relay(); });
  later(world_.random.between(seconds(1), seconds(15)), [this] { sweep_tick(); });
}

void Node::crash() {
  if (!up_) return;
  world_.say("server {} dies", index_);
  up_ = false;
  ++life_;
  waiters_.clear();
  if (world_.sweep_leader == index_) world_.sweep_leader = -1;
  world_.loop.after(world_.random.between(seconds(1), seconds(60)), [this] { start(); });
}

bool Node::dies() {
  if (!world_.random.chance(world_.faults.node_crash)) return false;
  crash();
  return true;
}

milliseconds Node::hop() {
  if (!world_.random.chance(world_.faults.slow)) return world_.random.between(milliseconds(1), milliseconds(8));
  const auto time = world_.random.between(milliseconds(10), seconds(20));
  world_.slow_until = std::max(world_.slow_until, world_.loop.now() + time);
  return time;
}

void Node::later(milliseconds delay, Loop::Action action) {
  world_.loop.after(delay, [this, life = life_, action = std::move(action)] {
    if (life == life_ && up_) action();
  });
}

// Claims

void Node::claim(int desktop, std::string key, milliseconds wait, Respond respond) {
  auto waiter = std::make_shared<Waiter>();
  waiter->desktop = desktop;
  waiter->key = std::move(key);
  waiter->since = world_.loop.now();
  waiter->deadline = waiter->since + wait;
  waiter->respond = std::move(respond);
  waiters_.push_back(waiter);
  ask(waiter, !world_.mutation.redis_only_copy);
}

std::optional<base::Time> Node::waited_for_since() const {
  if (!up_ || waiters_.empty()) return std::nullopt;
  return waiters_.front()->since;
}

void Node::wake(int only) {
  for (const auto& waiter : std::vector(waiters_)) {
    waiter->only = world_.mutation.redis_only_copy ? only : -1;
    if (waiter->asking)
      waiter->woken = true;
    else
      ask(waiter, true);
  }
}

void Node::ask(std::shared_ptr<Waiter> waiter, bool read) {
  if (waiter->done || waiter->asking) return;
  const auto left = std::chrono::ceil<milliseconds>(waiter->deadline - world_.loop.now());
  const auto again = [this, waiter] { ask(waiter, !world_.mutation.redis_only_copy); };
  // Nothing is there to be found, so the statement is left out; the next look comes when it would.
  if (left.count() > 0 && waiter->asked && !world_.database.anything_for(waiter->desktop, waiter->key))
    return later(std::min<milliseconds>(kRecheck, left), again);
  waiter->asking = waiter->asked = true;
  const auto finish = [this, waiter](Reply answer) {
    waiter->done = true;
    std::erase(waiters_, waiter);
    waiter->respond(answer);
  };
  query(
      [this, waiter, read] {
        if (!read) return std::vector<Given>();
        return world_.database.take(waiter->desktop, waiter->key, waiter->only);
      },
      [this, waiter, finish, again](const std::optional<std::vector<Given>>& given) {
        waiter->asking = false;
        if (!given) return finish(reply(Code::unavailable));
        Reply answer = reply(Code::ok);
        answer.given = *given;
        if (!given->empty() || world_.loop.now() >= waiter->deadline) return finish(answer);
        if (std::exchange(waiter->woken, false)) return ask(waiter, true);
        const auto rest = std::chrono::ceil<milliseconds>(waiter->deadline - world_.loop.now());
        later(std::min<milliseconds>(kRecheck, rest), again);
      });
}

// A desktop's writes

std::pair<base::DeviceId, int> Node::speaker_of(int desktop, int id, int epoch) const {
  const Application& row = world_.database.rows[static_cast<std::size_t>(id)].state;
  if (!world_.mutation.no_epoch_check) return {device_id(desktop), epoch};
  return {row.device.value_or(device_id(desktop)), row.epoch};
}

void Node::heartbeat(int desktop, int id, int epoch, Respond respond) {
  query(
      [=, this] {
        Reply answer = reply(Code::stale);
        const auto [device, held] = speaker_of(desktop, id, epoch);
        world_.database.change(id, Action::start, speaker(Speaker::Kind::desktop, desktop, epoch), "", false,
                               [&](Application& row) {
                                 if (!domain::heartbeat(row, device, held, world_.loop.now(), world_.policy))
                                   return false;
                                 answer.code = Code::ok;
                                 answer.cancel_requested = row.cancel_requested;
                                 return true;
                               });
        return answer;
      },
      [respond](const std::optional<Reply>& answer) { respond(answer.value_or(reply(Code::unavailable))); });
}

void Node::submit_intent(int desktop, int id, int epoch, std::string key, Respond respond) {
  query(
      [=, this] {
        domain::Intent intent = domain::Intent::stale;
        const auto [device, held] = speaker_of(desktop, id, epoch);
        world_.database.change(id, Action::start, speaker(Speaker::Kind::desktop, desktop, epoch),
                               "application.submit_granted", false, [&](Application& row) {
                                 const bool cancelled = row.cancel_requested;
                                 const auto lease = row.lease_expires_at;
                                 if (world_.mutation.cancelled_but_granted) row.cancel_requested = false;
                                 intent =
                                     domain::submit_intent(row, device, held, key, world_.loop.now(), world_.policy);
                                 if (!domain::is_grant(intent)) row.cancel_requested = cancelled;
                                 if (intent == domain::Intent::repeated && world_.mutation.repeat_keeps_lease)
                                   row.lease_expires_at = lease;
                                 if (domain::is_grant(intent))
                                   Checks::permitted(id, epoch, row, world_.loop.now(), world_.policy);
                                 return intent == domain::Intent::granted;
                               });
        return intent;
      },
      [respond](const std::optional<domain::Intent>& intent) {
        if (!intent) return respond(reply(Code::unavailable));
        switch (*intent) {
          case domain::Intent::granted:
          case domain::Intent::repeated:
            return respond(reply(Code::ok));
          case domain::Intent::cancelled:
            return respond(reply(Code::cancelled));
          case domain::Intent::already_granted:
            return respond(reply(Code::already_granted));
          case domain::Intent::stale:
            return respond(reply(Code::stale));
        }
      });
}

domain::ReportDecision Node::decide(const Application& row, int desktop, int id, int epoch,
                                    const domain::Report& report) {
  const auto [device, held] = speaker_of(desktop, id, epoch);
  Application seen = row;
  const bool failing = report.said == Status::failed || report.said == Status::needs_review;
  if (world_.mutation.cancel_stays_a_flag) seen.cancel_requested = false;
  if (world_.mutation.retry_after_intent && failing) seen.granted_epoch.reset();
  const auto decision = domain::decide_report(seen, device, held, report, world_.policy, world_.random.part());
  if (world_.mutation.late_report_dropped && !domain::holds_lease(row, device, held)) return {};
  return decision;
}

bool Node::follow(int desktop, int id, int epoch, const domain::Follow& follow, bool granted) {
  const bool to_outbox =
      follow.action == Action::retry_later || follow.action == Action::fail || follow.action == Action::ask;
  return world_.database.change(id, follow.action, speaker(Speaker::Kind::desktop, desktop, epoch),
                                domain::rule(follow.action).event, to_outbox, [&](Application& row) {
                                  const auto [device, held] = speaker_of(desktop, id, epoch);
                                  Application seen = row;
                                  const bool retried =
                                      world_.mutation.retry_after_intent && follow.to == Status::queued;
                                  if (world_.mutation.cancel_stays_a_flag) seen.cancel_requested = false;
                                  if (retried) seen.granted_epoch.reset();
                                  if (!domain::may_follow(seen, device, held, follow, granted && !retried))
                                    return false;
                                  if (retried) row.granted_epoch.reset();
                                  domain::apply(row, follow, held, world_.loop.now(), world_.policy);
                                  return true;
                                });
}

void Node::report(int desktop, int id, int epoch, domain::Report report, Respond respond, int decisions) {
  query([=, this] { return world_.database.rows[static_cast<std::size_t>(id)].state; },
        [=, this](const std::optional<Application>& row) {
          if (!row) return respond(reply(Code::unavailable));
          const auto decision = decide(*row, desktop, id, epoch, report);
          if (decision.verdict == domain::ReportVerdict::repeated) return respond(reply(Code::ok));
          if (decision.verdict != domain::ReportVerdict::taken || decisions == 3) {
            if (report.said == Status::completed) world_.checks.proof_refused(id, epoch, *row);
            return respond(reply(decision.verdict == domain::ReportVerdict::stale ? Code::stale : Code::conflict));
          }
          query([=, this] { return this->follow(desktop, id, epoch, decision.follow, row->granted_epoch.has_value()); },
                [=, this](const std::optional<bool>& written) {
                  if (!written) return respond(reply(Code::unavailable));
                  if (!*written) return this->report(desktop, id, epoch, report, respond, decisions + 1);
                  relay();
                  respond(reply(Code::ok));
                });
        });
}

void Node::sync(int desktop, Respond respond) {
  query(
      [=, this] {
        Reply answer = reply(Code::ok);
        const auto& rows = world_.database.rows;
        for (std::size_t id = 0; id < rows.size(); ++id) {
          const Application& row = rows[id].state;
          if (domain::is_leased(row.status) && row.device == device_id(desktop) && !row.cancel_requested)
            answer.given.push_back({static_cast<int>(id), row.epoch});
        }
        return answer;
      },
      [respond](const std::optional<Reply>& answer) { respond(answer.value_or(reply(Code::unavailable))); });
}

// A person's requests

void Node::swipe(int id, int priority, bool premium, Respond respond) {
  if (world_.mutation.acknowledged_before_commit) respond(reply(Code::ok));
  query(
      [=, this] {
        const auto at = static_cast<std::size_t>(id);
        if (world_.database.exists[at]) return true;
        Row& row = world_.database.rows[at];
        world_.database.exists[at] = true;
        row.swiped_at = world_.loop.now();
        row.priority = priority;
        row.premium = premium;
        row.rank_at = domain::rank_at(row.swiped_at, priority, premium);
        row.state.available_at = world_.loop.now();
        world_.say("  swipe #{}", id);
        world_.database.append(id, "application.swiped", true);
        return true;
      },
      [=, this](const std::optional<bool>& done) {
        if (world_.mutation.acknowledged_before_commit) return;
        if (done) relay();
        respond(reply(done ? Code::ok : Code::unavailable));
      });
}

void Node::once(std::string key, std::function<bool()> change, Respond respond) {
  query(
      [=, this] {
        if (world_.database.done.contains(key)) return Code::ok;
        if (!change()) return Code::conflict;
        world_.database.done.insert(key);
        return Code::ok;
      },
      [=, this](const std::optional<Code>& code) {
        if (code == Code::ok) relay();
        respond(reply(code.value_or(Code::unavailable)));
      });
}

void Node::cancel(int id, std::string key, Respond respond) {
  once(
      std::move(key),
      [=, this] {
        const bool running = domain::is_leased(world_.database.rows[static_cast<std::size_t>(id)].state.status);
        return world_.database.change(id, Action::cancel, speaker(Speaker::Kind::person),
                                      running ? "application.cancel_requested" : "application.cancelled", false,
                                      [](Application& row) { return domain::cancel(row); });
      },
      std::move(respond));
}

void Node::retry(int id, std::string key, Respond respond) {
  once(
      std::move(key),
      [=, this] {
        return world_.database.change(id, Action::retry, speaker(Speaker::Kind::person), "application.queued", true,
                                      [this](Application& row) {
                                        if (world_.mutation.final_state_retried && domain::is_final(row.status))
                                          row.status = Status::failed, row.granted_epoch.reset();
                                        return domain::retry(row, world_.loop.now());
                                      });
      },
      std::move(respond));
}

void Node::answer(int id, std::string key, Respond respond) {
  once(
      std::move(key),
      [=, this] {
        return world_.database.change(id, Action::answer, speaker(Speaker::Kind::person), "application.answered", true,
                                      [this](Application& row) { return domain::answer(row, world_.loop.now()); });
      },
      std::move(respond));
}

void Node::resolve(int id, int epoch, bool sent, bool wrong, std::string key, Respond respond) {
  once(
      std::move(key),
      [=, this] {
        const bool resolved = world_.database.change(
            id, sent ? Action::resolve_sent : Action::resolve_not_sent, speaker(Speaker::Kind::person),
            "application.resolved", !sent, [&](Application& row) {
              const int about = world_.mutation.resolution_of_any_epoch ? row.epoch : epoch;
              if (!domain::resolve(row, about, sent, world_.loop.now())) return false;
              if (world_.mutation.release_forgotten) row.released_epoch.reset();
              return true;
            });
        if (resolved && !sent && wrong) world_.checks.said_not_sent_wrongly(id);
        return resolved;
      },
      std::move(respond));
}

void Node::prioritise(int id, int priority, Respond respond) {
  query(
      [=, this] {
        Row& row = world_.database.rows[static_cast<std::size_t>(id)];
        if (!domain::may_set_priority(row.state)) return false;
        row.priority = priority;
        row.rank_at = domain::rank_at(row.swiped_at, priority, row.premium);
        world_.database.append(id, "application.priority_changed", domain::is_waiting(row.state.status));
        return true;
      },
      [respond](const std::optional<bool>& done) {
        respond(reply(!done ? Code::unavailable : *done ? Code::ok : Code::conflict));
      });
}

void Node::list(Respond respond) {
  query(
      [this] {
        Reply answer = reply(Code::ok);
        for (const Row& row : world_.database.rows) answer.rows.push_back(row.state);
        return answer;
      },
      [respond](const std::optional<Reply>& answer) { respond(answer.value_or(reply(Code::unavailable))); });
}

void Node::events(std::int64_t after, milliseconds wait, Respond respond) {
  query([=, this] { return world_.database.read(after, 50); },
        [=, this](const std::optional<std::vector<std::int64_t>>& seqs) {
          if (!seqs) return respond(reply(Code::unavailable));
          if (seqs->empty() && wait.count() > 0)
            return later(std::min<milliseconds>(wait, kRecheck),
                         [=, this] { events(after, wait - kRecheck, respond); });
          Reply answer = reply(Code::ok);
          answer.seqs = *seqs;
          respond(answer);
        });
}

}  // namespace jobswipe::simulator
