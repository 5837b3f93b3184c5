#include "server/notify/notify_api.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "server/store/testing/fixture.hpp"
#include "server/store/testing/test_vault.hpp"

namespace jobswipe::notify {
namespace {

// RFC 8291, 5.
constexpr char kPoint[] = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr char kAuth[] = "BTBZMqHH6r4Tts7J_aSIgg";

class Notify : public store::testing::StoreFixture {
 protected:
  gateway::Call call(base::UserId of, boost::json::object body = {}) {
    gateway::Call call;
    gateway::Caller caller;
    caller.user = of;
    call.caller = caller;
    call.body = std::move(body);
    return call;
  }
  boost::json::object subscription(std::string endpoint) {
    boost::json::object json;
    json["endpoint"] = endpoint;
    json["keys"] = {{"p256dh", kPoint}, {"auth", kAuth}};
    return json;
  }
  std::string add(std::string endpoint) {
    const auto answer = run(api_.add_subscription(call(user, subscription(endpoint))));
    EXPECT_EQ(answer.value().status, 201);
    return std::string(boost::json::parse(answer.value().body).at("id").as_string());
  }
  base::Result<http::Response> remove(base::UserId of, std::string id) {
    auto request = call(of);
    request.path["id"] = id;
    return run(api_.remove_subscription(std::move(request)));
  }

  store::testing::TestVault vault_;
  store::PushStore store_{pool(), vault_};
  NotifyApi api_{store_, PushServices("push.example.org, push.example.net", false), "BKey"};
};

TEST_F(Notify, TellsTheServersKey) {
  const auto answer = run(api_.get_push_key(call(user)));
  EXPECT_EQ(boost::json::parse(answer.value().body).at("publicKey").as_string(), "BKey");
}

TEST_F(Notify, KeepsOneSubscriptionPerEndpoint) {
  const auto id = add("https://push.example.org/abc");
  EXPECT_EQ(add("https://push.example.org/abc"), id);
  EXPECT_NE(add("https://push.example.org/def"), id);
  const auto kept = run(store_.list(user));
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(kept[0].second.at("keys").at("auth").as_string(), kAuth);
}

TEST_F(Notify, KeepsTheNewestWhenThereAreTooMany) {
  for (int i = 0; i < store::PushStore::kMostSubscriptions + 3; ++i)
    add("https://push.example.org/" + std::to_string(i));
  const auto kept = run(store_.list(user));
  EXPECT_EQ(kept.size(), static_cast<std::size_t>(store::PushStore::kMostSubscriptions));
  EXPECT_EQ(kept.back().second.at("endpoint").as_string(), "https://push.example.org/22");
}

TEST_F(Notify, RemovesOnesOwnOnly) {
  const auto id = add("https://push.example.org/mine");
  EXPECT_EQ(remove(add_user(), id).error().code, base::ErrorCode::not_found);
  EXPECT_EQ(remove(user, id).value().status, 204);
  EXPECT_EQ(remove(user, id).error().code, base::ErrorCode::not_found);
}

TEST_F(Notify, RefusesAddressesThatAreNoPushService) {
  for (const auto* endpoint :
       {"http://push.example.org/x", "https://127.0.0.1/x", "https://[::1]/x", "https://localhost/x",
        "https://user@push.example.org/x", "https://push.example.org:8443/x", "https://evil.example.com/x",
        "https://notpush.example.org.example.com/x", "javascript:alert(1)", "nonsense"}) {
    const auto answer = run(api_.add_subscription(call(user, subscription(endpoint))));
    ASSERT_TRUE(answer.has_error()) << endpoint;
    EXPECT_EQ(answer.error().fields.at(0).pointer, "/endpoint");
  }
}

TEST_F(Notify, RefusesKeysThatNothingCanBeEncryptedFor) {
  auto body = subscription("https://push.example.org/x");
  body["keys"] = {{"p256dh", "BPublic"}, {"auth", kAuth}};
  EXPECT_EQ(run(api_.add_subscription(call(user, body))).error().fields.at(0).pointer, "/keys");
  body["keys"] = {{"p256dh", kPoint}, {"auth", "short"}};
  EXPECT_EQ(run(api_.add_subscription(call(user, body))).error().fields.at(0).pointer, "/keys");
}

TEST_F(Notify, LeavesNothingReadableInTheTable) {
  add("https://push.example.org/canary-endpoint");
  EXPECT_EQ(
      database().value("SELECT count(*) FROM push_subscriptions p WHERE encode(sealed, 'escape') LIKE '%canary%'"),
      "0");
}

}  // namespace
}  // namespace jobswipe::notify
