#include "server/profile/settings_api.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "server/store/claims_store.hpp"
#include "server/store/swipes_store.hpp"
#include "server/store/testing/fixture.hpp"

namespace jobswipe::profile {
namespace {

using base::ErrorCode;
using boost::json::object;

class Settings : public store::testing::StoreFixture {
 protected:
  gateway::Call call(object body = {}, std::string if_match = {}) {
    gateway::Call call;
    gateway::Caller caller;
    caller.user = user;
    call.caller = caller;
    call.body = std::move(body);
    if (!if_match.empty()) call.http.fields.set("If-Match", if_match);
    return call;
  }
  gateway::Answer patch(std::string_view json, std::string if_match = {}) {
    return run(api_.patch_settings(call(boost::json::parse(json).as_object(), std::move(if_match))));
  }
  static object json(const gateway::Answer& answer) { return boost::json::parse(answer.value().body).as_object(); }
  object settings() { return json(run(api_.get_settings(call()))); }
  object manners() { return boost::json::parse(run(claims_.sync(user, device, "e", 0, 1)).manners_json).as_object(); }
  std::string quiet(const char* zone, const char* from, const char* until, const char* at) {
    return database().value(fmt::format("SELECT rfc3339(quiet_until('{}', '{}', '{}', '{}'))", zone, from, until, at));
  }
  /// Quiet hours that it is now in UTC, from an hour ago until in an hour.
  std::string now_quiet(const char* name) {
    return database().value(fmt::format(
        R"(SELECT format('{{"{}": {{"from": "%s", "until": "%s"}}}}', to_char(now() AT TIME ZONE 'UTC' - interval '1 hour', 'HH24:MI'),
           to_char(now() AT TIME ZONE 'UTC' + interval '1 hour', 'HH24:MI')))",
        name));
  }
  std::string priority_of_a_swipe(int priority) {
    store::NewSwipe swipe;
    swipe.user = user;
    swipe.job = add_job();
    swipe.priority = priority;
    const auto id = run(swipes_.write({swipe})).front().id;
    return database().value(fmt::format("SELECT priority FROM application_queue WHERE id = '{}'", id));
  }

  int committed_ = 0;
  store::SettingsStore store_{pool()};
  store::ClaimsStore claims_{pool(), {}};
  store::SwipesStore swipes_{pool()};
  SettingsApi api_{store_, [this](base::UserId) { ++committed_; }};
};

TEST_F(Settings, AreTheDefaultsUntilOneIsChosen) {
  const auto all = settings();
  EXPECT_EQ(all.at("confirmSwipe"), "never");
  EXPECT_EQ(all.at("defaultPriority"), 5);
  EXPECT_TRUE(all.at("dailyLimit").is_null());
  EXPECT_EQ(all.at("timeZone"), "UTC");
  EXPECT_TRUE(all.at("desktopQuietHours").is_null());
  EXPECT_EQ(all.at("notifications").at("desktop_silent"), true);
  EXPECT_EQ(all.at("reviewBeforeSubmit"), "unsure");
  EXPECT_EQ(all.at("version"), 0);
  EXPECT_TRUE(all.at("updatedAt").is_null());
}

TEST_F(Settings, ChangeInWhatIsGivenAndStayInTheRest) {
  const auto answer =
      patch(R"({"timeZone": "Europe/Berlin", "desktopQuietHours": {"from": "22:00", "until": "07:30"}, "dailyLimit": 20,
    "notifications": {"applied": false}})");
  EXPECT_EQ(answer.value().fields.get("ETag"), "\"1\"");
  EXPECT_EQ(json(answer), settings());
  patch(R"({"confirmSwipe": "always", "notifications": {"failed": false}})");
  const auto all = settings();
  EXPECT_EQ(all.at("version"), 2);
  EXPECT_EQ(all.at("timeZone"), "Europe/Berlin");
  EXPECT_EQ(all.at("desktopQuietHours"), (object{{"from", "22:00"}, {"until", "07:30"}}));
  EXPECT_EQ(all.at("dailyLimit"), 20);
  EXPECT_EQ(all.at("notifications").at("applied"), false);
  EXPECT_EQ(all.at("notifications").at("failed"), false);
  EXPECT_EQ(all.at("notifications").at("review"), true);
  EXPECT_EQ(all.at("confirmSwipe"), "always");
  EXPECT_TRUE(json(patch(R"({"desktopQuietHours": null, "dailyLimit": null})")).at("desktopQuietHours").is_null());
}

