#include "server/gateway/gateway.hpp"

#include <gmock/gmock.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <filesystem>
#include <fstream>
#include <map>

#include "io/http/client.hpp"
#include "io/http/testing.hpp"
#include "server/gateway/idempotency.hpp"

namespace jobswipe::gateway {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using http::Method;
using http::testing::Loop;
using http::testing::RunningServer;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kUser = "0190b8a4-0000-7000-8000-000000000001";
constexpr const char* kJob = "0190b8a4-0000-7000-8000-00000000000a";

/// Bearer or cookie `web:UUID` or `device:UUID`; anything else is bad.
class TokensInClear final : public Authenticator {
 public:
  asio::awaitable<base::Result<std::optional<Caller>>> authenticate(const http::Request& request) override {
    std::string token(request.fields.get("Authorization"));
    if (token.starts_with("Bearer ")) token = token.substr(7);
    if (token.empty()) token = request.cookie("jobswipe_access").value_or("");
    if (token.empty()) co_return std::optional<Caller>();
    const auto colon = token.find(':');
    const auto user = base::UserId::parse(colon == std::string::npos ? "" : token.substr(colon + 1));
    if (!user) {
      base::Error bad;
      bad.code = ErrorCode::unauthenticated;
      bad.detail = "The token is not valid.";
      co_return bad;
    }
    Caller caller;
    caller.user = *user;
    if (token.starts_with("device:")) {
      caller.audience = Audience::device;
      caller.device = base::DeviceId::make();
    }
    co_return caller;
  }
};

class KeptInMemory final : public Idempotency {
 public:
  asio::awaitable<Beginning> begin(base::UserId user, std::string key, std::string operation,
                                   std::vector<std::uint8_t> hash) override {
    if (down) throw postgres::Unavailable("no database");
    Beginning beginning;
    auto [found, fresh] = entries.try_emplace(user.to_string() + key);
    auto& entry = found->second;
    if (fresh) {
      entry.hash = hash;
      entry.operation = operation;
    } else if (entry.hash != hash || entry.operation != operation) {
      beginning.verdict = Verdict::different;
    } else if (entry.answer.status == 0) {
      beginning.verdict = Verdict::in_progress;
    } else {
      beginning.verdict = Verdict::replay;
      beginning.answer = entry.answer;
    }
    co_return beginning;
  }
  asio::awaitable<void> finish(base::UserId user, std::string key, KeptAnswer answer) override {
    if (!loses_answers) entries[user.to_string() + key].answer = std::move(answer);
    co_return;
  }
  asio::awaitable<void> forget(base::UserId user, std::string key) override {
    entries.erase(user.to_string() + key);
    co_return;
  }
  struct Entry {
    std::vector<std::uint8_t> hash;
    std::string operation;
    KeptAnswer answer;
  };
  std::map<std::string, Entry> entries;
  bool down = false;
  bool loses_answers = false;
};

/// A gateway behind a real server, with handlers that tell what they were given.
class GatewayTest : public ::testing::Test {
 protected:
  GatewayTest() {
    http::ServerConfig config;
    config.trusted_proxies = {"127.0.0.1"};
    start({}, config);
  }

  void start(Gateway::Limits limits, http::ServerConfig config) {
    gateway_ = std::make_unique<Gateway>(tokens_, &kept_, limits);
    gateway_->observe([this](const Served& served) { served_.push_back(served); });
    for (const char* id :
         {"getDeck", "getJob", "putProfile", "swipeRight", "undoSwipe", "login", "uploadResume", "getAnswers",
          "claimWork", "livez", "logout", "listApplications", "openWebSocket", "bulkApplications", "heartbeat"}) {
      gateway_->handle(id, [this](Call call) { return tell(std::move(call)); });
    }
    server_ = std::make_unique<RunningServer>(
        [this](http::Request request) { return gateway_->serve(std::move(request)); }, config);
    client_ = std::make_unique<http::Client>(loop_.executor(), http::ClientConfig());
  }

  asio::awaitable<Answer> tell(Call call) {
    ++calls_;
    if (on_call_) {
      if (auto error = on_call_()) co_return *error;
    }
    json::object body;
    body["path"] = json::value_from(call.path);
    body["query"] = json::value_from(call.query);
    body["body"] = call.body;
    body["bytes"] = call.http.body.size();
    body["user"] = nullptr;
    if (call.caller) body["user"] = call.caller->user.to_string();
    co_return json_response(200, body);
  }

