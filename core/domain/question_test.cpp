#include "core/domain/question.hpp"

#include <gtest/gtest.h>

namespace jobswipe::domain {
namespace {

TEST(NormaliseQuestion, MakesTwoAskingsOfOneQuestionEqual) {
  const auto expected = "are you authorised to work in germany";
  for (const char* asked :
       {"Are you authorised to work in Germany?", "  are you  authorised\nto work in Germany ? *",
        "Are you authorised to work in Germany? (required)", "Are you authorised to work\u00A0in Germany:"})
    EXPECT_EQ(normalise_question(asked), expected) << asked;
  EXPECT_EQ(normalise_question("What\u2019s your notice period?"), "what's your notice period");
}

TEST(NormaliseQuestion, KeepsWhatChangesTheMeaning) {
  EXPECT_NE(normalise_question("Do you require sponsorship?"), normalise_question("Do you not require sponsorship?"));
  EXPECT_NE(normalise_question("May we contact (optional) them now"), normalise_question("May we contact them now"));
  EXPECT_EQ(normalise_question("Größe"), "größe");
  EXPECT_EQ(normalise_question(" ?* "), "");
}

}  // namespace
}  // namespace jobswipe::domain
