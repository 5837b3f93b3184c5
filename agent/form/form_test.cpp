#include "agent/form/form.hpp"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace jobswipe::form {
namespace {

json::object field(const char* label, const char* kind, int form, const char* name = "") {
  json::object made =
      json::parse(
          R"({"handle":"n-1","kind":"text","widget":"native","label":"","labelSource":"label","labelConfidence":0.98,
    "section":"","description":"","name":"","id":"","autocomplete":"","inputType":"","placeholder":"","required":false,"options":[],
    "value":"","parts":[],"visible":true,"hiddenReason":"","drawn":false,"trap":false,"disabled":false,"readonly":false,"multiple":false,
    "accept":"","numeric":false,"maxLength":0,"min":"","max":"","error":"","form":-1,"region":"","step":1,"known":""})")
          .as_object();
  made["label"] = label;
  made["kind"] = kind;
  made["form"] = form;
  made["name"] = name;
  return made;
}

json::object button(const char* text, const char* role, int form) {
  json::object made =
      json::parse(
          R"({"handle":"n-9","text":"","section":"","controls":[],"role":"","apply":false,"submits":true,"link":false,"href":"",
    "disabled":false,"visible":true,"form":-1,"region":""})")
          .as_object();
  made["text"] = text;
  made["role"] = role;
  made["form"] = form;
  return made;
}

json::object form_element(const char* text) {
  json::object made =
      json::parse(R"({"id":"","name":"","action":"","method":"post","text":"","search":false})").as_object();
  made["text"] = text;
  return made;
}

json::object page_of(json::array fields, json::array buttons, json::array forms) {
  json::object made = json::parse(R"({"url":"https://acme.example/job","title":"Job","lang":"en","frameHidden":false,
    "step":{"index":1,"count":0},"posting":{"title":"","company":"","locations":[]},"blockers":[],"errors":[],"confirmation":"","platform":""})")
                          .as_object();
  made["fields"] = std::move(fields);
  made["buttons"] = std::move(buttons);
  made["forms"] = std::move(forms);
  return made;
}

Page parsed(json::object object, const char* frame = "main") {
  auto page = parse_page(frame, frame == std::string("main") ? "" : "main", json::value(std::move(object)));
  EXPECT_TRUE(page) << page.error().detail;
  return std::move(*page);
}

std::string error_of(json::object object) {
  auto page = parse_page("main", "", json::value(std::move(object)));
  EXPECT_FALSE(page);
  return page ? "" : page.error().fields.front().pointer + " " + page.error().fields.front().reason;
}

TEST(ParsePage, reads_every_member_and_names_the_first_wrong_place) {
  auto good = page_of({field("City", "select", 0)}, {button("Send", "submit", 0)}, {form_element("")});
  auto page = parsed(good);
  EXPECT_EQ(page.fields.front().label, "City");
  EXPECT_EQ(page.fields.front().kind, Kind::select);

  auto bad = good;
  bad["fields"].as_array()[0].as_object()["kind"] = "guess";
  EXPECT_EQ(error_of(bad), "/fields/0/kind 'guess' is not known");
  bad = good;
  bad["fields"].as_array()[0].as_object().erase("visible");
  EXPECT_EQ(error_of(bad), "/fields/0/visible is missing");
  bad = good;
  bad["fields"].as_array()[0].as_object()["required"] = "yes";
  EXPECT_EQ(error_of(bad), "/fields/0/required must be a boolean");
  bad = good;
  bad["fields"].as_array()[0].as_object()["form"] = 3;
  EXPECT_EQ(error_of(bad), "/fields a field names a form that isn't there");
  bad = good;
  bad["errors"] = json::parse("[1]");
  EXPECT_EQ(error_of(bad), "/errors must hold strings");
  EXPECT_FALSE(parse_page("main", "", json::value("text")));
}

TEST(ChooseForm, takes_the_application_not_the_newsletter_search_or_login_beside_it) {
  auto page = parsed(page_of(
      {field("Search", "text", 0, "q"), field("Your email", "email", 1), field("First name", "text", 2),
       field("Email", "email", 2), field("Resume", "file", 2), field("Username", "text", 3),
       field("Password", "password", 3)},
      {button("Subscribe", "other", 1), button("Submit application", "submit", 2), button("Sign in", "other", 3)},
      {form_element("Search"), form_element("Subscribe to our newsletter"), form_element("Apply"),
       form_element("Sign in")}));
  auto form = choose_form({page});
  ASSERT_TRUE(form.found());
  EXPECT_EQ(form.index, 2);
  EXPECT_EQ(form.fields.size(), 3u);
  ASSERT_NE(form.button("submit"), nullptr);
  EXPECT_EQ(form.button("submit")->text, "Submit application");
}

TEST(ChooseForm, finds_none_where_there_is_only_a_newsletter_or_a_search) {
  EXPECT_FALSE(choose_form({parsed(page_of({field("Your email", "email", 0)}, {button("Subscribe", "other", 0)},
                                           {form_element("Newsletter")}))})
                   .found());
  EXPECT_FALSE(
      choose_form({parsed(page_of({field("Keywords", "text", 0, "keywords"), field("Where", "text", 0, "location")},
                                  {button("Search", "other", 0)}, {form_element("")}))})
          .found());
}

TEST(ChooseForm, looks_into_frames_but_not_into_hidden_ones) {
  auto outer = parsed(page_of({field("Search", "text", 0, "q")}, {}, {form_element("")}));
  auto inner =
      page_of({field("First name", "text", -1), field("Email", "email", -1)}, {button("Send", "submit", -1)}, {});
  EXPECT_EQ(choose_form({outer, parsed(inner, "main/0")}).frame, "main/0");
  inner["frameHidden"] = true;
  EXPECT_FALSE(choose_form({outer, parsed(inner, "main/0")}).found());
}

TEST(ChooseForm, never_borrows_the_button_of_another_form) {
  auto page = parsed(page_of({field("First name", "text", 0), field("Email", "email", 0), field("Resume", "file", 0)},
                             {button("Send", "submit", 1)}, {form_element(""), form_element("")}));
  EXPECT_EQ(choose_form({page}).button("submit"), nullptr);
  page = parsed(page_of({field("First name", "text", 0), field("Email", "email", 0), field("Resume", "file", 0)},
                        {button("Send", "submit", -1)}, {form_element("")}));
  EXPECT_NE(choose_form({page}).button("submit"), nullptr);
}

TEST(BlockersOf, forgives_a_login_beside_a_form_that_can_be_filled_without_it) {
  auto object = page_of({field("First name", "text", 0), field("Email", "email", 0), field("Resume", "file", 0),
                         field("Password", "password", 1)},
                        {button("Send", "submit", 0)}, {form_element(""), form_element("")});
  object["blockers"] = json::parse(R"([{"kind":"login_required","detail":"Password"}])");
  auto page = parsed(object);
  EXPECT_TRUE(blockers_of({page}, choose_form({page})).empty());
  object["fields"].as_array()[3].as_object()["form"] = 0;
  page = parsed(object);
  EXPECT_EQ(blockers_of({page}, choose_form({page})).size(), 1u);
}

}  // namespace
}  // namespace jobswipe::form