  struct Reply {
    int status = 0;
    http::Fields fields;
    json::value body;
    std::string text;
  };

  Reply ask(Method method, const std::string& target, std::string body = "",
            std::vector<std::pair<std::string, std::string>> fields = {},
            std::string token = std::string("web:") + kUser) {
    http::ClientRequest request;
    request.method = method;
    request.url = server_->url(target);
    request.body = std::move(body);
    for (auto& [name, value] : fields) request.fields.add(name, value);
    if (!token.empty()) request.fields.add("Authorization", "Bearer " + token);
    if (!request.body.empty() && !request.fields.has("Content-Type"))
      request.fields.add("Content-Type", "application/json");
    const auto response = loop_.run(client_->send(std::move(request)));
    Reply reply;
    reply.status = response.status;
    reply.fields = response.fields;
    reply.text = response.body;
    boost::system::error_code ec;
    reply.body = json::parse(response.body, ec);
    return reply;
  }

  static std::string swipe(std::string extra = "") { return std::string(R"({"jobId":")") + kJob + "\"" + extra + "}"; }

  /// `pointer: reason` of each error.
  static std::vector<std::string> places(const Reply& reply) {
    std::vector<std::string> list;
    if (!reply.body.is_object() || !reply.body.as_object().contains("errors")) return list;
    for (const auto& place : reply.body.at("errors").as_array()) {
      list.push_back(std::string(place.at("pointer").as_string()) + ": " + std::string(place.at("reason").as_string()));
    }
    return list;
  }

  static std::string code(const Reply& reply) { return std::string(reply.body.at("code").as_string()); }

  TokensInClear tokens_;
  KeptInMemory kept_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<RunningServer> server_;
  Loop loop_;
  std::unique_ptr<http::Client> client_;
  std::atomic<int> calls_ = 0;
  std::function<std::optional<base::Error>()> on_call_;
  std::vector<Served> served_;

  void TearDown() override {
    loop_.call([this] { client_.reset(); });
    server_.reset();
  }
};

TEST_F(GatewayTest, HandsAValidRequestToItsOperation) {
  const auto reply = ask(Method::post, "/api/jobs/swipe-right", swipe());
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body.at("body"), json::parse(swipe()));
  EXPECT_EQ(reply.body.at("user"), kUser);
}

TEST_F(GatewayTest, ReadsPathAndQueryWithDefaults) {
  EXPECT_EQ(ask(Method::get, std::string("/api/jobs/") + kJob).body.at("path"),
            json::parse(std::string(R"({"id":")") + kJob + "\"}"));
  EXPECT_EQ(ask(Method::get, "/api/jobs/deck/?q=C%2B%2B&salaryMin=&cursor=").body.at("query"),
            json::parse(R"({"limit":"20","q":"C++"})"));
  EXPECT_EQ(ask(Method::get, "/api/applications/queue?status=QUEUED,FAILED&limit=100").body.at("query"),
            json::parse(R"({"limit":"100","status":"QUEUED,FAILED"})"));
}

TEST_F(GatewayTest, NamesEveryPlaceThatIsWrong) {
  EXPECT_THAT(places(ask(Method::get, "/api/jobs/deck?limit=0&salaryPeriod=boat&page=2")),
              ::testing::UnorderedElementsAre("query/limit: must be at least 1",
                                              "query/salaryPeriod: must be one of year, month, week, day, hour",
                                              "query/page: is not a known parameter"));
  EXPECT_THAT(places(ask(Method::get, "/api/jobs/deck?limit=ten")),
              ::testing::ElementsAre("query/limit: must be a whole number"));
  EXPECT_THAT(places(ask(Method::get, "/api/jobs/deck?limit=1&limit=2")),
              ::testing::Contains("query/limit: is given more than once"));
  EXPECT_THAT(places(ask(Method::get, "/api/jobs/17")), ::testing::ElementsAre("path/id: must be a UUID"));
  EXPECT_THAT(places(ask(Method::post, "/api/jobs/swipe-right", R"({"jobId":5,"priority":11,"extra":1})")),
              ::testing::UnorderedElementsAre("/jobId: must be text", "/priority: must be at most 10",
                                              "/extra: is not a known field"));
  const auto reply = ask(Method::put, "/api/profile", R"({"dateOfBirth":"1990-02-30","address":{"zip":"1"}})");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.fields.get("Content-Type"), "application/problem+json");
  EXPECT_EQ(code(reply), "invalid_input");
  EXPECT_EQ(reply.body.at("type"), "urn:jobswipe:problem:invalid_input");
  EXPECT_THAT(places(reply), ::testing::UnorderedElementsAre("/dateOfBirth: must be a date like 2026-01-31",
                                                             "/address/zip: is not a known field"));
  EXPECT_EQ(calls_, 0);
}

