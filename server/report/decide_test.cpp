#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "core/domain/state_machine.hpp"
#include "server/report/report_api.hpp"

namespace jobswipe::report {
namespace {

using domain::Status;

/// What a report of epoch 1's own desktop leads to.
base::Result<store::ReportedTransition> decide_json(std::string_view json, int attempts, bool granted,
                                                    bool cancelled = false) {
  const auto body = boost::json::parse(boost::json::string_view(json)).as_object();
  const auto report = parse_report(body);
  if (!report) return report.error();
  domain::Application application;
  application.status = Status::processing;
  application.epoch = 1;
  application.attempts = attempts;
  application.device = base::DeviceId{};
  application.cancel_requested = cancelled;
  if (granted) application.granted_epoch = 1;
  const auto decided = domain::decide_report(application, base::DeviceId{}, 1, *report, {}, 0.5);
  EXPECT_EQ(decided.verdict, domain::ReportVerdict::taken);
  return transition_of(body, decided.follow, granted);
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

TEST(Decide, KeepsTheWordsThatGoWithTheDecision) {
  EXPECT_EQ(decide_json(R"({"epoch":1,"status":"COMPLETED","confirmation":"Thank you"})", 1, true)->confirmation,
            "Thank you");
  const auto asked = decide_json(
      R"({"epoch":1,"status":"NEEDS_REVIEW","failure":{"kind":"question_unanswered","detail":"one"},"questions":[{"id":"a","label":"A?","kind":"text"}]})",
      1, false);
  EXPECT_EQ(asked->failure_detail, "one");
  EXPECT_TRUE(asked->questions);
  EXPECT_TRUE(asked->gives_attempt_back);
}

TEST(Decide, EndsACancelledOneWhateverItsDesktopRanInto) {
  for (const auto kind : {"network", "captcha", "posting_closed"}) {
    const auto decided = decide_json(failed(kind), 1, false, true);
    EXPECT_EQ(decided->status, Status::cancelled) << kind;
    EXPECT_EQ(decided->event_type, "application.cancelled");
    EXPECT_FALSE(decided->failure);
    EXPECT_FALSE(decided->failure_detail);
  }
}

TEST(Decide, TellsAFailedOneThatItWasSentAfterAll) {
  const auto body = boost::json::parse(R"({"epoch":1,"status":"COMPLETED","confirmation":"Thank you"})").as_object();
  domain::Application application;
  application.status = Status::failed;
  application.epoch = 4;
  application.released_epoch = 1;
  const auto decided = domain::decide_report(application, base::DeviceId{}, 1, *parse_report(body), {}, 0.5);
  const auto transition = transition_of(body, decided.follow, false);
  EXPECT_TRUE(transition.confirms_release);
  EXPECT_EQ(transition.status, Status::failed);
  EXPECT_EQ(transition.failure, domain::FailureKind::already_applied);
  EXPECT_EQ(transition.event_type, "application.failed");
  EXPECT_EQ(transition.confirmation, "Thank you");
}

TEST(Decide, NamesWhatIsMissing) {
  EXPECT_EQ(decide_json(R"({"epoch":1,"status":"FAILED"})", 1, false).error().fields.front().pointer, "/failure");
  EXPECT_EQ(decide_json(failed("question_unanswered"), 1, false).error().fields.front().pointer, "/questions");
  EXPECT_EQ(decide_json(R"({"epoch":1,"status":"COMPLETED","failure":{"kind":"network","detail":"x"}})", 1, true)
                .error()
                .fields.front()
                .pointer,
            "/failure");
}

TEST(Decide, LetsADesktopAskForAPersonInsteadOfARetry) {
  const auto decided =
      decide_json(R"({"epoch":1,"status":"NEEDS_REVIEW","failure":{"kind":"timeout","detail":"again"}})", 1, false);
  EXPECT_EQ(decided->status, Status::needs_review);
}

}  // namespace
}  // namespace jobswipe::report
