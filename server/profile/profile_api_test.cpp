#include "server/profile/profile_api.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "server/profile/document.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/testing/fixture.hpp"
#include "server/store/testing/test_vault.hpp"

namespace jobswipe::profile {
namespace {

using base::ErrorCode;
using ::testing::HasSubstr;

class Profile : public store::testing::StoreFixture {
 protected:
  /// A person without the fixture's résumé, which was not sealed.
  Profile() : person(add_user()) {}

  gateway::Call call(boost::json::object body = {}) { return call_of(person, std::move(body)); }
  gateway::Call call_of(base::UserId of, boost::json::object body = {}) {
    gateway::Call call;
    gateway::Caller caller;
    caller.user = of;
    call.caller = caller;
    call.body = std::move(body);
    return call;
  }
  gateway::Call call_for(const std::string& id) {
    auto made = call();
    made.path["id"] = id;
    return made;
  }
  static boost::json::object json(const gateway::Answer& answer) {
    return boost::json::parse(answer.value().body).as_object();
  }

  gateway::Answer upload(std::string content, std::string name = "cv.pdf", std::string type = "application/pdf") {
    auto request = call();
    request.http.body = std::move(content);
    request.http.fields.set("Content-Type", type);
    if (!name.empty()) request.query["name"] = name;
    return run(api_.upload_resume(std::move(request)));
  }
  std::string uploaded(std::string content = "%PDF-1.4 canary\n%%EOF\n") {
    return std::string(json(upload(std::move(content))).at("id").as_string());
  }
  boost::json::array answers() { return json(run(api_.get_answers(call()))).at("answers").as_array(); }
  gateway::Answer save(std::string question, boost::json::value answer) {
    boost::json::object body;
    body["answers"] = boost::json::array();
    body["answers"].as_array().push_back({{"question", question}, {"answer", std::move(answer)}});
    return run(api_.put_answers(call(std::move(body))));
  }
  std::string events() {
    return database().value(fmt::format(
        "SELECT string_agg(type, ' ' ORDER BY seq) FROM application_events WHERE user_id = '{}'", person.to_string()));
  }

