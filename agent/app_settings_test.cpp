#include "agent/app_settings.hpp"

#include <gtest/gtest.h>

namespace jobswipe::agent {
namespace {

std::string refusal(std::string_view text) {
  try {
    parse_settings(text, "c.toml");
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(Settings, AnEmptyFileLeavesEverythingAsItIs) {
  const auto settings = parse_settings("", "c.toml");
  EXPECT_EQ(settings.driver, browser::Driver::automatic);
  EXPECT_FALSE(settings.review);
  EXPECT_FALSE(settings.pause);
  EXPECT_FALSE(settings.manners.quiet_from);
  EXPECT_TRUE(settings.model.protocol.empty());
}

TEST(Settings, EachSettingIsRead) {
  const auto settings = parse_settings(R"(
[browser]
driver = "webdriver"
visible = true
[review]
before_submit = "unsure"
[manners]
pause_seconds = 1.5
quiet_from = "22:30"
quiet_until = "07:00"
per_day = 12
portal_pause_seconds = 90
[model]
protocol = "openai"
address = "http://127.0.0.1:11434/v1"
name = "small"
timeout_seconds = 20
requests = 5
budget = 0.02
input_price = 3
output_price = 15.5
)",
                                       "c.toml");
  EXPECT_EQ(settings.driver, browser::Driver::webdriver);
  EXPECT_EQ(settings.visible, true);
  EXPECT_EQ(settings.review, Review::unsure);
  EXPECT_EQ(settings.pause, std::chrono::milliseconds(1500));
  EXPECT_EQ(settings.manners.quiet_from, 22 * 60 + 30);
  EXPECT_EQ(settings.manners.quiet_until, 7 * 60);
  EXPECT_EQ(settings.manners.per_day, 12);
  EXPECT_EQ(settings.manners.portal_pause, std::chrono::seconds(90));
  EXPECT_EQ(settings.model.timeout, std::chrono::seconds(20));
  EXPECT_DOUBLE_EQ(settings.model.output_price, 15.5);
  EXPECT_FALSE(settings.model.send_drafts);
}

TEST(Settings, WhatIsWrongIsRefusedNamingThePlace) {
  EXPECT_NE(refusal("[brwser]\n").find("[brwser] is not known"), std::string::npos);
  EXPECT_NE(refusal("[browser]\ndrivr = 1\n").find("browser.drivr is not known"), std::string::npos);
  EXPECT_NE(refusal("[browser]\ndriver = \"lynx\"\n").find("browser.driver must be"), std::string::npos);
  EXPECT_NE(refusal("[manners]\nquiet_from = \"25:00\"\nquiet_until=\"07:00\"\n").find("manners.quiet_from must be"),
            std::string::npos);
  EXPECT_NE(refusal("[manners]\nquiet_from = \"22:00\"\n").find("manners.quiet_until"), std::string::npos);
  EXPECT_NE(refusal("[manners]\nper_day = -1\n").find("manners.per_day"), std::string::npos);
  EXPECT_NE(refusal("[model]\nprotocol = \"openai\"\n").find("model.address is missing"), std::string::npos);
  EXPECT_NE(refusal("[model]\nname = \"x\"\n").find("model.protocol is missing"), std::string::npos);
  EXPECT_NE(refusal("[review]\nbefore_submit = true\n").find("review.before_submit must be a text"), std::string::npos);
  EXPECT_NE(refusal("browser = [").find("line 1"), std::string::npos);
}

TEST(Settings, of_this_desktop_and_of_the_person_the_stricter_counts) {
  const auto own = parse_settings(
      "[review]\nbefore_submit = \"unsure\"\n[manners]\nper_day = 10\nportal_pause_seconds = 30", "c.toml");
  link::PersonSettings person;
  EXPECT_EQ(with_person(own, person).review, Review::unsure) << "the desktop is stricter";
  EXPECT_EQ(with_person(own, person).manners.per_day, 10) << "no limit of the person's";
  person.review = "always";
  person.daily_limit = 3;
  person.portal_pause = std::chrono::seconds(60);
  person.quiet_until = base::parse_rfc3339("2027-01-01T06:00:00Z");
  const auto both = with_person(own, person);
  EXPECT_EQ(both.review, Review::always);
  EXPECT_EQ(both.manners.per_day, 3);
  EXPECT_EQ(both.manners.portal_pause, std::chrono::seconds(60));
  EXPECT_EQ(both.manners.quiet_end, 1798783200);
  person.review = "sometimes";
  EXPECT_EQ(with_person(parse_settings("", "c.toml"), person).review, Review::always) << "what is not known is asked";
}

}  // namespace
}  // namespace jobswipe::agent
