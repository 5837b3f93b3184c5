// The rules of an application's life, one table or story each. That the SQL does the same is shown in
// server/store/decisions_test.cpp.
#include <gtest/gtest.h>

#include <vector>

#include "core/domain/order.hpp"
#include "core/domain/person.hpp"
#include "core/domain/report.hpp"

namespace jobswipe::domain {
namespace {

using namespace std::chrono_literals;

constexpr base::Time kNow{std::chrono::hours(500'000)};
constexpr base::DeviceId device(std::uint8_t n) {
  base::DeviceId id;
  id.uuid.bytes[15] = n;
  return id;
}
constexpr auto kMine = device(1), kOther = device(2);
constexpr Policy kPolicy;

static_assert(
    [] {
      Application application;
      claim(application, kMine, "a", kNow, kPolicy);
      if (submit_intent(application, kMine, 1, "b", kNow, kPolicy) != Intent::granted) return false;
      const auto follow = decide_lapse(application, kPolicy, 0.5);
      apply(application, follow, 1, kNow, kPolicy);
      return application.status == Status::needs_review && !retry(application, kNow) &&
             !may_be_claimed(application, kNow);
    }(),
    "I2, before anything runs");

/// Claimed by kMine at epoch 1, a moment ago.
Application claimed() {
  Application application;
  claim(application, kMine, "key", kNow, kPolicy);
  return application;
}
Application granted() {
  auto application = claimed();
  EXPECT_EQ(submit_intent(application, kMine, 1, "intent", kNow, kPolicy), Intent::granted);
  return application;
}
/// The outcome of epoch 1 is unknown, and kMine has lost the lease.
Application unknown() {
  auto application = granted();
  apply(application, decide_lapse(application, kPolicy, 0.5), 1, kNow, kPolicy);
  return application;
}
ReportDecision say(const Application& application, int epoch, Status said, std::optional<FailureKind> failure = {},
                   const base::DeviceId& who = kMine) {
  return decide_report(application, who, epoch, {said, failure, 0ms}, kPolicy, 0.5);
}

TEST(Claim, GivesALeaseAnEpochAndAnAttempt) {
  auto application = claimed();
  EXPECT_EQ(application.status, Status::claimed);
  EXPECT_EQ(application.epoch, 1);
  EXPECT_EQ(application.attempts, 1);
  EXPECT_EQ(application.lease_expires_at, kNow + kLease);
  EXPECT_FALSE(may_be_claimed(application, kNow));
}

TEST(Claim, TakesWhatIsDueAndWanted) {
  Application application;
  EXPECT_TRUE(may_be_claimed(application, kNow));
  application.available_at = kNow + 1s;
  EXPECT_FALSE(may_be_claimed(application, kNow)) << "its back-off runs";
  EXPECT_TRUE(may_be_claimed(application, kNow + 1s));
  application.cancel_requested = true;
  EXPECT_FALSE(may_be_claimed(application, kNow + 1s));
}

TEST(Claim, IsGivenAgainToTheSameRequestUntilItBegan) {
  auto application = claimed();
  EXPECT_TRUE(is_given_again(application, kMine, "key", kNow));
  EXPECT_FALSE(is_given_again(application, kMine, "another", kNow));
  EXPECT_FALSE(is_given_again(application, kMine, "", kNow));
  EXPECT_FALSE(is_given_again(application, kOther, "key", kNow));
  EXPECT_FALSE(is_given_again(application, kMine, "key", kNow + kLease)) << "the lease ran out";
  apply(application, say(application, 1, Status::processing).follow, 1, kNow, kPolicy);
  EXPECT_FALSE(is_given_again(application, kMine, "key", kNow));
}

TEST(Heartbeat, KeepsTheLeaseOfItsOwnEpochAndDesktop) {
  auto application = claimed();
  EXPECT_TRUE(heartbeat(application, kMine, 1, kNow + 60s, kPolicy));
  EXPECT_EQ(application.lease_expires_at, kNow + 60s + kLease);
  EXPECT_FALSE(heartbeat(application, kOther, 1, kNow, kPolicy));
  EXPECT_FALSE(heartbeat(application, kMine, 2, kNow, kPolicy));
}

TEST(Intent, IsGrantedOnceAndAgainToItsOwnRequestWithAFullLease) {
  auto application = granted();
  EXPECT_EQ(submit_intent(application, kMine, 1, "another", kNow, kPolicy), Intent::already_granted);
  EXPECT_EQ(submit_intent(application, kMine, 1, "intent", kNow + 599s, kPolicy), Intent::repeated);
  EXPECT_EQ(application.lease_expires_at, kNow + 599s + kLease) << "the permission counts from the repeat";
  EXPECT_FALSE(cancel(application)) << "too late";
}

TEST(Intent, IsRefusedByName) {
  auto application = claimed();
  EXPECT_EQ(submit_intent(application, kMine, 2, "k", kNow, kPolicy), Intent::stale);
  EXPECT_EQ(submit_intent(application, kOther, 1, "k", kNow, kPolicy), Intent::stale);
  EXPECT_EQ(submit_intent(application, kMine, 1, "k", kNow + kLease, kPolicy), Intent::stale) << "the lease ran out";
  EXPECT_TRUE(cancel(application));
  EXPECT_EQ(application.status, Status::claimed) << "its desktop hears of it first";
  EXPECT_EQ(submit_intent(application, kMine, 1, "k", kNow, kPolicy), Intent::cancelled);
  EXPECT_FALSE(application.granted_epoch);
}

TEST(Permission, IsShorterThanEveryLease) {
  for (const auto lease : {2s, 30s, 59s, 60s, 61s, 600s, 86'400s}) {
    EXPECT_LE(permission_life(lease), lease);
    EXPECT_TRUE(may_still_click(permission_life(lease) - 1ns, lease));
    EXPECT_FALSE(may_still_click(permission_life(lease), lease));
  }
}

TEST(Lapse, LeadsWhereTheGrantSays) {
  struct Row {
    int attempts;
    bool grant, cancelled;
    Status to;
    std::optional<FailureKind> failure;
  };
  for (const Row& row :
       {Row{1, false, false, Status::queued, FailureKind::timeout},
        Row{3, false, false, Status::failed, FailureKind::timeout},
        Row{1, true, false, Status::needs_review, FailureKind::outcome_unknown},
        Row{3, true, false, Status::needs_review, FailureKind::outcome_unknown},
        Row{1, false, true, Status::cancelled, std::nullopt}, Row{3, false, true, Status::cancelled, std::nullopt}}) {
    auto application = row.grant ? granted() : claimed();
    application.attempts = row.attempts;
    application.cancel_requested = row.cancelled;
    const auto follow = decide_lapse(application, kPolicy, 0.5);
    EXPECT_EQ(follow.to, row.to);
    EXPECT_EQ(follow.failure, row.failure);
    EXPECT_FALSE(may_lapse(application, 1, follow.to, kNow)) << "it lives";
    EXPECT_TRUE(may_lapse(application, 1, follow.to, kNow + kLease));
    EXPECT_FALSE(may_lapse(application, 2, follow.to, kNow + kLease));
  }
}

TEST(Report, OfEachKindOfFailureLeadsWhereItsRuleSays) {
  for (const auto& rule : kFailureRules)
    for (const int attempts : {1, 3})
      for (const bool with_grant : {false, true}) {
        auto application = with_grant ? granted() : claimed();
        application.attempts = attempts;
        const auto decided = say(application, 1, Status::failed, rule.kind);
        ASSERT_EQ(decided.verdict, ReportVerdict::taken) << rule.name;
        const bool spent = attempts == 3 && rule.spends_attempt;
        const Status wanted = rule.disposition == Disposition::permanent ? Status::failed
                              : rule.disposition == Disposition::review  ? Status::needs_review
                              : with_grant                               ? Status::needs_review
                              : spent                                    ? Status::failed
                                                                         : Status::queued;
        EXPECT_EQ(decided.follow.to, wanted) << rule.name << " attempts " << attempts << " granted " << with_grant;
        EXPECT_EQ(decided.follow.delay.count() > 0, wanted == Status::queued);
        apply(application, decided.follow, 1, kNow, kPolicy);
        EXPECT_EQ(application.status, wanted);
        EXPECT_FALSE(application.device);
      }
}

TEST(Report, OfARateLimitOrAQuestionCostsNoAttempt) {
  for (const auto kind : {FailureKind::rate_limited, FailureKind::question_unanswered}) {
    auto application = claimed();
    apply(application, say(application, 1, Status::failed, kind).follow, 1, kNow, kPolicy);
    EXPECT_EQ(application.attempts, 0) << to_string(kind);
  }
}

TEST(Report, OfAQuestionGivesUpTheGrantAndNoOtherFailureDoes) {
  for (const auto& rule : kFailureRules) {
    auto application = granted();
    const auto decision = decide_report(application, kMine, 1, {Status::needs_review, rule.kind, 0s}, kPolicy, 0.5);
    ASSERT_EQ(decision.verdict, ReportVerdict::taken) << rule.name;
    ASSERT_TRUE(may_follow(application, kMine, 1, decision.follow, true)) << rule.name;
    apply(application, decision.follow, 1, kNow, kPolicy);
    const bool released = rule.kind == FailureKind::question_unanswered;
    EXPECT_EQ(decision.follow.releases_grant, released) << rule.name;
    EXPECT_EQ(application.granted_epoch.has_value(), !released) << rule.name;
    EXPECT_EQ(answer(application, kNow), released) << rule.name << ": an answer sends it on";
  }
  auto application = granted();
  const Report question{Status::needs_review, FailureKind::question_unanswered, 0s};
  apply(application, decide_report(application, kMine, 1, question, kPolicy, 0.5).follow, 1, kNow, kPolicy);
  EXPECT_EQ(application.released_epoch, 1) << "its desktop may still prove the contrary";
  EXPECT_EQ(application.attempts, 0);
  EXPECT_EQ(decide_report(application, kMine, 1, question, kPolicy, 0.5).verdict, ReportVerdict::repeated);
  EXPECT_EQ(decide_report(application, kMine, 1, {Status::completed, {}, 0s}, kPolicy, 0.5).follow.action,
            Action::confirm);
  EXPECT_EQ(submit_intent(application, kMine, 1, "intent", kNow, kPolicy), Intent::stale) << "nothing is leased";
}

TEST(Report, OfAQuestionSettlesWhatItsLapsedLeaseLeftUnknown) {
  auto application = granted();
  apply(application, decide_lapse(application, kPolicy, 0.5), 1, kNow, kPolicy);
  const Report question{Status::needs_review, FailureKind::question_unanswered, 0s};
  const auto decision = decide_report(application, kMine, 1, question, kPolicy, 0.5);
  ASSERT_TRUE(may_follow(application, kMine, 1, decision.follow, true));
  apply(application, decision.follow, 1, kNow, kPolicy);
  EXPECT_TRUE(answer(application, kNow));
}

TEST(Report, OfACancelledOneEndsItUnlessItMayHaveBeenSent) {
  for (const auto& rule : kFailureRules) {
    auto application = claimed();
    ASSERT_TRUE(cancel(application));
    EXPECT_EQ(say(application, 1, Status::failed, rule.kind).follow.to, Status::cancelled) << rule.name;
  }
  EXPECT_EQ(say(granted(), 1, Status::cancelled).verdict, ReportVerdict::granted) << "the outcome is wanted";
}

TEST(Report, OfASubmissionNeedsTheGrant) {
  EXPECT_EQ(say(claimed(), 1, Status::completed).verdict, ReportVerdict::not_granted);
  EXPECT_EQ(say(granted(), 1, Status::completed).follow.to, Status::completed);
}

TEST(Report, ThatIsRepeatedIsAnsweredLikeTheFirst) {
  for (const auto& [said, kind] :
       std::vector<std::pair<Status, std::optional<FailureKind>>>{{Status::completed, {}},
                                                                  {Status::failed, FailureKind::network},
                                                                  {Status::failed, FailureKind::posting_closed},
                                                                  {Status::needs_review, FailureKind::captcha}}) {
    auto application = granted();
    if (said != Status::completed) application.granted_epoch.reset();
    const auto first = say(application, 1, said, kind);
    ASSERT_EQ(first.verdict, ReportVerdict::taken);
    apply(application, first.follow, 1, kNow, kPolicy);
    EXPECT_EQ(say(application, 1, said, kind).verdict, ReportVerdict::repeated) << to_string(said);
  }
}

TEST(Report, OfAnOlderEpochIsStale) {
  auto application = claimed();
  apply(application, decide_lapse(application, kPolicy, 0.5), 1, kNow, kPolicy);
  claim(application, kOther, "other", kNow, kPolicy);
  for (const auto said : {Status::processing, Status::completed, Status::cancelled})
    EXPECT_EQ(say(application, 1, said).verdict, ReportVerdict::stale);
  EXPECT_EQ(say(application, 1, Status::failed, FailureKind::network).verdict, ReportVerdict::stale);
}

TEST(LateReport, SettlesItsOwnOutcome) {
  EXPECT_EQ(unknown().status, Status::needs_review);
  EXPECT_EQ(say(unknown(), 1, Status::completed).follow.to, Status::completed);
  EXPECT_EQ(say(unknown(), 1, Status::failed, FailureKind::posting_closed).follow.to, Status::failed);
  EXPECT_EQ(say(unknown(), 1, Status::failed, FailureKind::network).verdict, ReportVerdict::repeated)
      << "that the outcome is unknown is known";
  EXPECT_EQ(say(unknown(), 1, Status::processing).verdict, ReportVerdict::stale);
  auto asked = unknown();
  asked.failure = FailureKind::captcha;
  EXPECT_EQ(say(asked, 1, Status::failed, FailureKind::network).verdict, ReportVerdict::stale);
  EXPECT_EQ(say(asked, 1, Status::completed).follow.to, Status::completed) << "a proof counts always";
}

TEST(LateReport, ProvesTheContraryOfNotSentUntilTheNextGrant) {
  auto application = unknown();
  ASSERT_TRUE(resolve(application, 1, false, kNow));
  EXPECT_EQ(application.status, Status::queued);
  EXPECT_EQ(application.released_epoch, 1);
  auto waiting = application;
  const auto proof = say(waiting, 1, Status::completed);
  EXPECT_EQ(proof.follow.action, Action::confirm);
  apply(waiting, proof.follow, 1, kNow, kPolicy);
  EXPECT_EQ(waiting.status, Status::completed);
  EXPECT_EQ(say(waiting, 1, Status::completed).verdict, ReportVerdict::repeated);
  EXPECT_EQ(say(application, 1, Status::failed, FailureKind::network).verdict, ReportVerdict::stale)
      << "only a proof counts";

  claim(application, kOther, "other", kNow, kPolicy);
  auto taken = application;
  apply(taken, say(taken, 1, Status::completed).follow, 1, kNow, kPolicy);
  EXPECT_EQ(taken.status, Status::completed) << "the newer desktop has not clicked";
  EXPECT_EQ(submit_intent(taken, kOther, 2, "k", kNow, kPolicy), Intent::already_granted);
  EXPECT_FALSE(heartbeat(taken, kOther, 2, kNow, kPolicy));

  ASSERT_EQ(submit_intent(application, kOther, 2, "k", kNow, kPolicy), Intent::granted);
  EXPECT_EQ(say(application, 1, Status::completed).verdict, ReportVerdict::stale) << "both may have clicked";
}

TEST(LateReport, KeepsAFailedOneFailedAndFromBeingRetried) {
  auto application = unknown();
  ASSERT_TRUE(resolve(application, 1, false, kNow));
  application.attempts = 2;
  claim(application, kOther, "other", kNow, kPolicy);
  apply(application, say(application, 2, Status::failed, FailureKind::network, kOther).follow, 2, kNow, kPolicy);
  ASSERT_EQ(application.status, Status::failed);
  const auto proof = say(application, 1, Status::completed);
  ASSERT_EQ(proof.verdict, ReportVerdict::taken);
  apply(application, proof.follow, 1, kNow, kPolicy);
  EXPECT_EQ(application.status, Status::failed) << "I4";
  EXPECT_EQ(application.failure, FailureKind::already_applied);
  EXPECT_FALSE(retry(application, kNow)) << "I2";
  EXPECT_EQ(say(application, 1, Status::completed).verdict, ReportVerdict::repeated);
}

TEST(LateReport, LeavesFinalStatesAlone) {
  auto application = unknown();
  ASSERT_TRUE(resolve(application, 1, false, kNow));
  ASSERT_TRUE(cancel(application));
  EXPECT_EQ(say(application, 1, Status::completed).verdict, ReportVerdict::stale);
}

TEST(Person, DecidesWhereTheTableAllowsIt) {
  for (const Status status : kStatuses)
    for (const bool sent : {false, true}) {
      Application application;
      application.status = status;
      application.epoch = 1;
      if (sent) application.granted_epoch = 1;
      const auto allowed = [&](auto decision) {
        auto copy = application;
        return decision(copy);
      };
      const bool review = status == Status::needs_review;
      EXPECT_EQ(allowed([](auto& a) { return cancel(a); }), !sent && status != Status::failed && !is_final(status));
      EXPECT_EQ(allowed([](auto& a) { return retry(a, kNow); }), !sent && (review || status == Status::failed));
      EXPECT_EQ(allowed([](auto& a) { return answer(a, kNow); }), !sent && review);
      EXPECT_EQ(allowed([](auto& a) { return resolve(a, 1, true, kNow); }), sent && review);
      EXPECT_EQ(allowed([](auto& a) { return resolve(a, 1, false, kNow); }), sent && review);
      EXPECT_FALSE(allowed([](auto& a) { return resolve(a, 2, false, kNow); })) << "a word about another attempt";
      EXPECT_EQ(may_set_priority(application), !is_final(status));
      EXPECT_FALSE(allowed([](auto& a) { return undo(a); })) << "a desktop had it";
    }
  Application fresh;
  EXPECT_TRUE(undo(fresh));
  EXPECT_EQ(fresh.status, Status::cancelled);
}

TEST(Person, RetriesWithFreshAttemptsAndWithoutTheOldCancellation) {
  auto application = claimed();
  application.attempts = 3;
  application.cancel_requested = true;
  application.status = Status::failed;
  end_lease(application);
  ASSERT_TRUE(retry(application, kNow));
  EXPECT_EQ(application.attempts, 0);
  EXPECT_TRUE(may_be_claimed(application, kNow));
}

TEST(Order, PutsUrgentFirstAndLetsNobodyStarve) {
  const auto plain = rank_at(kNow, kUsualPriority, false);
  EXPECT_LT(rank_at(kNow, kHighestPriority, false), plain);
  EXPECT_LT(rank_at(kNow, kUsualPriority, true), plain);
  EXPECT_LT(rank_at(kNow, kLowestPriority, true), rank_at(kNow, kUsualPriority, false)) << "premium before free";
  // A least urgent one among the most urgent ones that keep coming, one an hour.
  const auto waits = rank_at(kNow, kLowestPriority, false);
  int overtaken = 0;
  for (int hour = 1; hour < 1000; ++hour)
    overtaken += rank_at(kNow + std::chrono::hours(hour), kHighestPriority, true) < waits;
  EXPECT_EQ(overtaken, kLongestOvertaking / std::chrono::hours(1) - 1) << "then it is its turn";
}

TEST(QueueJob, FollowsFromWhereTheApplicationStands) {
  EXPECT_EQ(job_of(Status::pending, 0ms), QueueJob::offer);
  EXPECT_EQ(job_of(Status::queued, -5ms), QueueJob::offer);
  EXPECT_EQ(job_of(Status::queued, 1ms), QueueJob::later);
  EXPECT_EQ(job_of(Status::failed, 0ms), QueueJob::dead_letter);
  for (const auto status :
       {Status::claimed, Status::processing, Status::completed, Status::cancelled, Status::needs_review})
    EXPECT_EQ(job_of(status, 0ms), QueueJob::none) << to_string(status);
}

}  // namespace
}  // namespace jobswipe::domain
