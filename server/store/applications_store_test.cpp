#include "server/store/applications_store.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <set>

#include "server/store/claims_store.hpp"
#include "server/store/events_store.hpp"
#include "server/store/reports_store.hpp"
#include "server/store/testing/fixture.hpp"

namespace jobswipe::store {
namespace {

using base::ApplicationId;
using Verdict = SwipeResult::Verdict;

/// A person with a résumé and a desktop, and a posting, in a database of their own.
class Applications : public testing::StoreFixture {
 protected:
  ApplicationsStore applications{pool(), 3};
  ClaimsStore claims{pool(), {}};
  ReportsStore reports{pool(), std::chrono::seconds(600)};
  EventsStore events{pool()};

  ApplicationId swipe(base::JobId posting, int priority = 5) {
    const auto result = run(applications.swipe_right(user, posting, std::nullopt, priority, std::nullopt));
    EXPECT_EQ(result.verdict, Verdict::created);
    return *ApplicationId::parse(result.id);
  }
  std::vector<std::string> types() {
    std::vector<std::string> names;
    const auto log = run(events.read(user, 0, 100));
    for (std::size_t i = 0; i < log.events.size(); ++i) {
      EXPECT_EQ(log.events[i].seq, static_cast<std::int64_t>(i) + 1) << "the log has a hole";
      names.push_back(log.events[i].type);
    }
    return names;
  }
  ReportedTransition report(domain::Status status, std::string type) {
    ReportedTransition transition;
    transition.status = status;
    transition.event_type = std::move(type);
    return transition;
  }
  std::string status_of(ApplicationId id) { return run(applications.get(user, id))->status; }
};

TEST_F(Applications, ASwipeIsWrittenOnceHoweverOftenItIsSent) {
  const auto first = run(applications.swipe_right(user, job, std::nullopt, 5, std::nullopt));
  const auto again = run(applications.swipe_right(user, job, std::nullopt, 9, std::nullopt));
  EXPECT_EQ(first.verdict, Verdict::created);
  EXPECT_EQ(first.status, "PENDING");
  EXPECT_EQ(first.position, 1);
  EXPECT_EQ(again.verdict, Verdict::repeated);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(types(), std::vector<std::string>{"application.swiped"});
}

TEST_F(Applications, AHundredSwipesOfOnePostingAtOnceAreOneApplication) {
  std::vector<SwipeResult> results(100);
  run_all(100, [&](std::size_t i) -> boost::asio::awaitable<void> {
    results[i] = co_await applications.swipe_right(user, job, std::nullopt, 5, std::nullopt);
  });
  std::set<std::string> ids;
  int created = 0;
  for (const auto& result : results) {
    ids.insert(result.id);
    created += result.verdict == Verdict::created;
  }
  EXPECT_EQ(ids.size(), 1u);
  EXPECT_EQ(created, 1);
}

TEST_F(Applications, ASwipeIsRefusedByName) {
  EXPECT_EQ(run(applications.swipe_right(user, base::JobId::make(), std::nullopt, 5, std::nullopt)).verdict,
            Verdict::unknown_job);
  EXPECT_EQ(run(applications.swipe_right(user, job, base::ResumeId::make(), 5, std::nullopt)).verdict,
            Verdict::no_resume);
  close_posting(job);
  EXPECT_EQ(run(applications.swipe_right(user, job, std::nullopt, 5, std::nullopt)).verdict, Verdict::posting_closed);
  EXPECT_TRUE(types().empty());
}

TEST_F(Applications, PriorityGoesFirstAndPositionsFollow) {
  const auto low = swipe(job, 1);
  const auto high = swipe(add_job(), 10);
  const auto taken = run(claims.take(user, device, 1, ""));
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].id, high.to_string());
  const auto page = run(applications.list(user, {"PENDING"}, 10, std::nullopt));
  EXPECT_NE(page.applications_json.find(low.to_string()), std::string::npos);
  EXPECT_NE(page.applications_json.find("\"position\":1"), std::string::npos) << page.applications_json;
}

