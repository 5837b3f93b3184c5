#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sodium.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "server/identity/account_api.hpp"
#include "server/identity/device_api.hpp"
#include "server/identity/master_key_check.hpp"
#include "server/identity/tokens.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/profile_store.hpp"
#include "server/store/push_store.hpp"
#include "server/store/testing/fixture.hpp"

namespace jobswipe::identity {
namespace {

using base::ErrorCode;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kPassword[] = "correct horse battery";

class TestClock final : public base::Clock {
 public:
  base::Time now() const override { return base::SystemClock().now() + offset; }
  std::chrono::seconds offset{0};
};

crypto::Key test_master() {
  crypto::initialise();
  return crypto::random_key();
}

class Identity : public store::testing::StoreFixture {
 protected:
  struct Person {
    base::UserId id;
    std::string email, access, refresh;
  };

  gateway::Call call(boost::json::object body = {}) {
    gateway::Call call;
    call.http.remote_address = "127.0.0.1";
    call.http.fields.set("Host", "127.0.0.1:8080");
    call.body = std::move(body);
    return call;
  }
  gateway::Call call_of(const std::string& access, boost::json::object body = {}) {
    auto made = call(std::move(body));
    made.caller = caller(access);
    return made;
  }
  gateway::Caller caller(const std::string& access) {
    http::Request request;
    request.fields.set("Authorization", "Bearer " + access);
    const auto result = run(authenticator_.authenticate(request));
    return result.value().value();
  }
  base::Result<std::optional<gateway::Caller>> authenticate(const std::string& authorization) {
    http::Request request;
    request.fields.set("Authorization", authorization);
    return run(authenticator_.authenticate(request));
  }

  static boost::json::object json(const gateway::Answer& answer) {
    return boost::json::parse(answer.value().body).as_object();
  }
  static std::string text(const boost::json::object& object, std::string_view name) {
    return std::string(object.at(name).as_string());
  }
  static std::vector<std::string> cookies(const http::Response& response) {
    std::vector<std::string> found;
    for (const auto& [name, value] : response.fields)
      if (name == "Set-Cookie") found.push_back(value);
    return found;
  }
  static std::string cookie(const http::Response& response, const std::string& name) {
    for (const auto& line : cookies(response))
      if (line.starts_with(name + "=")) return line.substr(name.size() + 1, line.find(';') - name.size() - 1);
    return "";
  }

  Person register_person() {
    Person person;
    person.email = base::Uuid::make().to_string() + "@example.org";
    const auto answer = run(accounts_.register_account(call({{"email", person.email}, {"password", kPassword}})));
    EXPECT_EQ(answer.value().status, 201);
    const auto body = json(answer);
    person.id = *base::UserId::parse(body.at("user").at("id").as_string());
    person.access = text(body, "accessToken");
    person.refresh = cookie(*answer, "jobswipe_refresh");
    return person;
  }
  gateway::Answer login(const std::string& email, const std::string& password) {
    return run(accounts_.login(call({{"email", email}, {"password", password}})));
  }
  gateway::Call refresh_call(const std::string& token) { return call({{"refreshToken", token}}); }
  gateway::Call poll_call(const std::string& device_code) { return call({{"deviceCode", device_code}}); }
  gateway::Answer refresh(const std::string& token) { return run(accounts_.refresh(refresh_call(token))); }
  gateway::Answer poll(const std::string& device_code) { return run(device_api_.create_token(poll_call(device_code))); }
  gateway::Answer approve(const std::string& access, const std::string& user_code, bool yes = true) {
    return run(device_api_.approve(call_of(access, {{"userCode", user_code}, {"approve", yes}})));
  }
  /// Lets the next poll be early enough for the code's interval.
  void pass_poll_interval() { database().execute("UPDATE device_codes SET polled_at = polled_at - interval '1 hour'"); }
  boost::json::object pair(const Person& person) {
    const auto code = json(run(device_api_.create_code(call({{"name", "Laptop"}, {"platform", "linux"}}))));
    EXPECT_EQ(approve(person.access, text(code, "userCode")).value().status, 200);
    return json(poll(text(code, "deviceCode")));
  }
  std::string audit(base::UserId of) {
    return database().value(
        fmt::format("SELECT string_agg(action, ' ' ORDER BY n) FROM audit_logs WHERE user_id = '{}'", of.to_string()));
  }
  std::string audit_break(base::UserId of) {
    return database().value(fmt::format("SELECT audit_break('{}')", of.to_string()));
  }

