// What a server process does by itself: relay, sweep, dispatch.
#include "tests/simulator/node.hpp"

namespace jobswipe::simulator {

using domain::Action;
using domain::Application;
using domain::Status;

namespace {

constexpr seconds kReconcile{15};
constexpr milliseconds kRelayPoll{1000};
constexpr std::chrono::hours kRetriesWithin{2};

Redis::Job job_of(int id, const Row& row) {
  return {id, row.state.epoch};
}

}  // namespace

void Node::relay() {
  if (relaying_ || !up_) return;
  relaying_ = true;
  const auto end = [this] {
    relaying_ = false;
    // What was committed meanwhile, and what could not be read, is looked for at the next poll.
    if (!world_.database.pending().empty()) later(kRelayPoll, [this] { relay(); });
  };
  query([this] { return world_.database.pending(); },
        [this, end](const std::optional<std::vector<LoggedEvent>>& events) {
          if (!events || events->empty()) return end();
          if (world_.mutation.relay_marks_first)
            return mark(*events, [this, end, events] { add_jobs(*events, [end](const auto&) { end(); }); });
          add_jobs(*events, [this, end](const std::vector<LoggedEvent>& done) { mark(done, end); });
        });
}

void Node::add_jobs(std::vector<LoggedEvent> events, std::function<void(const std::vector<LoggedEvent>&)> then) {
  if (dies()) return;
  // What is added follows from the rows as the relay's statement read them.
  std::vector<std::pair<domain::QueueJob, Redis::Job>> jobs;
  std::vector<base::Time> due;
  for (const LoggedEvent& event : events) {
    const Row& row = world_.database.rows[static_cast<std::size_t>(event.application)];
    const auto due_in = std::chrono::ceil<milliseconds>(row.state.available_at - world_.loop.now());
    jobs.emplace_back(domain::job_of(row.state.status, due_in), job_of(event.application, row));
    due.push_back(row.state.available_at);
  }
  later(hop(), [this, events, jobs, due, then] {
    std::vector<LoggedEvent> done = events;
    if (world_.redis.up) {
      for (std::size_t i = 0; i < jobs.size(); ++i) {
        const auto& [kind, job] = jobs[i];
        if (kind == domain::QueueJob::offer) world_.redis.offers.insert(job);
        if (kind == domain::QueueJob::dead_letter) world_.redis.dead.insert(job);
        if (kind == domain::QueueJob::later && !world_.redis.has_delayed(job))
          world_.redis.delayed.emplace_back(due[i], job);
      }
      world_.dispatch_later(milliseconds(20));
    } else {
      // An event that calls for a dead letter waits for Redis; the sweep makes up for the others.
      done.clear();
      for (std::size_t i = 0; i < jobs.size(); ++i)
        if (jobs[i].first != domain::QueueJob::dead_letter) done.push_back(events[i]);
    }
    if (dies()) return;
    then(done);
  });
}

void Node::mark(std::vector<LoggedEvent> events, Loop::Action then) {
  query(
      [this, events] {
        world_.database.mark(events);
        return true;
      },
      [then](const std::optional<bool>&) { then(); });
}

void Node::sweep_tick() {
  later(kReconcile, [this] { sweep_tick(); });
  if (world_.sweep_leader < 0 && world_.database.up) world_.sweep_leader = index_;
  // A leader whose lock is gone with its connection may be at work for a while still.
  if (world_.sweep_leader == index_ || world_.random.chance(world_.faults.two_leaders)) sweep();
}

void Node::sweep() {
  settle_leases([this] {
    if (world_.mutation.redis_only_copy) return;
    if (world_.database.first_due() < 0) return restore_jobs();
    query([this] { return world_.database.first_due() >= 0; },
          [this](const std::optional<bool>& due) {
            if (due.value_or(false)) world_.wake();
            restore_jobs();
          });
  });
}

void Node::settle_leases(Loop::Action then) {
  const auto lapses = [this](const Row& row) {
    return domain::is_leased(row.state.status) && row.state.lease_expires_at <= world_.loop.now();
  };
  // Here and below: a statement that would find nothing is left out.
  if (std::none_of(world_.database.rows.begin(), world_.database.rows.end(), lapses)) return then();
  using Lapsed = std::vector<std::pair<int, Application>>;
  query(
      [this] {
        Lapsed lapsed;
        for (std::size_t id = 0; id < world_.database.rows.size(); ++id) {
          const Application& row = world_.database.rows[id].state;
          if (domain::is_leased(row.status) && row.lease_expires_at <= world_.loop.now())
            lapsed.emplace_back(static_cast<int>(id), row);
        }
        return lapsed;
      },
      [this, then](const std::optional<Lapsed>& lapsed) {
        if (!lapsed || lapsed->empty()) return then();
        std::vector<std::pair<domain::Follow, std::pair<int, Application>>> decided;
        for (const auto& lease : *lapsed) {
          Application seen = lease.second;
          if (world_.mutation.retry_after_intent) seen.granted_epoch.reset();
          decided.emplace_back(domain::decide_lapse(seen, world_.policy, world_.random.part()), lease);
        }
        query(
            [this, decided] {
              for (const auto& [follow, lease] : decided) {
                const auto& [id, was] = lease;
                const domain::Follow what = follow;
                const int epoch = was.epoch;
                world_.database.change(id, what.action, Speaker{}, domain::lapse_event(what.action), true,
                                       [&](Application& row) {
                                         const auto granted = row.granted_epoch;
                                         if (world_.mutation.retry_after_intent) row.granted_epoch.reset();
                                         const bool fits = domain::may_lapse(row, epoch, what.to, world_.loop.now());
                                         if (!fits && !world_.mutation.unguarded_sweep) {
                                           row.granted_epoch = granted;
                                           return false;
                                         }
                                         domain::apply(row, what, epoch, world_.loop.now(), world_.policy);
                                         return true;
                                       });
              }
              return true;
            },
            [this, then](const std::optional<bool>&) {
              relay();
              then();
            });
      });
}

void Node::restore_jobs() {
  if (!world_.redis.up) return;
  const auto waits = [this](const Row& row) {
    return domain::is_waiting(row.state.status) && row.state.available_at > world_.loop.now();
  };
  if (world_.redis.remembers && std::none_of(world_.database.rows.begin(), world_.database.rows.end(), waits)) return;
  query([this] { return world_.database.rows; },
        [this](const std::optional<std::vector<Row>>& rows) {
          if (!rows || !world_.redis.up) return;
          Redis& redis = world_.redis;
          for (std::size_t i = 0; i < rows->size(); ++i) {
            const Row& row = (*rows)[i];
            const auto job = job_of(static_cast<int>(i), row);
            if (!world_.database.exists[i]) continue;
            const auto due_in = std::chrono::ceil<milliseconds>(row.state.available_at - world_.loop.now());
            const auto kind = domain::job_of(row.state.status, due_in);
            if (kind == domain::QueueJob::later && due_in < kRetriesWithin && !redis.has_delayed(job))
              redis.delayed.emplace_back(row.state.available_at, job);
            if (redis.remembers) continue;
            if (kind == domain::QueueJob::offer) redis.offers.insert(job);
            if (kind == domain::QueueJob::dead_letter) redis.dead.insert(job);
          }
          redis.remembers = true;
          world_.dispatch_later(milliseconds(20));
        });
}

}  // namespace jobswipe::simulator
