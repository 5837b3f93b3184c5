#include <gmock/gmock.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

#include "io/redis/client.hpp"
#include "io/redis/loop_fixture.hpp"
#include "io/redis/subscriber.hpp"
#include "io/redis/test_cluster.hpp"

namespace jobswipe::redis {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// One cluster for all of these tests, which change its form: each finds where the slot is now.
class RedisCluster : public LoopFixture {
 protected:
  static void SetUpTestSuite() { cluster_ = std::make_unique<TestCluster>("application"); }
  static void TearDownTestSuite() { cluster_.reset(); }

  RedisCluster() : client_(io_.get_executor(), cluster_->config()) { run(client_.wait_ready(20s)); }
  static std::string slot() { return std::to_string(cluster_->slot()); }
  static int another() { return (cluster_->owner() + 1) % TestCluster::kMasters; }
  /// The slot begins to move from its owner to another node.
  static void begin_to_move() {
    cluster_->ask(another(), {"CLUSTER", "SETSLOT", slot(), "IMPORTING", cluster_->id(cluster_->owner())});
    cluster_->ask(cluster_->owner(), {"CLUSTER", "SETSLOT", slot(), "MIGRATING", cluster_->id(another())});
  }
  static void move_keys(std::vector<std::string> keys) {
    Command command{"MIGRATE", "127.0.0.1", std::to_string(cluster_->endpoint(another()).port), "", "0",
                    "5000",    "KEYS"};
    command.insert(command.end(), keys.begin(), keys.end());
    cluster_->ask(cluster_->owner(), std::move(command));
  }
  static void end_move() { cluster_->move_slot_to(another()); }
  void set(std::string key, std::string value) { run(client_.command({"SET", std::move(key), std::move(value)})); }

  static std::unique_ptr<TestCluster> cluster_;
  Client client_;
};

std::unique_ptr<TestCluster> RedisCluster::cluster_;

TEST_F(RedisCluster, FollowsMovedToTheNodeThatServesTheKeys) {
  set("{application}:greeting", "hello");
  EXPECT_EQ(run(client_.command({"GET", "{application}:greeting"})).string(), "hello");
  const auto replies = run(client_.pipeline({{"GET", "{application}:greeting"}, {"INCR", "{application}:n"}}));
  EXPECT_EQ(replies[0].string(), "hello");
  EXPECT_EQ(replies[1].integer(), 1);
}

TEST_F(RedisCluster, FindsKeysOfOtherSlotsToo) {
  // In one pipeline, so that its commands are redirected to different nodes.
  std::vector<Command> commands;
  for (int i = 0; i < 30; ++i) commands.push_back({"SET", "key-" + std::to_string(i), std::to_string(i)});
  for (const Reply& reply : run(client_.pipeline(std::move(commands)))) EXPECT_EQ(reply.text, "OK");
  for (int i = 0; i < 30; ++i)
    EXPECT_EQ(run(client_.command({"GET", "key-" + std::to_string(i)})).string(), std::to_string(i));
}

TEST_F(RedisCluster, RunsScriptsOnTheNodeThatServesTheirKeys) {
  const Script script("increase", "return redis.call('INCRBY', KEYS[1], ARGV[1])", 1);
  std::vector<Invocation> many(50, Invocation{&script, {"{application}:sum", "2"}});
  const auto replies = run(client_.eval_all(std::move(many)));
  EXPECT_EQ(replies.back().integer(), 100);
}

TEST_F(RedisCluster, SaysWhatToDoWhenKeysLieInSeveralSlots) {
  try {
    run(client_.command({"MGET", "a", "b"}));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "CROSSSLOT");
    EXPECT_THAT(e.what(), HasSubstr("braces"));
  }
}

TEST_F(RedisCluster, FollowsAskWhileASlotMovesAndMovedAfterwards) {
  set("{application}:stays", "old");
  set("{application}:goes", "gone");
  const Script script("append", "return redis.call('APPEND', KEYS[1], ARGV[1])", 1);
  begin_to_move();
  move_keys({"{application}:goes"});
  EXPECT_EQ(run(client_.command({"GET", "{application}:goes"})).string(), "gone");
  EXPECT_EQ(run(client_.command({"GET", "{application}:stays"})).string(), "old");
  EXPECT_EQ(run(client_.eval(script, {"{application}:goes", "+1"})).integer(), 6);
  const auto replies = run(client_.pipeline({{"GET", "{application}:goes"}, {"GET", "{application}:stays"}}));
  EXPECT_EQ(replies[0].string(), "gone+1");
  EXPECT_EQ(replies[1].string(), "old");
  move_keys({"{application}:stays", "{application}:greeting", "{application}:n", "{application}:sum"});
  end_move();
  EXPECT_EQ(run(client_.command({"GET", "{application}:stays"})).string(), "old");
  EXPECT_EQ(run(client_.command({"GET", "{application}:goes"})).string(), "gone+1");
}

