#include "agent/answer/histories.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "agent/answer/decide.hpp"
#include "agent/answer/lexicon.hpp"

namespace jobswipe::answer {
namespace {

using form::Field;
using form::Kind;

Facts person() {
  auto facts = parse_facts(json::parse(R"json({"profile": {"phone": "+49 30 1234567", "employment": [
    {"company": "Alt AG", "title": "Clerk", "startDate": "2010-02", "endDate": "2014-09"},
    {"company": "Neu GmbH", "title": "Engineer", "location": "Berlin", "startDate": "2014-10", "endDate": ""}],
    "education": [{"school": "TU Berlin", "degree": "Master of Science", "field": "Physics", "endDate": "2010-01"}]}})json"));
  EXPECT_TRUE(facts) << facts.error().detail;
  facts->today = "2026-12-01";
  return *facts;
}

Field field(std::string label, std::string section, json::value value = "", Kind kind = Kind::text) {
  Field made;
  made.handle = label + section;
  made.label = std::move(label);
  made.label_source = "label";
  made.label_confidence = 0.98;
  made.section = std::move(section);
  made.kind = kind;
  made.value = std::move(value);
  made.visible = true;
  made.required = true;
  return made;
}

/// Each field's answer; "?" where it is asked.
std::vector<std::string> answers(std::vector<Field> fields) {
  form::Form form;
  form.frame = "main";
  form.fields = std::move(fields);
  const auto facts = person();
  mark_histories(form, facts);
  std::vector<std::string> said;
  for (const auto& decision : decide(form, facts, Files{})) {
    if (decision.action != Action::fill)
      said.emplace_back("?");
    else if (decision.value.is_bool())
      said.emplace_back(decision.value.get_bool() ? "yes" : "no");
    else
      said.emplace_back(decision.value.as_string());
  }
  return said;
}

using Said = std::vector<std::string>;

TEST(Histories, give_each_numbered_block_its_entry_newest_first) {
  EXPECT_EQ(answers({field("Employer", "Employer 1"), field("Job title", "Employer 1"), field("Employer", "Employer 2"),
                     field("Job title", "Employer 2"), field("Employer", "Employer 3")}),
            (Said{"Neu GmbH", "Engineer", "Alt AG", "Clerk", "?"}));
}

TEST(Histories, go_by_what_a_parser_has_put_in_and_ask_about_an_entry_that_is_not_on_file) {
  EXPECT_EQ(answers({field("Company", "Work experience", "Alt"), field("Title", "Work experience", "Chief"),
                     field("Company", "Work experience", "Neu GmbH"), field("Title", "Work experience"),
                     field("Company", "Work experience", "Neu GmbH"), field("Title", "Work experience")}),
            (Said{"Alt AG", "Clerk", "Neu GmbH", "Engineer", "?", "?"}));
}

TEST(Histories, write_months_as_the_field_wants_them_and_no_day_that_nobody_said) {
  auto month = field("Start date", "Employment", "", Kind::date);
  month.input_type = "month";
  auto day = field("Start date", "Employment", "", Kind::date);
  day.input_type = "date";
  auto pattern = field("From", "Employment");
  pattern.placeholder = "MM.JJJJ";
  auto company = field("Company", "Employment");
  EXPECT_EQ(answers({company, month}), (Said{"Neu GmbH", "2014-10"}));
  EXPECT_EQ(answers({company, day}), (Said{"Neu GmbH", "?"}));
  EXPECT_EQ(answers({company, pattern}), (Said{"Neu GmbH", "10.2014"}));
  EXPECT_EQ(answers({company, field("Start month", "Employment"), field("Start year", "Employment")}),
            (Said{"Neu GmbH", "10", "2014"}));
}

TEST(Histories, know_that_the_present_job_has_no_end) {
  auto tick = field("I currently work here", "Employment", false, Kind::checkbox);
  auto end = field("End date", "Employment");
  EXPECT_EQ(answers({field("Company", "Employment"), tick, end, field("Company", "Employment"), tick, end}),
            (Said{"Neu GmbH", "yes", "?", "Alt AG", "no", "09/2014"}));
  end.value = "11/2026";
  EXPECT_EQ(answers({field("Company", "Employment"), end}), (Said{"Neu GmbH", ""})) << "a parser's end is taken out";
}

TEST(Histories, keep_the_persons_own_data_out_of_an_employers_block) {
  EXPECT_EQ(answers({field("Company", "Employer 1"), field("Phone", "Employer 1", "", Kind::phone),
                     field("Title", "Employer 1"), field("Phone", "Contact", "", Kind::phone)}),
            (Said{"Neu GmbH", "?", "Engineer", "+49 30 1234567"}));
}

TEST(Histories, leave_blocks_alone_that_ask_for_no_employer_or_school) {
  EXPECT_EQ(answers({field("Title", "Position"), field("Location", "Experience")})[0], "?");
  EXPECT_EQ(answers({field("Company", "Previous employer")}), (Said{"?"}));
}

TEST(Histories, tell_what_an_adding_button_adds) {
  auto button = [](std::string text, std::string section) {
    form::Button made;
    made.text = std::move(text);
    made.section = std::move(section);
    return history_of(made);
  };
  EXPECT_EQ(button("Add Work Experience", ""), "employment");
  EXPECT_EQ(button("+ Add another", "Education"), "education");
  EXPECT_EQ(button("Weitere Station hinzufügen", "Berufserfahrung"), "employment");
  EXPECT_EQ(button("Add", "Languages"), "");
  EXPECT_EQ(button("Add another reference", "Work Experience"), "");
}

}  // namespace
}  // namespace jobswipe::answer