TEST_F(Applications, OneOfManyDesktopsWinsAClaim) {
  const auto id = swipe(job);
  std::vector<base::DeviceId> devices;
  for (int i = 0; i < 20; ++i) devices.push_back(add_device());
  int winners = 0;
  run_all(devices.size(), [&](std::size_t i) -> boost::asio::awaitable<void> {
    const auto taken = co_await claims.take(user, devices[i], 1, "");
    winners += static_cast<int>(taken.size());
  });
  EXPECT_EQ(winners, 1);
  EXPECT_EQ(status_of(id), "CLAIMED");
}

TEST_F(Applications, AClaimWhoseAnswerWasLostIsGivenAgainWithoutAnotherAttempt) {
  swipe(job);
  const auto first = run(claims.take(user, device, 1, "k"));
  EXPECT_TRUE(run(claims.take(user, device, 1, "another")).empty()) << "another request asks for more work";
  const auto again = run(claims.take(user, device, 1, "k"));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].epoch, first[0].epoch);
  EXPECT_EQ(again[0].attempt, 1);
  EXPECT_TRUE(run(claims.take(user, add_device(), 1, "k")).empty());
  ASSERT_TRUE(run(reports.transition(user, *ApplicationId::parse(first[0].id), device, 1,
                                     report(domain::Status::processing, "application.processing"))));
  EXPECT_TRUE(run(claims.take(user, device, 1, "k")).empty()) << "what was begun is not given again";
}

TEST_F(Applications, ARevokedDeviceClaimsNothing) {
  swipe(job);
  EXPECT_TRUE(run(claims.take(user, base::DeviceId::make(), 1, "")).empty());
}

TEST_F(Applications, TheIntentIsGrantedOnceAndAgainOnlyToItsOwnKey) {
  const auto id = swipe(job);
  run(claims.take(user, device, 1, ""));
  EXPECT_EQ(run(claims.submit_intent(user, id, device, 2, "k")).error().code, base::ErrorCode::stale_epoch);
  EXPECT_EQ(run(claims.submit_intent(user, id, add_device(), 1, "k")).error().code, base::ErrorCode::stale_epoch);
  const auto granted = run(claims.submit_intent(user, id, device, 1, "k"));
  ASSERT_TRUE(granted);
  EXPECT_EQ(*run(claims.submit_intent(user, id, device, 1, "k")), *granted);
  EXPECT_EQ(run(claims.submit_intent(user, id, device, 1, "other")).error().code, base::ErrorCode::already_granted);
}

TEST_F(Applications, AnIntentAskedForAgainBringsAFullLeaseButNoSecondGrant) {
  const auto id = swipe(job);
  run(claims.take(user, device, 1, ""));
  const std::string it = fmt::format("WHERE id = '{}'", id.to_string());
  const auto granted = run(claims.submit_intent(user, id, device, 1, "k"));
  database().execute("UPDATE application_queue SET lease_expires_at = now() + interval '5 s' " + it);
  EXPECT_EQ(*run(claims.submit_intent(user, id, device, 1, "k")), *granted);
  EXPECT_EQ(database().value("SELECT lease_expires_at > now() + interval '1 min' FROM application_queue " + it),
            "true");
  EXPECT_EQ(
      database().value(fmt::format("SELECT count(*) FROM application_events WHERE application_id = '{}' AND type = "
                                   "'application.submit_granted'",
                                   id.to_string())),
      "1");
  database().execute("UPDATE application_queue SET lease_expires_at = now() " + it);
  EXPECT_FALSE(run(claims.submit_intent(user, id, device, 1, "k"))) << "a lease that lapsed is not brought back";
}

TEST_F(Applications, ManyIntentsAtOnceAreOneGrant) {
  const auto id = swipe(job);
  run(claims.take(user, device, 1, ""));
  int granted = 0;
  run_all(50, [&](std::size_t i) -> boost::asio::awaitable<void> {
    const auto answer = co_await claims.submit_intent(user, id, device, 1, std::to_string(i));
    granted += answer.has_value();
  });
  EXPECT_EQ(granted, 1);
}

TEST_F(Applications, ACancelledOneGetsNoIntent) {
  const auto id = swipe(job);
  run(claims.take(user, device, 1, ""));
  ASSERT_TRUE(run(applications.cancel(user, id)));
  EXPECT_EQ(status_of(id), "CLAIMED");
  EXPECT_NE(run(claims.heartbeat(user, id, device, 1, std::nullopt))->find("\"cancelRequested\" : true"),
            std::string::npos);
  EXPECT_EQ(run(claims.submit_intent(user, id, device, 1, "k")).error().code, base::ErrorCode::cancelled);
  EXPECT_TRUE(run(reports.transition(user, id, device, 1, report(domain::Status::cancelled, "application.cancelled"))));
  EXPECT_EQ(status_of(id), "CANCELLED");
}