TEST_F(RedisCluster, TriesAgainWhileTheKeysOfOneCommandAreOnTwoNodes) {
  set("{application}:here", "1");
  set("{application}:there", "2");
  begin_to_move();
  move_keys({"{application}:there"});
  std::optional<Reply> reply;
  std::exception_ptr error;
  asio::co_spawn(io_, client_.command({"MGET", "{application}:here", "{application}:there"}),
                 [&](std::exception_ptr e, Reply r) { error = e, reply = std::move(r); });
  io_.restart();
  io_.run_for(120ms);
  EXPECT_FALSE(reply) << "neither node has both keys yet";
  const auto rest = cluster_->ask(cluster_->owner(), {"CLUSTER", "GETKEYSINSLOT", slot(), "100"});
  std::vector<std::string> keys;
  for (const Reply& key : rest.array()) keys.push_back(key.string());
  move_keys(keys);
  end_move();
  until([&] { return reply.has_value() || error; });
  ASSERT_FALSE(error);
  ASSERT_EQ(reply->array().size(), 2u);
  EXPECT_EQ(reply->items[0].string() + reply->items[1].string(), "12");
}

TEST_F(RedisCluster, ABlockingReadEndsWhenItsSlotMovesAway) {
  Client blocking(io_.get_executor(), cluster_->config());
  run(blocking.wait_ready(20s));
  std::exception_ptr error;
  std::optional<Reply> taken;
  asio::co_spawn(io_, blocking.command({"BZPOPMIN", "{application}:marker", "30"}, 31s),
                 [&](std::exception_ptr e, Reply reply) { error = e, taken = std::move(reply); });
  until([&] { return cluster_->says(cluster_->owner(), {"INFO", "clients"}, "blocked_clients:1"); });
  const auto keys = cluster_->ask(cluster_->owner(), {"CLUSTER", "GETKEYSINSLOT", slot(), "100"});
  begin_to_move();
  std::vector<std::string> names;
  for (const Reply& key : keys.array()) names.push_back(key.string());
  move_keys(names);
  end_move();
  // It goes on at the node that has the slot now.
  until([&] { return cluster_->says(cluster_->owner(), {"INFO", "clients"}, "blocked_clients:1"); });
  run(client_.command({"ZADD", "{application}:marker", "0", "now"}));
  until([&] { return taken.has_value(); });
  ASSERT_FALSE(error);
  EXPECT_EQ(taken->array().at(1).string(), "now");
}

TEST_F(RedisCluster, APublishedMessageReachesSubscribersOfEveryNode) {
  std::vector<std::unique_ptr<Subscriber>> subscribers;
  std::vector<Subscriber::Subscription> subscriptions;
  int subscribed = 0, heard = 0;
  for (int n = 0; n <= TestCluster::kReplica; ++n) {
    Config config = cluster_->config();
    config.endpoints.assign(1, cluster_->endpoint(n));
    subscribers.push_back(std::make_unique<Subscriber>(io_.get_executor(), config));
    subscriptions.push_back(subscribers.back()->subscribe(
        "user:wake:x", [&](const Notice& notice) { ++(notice.subscribed ? subscribed : heard); }));
  }
  until([&] { return subscribed == 4; });
  run(client_.command({"PUBLISH", "user:wake:x", "events"}));
  until([&] { return heard == 4; });
}

// The last: it costs the cluster a node.
TEST_F(RedisCluster, SurvivesTheLossOfTheNodeThatServesItsKeys) {
  // Where the replica is: at the slot's first owner, so the slot goes back there.
  const Reply role = cluster_->ask(TestCluster::kReplica, {"ROLE"});
  const std::int64_t port = role.array().at(2).integer();
  int master = 0;
  while (cluster_->endpoint(master).port != port) ++master;
  if (cluster_->owner() != master) {
    const auto keys = cluster_->ask(cluster_->owner(), {"CLUSTER", "GETKEYSINSLOT", slot(), "100"});
    Command forget{"DEL"};
    for (const Reply& key : keys.array()) forget.push_back(key.string());
    if (forget.size() > 1) cluster_->ask(cluster_->owner(), std::move(forget));
    cluster_->move_slot_to(master);
  }
  set("{application}:kept", "yes");
  ASSERT_EQ(run(client_.command({"WAIT", "1", "30000"}, 31s)).integer(), 1) << "the replica has it";
  cluster_->server(master).kill();
  int refused = 0;
  std::chrono::steady_clock::duration longest{};
  std::optional<std::string> value;
  until([&] {
    const auto before = std::chrono::steady_clock::now();
    try {
      value = run(client_.command({"GET", "{application}:kept"})).string();
    } catch (const Unavailable&) {
      ++refused;
    }
    longest = std::max(longest, std::chrono::steady_clock::now() - before);
    return value.has_value();
  });
  EXPECT_EQ(*value, "yes");
  EXPECT_GT(refused, 0);
  EXPECT_LT(longest, 5s) << "a call must not hang on a node that is gone";
  set("{application}:kept", "still");
  Client newcomer(io_.get_executor(), cluster_->config());
  run(newcomer.wait_ready(20s));
  EXPECT_EQ(run(newcomer.command({"GET", "{application}:kept"})).string(), "still");
}

}  // namespace
}  // namespace jobswipe::redis
