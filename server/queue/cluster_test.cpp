#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <set>

#include "io/redis/loop_fixture.hpp"
#include "io/redis/test_cluster.hpp"
#include "server/queue/interop/node_side.hpp"
#include "server/queue/presence.hpp"
#include "server/queue/queues.hpp"
#include "server/queue/wake_bus.hpp"
#include "server/queue/worker.hpp"

namespace jobswipe::queue {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using boost::json::value;
using redis::TestCluster;

class QueuesOnACluster : public redis::LoopFixture {
 protected:
  static void SetUpTestSuite() {
    cluster_ = std::make_unique<TestCluster>("application");
    node_ = std::make_unique<NodeSide>();
  }
  static void TearDownTestSuite() { node_.reset(), cluster_.reset(); }

  QueuesOnACluster() : client_(io_.get_executor(), cluster_->config()), queues_(client_, "application") {
    run(client_.wait_ready(20s));
  }
  static value node(const std::string& command, object input) {
    boost::json::array ports;
    for (const auto& endpoint : cluster_->config().endpoints) ports.emplace_back(endpoint.port);
    return node_->ask(command, object{{"cluster", ports}}, "{application}", std::move(input));
  }
  static NewJob job(std::string id, int attempts = 1) {
    NewJob result;
    result.name = "offer";
    result.data = object{{"failures", 0}};
    result.options.id = std::move(id);
    result.options.priority = 5;
    result.options.attempts = attempts;
    result.options.backoff = Backoff{"fixed", 50ms, 0};
    return result;
  }
  std::unique_ptr<Worker> worker(const Queue& queue, std::multiset<std::string>& ran) {
    WorkerOptions options;
    options.lock_duration = 2s;
    options.stalled_interval = 500ms;
    options.drain_delay = 1s;
    const auto handler = [&ran](Job taken) -> asio::awaitable<value> {
      ran.insert(taken.id);
      if (taken.attempts_made + 1 < taken.options.attempts) throw std::runtime_error("once more");
      co_return nullptr;
    };
    auto result = std::make_unique<Worker>(io_.get_executor(), client_, queue.keys(), handler, options);
    result->start();
    return result;
  }

  static std::unique_ptr<TestCluster> cluster_;
  static std::unique_ptr<NodeSide> node_;
  redis::Client client_;
  Queues queues_;
};

std::unique_ptr<TestCluster> QueuesOnACluster::cluster_;
std::unique_ptr<NodeSide> QueuesOnACluster::node_;

TEST_F(QueuesOnACluster, JobsAreAddedDelayedRetriedAndFinished) {
  EXPECT_EQ(queues_.processing.keys().base(), "{application}:processing:");
  run(queues_.announce());
  std::multiset<std::string> ran;
  const auto w = worker(queues_.retry, ran);
  NewJob later = job("later-1");
  later.options.delay = 200ms;
  run(queues_.retry.add_bulk({job("now-1"), later, job("twice-1", 2)}));
  until([&] { return w->stats().completed == 3; });
  EXPECT_EQ(ran, (std::multiset<std::string>{"later-1", "now-1", "twice-1", "twice-1"}));
  run(w->stop(10s));
  const Counts counts = run(queues_.retry.counts());
  EXPECT_EQ(counts.active + counts.delayed + counts.prioritized + counts.failed, 0);
}

TEST_F(QueuesOnACluster, NodeAndCppShareThem) {
  run(queues_.priority.add(job("a-1")));
  EXPECT_EQ(node("work", object{{"queue", "priority"}, {"count", 1}, {"options", object{}}}).at(0).at("outcome"),
            "completed");
  EXPECT_EQ(run(queues_.priority.state("a-1")), "completed");
  node("add", object{{"queue", "priority"},
                     {"jobs", {object{{"name", "offer"}, {"data", object{}}, {"opts", object{{"jobId", "b-1"}}}}}}});
  std::multiset<std::string> ran;
  const auto w = worker(queues_.priority, ran);
  until([&] { return ran.count("b-1") == 1; });
  run(w->stop(10s));
}

TEST_F(QueuesOnACluster, PresenceLiesInTheSlotOfTheQueues) {
  Presence presence(io_.get_executor(), client_, 90s);
  const auto user = base::UserId::make();
  const auto device = base::DeviceId::make();
  const auto application = base::ApplicationId::make();
  run(queues_.processing.counts());
  presence.seen(user, device);
  presence.progress(application, object{{"step", "filling"}});
  for (const std::string& key : {"user:status:" + user.to_string(), "desktop:heartbeat:" + device.to_string(),
                                 "job:progress:" + application.to_string()})
    until([&] { return cluster_->ask(cluster_->owner(), {"EXISTS", "{application}:" + key}).integer() == 1; });
}

TEST_F(QueuesOnACluster, WakesPassBetweenProcessesOnDifferentNodes) {
  redis::Config config = cluster_->config();
  std::rotate(config.endpoints.begin(), config.endpoints.begin() + 1, config.endpoints.end());
  redis::Client other(io_.get_executor(), config);
  const auto node = std::make_shared<NodeWakes>(io_.get_executor(), cluster_->config());
  const auto other_node = std::make_shared<NodeWakes>(io_.get_executor(), config);
  WakeBus here(io_.get_executor(), client_, node), there(io_.get_executor(), other, other_node);
  run(node->wait_ready(20s));
  run(other_node->wait_ready(20s));
  const auto user = base::UserId::make();
  int work = 0, unknown = 0;
  const auto listening = there.listen(user, [&](Wake wake) { ++(wake == Wake::work ? work : unknown); });
  until([&] { return unknown == 1; });
  here.publish(user, Wake::work);
  until([&] { return work == 1; });
}

// The last: it costs the cluster a node.
TEST_F(QueuesOnACluster, WorkGoesOnAfterTheNodeThatHeldTheQueuesIsLost) {
  std::multiset<std::string> ran;
  std::vector<NewJob> jobs;
  for (int i = 0; i < 20; ++i) jobs.push_back(job("a" + std::to_string(i) + "-1"));
  run(queues_.processing.pause());
  const auto w = worker(queues_.processing, ran);
  run(queues_.processing.add_bulk(jobs));
  ASSERT_EQ(run(client_.command({"WAIT", "1", "30000"}, 31s)).integer(), 1);
  cluster_->server(cluster_->owner()).kill();
  bool resumed = false;
  until([&] {
    try {
      run(queues_.processing.resume());
      resumed = true;
    } catch (const redis::Unavailable&) {
      // Until the replica has been promoted.
    }
    return resumed;
  });
  until([&] { return w->stats().completed == 20; });
  EXPECT_EQ(std::set<std::string>(ran.begin(), ran.end()).size(), 20u);
  run(queues_.processing.add(job("after-1")));
  until([&] { return ran.count("after-1") == 1; });
  run(w->stop(10s));
}

}  // namespace
}  // namespace jobswipe::queue
