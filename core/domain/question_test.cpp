#include "core/domain/question.hpp"

#include <gtest/gtest.h>

namespace jobswipe::domain {
namespace {

TEST(NormaliseQuestion, MakesTwoAskingsOfOneQuestionEqual) {
  const auto expected = normalise_question("Are you authorized to work in Germany?");
  for (const char* asked :
       {"  are you  authorised\nto work in Germany ? *", "Are you authorised to work in Germany? (required)",
        "Are you authorised to work\u00A0in Germany:", "Are you legally authorized to work in Germany"})
    EXPECT_EQ(normalise_question(asked), expected) << asked;
  EXPECT_EQ(normalise_question("What\u2019s your notice period?"), normalise_question("What's your notice period"));
  EXPECT_EQ(normalise_question("\u00CAtes-vous autoris\u00E9(e) \u00E0 travailler ?"),
            normalise_question("\u00CAtes-vous autoris\u00E9\u00B7e \u00E0 travailler"));
  EXPECT_EQ(normalise_question("\u095E\u094B\u0928"), normalise_question("\u092B\u093C\u094B\u0928"));
}

TEST(NormaliseQuestion, KeepsWhatChangesTheMeaning) {
  EXPECT_NE(normalise_question("Do you require sponsorship?"), normalise_question("Do you not require sponsorship?"));
  EXPECT_NE(normalise_question("Salary in \u20AC"), normalise_question("Salary in $"));
  EXPECT_NE(normalise_question("5 years?"), normalise_question("3 years?"));
  EXPECT_NE(normalise_question("Notice (in days)"), normalise_question("Notice (in weeks)"));
  EXPECT_NE(normalise_question("\u0928\u093E\u092E"), normalise_question("\u0909\u092A\u0928\u093E\u092E"));
  EXPECT_EQ(normalise_question("Gr\u00F6\u00DFe"), "grosse");
  EXPECT_EQ(normalise_question(" ?* "), "");
}

}  // namespace
}  // namespace jobswipe::domain
