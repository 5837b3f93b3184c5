#include "server/queue/node_wakes.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <optional>
#include <thread>

#include "io/redis/test_server.hpp"
#include "server/queue/wake_bus.hpp"

namespace jobswipe::queue {
namespace {

using namespace std::chrono_literals;
using redis::run_through;

/// A process of two cores, whose loops this test turns by itself.
class WakesOfAProcess : public testing::Test {
 protected:
  WakesOfAProcess() {
    run(client_.wait_ready(5s));
    run(node_->wait_ready(5s));
  }
  ~WakesOfAProcess() override { node_->close(); }
  template <class T>
  T run(asio::awaitable<T> coroutine) {
    return run_through(first_, std::move(coroutine));
  }
  template <class Condition>
  void until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!condition() && std::chrono::steady_clock::now() < end) {
      first_.run_one_for(5ms);
      second_.poll();
    }
    ASSERT_TRUE(condition());
  }
  std::int64_t subscriptions(base::UserId user) {
    return run(client_.command({"PUBSUB", "NUMSUB", NodeWakes::channel(user)})).items.at(1).integer();
  }
  WakeBus::Callback counting(int& events, int& others) {
    return [&events, &others](Wake wake) { ++(wake == Wake::events ? events : others); };
  }

  redis::TestServer server_;
  asio::io_context first_, second_;
  redis::Client client_{first_.get_executor(), server_.config()};
  redis::Client second_client_{second_.get_executor(), server_.config()};
  std::shared_ptr<NodeWakes> node_ = std::make_shared<NodeWakes>(first_.get_executor(), server_.config());
  std::optional<WakeBus> here_{std::in_place, first_.get_executor(), client_, node_};
  std::optional<WakeBus> there_{std::in_place, second_.get_executor(), second_client_, node_};
  const base::UserId ada_ = base::UserId::make();
};

TEST_F(WakesOfAProcess, OneSubscriptionPerPersonServesAllCoresAndEndsWithTheLast) {
  int here = 0, there = 0, others = 0;
  auto a = here_->listen(ada_, counting(here, others));
  until([&] { return others == 1; });
  auto b = there_->listen(ada_, counting(there, others));
  until([&] { return others == 2; });
  EXPECT_EQ(subscriptions(ada_), 1);
  const std::string word = "events " + base::Uuid::make().to_string();
  EXPECT_EQ(run(client_.command({"PUBLISH", NodeWakes::channel(ada_), word})).integer(), 1);
  until([&] { return here == 1 && there == 1; });
  a.reset();
  EXPECT_EQ(run(client_.command({"PUBLISH", NodeWakes::channel(ada_), word})).integer(), 1);
  until([&] { return there == 2; });
  EXPECT_EQ(here, 1);
  b.reset();
  until([&] { return subscriptions(ada_) == 0; });
}

TEST_F(WakesOfAProcess, ItsCoresWakeEachOtherWithoutRedisAndOnceWithIt) {
  int here = 0, there = 0, others = 0;
  const auto a = here_->listen(ada_, counting(here, others));
  const auto b = there_->listen(ada_, counting(there, others));
  until([&] { return others >= 2; });
  here_->publish(ada_, Wake::events);
  until([&] { return here == 1 && there == 1; });
  const int before = others;
  // What Redis gives back of it would have come before the answer to this.
  run(client_.command({"PUBLISH", NodeWakes::channel(ada_), "work " + base::Uuid::make().to_string()}));
  until([&] { return others >= before + 2; });
  EXPECT_EQ(here + there, 2);
  server_.kill();
  until([&] { return !client_.healthy() && !node_->healthy(); });
  there_->publish(ada_, Wake::events);
  until([&] { return here == 2 && there == 2; });
  server_.start();
  const int down = others;
  until([&] { return others >= down + 2; });
  EXPECT_TRUE(node_->healthy());
}

TEST_F(WakesOfAProcess, ASubscriptionThatEndsAndBeginsAgainIsOne) {
  int events = 0, others = 0;
  for (int i = 0; i < 20; ++i) auto gone = (i % 2 ? here_ : there_)->listen(ada_, counting(events, others));
  const auto listening = there_->listen(ada_, counting(events, others));
  until([&] { return others >= 1 && subscriptions(ada_) == 1; });
  run(client_.command({"PUBLISH", NodeWakes::channel(ada_), "events " + base::Uuid::make().to_string()}));
  until([&] { return events == 1; });
}

TEST_F(WakesOfAProcess, ACoreThatLeftInsideAWakeHearsNoMore) {
  int there = 0, others = 0;
  const auto a = here_->listen(ada_, counting(there, others));
  std::unique_ptr<WakeBus::Listening> b;
  b = there_->listen(ada_, [&](Wake wake) {
    if (wake != Wake::events) return;
    ++there;
    there_.reset();
  });
  until([&] { return others >= 1; });
  here_->publish(ada_, Wake::events);
  until([&] { return !there_ && there == 2; });
  here_->publish(ada_, Wake::events);
  until([&] { return there == 3; });
}

TEST_F(WakesOfAProcess, CoresComeAndGoOnThreadsOfTheirOwn) {
  // The first core's loop runs on one thread, the second's on another; both listen, publish and leave all the time.
  const auto guard_first = asio::make_work_guard(first_), guard_second = asio::make_work_guard(second_);
  std::atomic<int> heard{0}, rounds{0};
  struct Chatter {
    WakeBus& bus;
    asio::io_context& io;
    base::UserId user;
    std::atomic<int>&heard, &rounds;
    std::unique_ptr<WakeBus::Listening> listening;
    int left = 300;
    void step() {
      listening.reset();
      if (left-- == 0) {
        ++rounds;
        return;
      }
      listening = bus.listen(user, [this](Wake) { ++heard; });
      bus.publish(user, Wake::events);
      asio::post(io, [this] { step(); });
    }
  };
  Chatter one{*here_, first_, ada_, heard, rounds, nullptr}, two{*there_, second_, ada_, heard, rounds, nullptr};
  asio::post(first_, [&] { one.step(); });
  asio::post(second_, [&] { two.step(); });
  std::thread other([&] {
    while (rounds < 2) second_.run_one_for(5ms);
  });
  while (rounds < 2) first_.run_one_for(5ms);
  other.join();
  EXPECT_GE(heard, 300);
  until([&] { return subscriptions(ada_) == 0; });
}

}  // namespace
}  // namespace jobswipe::queue