TEST_F(Applications, NothingIsCancelledAfterTheGrant) {
  const auto id = swipe(job);
  run(claims.take(user, device, 1, ""));
  ASSERT_TRUE(run(claims.submit_intent(user, id, device, 1, "k")));
  EXPECT_EQ(run(applications.cancel(user, id)).error().code, base::ErrorCode::conflict);
  EXPECT_FALSE(
      run(reports.transition(user, id, device, 1, report(domain::Status::cancelled, "application.cancelled"))));
  EXPECT_FALSE(
      run(reports.transition(user, id, device, 1, report(domain::Status::queued, "application.retry_scheduled"))));
}

TEST_F(Applications, CompletionNeedsTheGrantAndIsFinal) {
  const auto id = swipe(job);
  run(claims.take(user, device, 1, ""));
  EXPECT_FALSE(
      run(reports.transition(user, id, device, 1, report(domain::Status::completed, "application.completed"))));
  ASSERT_TRUE(run(claims.submit_intent(user, id, device, 1, "k")));
  EXPECT_TRUE(run(reports.transition(user, id, device, 1, report(domain::Status::completed, "application.completed"))));
  EXPECT_EQ(status_of(id), "COMPLETED");
  EXPECT_EQ(run(applications.retry(user, id)).error().code, base::ErrorCode::conflict);
  EXPECT_EQ(run(applications.cancel(user, id)).error().code, base::ErrorCode::conflict);
  EXPECT_EQ(run(applications.resolve(user, id, false)).error().code, base::ErrorCode::conflict);
  const std::vector<std::string> expected{"application.swiped", "application.claimed", "application.submit_granted",
                                          "application.completed"};
  EXPECT_EQ(types(), expected);
}

TEST_F(Applications, AnOlderEpochChangesNothing) {
  const auto id = swipe(job);
  run(claims.take(user, device, 1, ""));
  ASSERT_TRUE(
      run(reports.transition(user, id, device, 1, report(domain::Status::queued, "application.retry_scheduled"))));
  const auto second = run(claims.take(user, add_device(), 1, ""));
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].epoch, 2);
  EXPECT_EQ(second[0].attempt, 2);
  EXPECT_EQ(run(claims.heartbeat(user, id, device, 1, std::nullopt)).error().code, base::ErrorCode::stale_epoch);
  EXPECT_FALSE(run(reports.transition(user, id, device, 1, report(domain::Status::failed, "application.failed"))));
  EXPECT_EQ(status_of(id), "CLAIMED");
}

TEST_F(Applications, TheGrantedEpochSettlesAnUnknownOutcomeLater) {
  const auto id = swipe(job);
  run(claims.take(user, device, 1, ""));
  ASSERT_TRUE(run(claims.submit_intent(user, id, device, 1, "k")));
  auto unknown = report(domain::Status::needs_review, "application.needs_review");
  unknown.failure = domain::FailureKind::outcome_unknown;
  ASSERT_TRUE(run(reports.transition(user, id, device, 1, unknown)));
  EXPECT_EQ(run(applications.retry(user, id)).error().code, base::ErrorCode::conflict) << "must be resolved first";
  EXPECT_TRUE(run(reports.transition(user, id, device, 1, report(domain::Status::completed, "application.completed"))));
  EXPECT_EQ(status_of(id), "COMPLETED");
}

TEST_F(Applications, APersonResolvesAnUnknownOutcome) {
  const auto id = swipe(job);
  run(claims.take(user, device, 1, ""));
  ASSERT_TRUE(run(claims.submit_intent(user, id, device, 1, "k")));
  auto unknown = report(domain::Status::needs_review, "application.needs_review");
  unknown.failure = domain::FailureKind::outcome_unknown;
  ASSERT_TRUE(run(reports.transition(user, id, device, 1, unknown)));
  EXPECT_EQ(run(applications.resolve(user, id, false, {}, 2)).error().code, base::ErrorCode::conflict)
      << "a word about another attempt";
  ASSERT_TRUE(run(applications.resolve(user, id, false, {}, 1)));
  EXPECT_EQ(status_of(id), "QUEUED");
  const auto again = run(claims.take(user, device, 1, ""));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].epoch, 2);
}

