#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <map>
#include <optional>

#include "io/redis/test_server.hpp"
#include "server/dispatch/dispatcher.hpp"
#include "server/outbox/relay.hpp"
#include "server/queue/queues.hpp"
#include "server/queue/wake_bus.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/claims_store.hpp"
#include "server/store/reports_store.hpp"
#include "server/store/sweep_store.hpp"
#include "server/store/testing/fixture.hpp"
#include "server/sweep/sweep.hpp"

namespace jobswipe {
namespace {

using namespace std::chrono_literals;
using base::ApplicationId;
using base::DeviceId;
using base::UserId;
using Steady = std::chrono::steady_clock;
namespace asio = boost::asio;

/// One process' part in waking: its connection for publishing, its bus.
struct Process {
  Process(asio::any_io_executor executor, const redis::Config& config)
      : client(executor, config),
        node(std::make_shared<queue::NodeWakes>(executor, config)),
        bus(executor, client, node) {}
  redis::Client client;
  std::shared_ptr<queue::NodeWakes> node;
  queue::WakeBus bus;
};

class RedisLoss : public store::testing::StoreFixture {
 protected:
  explicit RedisLoss(std::vector<std::string> options = {}) : redis(std::move(options)) {
    database().execute("DELETE FROM users WHERE id <> '" + user.to_string() + "'");
    database().execute("UPDATE devices SET last_seen_at = now()");
  }
  ~RedisLoss() override {
    disconnect();
    if (work_) {
      run(work_->sweep.stop(10s));
      run(work_->relay.stop(10s));
      run(work_->dispatcher.stop(10s));
    }
  }

  /// What the role `worker` is made of.
  struct Work {
    Work(RedisLoss& test, Process& process)
        : queues(process.client, "application"),
          relay(
              test.io_.get_executor(), test.outbox, queues, test.signal,
              [&bus = process.bus](UserId who) { bus.publish(who, queue::Wake::events); }, relay_options()),
          dispatcher(
              test.io_.get_executor(), process.client, queues,
              [&bus = process.bus](UserId who) { bus.publish(who, queue::Wake::work); }, dispatch_options()),
          sweep(test.io_.get_executor(), test.database_config(), test.sweep_store, process.client, queues,
                sweep_hooks(process.bus), sweep_options()) {
      relay.start();
      dispatcher.start();
      sweep.start();
    }
    static outbox::RelayOptions relay_options() {
      outbox::RelayOptions options;
      options.poll = 100ms;
      return options;
    }
    static dispatch::Dispatcher::Options dispatch_options() {
      dispatch::Dispatcher::Options options;
      options.stalled_interval = 1s;
      return options;
    }
    static sweep::Sweep::Hooks sweep_hooks(queue::WakeBus& bus) {
      sweep::Sweep::Hooks hooks;
      hooks.committed = [&bus](UserId who) { bus.publish(who, queue::Wake::events); };
      hooks.offer = [&bus](UserId who) { bus.publish(who, queue::Wake::work); };
      hooks.random = [] { return 0.5; };
      return hooks;
    }
    static sweep::SweepOptions sweep_options() {
      sweep::SweepOptions options;
      options.interval = kInterval;
      return options;
    }
    queue::Queues queues;
    outbox::Relay relay;
    dispatch::Dispatcher dispatcher;
    sweep::Sweep sweep;
  };

