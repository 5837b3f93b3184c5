#include "server/notify/message.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "server/notify/push_service.hpp"

namespace jobswipe::notify {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

store::PushNews news(std::string kind) {
  store::PushNews news;
  news.kind = std::move(kind);
  news.count = 2;
  news.news_at = "2026-01-02T03:04:05.000Z";
  return news;
}

TEST(PushText, SaysWhatALockedScreenMayShow) {
  auto of = news("applied");
  of.application = "2f1c0000-0000-4000-8000-000000000000";
  of.title = "Engineer";
  of.company = "Acme";
  const auto json = boost::json::parse(compose(of).text);
  EXPECT_EQ(json, boost::json::parse(R"({"kind":"applied","count":2,"at":"2026-01-02T03:04:05.000Z",
    "applicationId":"2f1c0000-0000-4000-8000-000000000000","title":"Engineer","company":"Acme"})"));
}

TEST(PushText, CutsLongTitlesBetweenCharacters) {
  auto of = news("failed");
  std::string title;
  for (int i = 0; i < 100; ++i) title += "ü";
  of.title = title;
  const std::string shown(boost::json::parse(compose(of).text).at("title").as_string());
  EXPECT_EQ(shown, title.substr(0, 160) + "…");
  of.title = title.substr(0, 160);
  EXPECT_EQ(boost::json::parse(compose(of).text).at("title").as_string(), title.substr(0, 160));
}

TEST(PushText, IsKeptForADeviceThatIsAwayAsLongAsItIsNews) {
  auto of = news("applied");
  of.age = hours(2);
  EXPECT_EQ(compose(of).ttl, hours(22));
  of.age = hours(30);
  EXPECT_EQ(compose(of).ttl, seconds(60));
  EXPECT_EQ(compose(of).urgency, "normal");
  EXPECT_EQ(compose(news("review")).ttl, hours(72));
  EXPECT_EQ(compose(news("review")).urgency, "high");
  EXPECT_LE(compose(news("desktop_silent")).topic.size(), 32u);  // RFC 8030, 5.4
}

TEST(PushAnswer, DecidesWhatFollows) {
  for (const int status : {200, 201, 202, 204}) EXPECT_EQ(verdict_of(status), Verdict::sent);
  for (const int status : {404, 410}) EXPECT_EQ(verdict_of(status), Verdict::gone);
  for (const int status : {408, 429, 500, 502, 503, 504}) EXPECT_EQ(verdict_of(status), Verdict::again);
  for (const int status : {301, 400, 401, 403, 413}) EXPECT_EQ(verdict_of(status), Verdict::refused);
}

TEST(PushAnswer, MayNameATimeOrASpan) {
  const auto now = std::chrono::system_clock::from_time_t(1445412420);  // Wed, 21 Oct 2015 07:27:00 GMT
  EXPECT_EQ(retry_after("120", now), seconds(120));
  EXPECT_EQ(retry_after("Wed, 21 Oct 2015 07:28:00 GMT", now), seconds(60));
  EXPECT_EQ(retry_after("Wed, 21 Oct 2015 07:26:00 GMT", now), seconds(0));
  EXPECT_EQ(retry_after("99999999", now), hours(24));
  for (const auto* nothing : {"", "soon", "-5", "12abc"}) EXPECT_EQ(retry_after(nothing, now), seconds(0)) << nothing;
}

TEST(PushServices, AreTheKnownOnesAndTheirSubdomains) {
  const PushServices known("fcm.googleapis.com, Push.Apple.com", false);
  EXPECT_TRUE(known.allows("https://fcm.googleapis.com/fcm/send/x"));
  EXPECT_TRUE(known.allows("https://web.push.apple.com:443/x"));
  for (const auto* no : {"http://fcm.googleapis.com/x", "https://evilfcm.googleapis.com.example.org/x",
                         "https://xfcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://127.0.0.1/x",
                         "https://localhost/x", "https://user@fcm.googleapis.com/x", "fcm.googleapis.com", ""})
    EXPECT_FALSE(known.allows(no)) << no;
}

TEST(PushServices, OfAnyHostAreStillNamesAndHttps) {
  const PushServices any("*", false);
  EXPECT_TRUE(any.allows("https://push.example.org/x"));
  for (const auto* no : {"https://localhost/x", "https://10.0.0.1/x", "https://[::1]/x", "http://push.example.org/x"})
    EXPECT_FALSE(any.allows(no)) << no;
}

TEST(PushServices, MayBeOnLoopbackInTestsOnly) {
  const PushServices open("push.example.org", true);
  EXPECT_TRUE(open.allows("http://127.0.0.1:4000/x"));
  EXPECT_TRUE(open.allows("https://localhost:4000/x"));
  EXPECT_FALSE(open.allows("https://10.0.0.1/x"));
  EXPECT_FALSE(open.allows("ftp://127.0.0.1/x"));
}

TEST(PushOrigin, HasThePortOnlyWhenItIsUnusual) {
  EXPECT_EQ(origin_of("https://Push.Example.org/a?b"), "https://push.example.org");
  EXPECT_EQ(origin_of("https://push.example.org:443/a"), "https://push.example.org");
  EXPECT_EQ(origin_of("https://localhost:4433/a"), "https://localhost:4433");
}

}  // namespace
}  // namespace jobswipe::notify