TEST_F(Applications, AnAnsweredQuestionCostsNoAttempt) {
  const auto id = swipe(job);
  run(claims.take(user, device, 1, ""));
  auto asked = report(domain::Status::needs_review, "application.needs_review");
  asked.failure = domain::FailureKind::question_unanswered;
  asked.gives_attempt_back = true;
  asked.questions = boost::json::array{boost::json::object{{"id", "q"}, {"label", "Why?"}, {"kind", "text"}}};
  ASSERT_TRUE(run(reports.transition(user, id, device, 1, asked)));
  const auto version = run(applications.get(user, id))->version;
  EXPECT_EQ(run(applications.answer(user, id, {1, 2, 3}, "2001-01-01 00:00:00+00")).error().code,
            base::ErrorCode::conflict);
  ASSERT_TRUE(run(applications.answer(user, id, {1, 2, 3}, version)));
  const auto again = run(claims.take(user, device, 1, ""));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].attempt, 1);
  EXPECT_EQ(again[0].custom_fields_sealed, (Bytes{1, 2, 3}));
}

TEST_F(Applications, ASwipeIsUndoneUntilADesktopHasIt) {
  const auto id = swipe(job);
  const auto undone = run(applications.undo(user, std::nullopt));
  EXPECT_EQ(undone.verdict, UndoResult::Verdict::undone);
  EXPECT_EQ(undone.application_id, id.to_string());
  EXPECT_EQ(status_of(id), "CANCELLED");
  EXPECT_NE(swipe(job), id) << "a posting that was given back can be swiped again";
  run(claims.take(user, device, 1, ""));
  EXPECT_EQ(run(applications.undo(user, job)).verdict, UndoResult::Verdict::already_claimed);
}

TEST_F(Applications, ALeftSwipeIsUndoneToo) {
  ASSERT_TRUE(run(applications.swipe_left(user, job, "too far")));
  EXPECT_EQ(run(applications.swipe_left(user, base::JobId::make(), std::nullopt)).error().code,
            base::ErrorCode::not_found);
  const auto undone = run(applications.undo(user, std::nullopt));
  EXPECT_EQ(undone.verdict, UndoResult::Verdict::undone);
  EXPECT_EQ(undone.application_id, std::nullopt);
  EXPECT_EQ(run(applications.undo(user, std::nullopt)).verdict, UndoResult::Verdict::nothing_to_undo);
}

TEST_F(Applications, AnotherPersonsApplicationIsNotThere) {
  const auto id = swipe(job);
  const auto stranger = add_user();
  EXPECT_FALSE(run(applications.get(stranger, id)));
  EXPECT_EQ(run(applications.cancel(stranger, id)).error().code, base::ErrorCode::not_found);
  EXPECT_EQ(run(claims.heartbeat(stranger, id, device, 1, std::nullopt)).error().code, base::ErrorCode::not_found);
}