TEST_F(Settings, ThatAreTheSameAlreadyMakeNoNewVersionAndNoEvent) {
  patch(R"({"defaultPriority": 7})");
  EXPECT_EQ(json(patch(R"({"defaultPriority": 7})")).at("version"), 1);
  EXPECT_EQ(json(patch("{}")).at("version"), 1);
  EXPECT_EQ(database().value(fmt::format(
                "SELECT string_agg(type || data, ' ') FROM application_events WHERE user_id = '{}'", user.to_string())),
            R"(settings.updated{"version": 1})");
}

TEST_F(Settings, AreRefusedWhenAnotherDeviceChangedWhatIfMatchNames) {
  EXPECT_TRUE(patch(R"({"defaultPriority": 7})", "\"0\"").has_value());
  const auto late = patch(R"({"defaultPriority": 3})", "\"0\"");
  ASSERT_TRUE(late.has_error());
  EXPECT_EQ(late.error().code, ErrorCode::precondition_failed);
  EXPECT_TRUE(patch(R"({"defaultPriority": 3})", "\"1\"").has_value());
  EXPECT_EQ(settings().at("defaultPriority"), 3);
}

TEST_F(Settings, ThatTwoDevicesChangeAtOnceAreBothKept) {
  const char* const changes[] = {R"({"defaultPriority": 9})", R"({"dailyLimit": 4})", R"({"portalPauseSeconds": 30})",
                                 R"({"notifications": {"review": false}})"};
  run_all(std::size(changes), [&](std::size_t i) -> asio::awaitable<void> {
    auto body = boost::json::parse(changes[i]).as_object();
    auto answer = co_await store_.change(user, std::move(body), std::nullopt);
    EXPECT_TRUE(answer.has_value());
  });
  const auto all = settings();
  EXPECT_EQ(all.at("version"), 4);
  EXPECT_EQ(all.at("defaultPriority"), 9);
  EXPECT_EQ(all.at("dailyLimit"), 4);
  EXPECT_EQ(all.at("portalPauseSeconds"), 30);
  EXPECT_EQ(all.at("notifications").at("review"), false);
}

TEST_F(Settings, ThatCannotBeAreRefusedAtTheirPlace) {
  for (const auto& [body, place] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"({"timeZone": "Mars/Olympus"})", "/timeZone"},
           {R"({"timeZone": "nonsense"})", "/timeZone"},
           {R"({"desktopQuietHours": {"from": "08:00", "until": "08:00"}})", "/desktopQuietHours/until"},
           {R"({"notificationQuietHours": {"from": "08:00", "until": "08:00"}})", "/notificationQuietHours/until"}}) {
    const auto answer = patch(body);
    ASSERT_TRUE(answer.has_error()) << body;
    EXPECT_EQ(answer.error().code, ErrorCode::invalid_input);
    EXPECT_EQ(answer.error().fields.front().pointer, place);
  }
  EXPECT_EQ(settings().at("version"), 0);
}

