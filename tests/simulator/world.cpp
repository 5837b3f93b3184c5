#include "tests/simulator/world.hpp"

#include "tests/simulator/desktop.hpp"
#include "tests/simulator/node.hpp"
#include "tests/simulator/person.hpp"

namespace jobswipe::simulator {

using domain::Application;
using domain::Status;

namespace {

constexpr seconds kWatch{5};
constexpr seconds kReconcile{15};
/// In which everything comes to its end once the faults are over: three attempts with their back-offs and answers.
constexpr std::chrono::hours kPatience{12};

std::string clock_time(base::Time time) {
  const auto ms = std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count() % 86'400'000;
  return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

}  // namespace

World::World(std::uint64_t seed, Mutation with_mutation, std::function<void(const std::string&)> with_trace)
    : random(seed), mutation(with_mutation), trace_(std::move(with_trace)) {
  draw();
  for (int i = 0; i < 2; ++i) nodes.push_back(std::make_unique<Node>(*this, i));
  const int count = random.chance(0.7) ? 2 : random.between(1, 3);
  for (int i = 0; i < count; ++i) desktops.push_back(std::make_unique<Desktop>(*this, i));
  person = std::make_unique<Person>(*this);
  const auto swipes = static_cast<std::size_t>(random.between(1, 4));
  database.rows.resize(swipes);
  database.exists.resize(swipes);
}

World::~World() = default;

/// Each kind of fault is off in half of the worlds, so that none hides another.
void World::draw() {
  const auto some = [this](double most) { return random.chance(0.5) ? 0.0 : most * random.part(); };
  faults.request_lost = some(0.15);
  faults.request_late = some(0.05);
  faults.request_doubled = some(0.15);
  faults.reply_lost = some(0.2);
  faults.reply_late = some(0.1);
  faults.node_crash = some(0.02);
  faults.slow = some(0.05);
  faults.commit_unknown = some(0.05);
  faults.two_leaders = some(0.3);
  faults.desktop_crash = some(0.04);
  faults.desktop_sleep = some(0.08);
  faults.desktop_cut = some(0.05);
  faults.database_stop = some(0.1);
  faults.redis_stop = some(0.1);
  faults.redis_flush = some(0.1);
  faults.wake_lost = some(0.5);
  faults.portal_trouble = some(0.3);
  faults.last_look = some(0.6);
  faults.late_question = some(0.3);
  faults.post_lost = some(0.2);
  faults.confirmation_lost = some(0.4);
  faults.cancel = some(0.05);
  faults.wrong_word = some(0.5);
  faults.person_retry = some(0.5);
  policy.lease = random.chance(0.4) ? seconds(600) : random.chance(0.5) ? seconds(120) : seconds(60);
  heartbeat = policy.lease / (random.chance(0.5) ? 10 : 3);
}

void World::speak(const std::string& what) {
  trace_(fmt::format("{} {}", clock_time(loop.now()), what));
}

void World::run() {
  for (const auto& node : nodes) node->start();
  for (const auto& desktop : desktops)
    loop.after(random.between(seconds(0), minutes(random.chance(0.5) ? 1 : 15)), [&] { desktop->start(); });
  person->start(static_cast<int>(database.rows.size()));
  loop.after(seconds(30), [this] { hurt(); });
  loop.after(kWatch, [this] { watch(); });
  loop.after(random.between(minutes(15), minutes(50)), [this] { soothe(); });
  while (!over_ && loop.step()) {
  }
}

// The network

void World::request(Caller& caller, milliseconds timeout, Handler handler, Respond done) {
  auto answered = std::make_shared<bool>(false);
  const auto finish = [&caller, life = caller.life(), answered, done = std::move(done)](const Reply& reply) {
    caller.in_life(life, [answered, done, reply] {
      if (!std::exchange(*answered, true)) done(reply);
    });
  };
  loop.after(timeout, [finish] { finish(Reply()); });
  if (caller.cut_off()) return;
  for (int copies = random.chance(faults.request_doubled) ? 2 : 1; copies > 0; --copies) {
    if (random.chance(faults.request_lost)) continue;
    auto way = random.between(milliseconds(5), milliseconds(80));
    if (random.chance(faults.request_late)) way += random.between(seconds(2), minutes(10));
    const auto respond = [this, &caller, finish](const Reply& reply) {
      if (random.chance(faults.reply_lost)) return;
      auto back = random.between(milliseconds(5), milliseconds(80));
      if (random.chance(faults.reply_late)) back += random.between(seconds(1), seconds(40));
      loop.after(back, [&caller, finish, reply] {
        if (!caller.cut_off()) finish(reply);
      });
    };
    loop.after(way, [this, &caller, handler, respond] {
      std::vector<Node*> up;
      for (const auto& node : nodes)
        if (node->up()) up.push_back(node.get());
      if (up.empty()) return respond(Reply());
      handler(*up[static_cast<std::size_t>(random.between(0, static_cast<int>(up.size()) - 1))], respond);
    });
  }
}

void World::post(int id, int epoch, std::function<void(bool)> answered) {
  if (random.chance(faults.post_lost)) return;
  const bool taken = !random.chance(faults.portal_trouble * 0.5);
  loop.after(random.between(milliseconds(50), seconds(15)), [=, this] {
    if (taken) {
      say("the employer gets #{} from epoch {}", id, epoch);
      checks.received(id);
    }
    if (random.chance(faults.confirmation_lost)) return;
    loop.after(random.between(milliseconds(20), seconds(8)), [=] { answered(taken); });
  });
}

// Redis' part: offers become wakes

void World::dispatch_later(milliseconds delay) {
  if (std::exchange(dispatching_, true)) return;
  loop.after(delay, [this] {
    dispatching_ = false;
    dispatch();
  });
}

void World::dispatch() {
  const auto now = loop.now();
  std::erase_if(redis.delayed, [&](const auto& entry) {
    if (entry.first > now) return false;
    redis.offers.insert(entry.second);
    return true;
  });
  if (redis.up && !redis.offers.empty()) {
    const auto job = *redis.offers.begin();
    redis.offers.erase(redis.offers.begin());
    if (mutation.attempt_spent_offline)
      database.change(job.first, domain::Action::relay, Speaker{}, "", false, [](Application& row) {
        if (!domain::is_waiting(row.status)) return false;
        ++row.attempts;
        return true;
      });
    wake(job.first);
  }
  if (!redis.offers.empty()) return dispatch_later(redis.up ? milliseconds(20) : milliseconds(5000));
  if (redis.delayed.empty()) return;
  auto due = redis.delayed.front().first;
  for (const auto& entry : redis.delayed) due = std::min(due, entry.first);
  dispatch_later(std::max(milliseconds(20), std::chrono::ceil<milliseconds>(due - now)));
}

void World::wake(int only) {
  for (const auto& node : nodes) {
    if (!redis.up || random.chance(faults.wake_lost)) continue;
    loop.after(random.between(milliseconds(1), milliseconds(20)), [&node, only] {
      if (node->up()) node->wake(only);
    });
  }
}

// Weather

void World::hurt() {
  if (calm) return;
  if (random.chance(faults.database_stop)) {
    say("the database stops");
    database.up = false;
    sweep_leader = -1;
    loop.after(random.between(seconds(1), seconds(90)), [this] {
      database.up = true;
      say("the database is back");
    });
  }
  if (random.chance(faults.redis_stop)) {
    say("Redis stops");
    redis.up = false;
    loop.after(random.between(seconds(1), minutes(5)), [this] {
      redis.up = true;
      say("Redis is back");
      dispatch_later(milliseconds(20));
    });
  }
  if (random.chance(faults.redis_flush)) {
    say("Redis forgets everything");
    redis.flush();
  }
  if (random.chance(faults.node_crash * 2))
    nodes[static_cast<std::size_t>(random.between(0, static_cast<int>(nodes.size()) - 1))]->crash();
  const auto& desktop = desktops[static_cast<std::size_t>(random.between(0, static_cast<int>(desktops.size()) - 1))];
  if (random.chance(faults.desktop_crash)) desktop->crash();
  if (random.chance(faults.desktop_sleep)) desktop->sleep(random.between(seconds(5), minutes(25)));
  if (random.chance(faults.desktop_cut)) desktop->cut(random.between(seconds(5), minutes(14)));
  if (random.chance(faults.request_lost)) person->cut(random.between(seconds(5), minutes(10)));
  loop.after(random.between(seconds(10), seconds(60)), [this] { hurt(); });
}

void World::soothe() {
  say("the faults are over");
  calm = true;
  calm_since_ = loop.now();
  faults = Faults();
  database.up = redis.up = true;
  for (const auto& node : nodes) node->start();
  for (const auto& desktop : desktops) desktop->wake_up();
  person->back();
  dispatch_later(milliseconds(20));
}

void World::watch() {
  const auto now = loop.now();
  for (const auto& node : nodes) node->relay();
  std::optional<base::Time> waited_for;
  for (const auto& node : nodes)
    if (const auto since = node->waited_for_since(); since && (!waited_for || *since < *waited_for)) waited_for = since;
  for (std::size_t i = 0; i < database.rows.size(); ++i) {
    Row& row = database.rows[i];
    const bool due = database.exists[i] && domain::may_be_claimed(row.state, now);
    if (!due || !waited_for || !database.up || now <= slow_until) {
      row.due_since = {};
      continue;
    }
    if (row.due_since == base::Time{}) row.due_since = now;
    const auto waited = now - std::max(row.due_since, *waited_for);
    if (waited >= kReconcile) Checks::not_dispatched(static_cast<int>(i), std::chrono::floor<seconds>(waited).count());
  }
  if (calm && settled()) {
    over_ = true;
    return;
  }
  if (calm && now - calm_since_ > kPatience) throw Violation("stuck", unsettled());
  loop.after(kWatch, [this] { watch(); });
}

bool World::settled() const {
  return unsettled().empty();
}

std::string World::unsettled() const {
  if (!person->all_accepted()) return "a swipe is not answered";
  for (std::size_t i = 0; i < database.rows.size(); ++i) {
    const Application& row = database.rows[i].state;
    if (!domain::is_final(row.status) && row.status != Status::failed)
      return fmt::format("application {} is {} at epoch {}{}", i, domain::to_string(row.status), row.epoch,
                         row.cancel_requested ? ", cancelled" : "");
    if (row.status == Status::failed && !redis.dead.contains({static_cast<int>(i), row.epoch}))
      return fmt::format("application {} has no dead letter", i);
  }
  for (const auto& desktop : desktops)
    if (!desktop->settled()) return desktop->state();
  for (const LoggedEvent& event : database.log)
    if (event.outbox) return fmt::format("event {} was never relayed", event.seq);
  if (checks.read_up_to() != static_cast<std::int64_t>(database.log.size()))
    return fmt::format("a reader has {} of {} events", checks.read_up_to(), database.log.size());
  return "";
}

}  // namespace jobswipe::simulator
