#include "core/base/clock.hpp"

#include <gtest/gtest.h>

namespace jobswipe::base {
namespace {

TEST(Rfc3339, ReadsOffsetsFractionsAndPlainDates) {
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("2026-01-31T09:30:00.123456Z")), "2026-01-31T09:30:00.123Z");
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("2026-01-31T09:30:00-05:00")), "2026-01-31T14:30:00.000Z");
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("2026-01-01T00:30:00+01:00")), "2025-12-31T23:30:00.000Z");
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("2024-02-29")), "2024-02-29T00:00:00.000Z");
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
  for (const char* text : {"", "2026", "2026-02-30", "2026-13-01", "2026-01-01T24:00:00Z", "2026-01-01T10:00:00",
                           "2026-01-01T10:00:00.Z", "2026-01-01T10:00:00Zjunk", "yesterday"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

}  // namespace
}  // namespace jobswipe::base
