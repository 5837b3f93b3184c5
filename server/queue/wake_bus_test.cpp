#include "server/queue/wake_bus.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "io/redis/test_server.hpp"
#include "server/queue/presence.hpp"

namespace jobswipe::queue {
namespace {

using namespace std::chrono_literals;
using redis::run_through;

struct Heard {
  int events = 0, work = 0, unknown = 0;
  WakeBus::Callback callback() {
    return [this](Wake wake) { ++(wake == Wake::events ? events : wake == Wake::work ? work : unknown); };
  }
};

class WakeBusBetweenTwoProcesses : public testing::Test {
 protected:
  WakeBusBetweenTwoProcesses()
      : client_(io_.get_executor(), server_.config()),
        here_(std::in_place, io_.get_executor(), client_, node_),
        there_(io_.get_executor(), client_, other_node_) {
    run(client_.wait_ready(5s));
    run(node_->wait_ready(5s));
    run(other_node_->wait_ready(5s));
  }
  template <class T>
  T run(asio::awaitable<T> coroutine) {
    return run_through(io_, std::move(coroutine));
  }
  template <class Condition>
  void until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!condition() && std::chrono::steady_clock::now() < end) io_.run_one_for(50ms);
    ASSERT_TRUE(condition());
  }

  redis::TestServer server_;
  asio::io_context io_;
  redis::Client client_;
  std::shared_ptr<NodeWakes> node_ = std::make_shared<NodeWakes>(io_.get_executor(), server_.config());
  std::shared_ptr<NodeWakes> other_node_ = std::make_shared<NodeWakes>(io_.get_executor(), server_.config());
  std::optional<WakeBus> here_;
  WakeBus there_;
  const base::UserId ada_ = base::UserId::make(), bob_ = base::UserId::make();
};

TEST_F(WakeBusBetweenTwoProcesses, WakesListenersOfThatPersonInEachOnce) {
  Heard near, far, other;
  const auto a = here_->listen(ada_, near.callback());
  const auto b = there_.listen(ada_, far.callback());
  const auto c = there_.listen(bob_, other.callback());
  until([&] { return near.unknown == 1 && far.unknown == 1 && other.unknown == 1; });
  here_->publish(ada_, Wake::work);
  here_->publish(ada_, Wake::work);
  until([&] { return near.work == 1 && far.work == 1; });
  there_.publish(ada_, Wake::events);
  until([&] { return near.events == 1 && far.events == 1; });
  EXPECT_EQ(near.work, 1);
  EXPECT_EQ(other.work + other.events, 0);
}

TEST_F(WakeBusBetweenTwoProcesses, StillWakesItsOwnCoreWhileRedisIsDownAndAllOnceItIsBack) {
  Heard near, far;
  const auto a = here_->listen(ada_, near.callback());
  const auto b = there_.listen(ada_, far.callback());
  until([&] { return near.unknown == 1 && far.unknown == 1; });
  server_.kill();
  until([&] { return !client_.healthy() && !here_->healthy() && !there_.healthy(); });
  here_->publish(ada_, Wake::work);
  until([&] { return near.work == 1; });
  EXPECT_EQ(far.work, 0);
  server_.start();
  // Whatever was missed meanwhile, everybody looks once.
  until([&] { return near.unknown == 2 && far.unknown == 2; });
}

TEST_F(WakeBusBetweenTwoProcesses, ALaterListenerLooksOnceToo) {
  Heard first, second;
  const auto a = here_->listen(ada_, first.callback());
  until([&] { return first.unknown == 1; });
  const auto b = here_->listen(ada_, second.callback());
  until([&] { return second.unknown == 1; });
  EXPECT_EQ(first.unknown, 1);
}

TEST_F(WakeBusBetweenTwoProcesses, ASignalKeepsAWakeThatComesBetweenTwoWaits) {
  const auto signal = here_->signal(ada_, true);
  EXPECT_TRUE(run(signal->wait(5s)));  // the first look
  here_->publish(ada_, Wake::events);
  EXPECT_FALSE(run(signal->wait(30ms)));
  here_->publish(ada_, Wake::work);
  Heard witness;
  const auto listening = here_->listen(ada_, witness.callback());
  until([&] { return witness.work == 1; });
  EXPECT_TRUE(run(signal->wait(5s)));
  EXPECT_FALSE(run(signal->wait(10ms)));
}

TEST_F(WakeBusBetweenTwoProcesses, ListeningsMayOutliveTheBusAndEndInsideACallback) {
  std::unique_ptr<WakeBus::Listening> listening;
  listening = here_->listen(ada_, [&](Wake) { listening.reset(); });
  until([&] { return !listening; });
  Heard heard;
  auto longer = here_->listen(bob_, heard.callback());
  here_->publish(bob_, Wake::events);
  here_.reset();
  longer.reset();
}

TEST_F(WakeBusBetweenTwoProcesses, PresenceIsWrittenForAWhileAndDroppedWhileRedisIsDown) {
  Presence presence(io_.get_executor(), client_, 90s);
  const auto device = base::DeviceId::make();
  const auto application = base::ApplicationId::make();
  presence.seen(ada_, device);
  presence.progress(application, boost::json::object{{"step", "filling"}});
  EXPECT_EQ(run(client_.command({"GET", "desktop:heartbeat:" + device.to_string()})).string(), ada_.to_string());
  EXPECT_EQ(run(client_.command({"GET", "user:status:" + ada_.to_string()})).string(), "online");
  EXPECT_EQ(run(client_.command({"GET", "job:progress:" + application.to_string()})).string(), R"({"step":"filling"})");
  EXPECT_GT(run(client_.command({"TTL", "desktop:heartbeat:" + device.to_string()})).integer(), 80);
  server_.kill();
  until([&] { return !client_.healthy(); });
  presence.seen(ada_, device);
}

}  // namespace
}  // namespace jobswipe::queue