TEST_F(GatewayTest, PointsIntoJsonThatCantBeRead) {
  for (const std::string& bad : {std::string(R"({"jobId":"x)"), std::string("{\"jobId\":\"\xff\"}"), std::string("[1"),
                                 std::string("nonsense")}) {
    const auto reply = ask(Method::post, "/api/jobs/swipe-right", bad);
    EXPECT_EQ(reply.status, 400) << bad;
    ASSERT_EQ(places(reply).size(), 1u) << bad;
  }
  EXPECT_THAT(places(ask(Method::post, "/api/jobs/swipe-right", R"({"jobId": tru})"))[0], StartsWith("/jobId: "));
  EXPECT_THAT(places(ask(Method::post, "/api/jobs/swipe-right", "[]")), ::testing::ElementsAre(": must be an object"));
  EXPECT_THAT(places(ask(Method::post, "/api/jobs/swipe-right", "")),
              ::testing::ElementsAre(": a body is required: application/json"));
  EXPECT_EQ(ask(Method::post, "/api/jobs/undo", "").status, 200);
}

TEST_F(GatewayTest, TellsUnknownRoutesFromWrongMethods) {
  EXPECT_EQ(ask(Method::get, "/api/nothing").status, 404);
  EXPECT_EQ(ask(Method::get, "/api/jobs//deck").status, 404);
  EXPECT_EQ(ask(Method::get, "/api").status, 404);
  const auto reply = ask(Method::post, "/api/profile", "{}");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.fields.get("Allow"), "GET, HEAD, PUT");
  EXPECT_EQ(ask(Method::options, "/api/profile").status, 204);
  EXPECT_EQ(ask(Method::head, "/api/jobs/deck").text, "");
}

TEST_F(GatewayTest, WantsCredentialsOfTheRightAudience) {
  auto reply = ask(Method::get, "/api/jobs/deck", "", {}, "");
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.fields.get("WWW-Authenticate"), "Bearer realm=\"jobswipe\"");
  EXPECT_EQ(ask(Method::get, "/api/jobs/deck", "", {}, "bad").status, 401);
  const std::string device = std::string("device:") + kUser;
  reply = ask(Method::get, "/api/jobs/deck", "", {}, device);
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(code(reply), "forbidden");
  EXPECT_EQ(ask(Method::post, "/api/desktop/claim", "{}").status, 403);
  EXPECT_EQ(ask(Method::post, "/api/desktop/claim", "{}", {}, device).status, 200);
  EXPECT_EQ(ask(Method::get, "/api/answers", "", {}, device).status, 200);
  EXPECT_EQ(ask(Method::get, "/livez", "", {}, "").body.at("user"), nullptr);
}

TEST_F(GatewayTest, RefusesWhatAForeignPageCouldSend) {
  const std::string cookie = std::string("jobswipe_access=web:") + kUser;
  const std::string host = "127.0.0.1:" + std::to_string(server_->port());
  auto with = [&](std::vector<std::pair<std::string, std::string>> fields) {
    fields.emplace_back("Cookie", cookie);
    return ask(Method::post, "/api/jobs/swipe-right", swipe(), fields, "").status;
  };
  EXPECT_EQ(with({}), 403);
  EXPECT_EQ(with({{"Origin", "https://evil.example"}}), 403);
  EXPECT_EQ(with({{"Origin", "null"}, {"X-JobSwipe-Client", "web"}}), 403);
  EXPECT_EQ(with({{"Origin", "http://" + host}}), 200);
  EXPECT_EQ(with({{"X-JobSwipe-Client", "web"}}), 200);
  EXPECT_EQ(with({{"X-Forwarded-Proto", "https"}, {"Origin", "http://" + host}}), 403);
  EXPECT_EQ(with({{"X-Forwarded-Proto", "https"}, {"Origin", "https://" + host}}), 200);
  EXPECT_EQ(ask(Method::get, "/api/jobs/deck", "", {{"Cookie", cookie}, {"Origin", "https://evil.example"}}, "").status,
            200);
  EXPECT_EQ(ask(Method::post, "/api/auth/login", R"({"email":"a@b.c","password":"x"})",
                {{"Origin", "https://evil.example"}}, "")
                .status,
            403);
}

