#include "agent/report/status_body.hpp"

#include <gtest/gtest.h>

#include "agent/report/outbox.hpp"

namespace jobswipe::report {
namespace {

using base::ErrorCode;

TEST(StatusBody, ACompletedApplicationHasItsConfirmationAndAnswers) {
  apply::Outcome outcome;
  outcome.status = apply::OutcomeStatus::completed;
  outcome.confirmation = "Thank you";
  outcome.answers.resize(400);
  outcome.answers[0].label = "Name";
  outcome.answers[0].value = std::string(20'000, 'x');
  outcome.answers[0].provenance = "profile";
  outcome.answers[0].confidence = 1.2;
  const auto body = status_body(4, outcome);
  EXPECT_EQ(body.at("epoch"), 4);
  EXPECT_EQ(body.at("status"), "COMPLETED");
  EXPECT_EQ(body.at("confirmation"), "Thank you");
  EXPECT_EQ(body.at("answers").as_array().size(), 300u);
  EXPECT_EQ(body.at("answers").at(0).at("value").as_string().size(), 10'000u);
  EXPECT_EQ(body.at("answers").at(0).at("confidence"), 1.0);
  EXPECT_FALSE(body.contains("failure"));
}

TEST(StatusBody, AReviewHasItsQuestions) {
  apply::Outcome outcome;
  outcome.status = apply::OutcomeStatus::needs_review;
  outcome.kind = apply::FailureKind::question_unanswered;
  outcome.detail = "Two questions";
  apply::Question question;
  question.id = "why";
  question.label = "Why?";
  question.kind = "textarea";
  outcome.questions.push_back(question);
  const auto body = status_body(1, outcome);
  EXPECT_EQ(body.at("status"), "NEEDS_REVIEW");
  EXPECT_EQ(body.at("failure").at("kind"), "question_unanswered");
  EXPECT_EQ(body.at("questions").at(0).at("label"), "Why?");
}

TEST(StatusBody, AFailureMayAskForPatience) {
  apply::Outcome outcome;
  outcome.kind = apply::FailureKind::rate_limited;
  outcome.retry_after = std::chrono::seconds(1'000'000);
  EXPECT_EQ(status_body(1, outcome).at("failure").at("retryAfterSeconds"), 86'400);
}

TEST(StatusBody, AnUnknownOutcomeIsAlwaysForAPerson) {
  EXPECT_EQ(failure_body(1, apply::FailureKind::outcome_unknown, "x").at("status"), "NEEDS_REVIEW");
  EXPECT_EQ(failure_body(1, apply::FailureKind::browser_crashed, "x").at("status"), "FAILED");
}

TEST(StatusBody, TextsAreCutAtACharacter) {
  EXPECT_EQ(cut("aé", 2), "a");
  EXPECT_EQ(cut("aé", 3), "aé");
  EXPECT_EQ(cut("✓✓", 5), "✓");
}

TEST(Verdict, OnlyAnAnswerThatIsFinalEndsADelivery) {
  const auto of = [](ErrorCode code) {
    base::Error error;
    error.code = code;
    return verdict_of(error);
  };
  for (const auto code : {ErrorCode::unavailable, ErrorCode::rate_limited, ErrorCode::in_progress, ErrorCode::internal,
                          ErrorCode::unauthenticated})
    EXPECT_EQ(of(code), Verdict::later);
  for (const auto code : {ErrorCode::stale_epoch, ErrorCode::not_found, ErrorCode::conflict, ErrorCode::cancelled})
    EXPECT_EQ(of(code), Verdict::stale);
  for (const auto code : {ErrorCode::invalid_input, ErrorCode::too_large, ErrorCode::unprocessable})
    EXPECT_EQ(of(code), Verdict::refused);
}

}  // namespace
}  // namespace jobswipe::report
