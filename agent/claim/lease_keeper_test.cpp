#include "agent/claim/lease_keeper.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/json/parse.hpp>
#include <future>

#include "io/http/testing.hpp"

namespace jobswipe::claim {
namespace {

using http::Request;
using http::Response;

class LeaseKeeperTest : public testing::Test {
 protected:
  void SetUp() override {
    link::Credentials credentials;
    credentials.server = server_.url("");
    credentials.access_token = "t";
    credentials.access_expires_at = base::SystemClock().now() + std::chrono::hours(1);
    api_ = std::make_unique<link::Api>(server_.loop().executor(), link::CredentialsFile("/nonexistent/credentials"),
                                       credentials);
  }
  void TearDown() override {
    server_.loop().call([this] {
      keeper_.reset();
      api_.reset();
    });
  }
  void start() {
    server_.loop().call([this] {
      keeper_ = std::make_unique<LeaseKeeper>(server_.loop().executor(), *api_, "a", 3, std::chrono::seconds(60));
    });
  }

  asio::awaitable<Response> answer(Request request) {
    const auto body = boost::json::parse(request.body).as_object();
    EXPECT_EQ(body.at("epoch"), 3);
    if (request.path == "/api/applications/a/status") {
      EXPECT_EQ(body.at("status"), "PROCESSING");
      began_.set_value();
      co_return Response::text(200, "application/json", "{}");
    }
    EXPECT_EQ(request.path, "/api/applications/a/heartbeat");
    EXPECT_EQ(body.at("progress").at("step"), "filling");
    beat_.set_value();
    co_return Response::text(status_, "application/json", reply_);
  }

  void wait(std::promise<void>& promise) {
    ASSERT_EQ(promise.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  }
  /// The answer is on its way to the keeper; ends when it has been seen, or after 10 s.
  bool until(std::function<bool()> seen) {
    for (int i = 0; i < 1000; ++i) {
      if (server_.loop().call(seen)) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  int status_ = 200;
  std::string reply_;
  std::promise<void> began_;
  std::promise<void> beat_;
  http::testing::RunningServer server_{[this](Request request) { return answer(std::move(request)); }};
  std::unique_ptr<link::Api> api_;
  std::unique_ptr<LeaseKeeper> keeper_;
};

TEST_F(LeaseKeeperTest, SaysThatItBeganAndShowsProgressAtOnceAndHearsOfACancel) {
  reply_ =
      R"({"applicationId":"a","epoch":3,"status":"PROCESSING","leaseExpiresAt":null,"cancelRequested":true,"submitGranted":false})";
  start();
  wait(began_);
  server_.loop().call([this] { keeper_->progress("filling", 40); });
  wait(beat_);
  EXPECT_TRUE(until([this] { return keeper_->cancel_requested(); }));
  EXPECT_FALSE(server_.loop().call([this] { return keeper_->lost(); }));
}

TEST_F(LeaseKeeperTest, AnotherEpochMeansThatTheLeaseIsLost) {
  status_ = 409;
  reply_ = R"({"code":"stale_epoch","detail":"gone"})";
  start();
  wait(began_);
  server_.loop().call([this] { keeper_->progress("filling", 40); });
  wait(beat_);
  EXPECT_TRUE(until([this] { return keeper_->lost(); }));
}

}  // namespace
}  // namespace jobswipe::claim
