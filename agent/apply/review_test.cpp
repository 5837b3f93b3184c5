// A person looks at the answers before they are sent, and takes over where only a person can go on.

#include "agent/apply/apply_fixture.hpp"

namespace jobswipe::apply {
namespace {

class ReviewTest : public testing::ApplyFixture {
 protected:
  void SetUp() override {
    ApplyFixture::SetUp();
    server_.set("/job", {testing::form_with("")});
    server_.set("/asks",
                {testing::form_with("<label>Which motto do you follow? *<input name=motto required></label>")});
    server_.set("/sent", {testing::kThanksPage});
    const std::string captcha = "<div id=c class=g-recaptcha style='width:304px;height:78px'>I'm not a robot</div>";
    server_.set("/captcha", {testing::form_with(captcha)});
    server_.set("/captcha-goes", {testing::form_with(captcha + "<script>setTimeout(() => c.remove(), 1500)</script>")});
  }

  asio::awaitable<void> all_answers(browser::Session& session) {
    review_ = Review::always;
    auto outcome = co_await apply_to(session, server_.url("/job"));
    EXPECT_EQ(outcome.kind, FailureKind::question_unanswered);
    EXPECT_EQ(outcome.questions.size(), 3u);
    EXPECT_TRUE(server_.posts().empty());
    for (const auto& question : outcome.questions) {
      answer::SavedAnswer said;
      said.question = question.label;
      said.answer = question.label.starts_with("First") ? json::value("Augusta") : question.suggestion;
      facts_.custom.push_back(std::move(said));
    }
    outcome = co_await apply_to(session, server_.url("/job"));
    EXPECT_EQ(outcome.status, OutcomeStatus::completed) << outcome.detail;
    EXPECT_EQ(server_.posts(), std::vector<std::string>{"first=Augusta&last=Example&email=ada%40example.org"});
  }

  asio::awaitable<void> a_models_answer(browser::Session& session) {
    hooks_.advice = [](const std::vector<form::Field>&) {
      answer::Advice advice;
      answer::Decision decision;
      decision.action = answer::Action::fill;
      decision.value = "Onwards";
      decision.provenance = answer::Provenance::model;
      decision.confidence = 0.7;
      advice.decision = std::move(decision);
      return std::vector<answer::Advice>{advice};
    };
    review_ = Review::unsure;
    auto outcome = co_await apply_to(session, server_.url("/asks"));
    EXPECT_EQ(outcome.kind, FailureKind::question_unanswered);
    EXPECT_EQ(outcome.questions.size(), 1u);
    if (outcome.questions.size() == 1) {
      EXPECT_EQ(outcome.questions.front().suggestion, "Onwards");
    }
    EXPECT_TRUE(server_.posts().empty());
    review_ = Review::never;
    outcome = co_await apply_to(session, server_.url("/asks"));
    EXPECT_EQ(outcome.status, OutcomeStatus::completed) << outcome.detail;
    EXPECT_EQ(outcome.answers.back().provenance, "model");
  }

  asio::awaitable<void> takeover(browser::Session& session) {
    auto outcome = co_await apply_to(session, server_.url("/captcha"));
    EXPECT_EQ(outcome.kind, FailureKind::captcha);
    EXPECT_TRUE(server_.posts().empty());
    hooks_.person = TakeOver::go_on;
    outcome = co_await apply_to(session, server_.url("/captcha"));
    EXPECT_EQ(outcome.status, OutcomeStatus::completed) << outcome.detail;
    hooks_.person = TakeOver::waiting;
    hooks_.waits = 0;
    outcome = co_await apply_to(session, server_.url("/captcha-goes"));
    EXPECT_EQ(outcome.status, OutcomeStatus::completed) << outcome.detail;
    EXPECT_GT(hooks_.waits, 0);
    EXPECT_EQ(server_.posts().size(), 2u);
  }
};

TEST_P(ReviewTest, EveryAnswerIsShownFirstAndWhatThePersonChangedIsSent) {
  run(options(), [this](browser::Session& session) { return all_answers(session); });
}
TEST_P(ReviewTest, WhatAModelAnsweredIsShownFirstUnlessThePersonTurnedThatOff) {
  run(options(), [this](browser::Session& session) { return a_models_answer(session); });
}
TEST_P(ReviewTest, ACaptchaWaitsForThePersonAtTheWindowAndThenGoesOn) {
  run(options(), [this](browser::Session& session) { return takeover(session); });
}
INSTANTIATE_TEST_SUITE_P(Drivers, ReviewTest, browser::testing::both_drivers(), browser::testing::name_of);

}  // namespace
}  // namespace jobswipe::apply
