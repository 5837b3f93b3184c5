#include "core/domain/resume_rules.hpp"

#include <gtest/gtest.h>

namespace jobswipe::domain {
namespace {

RulePosting posting() {
  return {"Senior C++ Engineer (Büro Köln)", "Fernweh Labs GmbH", "de", "hybrid"};
}

ResumeRule titled(std::vector<std::string> words) {
  ResumeRule rule;
  rule.resume = "r";
  rule.title_words = std::move(words);
  return rule;
}

TEST(ResumeRules, ATitleWordStandsAloneWhateverItsCaseAndMarks) {
  for (const char* word : {"engineer", "C++", "buro koln", "SENIOR C++"})
    EXPECT_TRUE(holds(titled({word}), posting())) << word;
  for (const char* word : {"engine", "c", "senior engineer", "java", "", "()"})
    EXPECT_FALSE(holds(titled({word}), posting())) << word;
  EXPECT_TRUE(holds(titled({"java", "engineer"}), posting())) << "any of them";
}

TEST(ResumeRules, ACompanyIsItsWholeName) {
  ResumeRule rule;
  rule.companies = {"fernweh labs gmbh"};
  EXPECT_TRUE(holds(rule, posting()));
  rule.companies = {"Fernweh"};
  EXPECT_FALSE(holds(rule, posting()));
}

TEST(ResumeRules, AllConditionsOfARuleMustHold) {
  ResumeRule rule = titled({"engineer"});
  rule.languages = {"en", "de"};
  rule.work_modes = {"hybrid"};
  EXPECT_TRUE(holds(rule, posting()));
  rule.languages = {"en"};
  EXPECT_FALSE(holds(rule, posting()));
  rule.languages.clear();
  rule.work_modes = {"remote"};
  EXPECT_FALSE(holds(rule, posting()));
}

TEST(ResumeRules, WhatIsNotKnownOfAPostingFitsNoCondition) {
  RulePosting unknown = posting();
  unknown.language.clear();
  unknown.work_mode.clear();
  ResumeRule language, mode;
  language.languages = {"de"};
  mode.work_modes = {"remote", "hybrid", "onsite"};
  EXPECT_FALSE(holds(language, unknown));
  EXPECT_FALSE(holds(mode, unknown));
}

TEST(ResumeRules, TheFirstRuleThatHoldsDecides) {
  ResumeRule java = titled({"java"}), senior = titled({"senior"}), any = titled({"engineer"});
  java.resume = "java";
  senior.resume = "senior";
  any.resume = "any";
  EXPECT_EQ(proposed_resume({java, senior, any}, posting()), "senior");
  EXPECT_EQ(proposed_resume({any, senior}, posting()), "any");
  EXPECT_EQ(proposed_resume({java}, posting()), std::nullopt);
  EXPECT_EQ(proposed_resume({}, posting()), std::nullopt);
}

}  // namespace
}  // namespace jobswipe::domain
