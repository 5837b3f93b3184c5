#pragma once

#include <fmt/format.h>

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/application.hpp"
#include "core/domain/order.hpp"
#include "core/domain/report.hpp"
#include "tests/simulator/checks.hpp"
#include "tests/simulator/loop.hpp"
#include "tests/simulator/mutation.hpp"
#include "tests/simulator/random.hpp"

namespace jobswipe::simulator {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class Node;
class Desktop;
class Person;

/// How hostile a world is: probabilities at each message and each await. Drawn from the seed, each often zero, so that
/// every mixture of faults comes up.
struct Faults {
  double request_lost = 0, request_late = 0, request_doubled = 0, reply_lost = 0, reply_late = 0;
  double node_crash = 0, slow = 0, commit_unknown = 0, two_leaders = 0;
  double desktop_crash = 0, desktop_sleep = 0, desktop_cut = 0;
  double database_stop = 0, redis_stop = 0, redis_flush = 0, wake_lost = 0;
  double portal_trouble = 0, last_look = 0, late_question = 0, post_lost = 0, confirmation_lost = 0;
  double cancel = 0, wrong_word = 0, person_retry = 0;
};

/// One person's rows of `application_queue`.
struct Row {
  domain::Application state;
  base::Time swiped_at{};
  int priority = domain::kUsualPriority;
  bool premium = false;
  base::Time rank_at{};
  base::Time due_since{};  ///< the watcher's: since when a listening desktop could have had it
};

struct LoggedEvent {
  std::int64_t seq = 0;
  int application = 0;
  std::string_view type;
  bool outbox = false;
  base::Time visible_at{};  ///< its commit
};

/// What a claim gave.
struct Given {
  int application = 0, epoch = 0;
};

/// PostgreSQL: each member function that changes something is one transaction, and its conditions are core/domain's.
class Database {
 public:
  explicit Database(class World& world) : world_(world) {}

  bool up = true;
  std::vector<Row> rows;  ///< by application; `exists` says which were swiped
  std::vector<bool> exists;
  std::vector<LoggedEvent> log;
  std::set<std::string> done;  ///< idempotency keys of requests that were carried out

  /// Changes a row by `f(state)`, which says whether it did; the event and the checks go with it.
  template <class F>
  bool change(int id, domain::Action action, const Speaker& by, std::string_view event, bool outbox, F f);
  void append(int id, std::string_view type, bool outbox);

  std::vector<Given> take(int desktop, const std::string& key, int only = -1);
  /// Whether take() would give something.
  bool anything_for(int desktop, const std::string& key) const;
  /// The waiting application that is due and first, or -1.
  int first_due() const;
  std::vector<LoggedEvent> pending() const;
  void mark(const std::vector<LoggedEvent>& events);
  /// Events after `cursor` that a reader sees now.
  std::vector<std::int64_t> read(std::int64_t cursor, std::size_t most) const;

 private:
  class World& world_;
};

/// Redis: ids only, and it may forget them at any moment.
class Redis {
 public:
  using Job = std::pair<int, int>;  ///< application, epoch
  bool up = true;
  bool remembers = false;  ///< the sweep's marker
  std::set<Job> offers, dead;
  std::vector<std::pair<base::Time, Job>> delayed;

  void flush() {
    offers.clear();
    dead.clear();
    delayed.clear();
    remembers = false;
  }
  bool has_delayed(const Job& job) const {
    for (const auto& [due, waiting] : delayed)
      if (waiting == job) return true;
    return false;
  }
};

enum class Code { ok, unavailable, stale, cancelled, already_granted, conflict };

struct Reply {
  Code code = Code::unavailable;
  bool cancel_requested = false;
  std::vector<Given> given;               ///< of a claim, or the leases of a sync
  std::vector<domain::Application> rows;  ///< of a list
  std::vector<std::int64_t> seqs;         ///< of a stream
};
using Respond = std::function<void(const Reply&)>;
using Handler = std::function<void(Node&, Respond)>;

/// Someone who asks the server: goes on with a reply unless they ended meanwhile.
class Caller {
 public:
  virtual ~Caller() = default;
  /// Grows when it dies: what was asked for before concerns nobody after.
  virtual int life() const = 0;
  /// Does it now, when the sleep is over, or never.
  virtual void in_life(int life, Loop::Action action) = 0;
  virtual bool cut_off() const = 0;
};

/// Everything there is, and chance. Made from a seed; two worlds of one seed are the same.
class World {
 public:
  World(std::uint64_t seed, Mutation with_mutation, std::function<void(const std::string&)> with_trace);
  ~World();
  World(const World&) = delete;

  /// Runs to the end. Throws Violation.
  void run();

  /// A request over a network that loses, delays and doubles.
  void request(Caller& caller, milliseconds timeout, Handler handler, Respond done);
  /// The server told its waiting desktops that something waits.
  void wake(int only = -1);
  void dispatch_later(milliseconds delay);
  /// The employer's site.
  void post(int id, int epoch, std::function<void(bool confirmed)> answered);

  template <class... Args>
  void say(fmt::format_string<Args...> format, Args&&... args) {
    if (trace_) speak(fmt::format(format, std::forward<Args>(args)...));
  }

  bool traced() const noexcept { return static_cast<bool>(trace_); }

  Loop loop;
  Random random;
  const Mutation mutation;
  Faults faults;
  domain::Policy policy;
  seconds heartbeat{60};
  bool calm = false;  ///< the faults are over: everything must come to its end now
  Checks checks;
  Database database{*this};
  Redis redis;
  int sweep_leader = -1;
  base::Time slow_until{};  ///< some statement takes its time: nothing is promised of promptness
  std::vector<std::unique_ptr<Node>> nodes;
  std::vector<std::unique_ptr<Desktop>> desktops;
  std::unique_ptr<Person> person;

 private:
  void speak(const std::string& what);
  void draw();
  void hurt();  // what befalls the machines from time to time
  void soothe();
  void watch();  // I5, and whether all is settled
  bool settled() const;
  void dispatch();
  std::string unsettled() const;

  std::function<void(const std::string&)> trace_;
  bool dispatching_ = false, over_ = false;
  base::Time calm_since_{};
};

base::DeviceId device_id(int desktop);

template <class F>
bool Database::change(int id, domain::Action action, const Speaker& by, std::string_view event, bool outbox, F f) {
  domain::Application& state = rows[static_cast<std::size_t>(id)].state;
  const domain::Application before = state;
  if (!f(state)) return false;
  if (world_.traced())
    world_.say("  {} #{}: {} e{} → {} e{} attempts {}{}{}", domain::to_string(action), id,
               domain::to_string(before.status), before.epoch, domain::to_string(state.status), state.epoch,
               state.attempts, state.granted_epoch ? fmt::format(" granted {}", *state.granted_epoch) : "",
               state.released_epoch ? fmt::format(" released {}", *state.released_epoch) : "");
  world_.checks.changed(id, before, state, action, by);
  if (!event.empty()) append(id, event, outbox);
  return true;
}

}  // namespace jobswipe::simulator