TEST_F(Settings, TellWhenQuietHoursEndOverMidnightAndOverSummerTime) {
  EXPECT_EQ(quiet("UTC", "22:00", "07:00", "2026-01-05T23:00:00Z"), "2026-01-06T07:00:00.000Z");
  EXPECT_EQ(quiet("UTC", "22:00", "07:00", "2026-01-06T06:59:59Z"), "2026-01-06T07:00:00.000Z");
  EXPECT_EQ(quiet("UTC", "22:00", "07:00", "2026-01-06T07:00:00Z"), "");
  EXPECT_EQ(quiet("UTC", "22:00", "07:00", "2026-01-06T21:59:59Z"), "");
  EXPECT_EQ(quiet("UTC", "12:00", "13:00", "2026-01-06T12:00:00Z"), "2026-01-06T13:00:00.000Z");
  EXPECT_EQ(quiet("UTC", "12:00", "13:00", "2026-01-06T13:00:00Z"), "");
  EXPECT_EQ(quiet("Europe/Berlin", "22:00", "07:00", "2026-03-28T22:00:00Z"), "2026-03-29T05:00:00.000Z")
      << "the short night";
  EXPECT_EQ(quiet("America/New_York", "22:00", "07:00", "2026-01-06T03:00:00Z"), "2026-01-06T12:00:00.000Z");
}

TEST_F(Settings, OfADesktopComeWithItsSync) {
  EXPECT_EQ(manners(), (object{{"quietHours", nullptr},
                               {"timeZone", "UTC"},
                               {"quietUntil", nullptr},
                               {"dailyLimit", nullptr},
                               {"portalPauseSeconds", 0},
                               {"reviewBeforeSubmit", "unsure"}}));
  patch(R"({"dailyLimit": 12, "portalPauseSeconds": 90, "reviewBeforeSubmit": "always"})");
  patch(now_quiet("desktopQuietHours"));
  const auto told = manners();
  EXPECT_EQ(told.at("dailyLimit"), 12);
  EXPECT_EQ(told.at("portalPauseSeconds"), 90);
  EXPECT_EQ(told.at("reviewBeforeSubmit"), "always");
  EXPECT_TRUE(told.at("quietHours").is_object());
  EXPECT_TRUE(told.at("quietUntil").is_string());
}

TEST_F(Settings, DecideWhichNewsArePushedAndWhen) {
  auto wish = run(store_.push_wish(user, "applied"));
  EXPECT_TRUE(wish.wanted);
  EXPECT_EQ(wish.quiet.count(), 0);
  patch(R"({"notifications": {"applied": false}})");
  patch(now_quiet("notificationQuietHours"));
  EXPECT_FALSE(run(store_.push_wish(user, "applied")).wanted);
  wish = run(store_.push_wish(user, "review"));
  EXPECT_TRUE(wish.wanted);
  EXPECT_GT(wish.quiet, std::chrono::minutes(58));
  EXPECT_LE(wish.quiet, std::chrono::minutes(60));
}

TEST_F(Settings, GiveAPriorityToASwipeThatNamesNone) {
  EXPECT_EQ(priority_of_a_swipe(0), "5");
  patch(R"({"defaultPriority": 8})");
  EXPECT_EQ(priority_of_a_swipe(0), "8");
  EXPECT_EQ(priority_of_a_swipe(2), "2");
}

TEST_F(Settings, ThatSayWhetherAPersonLooksAtWhatIsSentAreAudited) {
  patch(R"({"defaultPriority": 8})");
  patch(R"({"reviewBeforeSubmit": "never"})");
  patch(R"({"reviewBeforeSubmit": "never", "defaultPriority": 7})");
  EXPECT_EQ(database().value(fmt::format(
                "SELECT string_agg(action || ' ' || risk || ' ' || detail, '; ') FROM audit_logs WHERE user_id = '{}'",
                user.to_string())),
            R"(settings.review_before_submit medium {"to": "never", "from": "unsure"})");
}

TEST_F(Settings, OfOnePersonAreNotAnothers) {
  patch(R"({"defaultPriority": 8})");
  user = add_user();
  EXPECT_EQ(settings().at("defaultPriority"), 5);
}

}  // namespace
}  // namespace jobswipe::profile
