#include "agent/link/api.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <mutex>

#include "agent/link/stream.hpp"
#include "io/http/testing.hpp"

namespace jobswipe::link {
namespace {

using http::Request;
using http::Response;
using http::testing::RunningServer;

Response json_response(int status, const std::string& text) {
  return Response::text(status, "application/json", text);
}

class ApiTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "jobswipe-link-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  CredentialsFile file() const { return CredentialsFile(directory_ / "credentials.json"); }

  Credentials credentials(const std::string& server, std::chrono::seconds good_for) const {
    Credentials made;
    made.server = server;
    made.device_id = "d";
    made.access_token = "access-0";
    made.refresh_token = "refresh-0";
    made.access_expires_at = base::SystemClock().now() + good_for;
    file().store(made);
    return made;
  }

  /// Answers the refresh route with counted tokens.
  Response renewed() {
    const int n = ++renewals_;
    json::object answer;
    answer["accessToken"] = "access-" + std::to_string(n);
    answer["refreshToken"] = "refresh-" + std::to_string(n);
    answer["expiresIn"] = 600;
    return json_response(200, json::serialize(answer));
  }

  std::filesystem::path directory_;
  std::atomic<int> renewals_{0};
};

constexpr const char* kLease =
    R"({"applicationId":"a","epoch":1,"status":"PROCESSING","leaseExpiresAt":null,"cancelRequested":true,"submitGranted":false})";

TEST_F(ApiTest, ATokenThatRanOutIsRenewedOnceAndTheNewOneIsOnDiskBeforeItIsUsed) {
  std::mutex mutex;
  std::vector<std::string> tokens;
  RunningServer server([&](Request request) -> asio::awaitable<Response> {
    if (request.path == "/api/auth/refresh") {
      EXPECT_EQ(json::parse(request.body).at("refreshToken"), "refresh-0");
      co_return renewed();
    }
    const std::lock_guard lock(mutex);
    EXPECT_EQ(file().load()->refresh_token, "refresh-1");
    tokens.emplace_back(request.fields.get("authorization"));
    co_return json_response(200, kLease);
  });
  Api api(server.loop().executor(), file(), credentials(server.url(""), std::chrono::seconds(1)));
  auto first = asio::co_spawn(server.loop().context(), api.heartbeat("a", 1, std::nullopt), asio::use_future);
  auto second = asio::co_spawn(server.loop().context(), api.heartbeat("a", 1, std::nullopt), asio::use_future);
  EXPECT_TRUE(first.get().value().cancel_requested);
  EXPECT_TRUE(second.get());
  EXPECT_EQ(renewals_, 1);
  EXPECT_EQ(tokens, (std::vector<std::string>{"Bearer access-1", "Bearer access-1"}));
}

TEST_F(ApiTest, ARefusedTokenIsRenewedAndTheCallRepeatedWithTheSameKey) {
  std::vector<std::string> keys;
  RunningServer server([&](Request request) -> asio::awaitable<Response> {
    if (request.path == "/api/auth/refresh") co_return renewed();
    keys.emplace_back(request.fields.get("idempotency-key"));
    if (request.fields.get("authorization") == "Bearer access-0")
      co_return json_response(401, R"({"code":"unauthenticated","detail":"x"})");
    co_return json_response(200, R"({"granted":true,"grantedAt":"2026-01-01T00:00:00Z"})");
  });
  Api api(server.loop().executor(), file(), credentials(server.url(""), std::chrono::seconds(600)));
  EXPECT_TRUE(server.loop().run(api.submit_intent("a", 1, "the key")));
  EXPECT_EQ(keys, (std::vector<std::string>{"the key", "the key"}));
}

TEST_F(ApiTest, ProblemsKeepTheirCodeAndPlacesAndSilenceIsUnavailable) {
  RunningServer server([](Request) -> asio::awaitable<Response> {
    auto response = json_response(
        409,
        R"({"type":"urn:jobswipe:problem:stale_epoch","title":"t","status":409,"detail":"Gone.","errors":[{"pointer":"/epoch","reason":"old"}]})");
    response.fields.set("Retry-After", "7");
    co_return response;
  });
  Api api(server.loop().executor(), file(), credentials(server.url(""), std::chrono::seconds(600)));
  const auto refused = server.loop().run(api.submit_intent("a", 1, "k"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::stale_epoch);
  EXPECT_EQ(refused.error().detail, "Gone.");
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/epoch");
  EXPECT_EQ(refused.error().retry_after, std::chrono::seconds(7));
  Api nobody(server.loop().executor(), file(), credentials("http://127.0.0.1:1", std::chrono::seconds(600)));
  const auto silent = server.loop().run(nobody.submit_intent("a", 1, "k"));
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code, base::ErrorCode::unavailable);
}

TEST_F(ApiTest, CredentialsAreForTheOwnerAloneAndDamageIsSaid) {
  credentials("https://x", std::chrono::seconds(1));
  const auto status = std::filesystem::status(directory_ / "credentials.json");
  EXPECT_EQ(status.permissions(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_FALSE(CredentialsFile(directory_ / "none").load());
  write_private_file(directory_ / "broken", "{");
  EXPECT_THROW(CredentialsFile(directory_ / "broken").load(), std::runtime_error);
}

TEST_F(ApiTest, EventsComeByLongPollWhenNothingBetterWorks) {
  std::atomic<int> polls{0};
  RunningServer server([&](Request request) -> asio::awaitable<Response> {
    if (request.path == "/api/ws") co_return json_response(404, "{}");
    if (request.fields.get("accept") == "text/event-stream") co_return json_response(406, "{}");
    const int n = ++polls;
    json::object event;
    event["type"] = "application.queued";
    event["seq"] = n;
    json::object page;
    page["events"] = json::array{event};
    page["cursor"] = "e:" + std::to_string(n);
    page["upToDate"] = true;
    page["reset"] = false;
    if (n > 1) EXPECT_EQ(request.query_value("after"), "e:" + std::to_string(n - 1));
    co_return json_response(200, json::serialize(page));
  });
  Api api(server.loop().executor(), file(), credentials(server.url(""), std::chrono::seconds(600)));
  std::promise<void> three;
  std::vector<std::int64_t> seen;
  StreamHandlers handlers;
  handlers.event = [&](const json::object& event) {
    seen.push_back(event.at("seq").to_number<std::int64_t>());
    if (seen.size() == 3) three.set_value();
  };
  handlers.reset = [] {};
  handlers.cursor = [](const std::string&) {};
  std::atomic<Transport> transport{Transport::poll};
  handlers.connected = [&](Transport now) { transport = now; };
  EventStream stream(server.loop().executor(), api, handlers);
  asio::cancellation_signal stop;
  auto ended = std::make_shared<std::promise<void>>();
  asio::co_spawn(server.loop().context(), stream.run("e:0"),
                 asio::bind_cancellation_slot(stop.slot(), [ended](std::exception_ptr) { ended->set_value(); }));
  ASSERT_EQ(three.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
  EXPECT_EQ(transport.load(), Transport::long_poll);
  server.loop().call([&] { stop.emit(asio::cancellation_type::terminal); });
  ASSERT_EQ(ended->get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready)
      << "the stream can be cancelled";
  EXPECT_EQ(std::vector<std::int64_t>(seen.begin(), seen.begin() + 3), (std::vector<std::int64_t>{1, 2, 3}));
}

}  // namespace
}  // namespace jobswipe::link