  const base::UserId person;
  int committed_ = 0;
  store::testing::TestVault vault_;
  store::ProfileStore store_{pool(), vault_};
  ResumeReader reader_{io_.get_executor()};
  ProfileApi api_{store_, reader_, [this](base::UserId) { ++committed_; }};
};

TEST_F(Profile, IsEmptyUntilItIsSavedAndCountsItsVersions) {
  const auto empty = json(run(api_.get_profile(call())));
  EXPECT_TRUE(empty.at("profile").as_object().empty());
  EXPECT_EQ(empty.at("version").as_int64(), 0);
  EXPECT_TRUE(empty.at("updatedAt").is_null());
  EXPECT_EQ(json(run(api_.put_profile(call({{"firstName", "Ada"}})))).at("version").as_int64(), 1);
  EXPECT_EQ(json(run(api_.put_profile(call({{"firstName", "Grace"}})))).at("version").as_int64(), 2);
  const auto saved = json(run(api_.get_profile(call())));
  EXPECT_EQ(saved.at("profile").at("firstName").as_string(), "Grace");
  EXPECT_TRUE(saved.at("updatedAt").is_string());
  EXPECT_TRUE(json(run(api_.get_profile(call_of(add_user())))).at("profile").as_object().empty());
  EXPECT_EQ(events(), "profile.updated profile.updated");
  EXPECT_EQ(committed_, 2);
}

TEST_F(Profile, KeepsOneAnswerPerQuestionHoweverItIsWritten) {
  save("Are you authorised to work in Germany?", true);
  save("  are you authorised  to work in Germany *", false);
  ASSERT_EQ(answers().size(), 1u);
  EXPECT_FALSE(answers()[0].at("answer").as_bool());
  save("Are you not authorised to work in Germany?", true);
  EXPECT_EQ(answers().size(), 2u) << "a negation is another question";
}

TEST_F(Profile, ForgetsAnAnswerThatIsNull) {
  save("Notice period?", "4 weeks");
  save("Salary?", 60000);
  EXPECT_EQ(json(save("Notice period", nullptr)).at("answers").as_array().size(), 1u);
  EXPECT_EQ(answers()[0].at("question").as_string(), "Salary?");
  save("Notice period", nullptr);
  EXPECT_EQ(answers().size(), 1u);
}

TEST_F(Profile, KeepsAFileAsItIsAndGivesItBackAsAnAttachment) {
  const std::string content = std::string("%PDF-1.4 \0\xff binary", 19) + "\n%%EOF\n";
  const auto added = upload(content, "../../Lebenslauf \"2026\" grün.pdf");
  ASSERT_EQ(added.value().status, 201);
  const auto added_file = json(added);
  EXPECT_TRUE(added_file.at("isDefault").as_bool());
  EXPECT_EQ(added_file.at("bytes").as_int64(), static_cast<std::int64_t>(content.size()));
  EXPECT_EQ(added_file.at("sha256").as_string().size(), 64u);
  const auto file = run(api_.get_resume(call_for(std::string(added_file.at("id").as_string()))));
  EXPECT_EQ(file.value().body, content);
  EXPECT_EQ(file.value().fields.get("Content-Type"), "application/pdf");
  EXPECT_EQ(file.value().fields.get("X-Content-Type-Options"), "nosniff");
  const std::string disposition(file.value().fields.get("Content-Disposition"));
  EXPECT_TRUE(disposition.starts_with("attachment;")) << disposition;
  EXPECT_EQ(disposition.find(".."), std::string::npos) << disposition;
  EXPECT_THAT(disposition, HasSubstr("gr%C3%BCn.pdf"));
}

TEST_F(Profile, TakesAFormWithAFile) {
  const std::string body =
      "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
      "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cv.pdf\"\r\nContent-Type: "
      "application/pdf\r\n\r\n"
      "%PDF-1.4\r\n--not a boundary\r\n%%EOF\r\n--B--\r\n";
  const auto added_file = json(upload(body, "", "multipart/form-data; boundary=B"));
  EXPECT_EQ(added_file.at("name").as_string(), "cv.pdf");
  const auto file = run(api_.get_resume(call_for(std::string(added_file.at("id").as_string()))));
  EXPECT_EQ(file.value().body, "%PDF-1.4\r\n--not a boundary\r\n%%EOF");
}

TEST_F(Profile, RefusesWhatIsNoResume) {
  EXPECT_EQ(upload("MZ\x90 an executable").error().code, ErrorCode::unprocessable);
  EXPECT_EQ(upload("").error().code, ErrorCode::unprocessable);
  EXPECT_EQ(upload("%PDF-1.4" + std::string(kMostResumeBytes, ' ') + "%%EOF").error().code, ErrorCode::too_large);
  EXPECT_EQ(upload("anything", "", "multipart/form-data; boundary=B").error().code, ErrorCode::invalid_input);
  EXPECT_TRUE(json(run(api_.list_resumes(call()))).at("resumes").as_array().empty());
}

TEST_F(Profile, KeepsTwentyResumesAtMostEvenWhenTheyComeAtOnce) {
  run_all(25, [&](std::size_t) -> asio::awaitable<void> {
    auto request = call();
    request.http.body = "%PDF-1.4\n%%EOF\n";
    request.http.fields.set("Content-Type", "application/pdf");
    const auto answer = co_await api_.upload_resume(std::move(request));
    EXPECT_TRUE(answer || answer.error().code == ErrorCode::conflict);
  });
  const auto kept = json(run(api_.list_resumes(call()))).at("resumes").as_array();
  EXPECT_EQ(kept.size(), 20u);
  int defaults = 0;
  for (const auto& resume_json : kept) defaults += resume_json.at("isDefault").as_bool();
  EXPECT_EQ(defaults, 1);
}

TEST_F(Profile, HasOneDefaultThatMovesOnWhenItIsDeleted) {
  const auto first = uploaded(), second = uploaded(), third = uploaded();
  EXPECT_TRUE(json(run(api_.set_default_resume(call_for(second)))).at("isDefault").as_bool());
  EXPECT_EQ(run(api_.set_default_resume(call_for(second))).value().status, 200);
  EXPECT_EQ(run(api_.delete_resume(call_for(second))).value().status, 204);
  const auto left = json(run(api_.list_resumes(call()))).at("resumes").as_array();
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].at("id").as_string(), third);
  EXPECT_TRUE(left[0].at("isDefault").as_bool());
  EXPECT_FALSE(left[1].at("isDefault").as_bool());
  EXPECT_EQ(run(api_.get_resume(call_for(second))).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(api_.set_default_resume(call_for(second))).error().code, ErrorCode::not_found);
}

TEST_F(Profile, KeepsAResumeThatAWaitingApplicationNeeds) {
  const auto id = uploaded();
  store::ApplicationsStore applications(pool(), 3);
  const auto swiped = run(applications.swipe_right(person, job, std::nullopt, 5, std::nullopt));
  const auto refused = run(api_.delete_resume(call_for(id)));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_TRUE(run(applications.cancel(person, *base::ApplicationId::parse(swiped.id))).has_value());
  EXPECT_EQ(run(api_.delete_resume(call_for(id))).value().status, 204);
  EXPECT_TRUE(run(store_.resume_name(person, *base::ResumeId::parse(id))).has_value())
      << "the application still names it";
}

TEST_F(Profile, ShowsNobodyAnotherPersonsFile) {
  const auto id = uploaded();
  auto foreign = call_of(add_user());
  foreign.path["id"] = id;
  EXPECT_EQ(run(api_.get_resume(foreign)).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(api_.delete_resume(foreign)).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(api_.set_default_resume(foreign)).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(api_.get_resume(call_for(id))).value().status, 200);
}

}  // namespace
}  // namespace jobswipe::profile