  const Keys keys_{test_master()};
  Hasher hasher_{2};
  TestClock clock_;
  Revocations revocations_;
  store::UsersStore users_{pool()};
  store::SessionsStore sessions_{pool()};
  store::DevicesStore devices_{pool()};
  PersonVault vault_{users_, keys_};
  store::ProfileStore profiles_{pool(), vault_};
  IdentityAuthenticator authenticator_{keys_, revocations_, clock_};
  std::vector<base::Uuid> ended_;
  std::function<void(const std::vector<base::Uuid>&)> note_ended_ = [this](const std::vector<base::Uuid>& sessions) {
    ended_.insert(ended_.end(), sessions.begin(), sessions.end());
  };
  AccountApi accounts_{AccountApi::Parts{users_, sessions_, vault_, hasher_, keys_, revocations_, clock_, note_ended_,
                                         [this](base::UserId of) { return export_rest(of); }}};
  DeviceApi device_api_{DeviceApi::Parts{devices_, keys_, revocations_, clock_, "", note_ended_, [](base::UserId) {}}};

  asio::awaitable<boost::json::object> export_rest(base::UserId of) {
    boost::json::object rest;
    rest["profile"] = co_await profiles_.profile(of);
    co_return rest;
  }
};

TEST_F(Identity, RegistersAPersonAndLogsThemIn) {
  const auto person = register_person();
  EXPECT_EQ(caller(person.access).user, person.id);
  EXPECT_EQ(caller(person.access).audience, gateway::Audience::web);
  const auto session = json(run(accounts_.get_session(call_of(person.access))));
  EXPECT_EQ(session.at("user").at("email").as_string(), person.email);
  EXPECT_EQ(session.at("user").at("plan").as_string(), "free");
  EXPECT_EQ(audit(person.id), "account.registered session.opened");
  EXPECT_EQ(audit_break(person.id), "");
}

TEST_F(Identity, KeepsOneAccountPerAddressHoweverItIsSpelt) {
  const auto person = register_person();
  std::string shouted = " " + person.email;
  for (char& c : shouted) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const auto again = run(accounts_.register_account(call({{"email", shouted}, {"password", kPassword}})));
  ASSERT_TRUE(again.has_error());
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_EQ(again.error().fields.at(0).pointer, "/email");
  EXPECT_EQ(login(shouted, kPassword).value().status, 200);
}

TEST_F(Identity, RefusesAWrongPasswordAndAnUnknownAddressInTheSameWords) {
  const auto person = register_person();
  const auto wrong = login(person.email, "not the password"), unknown = login("nobody@example.org", kPassword);
  ASSERT_TRUE(wrong.has_error());
  ASSERT_TRUE(unknown.has_error());
  EXPECT_EQ(wrong.error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(wrong.error().detail, unknown.error().detail);
  EXPECT_THAT(audit(person.id), HasSubstr("session.refused"));
}

TEST_F(Identity, TakesAsLongForAnUnknownAddress) {
  const auto person = register_person();
  const auto fastest = [&](const std::string& email) {
    auto best = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 5; ++i) {
      const auto before = std::chrono::steady_clock::now();
      EXPECT_TRUE(login(email, "not the password").has_error());
      best = std::min(best, std::chrono::steady_clock::now() - before);
    }
    return best;
  };
  const auto known = fastest(person.email), unknown = fastest("nobody@example.org");
  EXPECT_LT(unknown, known * 3);
  EXPECT_LT(known, unknown * 3);
}

TEST_F(Identity, SetsCookiesThatScriptsAndOtherSitesDoNotGet) {
  auto plain = call({{"email", base::Uuid::make().to_string() + "@example.org"}, {"password", kPassword}});
  auto secure = call({{"email", base::Uuid::make().to_string() + "@example.org"}, {"password", kPassword}});
  secure.http.secure = true;
  secure.http.remote_address = "203.0.113.7";
  const auto over_http = run(accounts_.register_account(std::move(plain)));
  const auto over_tls = run(accounts_.register_account(std::move(secure)));
  ASSERT_EQ(cookies(*over_http).size(), 2u);
  ASSERT_EQ(cookies(*over_tls).size(), 2u);
  for (const auto& line : cookies(*over_http))
    EXPECT_THAT(line, AllOf(HasSubstr("HttpOnly"), HasSubstr("SameSite=Strict"), Not(HasSubstr("Secure"))));
  for (const auto& line : cookies(*over_tls)) {
    EXPECT_THAT(
        line, AllOf(HasSubstr("HttpOnly"), HasSubstr("SameSite=Strict"), HasSubstr("; Secure"), HasSubstr("Path=/;")));
    EXPECT_TRUE(line.starts_with("__Host-")) << line;
  }
  EXPECT_FALSE(json(over_http).contains("refreshToken"));
}

TEST_F(Identity, OpensNoSessionOverPlainHttpFromAfar) {
  const auto person = register_person();
  auto far = call({{"email", person.email}, {"password", kPassword}});
  far.http.remote_address = "203.0.113.7";
  const auto answer = run(accounts_.login(std::move(far)));
  ASSERT_TRUE(answer.has_error());
  EXPECT_EQ(answer.error().code, ErrorCode::forbidden);
  EXPECT_THAT(answer.error().detail, HasSubstr("https"));
}

TEST_F(Identity, AcceptsTheCookieAndNothingElse) {
  const auto person = register_person();
  http::Request request;
  EXPECT_FALSE(run(authenticator_.authenticate(request)).value().has_value());
  request.fields.set("Cookie", "a=b; jobswipe_access=" + person.access);
  EXPECT_EQ(run(authenticator_.authenticate(request)).value()->user, person.id);
  request.secure = true;
  EXPECT_FALSE(run(authenticator_.authenticate(request)).value().has_value())
      << "an unprefixed cookie over TLS can be planted";
  EXPECT_EQ(authenticate("Basic abc").error().code, ErrorCode::unauthenticated);
}

std::string encoded(std::string_view plain) {
  return crypto::to_base64url(reinterpret_cast<const std::uint8_t*>(plain.data()), plain.size());
}

TEST_F(Identity, RefusesForgedTokens) {
  const auto person = register_person();
  const auto first = person.access.find('.'), last = person.access.rfind('.');
  const auto payload = person.access.substr(first + 1, last - first - 1), signature = person.access.substr(last + 1);
  const std::string none = encoded(R"({"alg":"none"})"), hmac = encoded(R"({"alg":"HS256","typ":"at+jwt"})");
  std::string flipped = payload;
  flipped[20] = flipped[20] == 'A' ? 'B' : 'A';
  for (const auto& token :
       {none + "." + payload + ".", none + "." + payload + "." + signature, hmac + "." + payload + "." + signature,
        person.access.substr(0, first) + "." + flipped + "." + signature, person.access.substr(0, last),
        person.access + "x", std::string("nonsense"), std::string(5000, 'a')}) {
    const auto result = authenticate("Bearer " + token);
    ASSERT_TRUE(result.has_error()) << token;
    EXPECT_EQ(result.error().code, ErrorCode::unauthenticated);
  }
  EXPECT_FALSE(Keys(crypto::random_key()).signer.verify(person.access)) << "another server's key";
  EXPECT_TRUE(authenticate("bearer " + person.access).has_value());
}

TEST_F(Identity, RefusesATokenThatItVerifiedBeforeOnceItExpires) {
  const auto person = register_person();
  EXPECT_TRUE(authenticate("Bearer " + person.access).has_value());
  clock_.offset = kWebTokenLife + std::chrono::seconds(1);
  EXPECT_EQ(authenticate("Bearer " + person.access).error().code, ErrorCode::unauthenticated);
}

TEST_F(Identity, RotatesTheRefreshToken) {
  const auto person = register_person();
  auto request = call();
  request.http.fields.set("Cookie", "jobswipe_refresh=" + person.refresh);
  const auto first = run(accounts_.refresh(std::move(request)));
  const auto successor = cookie(*first, "jobswipe_refresh");
  EXPECT_NE(successor, person.refresh);
  EXPECT_EQ(caller(text(json(first), "accessToken")).session, caller(person.access).session);
  EXPECT_TRUE(refresh(successor).has_value());
  EXPECT_TRUE(ended_.empty());
}

TEST_F(Identity, AnswersARefreshAgainWhoseAnswerWasLost) {
  const auto person = register_person();
  const auto lost = refresh(person.refresh);
  EXPECT_TRUE(lost.has_value());
  const auto again = refresh(person.refresh);
  ASSERT_TRUE(again.has_value());
  const auto next = refresh(cookie(*again, "jobswipe_refresh"));
  EXPECT_TRUE(next.has_value());
  EXPECT_TRUE(ended_.empty());
}

TEST_F(Identity, EndsTheSessionWhenARefreshTokenIsUsedAgain) {
  const auto person = register_person();
  const auto first = refresh(person.refresh);
  const auto second = refresh(cookie(*first, "jobswipe_refresh"));
  const auto stolen = refresh(person.refresh);
  ASSERT_TRUE(stolen.has_error());
  EXPECT_EQ(stolen.error().code, ErrorCode::unauthenticated);
  EXPECT_TRUE(refresh(cookie(*second, "jobswipe_refresh")).has_error())
      << "the thief's line ends, and the victim's with it";
  EXPECT_EQ(ended_.size(), 1u);
  EXPECT_TRUE(authenticate("Bearer " + person.access).has_error());
  EXPECT_THAT(audit(person.id), HasSubstr("session.reuse_detected"));
}

TEST_F(Identity, EndsTheSessionWhenALateRetryComes) {
  const auto person = register_person();
  refresh(person.refresh);
  database().execute(fmt::format(
      "UPDATE refresh_tokens SET used_at = used_at - interval '2 minutes' WHERE user_id = '{}' AND used_at IS NOT NULL",
      person.id.to_string()));
  EXPECT_TRUE(refresh(person.refresh).has_error());
  EXPECT_EQ(ended_.size(), 1u);
}

TEST_F(Identity, GivesManyRefreshesOfOneTokenAtOnceNoReasonToEndTheSession) {
  const auto person = register_person();
  std::vector<std::string> successors;
  run_all(8, [&](std::size_t) -> asio::awaitable<void> {
    auto request = refresh_call(person.refresh);
    const auto answer = co_await accounts_.refresh(std::move(request));
    if (answer) successors.push_back(cookie(*answer, "jobswipe_refresh"));
  });
  ASSERT_EQ(successors.size(), 8u);
  EXPECT_TRUE(ended_.empty());
}

TEST_F(Identity, RefusesRefreshTokensThatAreNone) {
  const auto person = register_person();
  auto token = *RefreshToken::parse(person.refresh);
  token.secret.front() ^= 1;
  for (const auto& text : {std::string("nonsense"), std::string(), token.to_string(), person.access})
    EXPECT_TRUE(refresh(text).has_error());
  auto other = *RefreshToken::parse(person.refresh);
  other.user = register_person().id;
  EXPECT_TRUE(refresh(other.to_string()).has_error());
}

TEST_F(Identity, LogsOutAtOnce) {
  const auto person = register_person();
  const auto session = caller(person.access).session;
  const auto answer = run(accounts_.logout(call_of(person.access)));
  EXPECT_EQ(answer.value().status, 204);
  EXPECT_THAT(cookies(*answer), Contains(HasSubstr("Max-Age=0")));
  EXPECT_THAT(ended_, Contains(session));
  EXPECT_EQ(authenticate("Bearer " + person.access).error().code, ErrorCode::unauthenticated);
  EXPECT_TRUE(refresh(person.refresh).has_error());
  EXPECT_THAT(run(sessions_.revoked(60)), Contains(session)) << "other nodes hear of it from here";
}

TEST_F(Identity, PairsADesktop) {
  const auto person = register_person();
  const auto code = json(run(device_api_.create_code(call({{"name", "Laptop"}, {"platform", "linux"}}))));
  EXPECT_EQ(text(code, "verificationUri"), "http://127.0.0.1:8080/pair");
  EXPECT_EQ(text(code, "userCode").size(), 9u);
  const auto device_code = text(code, "deviceCode");
  EXPECT_EQ(poll(device_code).error().code, ErrorCode::authorization_pending);
  std::string typed = text(code, "userCode");
  std::erase(typed, '-');
  for (char& c : typed) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto approved = json(approve(person.access, typed));
  EXPECT_EQ(text(approved, "name"), "Laptop");
  pass_poll_interval();
  const auto paired = json(poll(device_code));
  const auto who = caller(text(paired, "accessToken"));
  EXPECT_EQ(who.user, person.id);
  EXPECT_EQ(who.audience, gateway::Audience::device);
  EXPECT_EQ(who.device->to_string(), text(paired, "deviceId"));
  EXPECT_EQ(poll(device_code).error().code, ErrorCode::expired_token) << "a code works once";
  const auto listed = json(run(device_api_.list(call_of(person.access))));
  EXPECT_EQ(listed.at("devices").at(0).at("name").as_string(), "Laptop");
  EXPECT_EQ(database().value(fmt::format("SELECT string_agg(type, ' ') FROM application_events WHERE user_id = '{}'",
                                         person.id.to_string())),
            "device.paired");
  EXPECT_THAT(audit(person.id), HasSubstr("device.approved device.paired"));
  const auto renewed = json(refresh(text(paired, "refreshToken")));
  EXPECT_EQ(caller(text(renewed, "accessToken")).device, who.device);
  EXPECT_TRUE(renewed.contains("refreshToken"));
}

TEST_F(Identity, GivesOneDeviceForManyPollsAtOnce) {
  const auto person = register_person();
  const auto code = json(run(device_api_.create_code(call({{"name", "Laptop"}}))));
  approve(person.access, text(code, "userCode"));
  int paired = 0;
  run_all(8, [&](std::size_t) -> asio::awaitable<void> {
    auto request = poll_call(text(code, "deviceCode"));
    const auto answer = co_await device_api_.create_token(std::move(request));
    paired += answer.has_value();
  });
  EXPECT_EQ(paired, 1);
}

TEST_F(Identity, SlowsDownADesktopThatPollsTooFast) {
  const auto code = json(run(device_api_.create_code(call({{"name", "Laptop"}}))));
  EXPECT_EQ(poll(text(code, "deviceCode")).error().code, ErrorCode::authorization_pending);
  EXPECT_EQ(poll(text(code, "deviceCode")).error().code, ErrorCode::slow_down);
  pass_poll_interval();
  EXPECT_EQ(poll(text(code, "deviceCode")).error().code, ErrorCode::authorization_pending);
}

TEST_F(Identity, TellsADesktopThatItWasRefusedOrCameTooLate) {
  const auto person = register_person();
  const auto refused = json(run(device_api_.create_code(call({{"name", "Laptop"}}))));
  EXPECT_EQ(approve(person.access, text(refused, "userCode"), false).value().status, 200);
  EXPECT_EQ(poll(text(refused, "deviceCode")).error().code, ErrorCode::access_denied);
  const auto late = json(run(device_api_.create_code(call({{"name", "Laptop"}}))));
  database().execute("UPDATE device_codes SET expires_at = now() - interval '1 second'");
  EXPECT_EQ(approve(person.access, text(late, "userCode")).error().code, ErrorCode::not_found);
  EXPECT_EQ(poll(text(late, "deviceCode")).error().code, ErrorCode::expired_token);
  EXPECT_EQ(poll("no such code").error().code, ErrorCode::expired_token);
}

TEST_F(Identity, LocksAPersonWhoGuessesCodes) {
  const auto person = register_person();
  const auto code = json(run(device_api_.create_code(call({{"name", "Laptop"}}))));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(approve(person.access, "BCDF-GHJK").error().code, ErrorCode::not_found);
  const auto locked = approve(person.access, text(code, "userCode"));
  ASSERT_TRUE(locked.has_error()) << "the right code, but too late";
  EXPECT_EQ(locked.error().code, ErrorCode::rate_limited);
  EXPECT_TRUE(locked.error().retry_after.has_value());
  EXPECT_EQ(approve(register_person().access, text(code, "userCode")).value().status, 200) << "others are not locked";
}

TEST_F(Identity, RevokesOnesOwnDeviceOnly) {
  const auto person = register_person(), other = register_person();
  const auto paired = pair(person);
  auto foreign = call_of(other.access);
  foreign.path["id"] = text(paired, "deviceId");
  EXPECT_EQ(run(device_api_.revoke(std::move(foreign))).error().code, ErrorCode::not_found);
  const auto session = caller(text(paired, "accessToken")).session;
  auto own = call_of(person.access);
  own.path["id"] = text(paired, "deviceId");
  EXPECT_EQ(run(device_api_.revoke(std::move(own))).value().status, 204);
  EXPECT_THAT(ended_, Contains(session));
  EXPECT_TRUE(authenticate("Bearer " + text(paired, "accessToken")).has_error());
  EXPECT_TRUE(refresh(text(paired, "refreshToken")).has_error());
  EXPECT_TRUE(json(run(device_api_.list(call_of(person.access)))).at("devices").as_array().empty());
}

TEST_F(Identity, ExportsWhatAPersonGave) {
  const auto person = register_person();
  run(profiles_.put_profile(person.id, {{"firstName", "Ada"}}));
  const auto answer = run(accounts_.export_account(call_of(person.access)));
  EXPECT_THAT(std::string(answer.value().fields.get("Content-Disposition")), HasSubstr("attachment"));
  const auto body = json(answer);
  EXPECT_EQ(body.at("user").at("email").as_string(), person.email);
  EXPECT_EQ(body.at("profile").at("firstName").as_string(), "Ada");
  EXPECT_THAT(audit(person.id), HasSubstr("account.exported"));
}

TEST_F(Identity, ErasesAPersonAndTheirKeyButNotTheAuditLog) {
  const auto person = register_person();
  run(profiles_.put_profile(person.id, {{"firstName", "Ada"}}));
  const auto wrong = run(accounts_.delete_account(call_of(person.access, {{"password", "not the password"}})));
  EXPECT_EQ(wrong.error().code, ErrorCode::forbidden);
  const auto session = caller(person.access).session;
  EXPECT_EQ(run(accounts_.delete_account(call_of(person.access, {{"password", kPassword}}))).value().status, 204);
  EXPECT_THAT(ended_, Contains(session));
  for (const auto* table : {"users", "profiles", "sessions", "refresh_tokens", "user_streams", "application_events"})
    EXPECT_EQ(
        database().value(fmt::format("SELECT count(*) FROM {} WHERE {} = '{}'", table,
                                     std::string_view(table) == "users" ? "id" : "user_id", person.id.to_string())),
        "0")
        << table;
  EXPECT_THROW(run(vault_.seal(person.id, "profiles", "x")), std::runtime_error);
  EXPECT_TRUE(login(person.email, kPassword).has_error());
  EXPECT_TRUE(refresh(person.refresh).has_error());
  EXPECT_THAT(audit(person.id), HasSubstr("account.erased"));
  EXPECT_EQ(audit_break(person.id), "");
}

TEST_F(Identity, OpensSealedDataAtItsOwnPlaceOnly) {
  const auto person = register_person(), other = register_person();
  const auto sealed = run(vault_.seal(person.id, "profiles", "canary"));
  EXPECT_EQ(run(vault_.open(person.id, "profiles", sealed)), "canary");
  EXPECT_THROW(run(vault_.open(person.id, "answers", sealed)), std::runtime_error);
  EXPECT_THROW(run(vault_.open(other.id, "profiles", sealed)), std::runtime_error);
  auto changed = sealed;
  changed.back() ^= 1;
  EXPECT_THROW(run(vault_.open(person.id, "profiles", changed)), std::runtime_error);
  EXPECT_EQ(run(vault_.digest(person.id, "answers", "q")), run(vault_.digest(person.id, "answers", "q")));
  EXPECT_NE(run(vault_.digest(person.id, "answers", "q")), run(vault_.digest(other.id, "answers", "q")));
}

TEST_F(Identity, LeavesNoCanaryInADumpOfTheDatabase) {
  const std::string canary = "canary" + base::Uuid::make().to_string().substr(24);
  const std::string email = canary + "@example.org";
  const auto answer = run(accounts_.register_account(call({{"email", email}, {"password", canary + " password"}})));
  const auto access = text(json(answer), "accessToken");
  const auto id = caller(access).user;
  run(profiles_.put_profile(id, {{"firstName", canary}}));
  boost::json::array answers;
  answers.push_back({{"question", "Why " + canary + "?"}, {"answer", canary}});
  run(profiles_.save_answers(id, std::move(answers)));
  store::NewResume file;
  file.name = canary + ".pdf";
  file.content = "%PDF-1.4 " + canary;
  file.content_type = "application/pdf";
  EXPECT_TRUE(run(profiles_.add_resume(id, std::move(file))).has_value());
  store::PushStore push(pool(), vault_);
  run(push.add(id, {{"endpoint", "https://push.example.org/" + canary}}));
  store::ApplicationsStore applications(pool(), 3);
  const auto fields = run(vault_.seal(id, "application_queue.custom_fields", canary));
  EXPECT_EQ(run(applications.swipe_right(id, job, std::nullopt, 5, fields)).verdict,
            store::SwipeResult::Verdict::created);
  EXPECT_TRUE(login(email, canary).has_error());

  std::string hex;
  for (const char c : canary) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  const auto tables = database().value(
      fmt::format("SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = '{}'",
                  database().schema()));
  std::size_t looked_at = 0;
  for (std::size_t begin = 0; begin < tables.size();) {
    const auto end = std::min(tables.find(' ', begin), tables.size());
    const auto table = tables.substr(begin, end - begin);
    begin = end + 1;
    const auto dump = database().value(fmt::format("SELECT string_agg(t::text, ' ') FROM {} AS t", table));
    EXPECT_EQ(dump.find(canary), std::string::npos) << table;
    EXPECT_EQ(dump.find(hex), std::string::npos) << table;
    looked_at += dump.size();
  }
  EXPECT_GT(looked_at, 1000u) << "nothing was looked at";
}

TEST_F(Identity, RefusesADatabaseOfAnotherMasterKey) {
  database().execute("DELETE FROM server_settings WHERE key = 'master_key_mark'");
  run(require_master_key(users_, keys_));
  run(require_master_key(users_, keys_));
  const Keys other(crypto::random_key());
  EXPECT_THROW(run(require_master_key(users_, other)), std::runtime_error);
}

TEST_F(Identity, RefusesMorePasswordsAtOnceThanItsLineHolds) {
  Hasher hasher(1);
  int right = 0, refused = 0;
  run_all(60, [&](std::size_t) -> asio::awaitable<void> {
    try {
      co_await hasher.verify_nobody("x");
      ++right;
    } catch (const base::ErrorException& error) {
      EXPECT_EQ(error.error().code, ErrorCode::unavailable);
      ++refused;
    }
  });
  EXPECT_EQ(right + refused, 60);
  EXPECT_GT(refused, 0);
  EXPECT_GT(right, 0);
}

TEST(UserCode, IsEightUnambiguousLetters) {
  crypto::initialise();
  for (int i = 0; i < 1000; ++i) {
    const auto code = make_user_code();
    ASSERT_EQ(code.size(), 9u);
    ASSERT_EQ(code.find_first_not_of("BCDFGHJKLMNPQRSTVWXZ-"), std::string::npos) << code;
    ASSERT_TRUE(parse_user_code(code));
  }
  EXPECT_FALSE(parse_user_code("ABCD-EFGH"));
  EXPECT_FALSE(parse_user_code("BCDF-GHJ"));
  EXPECT_FALSE(parse_user_code(""));
}

TEST(MasterKey, IsGivenOnceAndWell) {
  crypto::initialise();
  EXPECT_TRUE(load_master_key(std::string(64, 'a'), ""));
  EXPECT_TRUE(load_master_key("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n", ""));
  EXPECT_FALSE(load_master_key("", ""));
  EXPECT_FALSE(load_master_key(std::string(64, 'a'), "/also/a/file"));
  EXPECT_FALSE(load_master_key("", "/no/such/file"));
  const auto wrong = load_master_key("secret-that-is-too-short", "");
  ASSERT_TRUE(wrong.has_error());
  EXPECT_THAT(wrong.error().detail, Not(HasSubstr("secret-that")));
}

}  // namespace
}  // namespace jobswipe::identity
