#include "server/profile/resume_rules_api.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "server/store/swipes_store.hpp"
#include "server/store/testing/fixture.hpp"
#include "server/store/testing/test_vault.hpp"

namespace jobswipe::profile {
namespace {

using base::ErrorCode;
using boost::json::object;

class Rules : public store::testing::StoreFixture {
 protected:
  Rules() : other(base::ResumeId::make()) {
    database().execute(
        fmt::format("INSERT INTO resumes (user_id, id, name_sealed, sealed, content_type, bytes, sha256) SELECT "
                    "user_id, '{}', name_sealed, "
                    "sealed, content_type, bytes, sha256 FROM resumes WHERE id = '{}'",
                    other.to_string(), resume.to_string()));
    database().execute(fmt::format(
        "UPDATE jobs SET title = 'Senior C++ Engineer', company = 'Fernweh', work_mode = 'remote', search = "
        "to_tsvector('simple', 'wir suchen und der die mit für eine auf von werden') WHERE id = '{}'",
        job.to_string()));
  }
  gateway::Answer put(const std::string& rules, std::string if_match = {}) {
    gateway::Call call;
    gateway::Caller caller;
    caller.user = user;
    call.caller = caller;
    call.body["rules"] = boost::json::parse(rules);
    if (!if_match.empty()) call.http.fields.set("If-Match", if_match);
    return run(api_.put_rules(std::move(call)));
  }
  object get() {
    gateway::Call call;
    gateway::Caller caller;
    caller.user = user;
    call.caller = caller;
    return boost::json::parse(run(api_.get_rules(std::move(call))).value().body).as_object();
  }
  std::string one(const std::string& condition) {
    return fmt::format(R"([{{"resumeId": "{}", {}}}])", other.to_string(), condition);
  }
  base::ResumeId proposed() { return run(store_.proposed_for(user, job)).value(); }
  store::SwipeResult swipe(std::optional<base::ResumeId> with) {
    store::NewSwipe swipe;
    swipe.user = user;
    swipe.job = job;
    swipe.resume = with;
    return run(swipes_.write({swipe})).front();
  }

  const base::ResumeId other;
  store::testing::TestVault vault_;
  store::ResumeRulesStore store_{pool(), vault_};
  store::SwipesStore swipes_{pool()};
  ResumeRulesApi api_{store_, [](base::UserId) {}};
};

TEST_F(Rules, AreKeptSealedAndReplacedWhole) {
  EXPECT_EQ(get(), (object{{"rules", boost::json::array()}, {"version", 0}}));
  const auto answer = put(one(R"("titleWords": ["canary"])"));
  EXPECT_EQ(answer.value().fields.get("ETag"), "\"1\"");
  EXPECT_EQ(get().at("rules").at(0).at("titleWords").at(0), "canary");
  EXPECT_EQ(database().value("SELECT count(*) FROM resume_rules WHERE position('canary'::bytea IN sealed) > 0"), "0");
  put("[]");
  EXPECT_EQ(get(), (object{{"rules", boost::json::array()}, {"version", 2}}));
}

TEST_F(Rules, AreRefusedForAResumeThatIsNotOnesOwnAndAfterAChangeElsewhere) {
  const auto strange = add_resume(add_user());
  const auto refused =
      put(fmt::format(R"([{{"resumeId": "{}", "titleWords": ["x"]}}, {{"resumeId": "{}", "titleWords": ["x"]}}])",
                      other.to_string(), strange.to_string()));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().fields.front().pointer, "/rules/1/resumeId");
  EXPECT_TRUE(put(one(R"("titleWords": ["x"])"), "\"0\"").has_value());
  EXPECT_EQ(put(one(R"("titleWords": ["y"])"), "\"0\"").error().code, ErrorCode::precondition_failed);
  EXPECT_TRUE(put(one(R"("titleWords": ["y"])"), "\"1\"").has_value());
}

TEST_F(Rules, ProposeTheResumeOfTheFirstThatHoldsElseTheDefault) {
  EXPECT_EQ(proposed(), resume);
  put(one(R"("titleWords": ["java"])"));
  EXPECT_EQ(proposed(), resume);
  for (const char* condition : {R"("titleWords": ["java", "c++"])", R"("companies": ["fernweh"])",
                                R"("workModes": ["remote"])", R"("languages": ["de"], "titleWords": ["engineer"])"}) {
    put(one(condition));
    EXPECT_EQ(proposed(), other) << condition;
  }
  put(one(R"("languages": ["en"])"));
  EXPECT_EQ(proposed(), resume);
}

TEST_F(Rules, OfAResumeThatWasRemovedAreGone) {
  put(one(R"("workModes": ["remote"])"));
  database().execute(fmt::format("UPDATE resumes SET deleted_at = now() WHERE id = '{}'", other.to_string()));
  EXPECT_TRUE(get().at("rules").as_array().empty());
  EXPECT_EQ(proposed(), resume);
}

TEST_F(Rules, AreAskedBeforeASwipeThatNamesNoResumeIsWritten) {
  put(one(R"("workModes": ["remote"])"));
  using Verdict = store::SwipeResult::Verdict;
  EXPECT_EQ(swipe(std::nullopt).verdict, Verdict::rules_decide);
  EXPECT_EQ(
      database().value(fmt::format("SELECT count(*) FROM application_queue WHERE user_id = '{}'", user.to_string())),
      "0");
  const auto written = swipe(proposed());
  EXPECT_EQ(written.verdict, Verdict::created);
  const auto again = swipe(std::nullopt);
  EXPECT_EQ(again.verdict, Verdict::repeated) << "what was swiped is not asked about again";
  EXPECT_EQ(again.id, written.id);
  close_posting(job);
  user = add_user();
  add_resume(user);
  EXPECT_EQ(swipe(std::nullopt).verdict, Verdict::posting_closed);
}

TEST_F(Rules, KnowTheLanguageOfAPostingByItsCommonestWords) {
  for (const auto& [text, language] : std::initializer_list<std::pair<const char*, const char*>>{
           {"We are the team that will help you grow, and this is for all of your friends with our thanks", "en"},
           {"Wir suchen eine Person, die mit uns von Anfang an arbeitet und nicht auf andere wartet; der Ort ist frei",
            "de"},
           {"Nous cherchons une personne pour les projets et le suivi avec vous dans notre équipe", "fr"},
           {"Buscamos una persona para el equipo que trabaja con los clientes y las tiendas del centro", "es"},
           {"C++ Linux SQL", ""},
           {"", ""}})
    EXPECT_EQ(database().value(fmt::format("SELECT language_of(to_tsvector('simple', '{}'))", text)), language) << text;
}

}  // namespace
}  // namespace jobswipe::profile
