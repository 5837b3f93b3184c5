#include "io/redis/subscriber.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "io/redis/client.hpp"
#include "io/redis/test_server.hpp"

namespace jobswipe::redis {
namespace {

using namespace std::chrono_literals;

struct Heard {
  int subscribed = 0;
  std::vector<std::string> messages;
  Subscriber::Callback callback() {
    return [this](const Notice& notice) {
      if (notice.subscribed)
        ++subscribed;
      else
        messages.emplace_back(notice.payload);
    };
  }
};

class RedisSubscriber : public testing::Test {
 protected:
  RedisSubscriber()
      : subscriber_(std::in_place, io_.get_executor(), server_.config()),
        client_(io_.get_executor(), server_.config()) {
    run(subscriber_->wait_ready(5s));
    run(client_.wait_ready(5s));
  }
  template <class T>
  T run(asio::awaitable<T> coroutine) {
    return run_through(io_, std::move(coroutine));
  }
  template <class Condition>
  void until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!condition() && std::chrono::steady_clock::now() < end) io_.run_one_for(100ms);
    ASSERT_TRUE(condition());
  }
  std::int64_t publish(std::string channel, std::string message) {
    return run(client_.command({"PUBLISH", std::move(channel), std::move(message)})).integer();
  }

  TestServer server_;
  asio::io_context io_;
  std::optional<Subscriber> subscriber_;
  Client client_;
};

TEST_F(RedisSubscriber, HearsThatItIsSubscribedAndThenEachMessage) {
  Heard heard;
  const auto subscription = subscriber_->subscribe("news", heard.callback());
  until([&] { return heard.subscribed == 1; });
  EXPECT_EQ(publish("news", "first"), 1);
  publish("other", "not mine");
  publish("news", "second");
  until([&] { return heard.messages.size() == 2; });
  EXPECT_EQ(heard.messages, (std::vector<std::string>{"first", "second"}));
}

TEST_F(RedisSubscriber, UnsubscribesWithTheLastSubscriptionOfAChannel) {
  Heard a, b;
  auto first = std::make_optional(subscriber_->subscribe("news", a.callback()));
  auto second = std::make_optional(subscriber_->subscribe("news", b.callback()));
  until([&] { return b.subscribed >= 1; });
  first.reset();
  EXPECT_EQ(publish("news", "x"), 1);
  until([&] { return b.messages.size() == 1; });
  EXPECT_TRUE(a.messages.empty());
  second.reset();
  until([&] { return publish("news", "nobody") == 0; });
}

TEST_F(RedisSubscriber, SubscribesAgainAfterALossAndSaysSo) {
  Heard heard, late;
  const auto subscription = subscriber_->subscribe("news", heard.callback());
  until([&] { return heard.subscribed == 1; });
  server_.kill();
  until([&] { return !subscriber_->healthy(); });
  const auto meanwhile = subscriber_->subscribe("more", late.callback());
  server_.start();
  until([&] { return heard.subscribed == 2 && late.subscribed == 1; });
  run(client_.wait_ready(5s));
  publish("news", "again");
  until([&] { return heard.messages.size() == 1; });
}

TEST_F(RedisSubscriber, LetsACallbackEndItsOwnSubscription) {
  std::optional<Subscriber::Subscription> subscription;
  int calls = 0;
  bool subscribed = false;
  subscription = subscriber_->subscribe("news", [&](const Notice& notice) {
    subscribed |= notice.subscribed;
    if (notice.subscribed) return;
    ++calls;
    subscription.reset();
  });
  until([&] { return subscribed; });
  until([&] { return publish("news", "x") == 0; });
  EXPECT_EQ(calls, 1);
}

TEST_F(RedisSubscriber, ASubscriptionMayOutliveIt) {
  Heard heard;
  auto subscription = subscriber_->subscribe("news", heard.callback());
  subscriber_.reset();
  subscription = Subscriber::Subscription();
}

TEST_F(RedisSubscriber, NoticesASilentRedis) {
  Config config = server_.config();
  config.ping_interval = 50ms;
  config.command_timeout = 100ms;
  Subscriber impatient(io_.get_executor(), config);
  run(impatient.wait_ready(5s));
  Heard heard;
  const auto subscription = impatient.subscribe("news", heard.callback());
  until([&] { return heard.subscribed == 1; });
  server_.freeze();
  until([&] { return !impatient.healthy(); });
  server_.thaw();
  until([&] { return heard.subscribed == 2; });
}

TEST_F(RedisSubscriber, TakesARefusedSubscriptionForALossAndSubscribesOnceItMay) {
  run(client_.command({"ACL", "SETUSER", "default", "resetchannels", "&allowed"}));
  run(client_.command({"CLIENT", "KILL", "TYPE", "pubsub"}));
  Config config = server_.config();
  Subscriber refused(io_.get_executor(), config);
  Heard heard;
  const auto subscription = refused.subscribe("news", heard.callback());
  std::string reason;
  until([&] {
    try {
      if (!refused.healthy()) run(refused.wait_ready(1ms));
    } catch (const Unavailable& e) {
      reason = e.what();
    }
    return reason.find("NOPERM") != std::string::npos;
  });
  EXPECT_EQ(heard.subscribed, 0);
  run(client_.command({"ACL", "SETUSER", "default", "allchannels"}));
  until([&] { return heard.subscribed == 1; });
}

TEST_F(RedisSubscriber, SeveralMayWaitForItAtOnceWithoutKeepingEachOtherBusy) {
  server_.kill();
  until([&] { return !subscriber_->healthy(); });
  int ended = 0;
  for (int i = 0; i < 3; ++i)
    asio::co_spawn(io_, subscriber_->wait_ready(60s), [&](std::exception_ptr error) { ended += !error; });
  io_.restart();
  EXPECT_LT(io_.run_for(200ms), 200u);
  server_.start();
  until([&] { return ended == 3; });
}

TEST_F(RedisSubscriber, DestroyedItEndsWhoWaitsForIt) {
  server_.kill();
  until([&] { return !subscriber_->healthy(); });
  std::exception_ptr error;
  asio::co_spawn(io_, subscriber_->wait_ready(60s), [&](std::exception_ptr e) { error = e; });
  io_.restart();
  io_.run_for(20ms);
  subscriber_.reset();
  until([&] { return error != nullptr; });
  EXPECT_THROW(std::rethrow_exception(error), Unavailable);
}

TEST_F(RedisSubscriber, KeepsTenThousandChannelsOverALoss) {
  int subscribed = 0;
  std::vector<Subscriber::Subscription> subscriptions;
  for (int i = 0; i < 10'000; ++i)
    subscriptions.push_back(subscriber_->subscribe("user:" + std::to_string(i), [&](const Notice&) { ++subscribed; }));
  until([&] { return subscribed == 10'000; });
  server_.kill();
  server_.start();
  until([&] { return subscribed == 20'000; });
}

}  // namespace
}  // namespace jobswipe::redis