  void start_work() {
    here_.emplace(io_.get_executor(), config());
    work_.emplace(*this, *here_);
  }
  /// A desktop of the person, connected to the process with that bus; it applies for whatever it can claim.
  void connect_desktop(queue::WakeBus& bus) {
    signals_.push_back(bus.signal(user, true));
    asio::co_spawn(io_, desktop(*signals_.back()), [this](std::exception_ptr error) {
      if (error) failure_ = error;
    });
  }
  void disconnect() {
    leaving_ = true;
    signals_.clear();
  }
  asio::awaitable<void> desktop(queue::WakeBus::Signal& signal) {
    while (!leaving_) {
      bool idle = false;
      try {
        idle = co_await work_once();
      } catch (const postgres::Unavailable&) {
        // A machine under load; the next look repeats what was not done.
      }
      if (idle && !leaving_) co_await signal.wait(60s);
    }
  }
  /// True when there was nothing to claim.
  asio::awaitable<bool> work_once() {
    const auto claimed = co_await claims.take(user, device, 3, "");
    for (const auto& application : claimed) {
      const ApplicationId id = *ApplicationId::parse(application.id);
      ++claimed_[id];
      const int epoch = static_cast<int>(application.epoch);
      const auto granted = co_await claims.submit_intent(user, id, device, epoch, "once");
      if (!granted) throw std::runtime_error("the submit intent was not granted");
      store::ReportedTransition done;
      done.status = domain::Status::completed;
      done.event_type = "application.completed";
      done.confirmation = "Thank you";
      co_await reports.transition(user, id, device, epoch, done);
    }
    co_return claimed.empty();
  }

  ApplicationId swipe() {
    const base::JobId job = add_job();
    while (true) {
      try {
        const auto result = run(applications.swipe_right(user, job, std::nullopt, 5, std::nullopt));
        signal.notify();
        const ApplicationId id = *ApplicationId::parse(result.id);
        swiped_.push_back(id);
        return id;
      } catch (const postgres::Unavailable&) {
        // The same swipe again is the same application.
      }
    }
  }
  std::string count(const std::string& what) {
    return database().value("SELECT count(*) FROM application_queue WHERE " + what);
  }
  template <class Condition>
  void until(Condition condition, std::chrono::seconds time = 40s) {
    const auto end = Steady::now() + time;
    while (!condition() && Steady::now() < end) {
      // For a while and not for one handler: the conditions read the database, which takes longer than either.
      io_.restart();
      io_.run_for(20ms);
      if (failure_) std::rethrow_exception(failure_);
    }
    ASSERT_TRUE(condition());
  }
  void rest(std::chrono::milliseconds time) {
    io_.restart();
    io_.run_for(time);
  }
  /// All swipes are applied for, each once; within less than a desktop looks by itself, so by being woken.
  void expect_all_applied() {
    until([&] { return claimed_.size() == swiped_.size(); });
    until([&] { return count("status = 'COMPLETED'") == std::to_string(swiped_.size()); });
    for (const ApplicationId id : swiped_) EXPECT_EQ(claimed_[id], 1);
  }
  redis::Config config() const {
    redis::Config config = redis.config();
    config.command_timeout = 2s;
    config.connect_timeout = 1s;
    config.ping_interval = 300ms;
    return config;
  }
  postgres::Config database_config() {
    postgres::Config config;
    config.url = database().url();
    config.connections = 1;
    return config;
  }
  queue::WakeBus& here() { return here_->bus; }

  static constexpr std::chrono::milliseconds kInterval{500};