TEST_F(GatewayTest, RefusesAForeignPagesWebSocket) {
  const std::string upgrade =
      "GET /api/ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: "
      "13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: jobswipe_access=web:" +
      std::string(kUser) + "\r\n";
  http::testing::RawSocket foreign(server_->port());
  foreign.send(upgrade + "Origin: https://evil.example\r\n\r\n");
  EXPECT_THAT(foreign.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 403 "));
  http::testing::RawSocket own(server_->port());
  own.send(upgrade + "Origin: http://h\r\n\r\n");
  EXPECT_THAT(own.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(GatewayTest, TakesTheContractsMediaTypesOnly) {
  EXPECT_EQ(ask(Method::put, "/api/profile", "{}", {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(ask(Method::put, "/api/profile", "{}", {{"Content-Type", "application/json; charset=utf-8"}}).status, 200);
  EXPECT_EQ(ask(Method::put, "/api/profile", "{}", {{"Content-Encoding", "gzip"}}).status, 415);
  EXPECT_EQ(
      ask(Method::post, "/api/resumes?name=cv.pdf", "%PDF-1.7", {{"Content-Type", "application/pdf"}}).body.at("bytes"),
      8);
  EXPECT_EQ(ask(Method::post, "/api/resumes", "{}").status, 415);
  EXPECT_EQ(ask(Method::post, "/api/resumes", "").status, 400);
  EXPECT_EQ(ask(Method::post, "/api/auth/logout", "{}").status, 200);
  EXPECT_EQ(ask(Method::post, "/api/auth/logout", R"({"a":1})").status, 400);
}

TEST_F(GatewayTest, ReplaysTheAnswerOfARepeatedKey) {
  const std::vector<std::pair<std::string, std::string>> key = {{"Idempotency-Key", "k-1"}};
  const auto first = ask(Method::post, "/api/jobs/swipe-right", swipe(), key);
  const auto second = ask(Method::post, "/api/jobs/swipe-right", swipe(), key);
  EXPECT_EQ(first.text, second.text);
  EXPECT_FALSE(first.fields.has("Idempotency-Replayed"));
  EXPECT_EQ(second.fields.get("Idempotency-Replayed"), "true");
  EXPECT_EQ(second.fields.get("Content-Type"), "application/json");
  EXPECT_EQ(calls_, 1);
  const auto other = ask(Method::post, "/api/jobs/swipe-right", swipe(R"(,"priority":6)"), key);
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(ask(Method::post, "/api/jobs/undo", "", key).status, 422);
  EXPECT_EQ(ask(Method::post, "/api/jobs/swipe-right", swipe(), key, "web:0190b8a4-0000-7000-8000-000000000002").status,
            200);
  EXPECT_EQ(calls_, 2);
}

TEST_F(GatewayTest, KeepsRefusalsButNotFailures) {
  const std::vector<std::pair<std::string, std::string>> key = {{"Idempotency-Key", "k-2"}};
  on_call_ = [] { return base::Error::not_found("job"); };
  EXPECT_EQ(ask(Method::post, "/api/jobs/swipe-right", swipe(), key).status, 404);
  EXPECT_EQ(ask(Method::post, "/api/jobs/swipe-right", swipe(), key).fields.get("Idempotency-Replayed"), "true");
  EXPECT_EQ(calls_, 1);
  on_call_ = []() -> std::optional<base::Error> { throw std::runtime_error("boom"); };
  const std::vector<std::pair<std::string, std::string>> fresh = {{"Idempotency-Key", "k-3"}};
  EXPECT_EQ(ask(Method::post, "/api/jobs/swipe-right", swipe(), fresh).status, 500);
  on_call_ = nullptr;
  const auto again = ask(Method::post, "/api/jobs/swipe-right", swipe(), fresh);
  EXPECT_EQ(again.status, 200);
  EXPECT_FALSE(again.fields.has("Idempotency-Replayed"));
}

TEST_F(GatewayTest, SaysThatAKeyIsBeingWorkedOn) {
  const std::vector<std::pair<std::string, std::string>> key = {{"Idempotency-Key", "k-4"}};
  kept_.loses_answers = true;
  EXPECT_EQ(ask(Method::post, "/api/jobs/swipe-right", swipe(), key).status, 200);
  const auto busy = ask(Method::post, "/api/jobs/swipe-right", swipe(), key);
  EXPECT_EQ(busy.status, 409);
  EXPECT_EQ(code(busy), "in_progress");
  EXPECT_EQ(busy.fields.get("Retry-After"), "1");
  EXPECT_EQ(calls_, 1);
}

TEST_F(GatewayTest, RefusesKeysThatAreNone) {
  EXPECT_EQ(ask(Method::post, "/api/jobs/swipe-right", swipe(), {{"Idempotency-Key", std::string(201, 'k')}}).status,
            400);
  EXPECT_THAT(places(ask(Method::post, "/api/jobs/swipe-right", swipe(), {{"Idempotency-Key", "two words"}})),
              ::testing::ElementsAre("header/Idempotency-Key: must be 1 to 200 visible ASCII characters"));
}

TEST_F(GatewayTest, AnswersOperationsThatRepeatThemselvesAfresh) {
  const std::string device = std::string("device:") + kUser;
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(ask(Method::post, "/api/desktop/claim", "{}", {{"Idempotency-Key", "k-5"}}, device).status, 200);
  EXPECT_EQ(calls_, 2);
}

TEST_F(GatewayTest, AnswersAMissingDatabaseWith503) {
  kept_.down = true;
  const auto reply = ask(Method::post, "/api/jobs/swipe-right", swipe(), {{"Idempotency-Key", "k-6"}});
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.fields.get("Retry-After"), "1");
}

TEST_F(GatewayTest, PutsSecurityHeadersOnEveryAnswer) {
  for (const char* target : {"/api/jobs/deck", "/api/nothing", "/livez"}) {
    const auto reply = ask(Method::get, target, "", {{"X-Forwarded-Proto", "https"}});
    EXPECT_EQ(reply.fields.get("X-Content-Type-Options"), "nosniff") << target;
    EXPECT_EQ(reply.fields.get("Cache-Control"), "no-store") << target;
    EXPECT_THAT(std::string(reply.fields.get("Content-Security-Policy")), HasSubstr("frame-ancestors 'none'"))
        << target;
    EXPECT_THAT(std::string(reply.fields.get("Strict-Transport-Security")), StartsWith("max-age=")) << target;
    EXPECT_TRUE(reply.fields.has("Referrer-Policy")) << target;
    EXPECT_TRUE(reply.fields.has("X-Request-Id")) << target;
  }
  EXPECT_FALSE(ask(Method::get, "/livez").fields.has("Strict-Transport-Security"));
}

TEST_F(GatewayTest, TellsTheObserverTheTemplateAndNoSecrets) {
  ask(Method::get, std::string("/api/jobs/") + kJob + "?secret=1");
  ask(Method::get, "/api/jobs/deck?q=secret");
  std::vector<Served> served;
  server_->loop().call([&] { served = served_; });
  ASSERT_EQ(served.size(), 2u);
  EXPECT_EQ(served[0].operation, "getJob");
  EXPECT_EQ(served[0].status, 400);
  EXPECT_EQ(served[1].path, "/api/jobs/deck");
  EXPECT_GT(served[1].seconds, 0);
  EXPECT_THAT(access_log_line(served[1]),
              ::testing::AllOf(HasSubstr(kUser), HasSubstr("\"operation\":\"getDeck\""), Not(HasSubstr("secret"))));
}

TEST_F(GatewayTest, RefusesUnknownAndRepeatedOperations) {
  EXPECT_THROW(gateway_->handle("noSuchOperation", nullptr), std::logic_error);
  EXPECT_THROW(gateway_->handle("getDeck", nullptr), std::logic_error);
  EXPECT_THAT(gateway_->missing(),
              ::testing::AllOf(::testing::Contains("register"), Not(::testing::Contains("getDeck"))));
}

class LimitedGatewayTest : public GatewayTest {
 protected:
  LimitedGatewayTest() {
    TearDown();
    http::ServerConfig config;
    config.trusted_proxies = {"127.0.0.1"};
    start({.requests_per_second = 1, .logins_per_minute = 3}, config);
  }
};

TEST_F(LimitedGatewayTest, LimitsRequestsPerAccount) {
  int refused = 0;
  for (int i = 0; i < 15; ++i) {
    const auto reply = ask(Method::get, "/api/jobs/deck");
    if (reply.status != 429) continue;
    ++refused;
    EXPECT_EQ(reply.fields.get("Retry-After"), "1");
    EXPECT_EQ(code(reply), "rate_limited");
  }
  EXPECT_GE(refused, 3);
  EXPECT_EQ(ask(Method::get, "/api/jobs/deck", "", {}, "web:0190b8a4-0000-7000-8000-000000000002").status, 200);
}

TEST_F(LimitedGatewayTest, LimitsLoginsPerAddressAndPerAccount) {
  auto login = [&](const std::string& email, const std::string& from) {
    return ask(Method::post, "/api/auth/login", R"({"email":")" + email + R"(","password":"x"})",
               {{"X-Forwarded-For", from}}, "")
        .status;
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(login("one" + std::to_string(i) + "@x.y", "9.9.9.1"), 200);
  EXPECT_EQ(login("other@x.y", "9.9.9.1"), 429);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(login("same@x.y", "8.8.8." + std::to_string(i)), 200);
  EXPECT_EQ(login("SAME@x.y", "8.8.8.9"), 429);
  EXPECT_EQ(login("other@x.y", "8.8.8.9"), 200);
}

TEST_F(GatewayTest, ServesTheWebAppsFiles) {
  const auto directory = std::filesystem::temp_directory_path() / ("jobswipe-files-" + std::to_string(::getpid()));
  std::filesystem::create_directories(directory / "assets");
  auto write = [&](const std::string& name, const std::string& text) { std::ofstream(directory / name) << text; };
  EXPECT_THROW(gateway_->serve_files(directory.string()), std::runtime_error);
  write("index.html", "<!doctype html>app");
  write("assets/app-1.js", "let a;");
  write("assets/app-1.js.br", "brotli");
  write("assets/app-1.js.gz", "gzip");
  std::ofstream(directory.parent_path() / "jobswipe-secret.txt") << "secret";
  server_->loop().call([&] { gateway_->serve_files(directory.string()); });

  auto reply = ask(Method::get, "/", "", {}, "");
  EXPECT_EQ(reply.text, "<!doctype html>app");
  EXPECT_EQ(reply.fields.get("Cache-Control"), "no-cache");
  const std::string policy(reply.fields.get("Content-Security-Policy"));
  EXPECT_THAT(policy, ::testing::AllOf(HasSubstr("script-src 'self';"), HasSubstr("frame-ancestors 'none'"),
                                       HasSubstr("require-trusted-types-for 'script'"), Not(HasSubstr("unsafe"))));
  EXPECT_EQ(ask(Method::get, "/queue/deep/link", "", {}, "").text, "<!doctype html>app");
  EXPECT_EQ(ask(Method::get, "/", "", {{"If-None-Match", std::string(reply.fields.get("ETag"))}}, "").status, 304);

  reply = ask(Method::get, "/assets/app-1.js", "", {}, "");
  EXPECT_EQ(reply.text, "let a;");
  EXPECT_THAT(std::string(reply.fields.get("Cache-Control")), HasSubstr("immutable"));
  EXPECT_EQ(reply.fields.get("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(ask(Method::get, "/assets/app-1.js", "", {{"Accept-Encoding", "gzip, br"}}, "").text, "brotli");
  EXPECT_EQ(ask(Method::get, "/assets/app-1.js", "", {{"Accept-Encoding", "gzip"}}, "").fields.get("Content-Encoding"),
            "gzip");
  EXPECT_EQ(ask(Method::get, "/assets/gone.js", "", {}, "").status, 404);
  for (const char* path : {"/../jobswipe-secret.txt", "/..%2fjobswipe-secret.txt", "/assets/../../jobswipe-secret.txt",
                           "/%2e%2e/jobswipe-secret.txt"}) {
    EXPECT_EQ(ask(Method::get, path, "", {}, "").status, 404) << path;
  }
  EXPECT_EQ(ask(Method::post, "/", "{}", {}, "").status, 405);
  std::filesystem::remove_all(directory);
  std::filesystem::remove(directory.parent_path() / "jobswipe-secret.txt");
}

}  // namespace
}  // namespace jobswipe::gateway
