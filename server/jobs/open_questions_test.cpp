#include "server/jobs/open_questions.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

namespace jobswipe::jobs {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

json::object question(const char* label, const char* kind = "text") {
  return {{"label", label}, {"required", true}, {"kind", kind}, {"options", json::array()}};
}

std::vector<std::string> asked(const json::array& questions, const char* profile = "{}", const char* answers = "[]") {
  std::vector<std::string> labels;
  for (const auto& open : open_questions(questions, json::parse(profile).as_object(), json::parse(answers).as_array()))
    labels.emplace_back(open.at("label").as_string());
  return labels;
}

TEST(OpenQuestions, AreThoseThatNoSavedAnswerTells) {
  const json::array questions{question("May you work in Portugal?"), question("Why us?")};
  EXPECT_THAT(asked(questions), ElementsAre("May you work in Portugal?", "Why us?"));
  EXPECT_THAT(asked(questions, "{}", R"([{"question": "  may you work in portugal *", "answer": true}])"),
              ElementsAre("Why us?"));
  EXPECT_THAT(asked(questions, "{}", R"([{"question": "May you not work in Portugal?", "answer": true}])"),
              ElementsAre("May you work in Portugal?", "Why us?"))
      << "a negation is another question";
}

TEST(OpenQuestions, LeaveOutWhatTheProfileHolds) {
  const json::array questions{question("First Name"), question("E-Mail"), question("City"), question("Phone *")};
  EXPECT_THAT(
      asked(questions, R"({"firstName": "Ada", "email": "a@example.com", "address": {"city": "Turin"}, "phone": "1"})"),
      IsEmpty());
  EXPECT_THAT(asked(questions, R"({"firstName": "Ada", "address": {"country": "Italy"}, "phone": ""})"),
              ElementsAre("E-Mail", "City", "Phone *"));
}

TEST(OpenQuestions, NeverAskForFilesNorForWhatIsDeclinedByDefaultNorTwice) {
  EXPECT_THAT(asked({question("Résumé", "file"), question("Gender"), question("Why us?"), question("Why us ?")}),
              ElementsAre("Why us?"));
}

TEST(OpenQuestions, KeepTheirKindAndOptions) {
  json::object choice = question("Which shift?", "choice");
  choice["options"] = json::array{"Early", "Late"};
  const auto open = open_questions({choice}, {}, {});
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open.at(0), json::value(choice));
}

}  // namespace
}  // namespace jobswipe::jobs