  redis::TestServer redis;
  store::ApplicationsStore applications{pool(), 3};
  store::ClaimsStore claims{pool(), {}};
  store::ReportsStore reports{pool(), std::chrono::seconds(600)};
  store::OutboxStore outbox{pool()};
  store::SweepStore sweep_store{pool()};
  outbox::OutboxSignal signal;
  std::optional<Process> here_;
  std::optional<Work> work_;
  std::vector<std::unique_ptr<queue::WakeBus::Signal>> signals_;
  std::vector<ApplicationId> swiped_;
  std::map<ApplicationId, int> claimed_;
  std::exception_ptr failure_;
  bool leaving_ = false;
};

TEST_F(RedisLoss, AbsentAtTheStartSwipesAreDeliveredAndTheQueuesFilledWhenItComes) {
  redis.kill();
  start_work();
  connect_desktop(here());
  for (int i = 0; i < 5; ++i) swipe();
  expect_all_applied();
  EXPECT_EQ(work_->sweep.stats().rebuilds, 0u);
  redis.start();
  until([&] { return work_->sweep.stats().rebuilds == 1; });
  swipe();
  expect_all_applied();
  until([&] { return work_->dispatcher.stats().completed > 0; });
}

TEST_F(RedisLoss, KilledInTheMiddleOfSwipesNoneIsLostOrDoubled) {
  start_work();
  connect_desktop(here());
  run(here_->client.wait_ready(20s));
  for (int i = 0; i < 30; ++i) {
    swipe();
    if (i == 10) redis.kill();
    if (i == 20) redis.start();
    rest(5ms);
  }
  expect_all_applied();
}

TEST_F(RedisLoss, FlushedWithWorkInTheQueuesNothingIsOwed) {
  start_work();
  run(here_->client.wait_ready(20s));
  until([&] { return work_->sweep.stats().rebuilds == 1; });
  const ApplicationId failed = swipe(), later = swipe();
  swipe();
  until([&] { return count("status = 'QUEUED'") == "3"; });
  database().execute(
      "UPDATE application_queue SET status = 'FAILED', failure_kind = 'timeout', finished_at = now() "
      "WHERE id = '" +
      failed.to_string() + "'");
  database().execute("UPDATE application_queue SET available_at = now() + interval '1 hour' WHERE id = '" +
                     later.to_string() + "'");
  run(here_->client.command({"FLUSHALL"}));
  run(here_->client.command({"SCRIPT", "FLUSH"}));
  until([&] { return work_->sweep.stats().rebuilds == 2; });
  EXPECT_TRUE(run(work_->queues.deadletter.get(failed.to_string() + "-0")));
  EXPECT_TRUE(run(work_->queues.retry.get(later.to_string() + "-0")));
  connect_desktop(here());
  until([&] { return claimed_.size() == 1; });
  EXPECT_EQ(claimed_.count(failed) + claimed_.count(later), 0u);
}

TEST_F(RedisLoss, FullOfOtherThingsSwipesGoOnAndWhatItMissedIsThereOnceItHasRoom) {
  start_work();
  connect_desktop(here());
  run(here_->client.wait_ready(20s));
  until([&] { return work_->sweep.stats().rebuilds == 1; });
  run(here_->client.command({"CONFIG", "SET", "maxmemory", "1"}));
  for (int i = 0; i < 5; ++i) swipe();
  expect_all_applied();
  EXPECT_GT(work_->relay.stats().missed, 0u);
  EXPECT_TRUE(here_->client.healthy());
  // One fails while Redis takes nothing.
  database().execute(
      "UPDATE application_queue SET status = 'FAILED', failure_kind = 'posting_closed', finished_at = "
      "now() WHERE id = '" +
      swiped_[0].to_string() + "'");
  const std::string letter = swiped_[0].to_string() + "-1";
  EXPECT_FALSE(run(work_->queues.deadletter.get(letter)));
  run(here_->client.command({"CONFIG", "SET", "maxmemory", "0"}));
  until([&] { return run(work_->queues.deadletter.get(letter)).has_value(); });
}

TEST_F(RedisLoss, SilentSwipesGoOnAndEachDelayEnds) {
  start_work();
  connect_desktop(here());
  run(here_->client.wait_ready(20s));
  until([&] { return work_->sweep.stats().rebuilds == 1; });
  redis.freeze();
  const auto before = Steady::now();
  for (int i = 0; i < 5; ++i) swipe();
  expect_all_applied();
  EXPECT_LT(Steady::now() - before, 20s);
  until([&] { return !here_->client.healthy(); });
  redis.thaw();
  run(here_->client.wait_ready(20s));
  swipe();
  expect_all_applied();
}

/// Redis keeps its data over a restart.
class RedisThatRemembers : public RedisLoss {
 protected:
  RedisThatRemembers() : RedisLoss({"--appendonly", "yes", "--appendfsync", "always"}) {}
};

TEST_F(RedisThatRemembers, RestartedWithOldDataItIsBroughtUpToDate) {
  start_work();
  run(here_->client.wait_ready(20s));
  until([&] { return work_->sweep.stats().rebuilds == 1; });
  const ApplicationId again = swipe(), dies = swipe(), done = swipe();
  until([&] { return work_->relay.stats().queued == 3; });
  const auto fail = [&](ApplicationId id) {
    database().execute(
        "UPDATE application_queue SET status = 'FAILED', failure_kind = 'timeout', finished_at = now() "
        "WHERE id = '" +
        id.to_string() + "'");
  };
  const auto relay_again = [&](ApplicationId id, const std::string& type) {
    database().execute(
        "UPDATE application_events SET outbox = true, type = '" + type + "' WHERE application_id = '" + id.to_string() +
        "' AND seq = (SELECT max(seq) FROM application_events WHERE application_id = '" + id.to_string() + "')");
    signal.notify();
  };
  fail(again);
  relay_again(again, "application.failed");
  until([&] { return run(work_->queues.deadletter.get(again.to_string() + "-0")).has_value(); });

  redis.stop();
  until([&] { return !here_->client.healthy(); });
  // While it is away: one dead letter is sent again, another application fails, a third is applied for elsewhere.
  ASSERT_TRUE(run(applications.retry(user, again)));
  fail(dies);
  relay_again(dies, "application.failed");
  until([&] { return work_->relay.stats().missed > 0; });
  // The process that owed it to Redis ends before Redis is back.
  run(work_->sweep.stop(10s));
  run(work_->relay.stop(10s));
  run(work_->dispatcher.stop(10s));
  work_.reset();
  database().execute("UPDATE application_events SET outbox = false");
  database().execute("UPDATE application_queue SET status = 'COMPLETED', finished_at = now() WHERE id = '" +
                     done.to_string() + "'");
  redis.start();
  run(here_->client.wait_ready(30s));
  work_.emplace(*this, *here_);
  until([&] { return work_->sweep.stats().rebuilds >= 1; });
  EXPECT_FALSE(run(work_->queues.deadletter.get(again.to_string() + "-0"))) << "its owner sent it again";
  EXPECT_TRUE(run(work_->queues.deadletter.get(dies.to_string() + "-0"))) << "it failed while Redis was away";
  connect_desktop(here());
  until([&] { return claimed_.count(again) == 1; });
  EXPECT_EQ(claimed_.count(done) + claimed_.count(dies), 0u);
}

TEST_F(RedisLoss, AWakeThatOnlyThePublishersConnectionMissedArrivesAllTheSame) {
  here_.emplace(io_.get_executor(), config());
  Process there(io_.get_executor(), config());
  run(here_->client.wait_ready(20s));
  run(here_->node->wait_ready(20s));
  run(there.node->wait_ready(20s));
  int unknown = 0, work = 0;
  const auto listening =
      there.bus.listen(user, [&](queue::Wake wake) { ++(wake == queue::Wake::unknown ? unknown : work); });
  until([&] { return unknown == 1; });
  const std::string id = std::to_string(run(here_->client.command({"CLIENT", "ID"})).integer());
  // In the same turn, so that the publisher does not know yet; the subscribers' connections stay.
  const auto cut = [&]() -> asio::awaitable<void> {
    redis::Command kill{"CLIENT", "KILL", "ID", id};
    co_await there.client.command(std::move(kill));
    here_->bus.publish(user, queue::Wake::work);
  };
  run(there.client.wait_ready(20s));
  run(cut());
  until([&] { return work >= 1; });
  EXPECT_EQ(unknown, 1) << "no gap was noticed";
}

TEST_F(RedisLoss, OtherProcessesAreWokenAgainOnceItIsBack) {
  start_work();
  run(here_->client.wait_ready(20s));
  Process there(io_.get_executor(), config());
  run(there.node->wait_ready(20s));
  connect_desktop(there.bus);
  redis.kill();
  until([&] { return !here_->client.healthy() && !there.bus.healthy(); });
  swipe();
  until([&] { return count("status = 'QUEUED'") == "1"; });
  rest(2 * kInterval);
  EXPECT_TRUE(claimed_.empty()) << "between processes nothing carries the wake; this desktop looks once a minute";
  redis.start();
  expect_all_applied();
  disconnect();
}

}  // namespace
}  // namespace jobswipe
