#include "server/jobs/feed/text.hpp"

#include <gtest/gtest.h>

namespace jobswipe::jobs {
namespace {

TEST(PlainLine, IsOneLineWithoutTagsAndControlCharacters) {
  EXPECT_EQ(plain_line("  R&amp;D \n <b>Lead</b>\t(m/f/d)&nbsp;"), "R&D Lead (m/f/d)");
  EXPECT_EQ(plain_line("Earn < 5 hours"), "Earn < 5 hours");
  EXPECT_EQ(plain_line("C++ &#60;3 &#x1F600; &unknown; &#xD800;"), "C++ <3 😀 &unknown; \uFFFD");
}

TEST(FirstWords, CutsAtAWordAndNeverInsideACharacter) {
  EXPECT_EQ(first_words("short\n text", 50), "short text");
  EXPECT_EQ(first_words("one two three four", 10), "one two…");
  EXPECT_EQ(first_words("ääääääääää", 5), "ää…");
}

}  // namespace
}  // namespace jobswipe::jobs
