#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "core/domain/state_machine.hpp"
#include "server/report/report_api.hpp"

namespace jobswipe::report {
namespace {

using domain::Status;

ReportApi::Policy policy() {
  ReportApi::Policy result;
  result.random = [] { return 0.5; };
  return result;
}

base::Result<store::ReportedTransition> decide_json(std::string_view json, int attempts, bool granted) {
  return decide(boost::json::parse(boost::json::string_view(json)).as_object(), attempts, granted, policy());
}

std::string failed(std::string_view kind) {
  return R"({"epoch":1,"status":"FAILED","failure":{"kind":")" + std::string(kind) + R"(","detail":"why"}})";
}

TEST(Decide, RetriesWhatMayWorkUntilAttemptsAreSpent) {
  const auto first = decide_json(failed("network"), 1, false);
  EXPECT_EQ(first->status, Status::queued);
  EXPECT_EQ(first->delay, std::chrono::seconds(15));
  EXPECT_TRUE(first->to_outbox);
  EXPECT_EQ(decide_json(failed("network"), 3, false)->status, Status::failed);
}

TEST(Decide, NeverRetriesByItselfAfterTheGrant) {
  for (const auto& rule : domain::kFailureRules) {
    if (rule.kind == domain::FailureKind::question_unanswered) continue;
    const auto decided = decide_json(failed(rule.name), 1, true);
    ASSERT_TRUE(decided) << rule.name;
    EXPECT_NE(decided->status, Status::queued) << rule.name;
  }
  EXPECT_EQ(decide_json(failed("network"), 1, true)->failure, domain::FailureKind::outcome_unknown);
}

TEST(Decide, EndsWhatNoAttemptCanMend) {
  EXPECT_EQ(decide_json(failed("posting_closed"), 1, false)->status, Status::failed);
  EXPECT_EQ(decide_json(failed("captcha"), 1, false)->status, Status::needs_review);
}

TEST(Decide, HonoursAPortalsRetryAfter) {
  const auto decided = decide_json(
      R"({"epoch":1,"status":"FAILED","failure":{"kind":"rate_limited","detail":"429","retryAfterSeconds":900}})", 1,
      false);
  EXPECT_EQ(decided->delay, std::chrono::seconds(900));
  EXPECT_TRUE(decided->gives_attempt_back);
}

TEST(Decide, RefusesACompletionWithoutAGrant) {
  const auto decided = decide_json(R"({"epoch":1,"status":"COMPLETED"})", 1, false);
  ASSERT_FALSE(decided);
  EXPECT_EQ(decided.error().code, base::ErrorCode::conflict);
  EXPECT_EQ(decide_json(R"({"epoch":1,"status":"COMPLETED","confirmation":"Thank you"})", 1, true)->confirmation,
            "Thank you");
}

TEST(Decide, NamesWhatIsMissing) {
  EXPECT_EQ(decide_json(R"({"epoch":1,"status":"FAILED"})", 1, false).error().fields.front().pointer, "/failure");
  EXPECT_EQ(decide_json(failed("question_unanswered"), 1, false).error().fields.front().pointer, "/questions");
}

TEST(Decide, LetsADesktopAskForAPersonInsteadOfARetry) {
  const auto decided =
      decide_json(R"({"epoch":1,"status":"NEEDS_REVIEW","failure":{"kind":"timeout","detail":"again"}})", 1, false);
  EXPECT_EQ(decided->status, Status::needs_review);
}

}  // namespace
}  // namespace jobswipe::report
