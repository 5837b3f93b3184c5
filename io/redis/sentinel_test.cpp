#include <gmock/gmock.h>

#include <optional>

#include "io/redis/client.hpp"
#include "io/redis/loop_fixture.hpp"
#include "io/redis/subscriber.hpp"
#include "io/redis/test_cluster.hpp"

namespace jobswipe::redis {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// A master, its replica, and a sentinel that promotes the replica when the master is silent.
class RedisBehindASentinel : public LoopFixture {
 protected:
  RedisBehindASentinel()
      : master_port_(free_port()),
        replica_port_(free_port()),
        sentinel_port_(free_port()),
        master_({"--port", std::to_string(master_port_), "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0"}),
        replica_({"--port", std::to_string(replica_port_), "--bind", "127.0.0.1", "--replicaof", "127.0.0.1",
                  std::to_string(master_port_)}) {
    master_.wait_until_it_listens();
    replica_.wait_until_it_listens();
    sentinel_.emplace(
        std::vector<std::string>{"--port", std::to_string(sentinel_port_), "--bind", "127.0.0.1", "--sentinel"},
        "sentinel monitor jobs 127.0.0.1 " + std::to_string(master_port_) +
            " 1\n"
            "sentinel down-after-milliseconds jobs 1000\n"
            "sentinel failover-timeout jobs 5000\n");
  }
  Config config(const std::string& name = "jobs") const {
    // The first of two sentinels is gone.
    Config config =
        Config::parse("redis+sentinel://127.0.0.1:1,127.0.0.1:" + std::to_string(sentinel_port_) + "/" + name);
    config.backoff_base = 10ms;
    config.backoff_cap = 50ms;
    return config;
  }

  std::uint16_t master_port_, replica_port_, sentinel_port_;
  TestServer master_, replica_;
  std::optional<TestServer> sentinel_;
};

TEST_F(RedisBehindASentinel, FindsTheMasterAndFollowsItAfterAFailover) {
  Client client(io_.get_executor(), config());
  Subscriber subscriber(io_.get_executor(), config());
  int subscribed = 0, heard = 0;
  const auto subscription =
      subscriber.subscribe("news", [&](const Notice& notice) { ++(notice.subscribed ? subscribed : heard); });
  run(client.wait_ready(60s));
  run(client.command({"SET", "kept", "yes"}));
  ASSERT_EQ(run(client.command({"WAIT", "1", "30000"}, 31s)).integer(), 1);
  until([&] { return subscribed == 1; });
  // The sentinel hears of the replica from the master.
  Client watch(io_.get_executor(), Config::parse(sentinel_->url()));
  run(watch.wait_ready(20s));
  until([&] { return run(watch.command({"SENTINEL", "REPLICAS", "jobs"})).array().size() == 1; });

  master_.kill();
  std::optional<std::string> value;
  until([&] {
    try {
      run(client.command({"SET", "after", "yes"}));
      value = run(client.command({"GET", "kept"})).string();
    } catch (const Unavailable&) {
      // Until the replica has been promoted.
    }
    return value.has_value();
  });
  EXPECT_EQ(*value, "yes");
  until([&] { return subscribed == 2; });
  run(client.command({"PUBLISH", "news", "x"}));
  until([&] { return heard == 1; });
}

TEST_F(RedisBehindASentinel, SaysWhenTheSentinelKnowsNoSuchMaster) {
  Config wrong = config("nobody");
  wrong.endpoints.erase(wrong.endpoints.begin());
  Client client(io_.get_executor(), wrong);
  try {
    run(client.wait_ready(3s));
    FAIL();
  } catch (const Unavailable& e) {
    EXPECT_THAT(e.what(), HasSubstr("knows no “nobody”"));
  }
}

}  // namespace
}  // namespace jobswipe::redis
