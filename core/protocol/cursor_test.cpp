#include "core/protocol/cursor.hpp"

#include <gtest/gtest.h>

namespace jobswipe::protocol {
namespace {

TEST(Cursor, SurvivesTextBothWays) {
  const Cursor cursor{"b7f3", 42};
  EXPECT_EQ(cursor.to_string(), "b7f3:42");
  EXPECT_EQ(Cursor::parse("b7f3:42"), cursor);
}

TEST(Cursor, RefusesWhatIsNone) {
  for (const char* text : {"", ":", "b7f3", "b7f3:", ":42", "b7f3:-1", "b7f3:4x", "b7f3:99999999999999999999"})
    EXPECT_FALSE(Cursor::parse(text)) << text;
}

}  // namespace
}  // namespace jobswipe::protocol