TEST_F(Applications, WhatIsDecidedAndSentInSomeonesNameIsInTheAuditLog) {
  const auto entries = [this](ApplicationId id) {
    return database().value(
        fmt::format("SELECT string_agg(actor || ' ' || action || ' ' || risk || ' ' || address || ' ' || "
                    "coalesce(device_id = '{}', false)::text, ', ' ORDER BY n) FROM audit_logs "
                    "WHERE user_id = '{}' AND entity = '{}'",
                    device.to_string(), user.to_string(), id.to_string()));
  };
  const DecisionOrigin phone{"", "192.0.2.7"};
  const auto id = swipe(job);
  auto failed = report(domain::Status::failed, "application.failed");
  failed.failure = domain::FailureKind::portal_error;
  run(claims.take(user, device, 1, ""));
  ASSERT_TRUE(run(reports.transition(user, id, device, 1, failed)));
  ASSERT_TRUE(run(applications.retry(user, id, phone)));
  run(claims.take(user, device, 1, ""));
  ASSERT_TRUE(run(claims.submit_intent(user, id, device, 2, "k", "192.0.2.8")));
  ASSERT_TRUE(run(claims.submit_intent(user, id, device, 2, "k", "192.0.2.8"))) << "a repeat is no second grant";
  auto unknown = report(domain::Status::needs_review, "application.needs_review");
  unknown.failure = domain::FailureKind::outcome_unknown;
  ASSERT_TRUE(run(reports.transition(user, id, device, 2, unknown)));
  ASSERT_TRUE(run(applications.resolve(user, id, false, phone)));
  EXPECT_FALSE(run(applications.resolve(user, id, false, phone))) << "what is refused leaves no entry";
  run(claims.take(user, device, 1, ""));
  ASSERT_TRUE(run(claims.submit_intent(user, id, device, 3, "k", "192.0.2.8")));
  auto completed = report(domain::Status::completed, "application.completed");
  completed.address = "192.0.2.8";
  ASSERT_TRUE(run(reports.transition(user, id, device, 3, completed)));
  EXPECT_EQ(
      entries(id),
      "person application.retried medium 192.0.2.7 false, desktop application.submit_granted high 192.0.2.8 true, "
      "person application.resolved high 192.0.2.7 false, desktop application.submit_granted high 192.0.2.8 true, "
      "desktop application.completed medium 192.0.2.8 true");

  const auto other = swipe(add_job());
  ASSERT_TRUE(run(applications.cancel(user, other, phone)));
  EXPECT_EQ(entries(other), "person application.cancelled low 192.0.2.7 false");
  EXPECT_EQ(database().value(fmt::format("SELECT audit_break('{}')", user.to_string())), "") << "the chain holds";
}

TEST_F(Applications, PagesHoldEveryApplicationOnce) {
  std::set<std::string> expected, seen;
  for (int i = 0; i < 7; ++i) expected.insert(swipe(add_job()).to_string());
  std::optional<std::pair<std::string, std::string>> after;
  do {
    const auto page = run(applications.list(user, {}, 3, after));
    for (const auto& id : expected) {
      if (page.applications_json.find(id) == std::string::npos) continue;
      EXPECT_TRUE(seen.insert(id).second) << id;
    }
    after = page.next;
  } while (after);
  EXPECT_EQ(seen, expected);
}

TEST_F(Applications, TheSameScreenshotIsStoredOnce) {
  const auto id = swipe(job);
  run(claims.take(user, device, 1, ""));
  EvidenceImage image{"confirmation", "image/png", 3, {9, 9}, {1, 2, 3}};
  const auto first = run(reports.add_evidence(user, id, 1, image));
  const auto again = run(reports.add_evidence(user, id, 1, image));
  EXPECT_EQ(first.at("n"), again.at("n"));
  EXPECT_EQ(run(applications.evidence(user, id, 1))->sealed, (Bytes{1, 2, 3}));
  EXPECT_FALSE(run(applications.evidence(user, id, 2)));
}

TEST_F(Applications, ScreenshotsThatComeTogetherEachGetANumber) {
  const auto id = swipe(job);
  run(claims.take(user, device, 1, ""));
  std::set<std::int64_t> numbers;
  run_all(12, [&](std::size_t i) -> boost::asio::awaitable<void> {
    EvidenceImage image;
    image.kind = "page";
    image.content_type = "image/png";
    image.bytes = 3;
    image.sha256 = Bytes(1, static_cast<std::uint8_t>(i / 2));  // each comes twice
    image.sealed = Bytes(3, 7);
    const auto evidence = co_await reports.add_evidence(user, id, 1, image);
    numbers.insert(evidence.at("n").to_number<std::int64_t>());
  });
  EXPECT_EQ(numbers, (std::set<std::int64_t>{1, 2, 3, 4, 5, 6}));
}

TEST_F(Applications, ManyWritersLeaveALogWithoutHoles) {
  std::vector<base::JobId> jobs;
  for (int i = 0; i < 40; ++i) jobs.push_back(add_job());
  run_all(jobs.size(), [&](std::size_t i) -> boost::asio::awaitable<void> {
    co_await applications.swipe_right(user, jobs[i], std::nullopt, 5, std::nullopt);
  });
  EXPECT_EQ(types().size(), 40u);
}

}  // namespace
}  // namespace jobswipe::store
