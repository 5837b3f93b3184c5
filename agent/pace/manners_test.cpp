#include "agent/pace/manners.hpp"

#include <gtest/gtest.h>

namespace jobswipe::pace {
namespace {

LocalTime at(int hour, int minute, std::string day = "2027-03-01", std::int64_t instant = 1'000'000) {
  LocalTime time;
  time.day = std::move(day);
  time.second_of_day = (hour * 60 + minute) * 60;
  time.instant = instant;
  return time;
}

TEST(Manners, QuietHoursLastOverMidnightToTheirEnd) {
  Manners manners;
  manners.quiet_from = 22 * 60;
  manners.quiet_until = 7 * 60;
  EXPECT_EQ(quiet_left(manners, at(21, 59)), seconds(0));
  EXPECT_EQ(quiet_left(manners, at(22, 0)), std::chrono::hours(9));
  EXPECT_EQ(quiet_left(manners, at(3, 0)), std::chrono::hours(4));
  EXPECT_EQ(quiet_left(manners, at(7, 0)), seconds(0));
  manners.quiet_from = 12 * 60;
  manners.quiet_until = 13 * 60;
  EXPECT_EQ(quiet_left(manners, at(12, 30)), std::chrono::minutes(30));
  EXPECT_EQ(quiet_left(manners, at(13, 30)), seconds(0));
  EXPECT_EQ(quiet_left(Manners(), at(3, 0)), seconds(0));
}

TEST(Manners, ADaysNumberIsKeptAndTheNextDayBeginsAnew) {
  Manners manners;
  manners.per_day = 2;
  Diary diary;
  note_begin(diary, "a.example", at(10, 0));
  EXPECT_EQ(until_next(manners, diary, at(10, 1)), seconds(0));
  note_begin(diary, "b.example", at(11, 0));
  EXPECT_EQ(until_next(manners, diary, at(22, 0)), std::chrono::hours(2));
  EXPECT_EQ(until_next(manners, diary, at(0, 0, "2027-03-02")), seconds(0));
  note_begin(diary, "b.example", at(0, 1, "2027-03-02"));
  EXPECT_EQ(diary.begun, 1);
}

TEST(Manners, OnePortalIsLeftAloneForAWhileAndOthersAreNot) {
  Manners manners;
  manners.portal_pause = seconds(90);
  Diary diary;
  note_begin(diary, "jobs.example", at(10, 0));
  EXPECT_EQ(until_portal(manners, diary, "jobs.example", at(10, 0, "2027-03-01", 1'000'030)), seconds(60));
  EXPECT_EQ(until_portal(manners, diary, "jobs.example", at(10, 0, "2027-03-01", 1'000'090)), seconds(0));
  EXPECT_EQ(until_portal(manners, diary, "other.example", at(10, 0)), seconds(0));
  EXPECT_EQ(until_portal(manners, diary, "jobs.example", at(10, 0, "2027-03-01", 900'000)), seconds(0));
}

TEST(Manners, TheDiaryOutlivesTheAgentAndADamagedOneIsEmpty) {
  Diary diary;
  note_begin(diary, "jobs.example", at(10, 0));
  const auto again = parse_diary(to_line(diary));
  EXPECT_EQ(again.begun, 1);
  EXPECT_EQ(again.day, "2027-03-01");
  EXPECT_EQ(again.portals.at("jobs.example"), 1'000'000);
  for (const auto* line : {"", "x", "2027-03-01 many", "2027-03-01 -4"}) EXPECT_EQ(parse_diary(line).begun, 0) << line;
}

TEST(Manners, APortalIsNamedByItsHost) {
  EXPECT_EQ(host_of("https://Jobs.Example:8443/a?b#c"), "jobs.example");
  EXPECT_EQ(host_of("http://127.0.0.1:80/"), "127.0.0.1");
  EXPECT_EQ(host_of("http://[::1]/x"), "[::1]");
  EXPECT_EQ(host_of("nothing"), "");
}

TEST(Manners, heed_the_quiet_time_that_the_server_names_until_it_is_over) {
  Manners manners;
  manners.quiet_end = 1000;
  LocalTime now{"2026-12-01", 0, 400};
  EXPECT_EQ(until_next(manners, Diary(), now), seconds(600));
  now.instant = 1000;
  EXPECT_EQ(until_next(manners, Diary(), now), seconds(0));
}

}  // namespace
}  // namespace jobswipe::pace
