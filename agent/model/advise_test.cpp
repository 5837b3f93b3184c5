#include "agent/model/advise.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace jobswipe::model {
namespace {

answer::Facts facts() {
  return *answer::parse_facts(
      json::parse(R"({"profile":{"firstName":"Ada","lastName":"Example","email":"ada@example.org",
    "phone":"+49 30 1234567","dateOfBirth":"1990-02-03","address":{"street":"Musterstr. 1","city":"Berlin","country":"Germany"},
    "currentTitle":"Engineer","currentCompany":"Beispiel GmbH","skills":["C++","SQL"],"salaryExpectation":{"amount":85000,"currency":"EUR","period":"year"},
    "equalOpportunity":{"gender":"female"}},
    "answers":[{"question":"Passport number","answer":"C01X00T47"},{"question":"Which card pays?","answer":"4111 1111 1111 1111"},
    {"question":"Which tools do you know?","answer":["Git","CMake"]}],"company":"Acme","title":"Developer"})"));
}

form::Field field(form::Kind kind, std::string label, std::vector<std::string> options = {}) {
  form::Field made;
  made.kind = kind;
  made.label = std::move(label);
  made.label_source = "label";
  made.label_confidence = 1;
  made.required = made.visible = true;
  for (auto& text : options) {
    form::Option option;
    option.label = option.value = std::move(text);
    made.options.push_back(std::move(option));
  }
  return made;
}

std::string id_of(const std::vector<Source>& sources, std::string_view what) {
  for (const auto& source : sources)
    if (source.what == what) return source.id;
  return "none";
}

class Advising : public ::testing::Test {
 protected:
  std::vector<answer::Advice> check(const std::string& answers, bool send_drafts = false) {
    notes_.clear();
    return check_advice(json::parse("{\"answers\":[" + answers + "]}").as_object(), fields_, sources_, send_drafts,
                        notes_);
  }
  std::string entry(const std::string& question, const std::string& rest) {
    return "{\"question\":" + question + "," + rest + "}";
  }

  std::vector<Source> sources_ = sources_of(facts());
  std::vector<form::Field> fields_{field(form::Kind::text, "Wie nennt sich Ihre jetzige Rolle?"),
                                   field(form::Kind::select, "Seniority", {"Junior", "Senior"}),
                                   field(form::Kind::textarea, "Why us?"),
                                   field(form::Kind::email, "Where do we write to?"),
                                   field(form::Kind::select, "Where do you live?", {"France", "Germany"})};
  std::vector<std::string> notes_;
};

TEST_F(Advising, ASecretAppearsInNoModelPrompt) {
  auto page = fields_;
  page.push_back(field(form::Kind::text, "Prefilled: 4111 1111 1111 1111 and DE89 3704 0044 0532 0130 00"));
  page.back().description = "token sk-abcdefghijklmnop1234";
  const auto prompt = advice_prompt(page, sources_);
  const auto all = prompt.system + prompt.user;
  for (const auto* secret : {"C01X00T47", "4111", "DE89", "sk-abc", "ada@example.org", "1234567", "1990-02-03",
                             "Musterstr", "female", "85000"})
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  EXPECT_NE(all.find("Beispiel GmbH"), std::string::npos);
  EXPECT_NE(all.find("CMake"), std::string::npos);
}

TEST_F(Advising, AFactGoesInWordByWordAndOnlyWhereItFits) {
  const auto title = id_of(sources_, "currentTitle");
  auto advice = check(entry("0", R"("action":"fact","fact":")" + title + R"(","text":"Chief Engineer")"));
  ASSERT_EQ(advice.size(), 1u);
  EXPECT_EQ(advice[0].decision->value, "Engineer");
  EXPECT_EQ(advice[0].decision->provenance, answer::Provenance::model);
  EXPECT_TRUE(check(entry("3", R"("action":"fact","fact":")" + title + "\"")).empty());
  EXPECT_TRUE(check(entry("0", R"("action":"fact","fact":"F99")")).empty());
  EXPECT_EQ(notes_.size(), 1u);
  advice = check(entry("4", R"("action":"fact","fact":")" + id_of(sources_, "country") + "\""));
  ASSERT_EQ(advice.size(), 1u);
  EXPECT_EQ(advice[0].decision->value, "Germany");
}

TEST_F(Advising, AnOptionMustBeOneOfTheFormsAndIsThePersonsToConfirm) {
  const auto source = R"(,"sources":[")" + id_of(sources_, "currentTitle") + "\"]";
  EXPECT_TRUE(check(entry("1", R"("action":"option","option":7)" + source)).empty());
  EXPECT_TRUE(check(entry("1", R"("action":"option","option":1,"sources":[])")).empty());
  EXPECT_TRUE(check(entry("0", R"("action":"option","option":0)" + source)).empty());
  const auto advice = check(entry("1", R"("action":"option","option":1)" + source));
  ASSERT_EQ(advice.size(), 1u);
  EXPECT_FALSE(advice[0].decision);
  EXPECT_EQ(advice[0].suggestion, "Senior");
}

TEST_F(Advising, ADraftIsShownAndClaimsNothingThatItsSourcesDoNotSay) {
  const auto source = R"(,"sources":[")" + id_of(sources_, "skills") + "\"]";
  auto advice =
      check(entry("2", R"("action":"draft","text":"I know C++ and SQL, and would like to work for Acme.")" + source));
  ASSERT_EQ(advice.size(), 1u);
  EXPECT_FALSE(advice[0].decision);
  EXPECT_NE(advice[0].suggestion.find("SQL"), std::string::npos);
  advice = check(entry("2", R"("action":"draft","text":"I know C++ and SQL.")" + source), true);
  ASSERT_EQ(advice.size(), 1u);
  EXPECT_TRUE(advice[0].decision);
  for (const auto* invented :
       {"I led 12 people.", "I worked at Google on C++.", "I studied at the University of Cambridge.",
        "See https://evil.example/me", "Write to x@evil.example", "I know C++ since 2009.", "I know [language]."}) {
    const auto text = std::string(R"("action":"draft","text":")") + invented + "\"" + source;
    EXPECT_TRUE(check(entry("2", text), true).empty()) << invented;
    EXPECT_EQ(notes_.size(), 1u) << invented;
  }
  EXPECT_TRUE(check(entry("2", R"("action":"draft","text":"I like it.","sources":["F98"])")).empty());
  EXPECT_TRUE(check(entry("3", R"("action":"draft","text":"I know SQL.")" + source)).empty());
}

TEST_F(Advising, WhatIsNotAskedForIsDropped) {
  EXPECT_TRUE(check(entry("9", R"("action":"fact","fact":"F1")")).empty());
  EXPECT_TRUE(check(entry("0", R"("action":"send_email","text":"the resume")")).empty());
  EXPECT_TRUE(check("1,null,\"x\"").empty());
  const auto fact = R"("action":"fact","fact":")" + id_of(sources_, "currentTitle") + "\"";
  EXPECT_TRUE(check(entry("0", fact) + "," + entry("0", fact)).empty());
  EXPECT_FALSE(notes_.empty());
}

}  // namespace
}  // namespace jobswipe::model
