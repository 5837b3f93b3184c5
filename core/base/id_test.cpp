#include "core/base/id.hpp"

#include <gtest/gtest.h>

#include <set>

namespace jobswipe::base {
namespace {

TEST(Uuid, SurvivesTextBothWays) {
  const auto uuid = Uuid::make();
  EXPECT_EQ(Uuid::parse(uuid.to_string()), uuid);
  EXPECT_EQ(Uuid::parse("0190A0B0-0000-7000-8000-0000000000FF")->to_string(), "0190a0b0-0000-7000-8000-0000000000ff");
}

TEST(Uuid, IsVersionSevenAndSortsByTime) {
  const auto first = Uuid::make();
  EXPECT_EQ(first.bytes[6] >> 4, 7);
  EXPECT_EQ(first.bytes[8] >> 6, 2);
  std::set<Uuid> all;
  for (int i = 0; i < 1000; ++i) all.insert(Uuid::make());
  EXPECT_EQ(all.size(), 1000u);
}

TEST(Uuid, RefusesOtherForms) {
  for (const char* text :
       {"", "0190a0b0", "0190a0b0-0000-7000-8000-0000000000f", "0190a0b0-0000-7000-8000-0000000000fg",
        "0190a0b000000-7000-8000-0000000000ff", "{190a0b0-0000-7000-8000-0000000000ff}"})
    EXPECT_FALSE(Uuid::parse(text)) << text;
}

}  // namespace
}  // namespace jobswipe::base
