#include "core/domain/state_machine.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "core/domain/retry_policy.hpp"

namespace jobswipe::domain {
namespace {

std::string read(const char* path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path << ": run the tests from the root of the repository";
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> words(const std::string& text, const std::string& pattern) {
  std::set<std::string> found;
  const std::regex word(pattern);
  for (auto it = std::sregex_iterator(text.begin(), text.end(), word); it != std::sregex_iterator(); ++it)
    found.insert(it->str());
  return found;
}

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const auto start = text.find(from);
  EXPECT_NE(start, std::string::npos) << from;
  return text.substr(start + from.size(), text.find(to, start + from.size()) - start - from.size());
}

std::set<std::string> status_names() {
  std::set<std::string> names;
  for (const auto status : kStatuses) names.emplace(to_string(status));
  return names;
}

std::set<std::string> failure_names() {
  std::set<std::string> names;
  for (const auto& rule : kFailureRules) names.emplace(rule.name);
  return names;
}

TEST(StateMachine, IsTheSameInSqlAndInTheContract) {
  const auto sql = read("db/migrations/0003_applications.sql");
  EXPECT_EQ(words(between(sql, "application_queue_status_check", "))"), "[A-Z]+_REVIEW|[A-Z]{6,}"), status_names());
  EXPECT_EQ(words(between(sql, "application_queue_failure_kind_check CHECK (failure_kind IN", "))"), "[a-z_]{5,}"),
            failure_names());
  const auto api = read("api/openapi.yaml");
  EXPECT_EQ(words(between(api, "ApplicationStatus: {type: string, enum: [", "]"), "[A-Z_]+"), status_names());
  EXPECT_EQ(words(between(api, "FailureKind:", "]"), "[a-z]+_[a-z_]+|network|timeout|captcha"), failure_names());
}

TEST(StateMachine, NamesSurviveTextBothWays) {
  for (const auto status : kStatuses) EXPECT_EQ(parse_status(to_string(status)), status);
  for (const auto& entry : kFailureRules) EXPECT_EQ(parse_failure_kind(entry.name), entry.kind);
  EXPECT_FALSE(parse_status("pending"));
  EXPECT_FALSE(parse_failure_kind(""));
}

TEST(StateMachine, EveryStateIsReachedAndEveryLiveOneIsLeft) {
  for (const auto status : kStatuses) {
    bool entered = status == Status::pending, left = false;
    for (const auto& transition : kTransitions) {
      entered |= transition.to == status;
      left |= transition.from == status;
    }
    EXPECT_TRUE(entered) << to_string(status);
    EXPECT_NE(left, is_final(status)) << to_string(status);
  }
}

TEST(StateMachine, HasOneAnswerPerStateAndAction) {
  std::set<std::pair<Status, Action>> seen;
  for (const auto& transition : kTransitions) EXPECT_TRUE(seen.emplace(transition.from, transition.action).second);
  EXPECT_EQ(next(Status::queued, Action::claim), Status::claimed);
  EXPECT_EQ(next(Status::completed, Action::claim), std::nullopt);
  EXPECT_EQ(next(Status::cancelled, Action::retry), std::nullopt);
}

TEST(AfterFailure, RetriesOnlyWhileAttemptsAreLeftAndNothingWasGranted) {
  EXPECT_EQ(after_failure(FailureKind::network, 1, 3, false).action, Action::retry_later);
  EXPECT_EQ(after_failure(FailureKind::network, 2, 3, false).action, Action::retry_later);
  EXPECT_EQ(after_failure(FailureKind::network, 3, 3, false).action, Action::fail);
  const auto granted = after_failure(FailureKind::network, 1, 3, true);
  EXPECT_EQ(granted.action, Action::ask);
  EXPECT_EQ(granted.kind, FailureKind::outcome_unknown);
  EXPECT_EQ(after_failure(FailureKind::rate_limited, 3, 3, false).action, Action::retry_later)
      << "a rate limit spends nothing";
  EXPECT_EQ(after_lapse(1, 3, false).action, Action::retry_later);
  EXPECT_EQ(after_lapse(1, 3, true).kind, FailureKind::outcome_unknown);
}

TEST(RetryPolicy, GrowsToItsCapAndKeepsAPortalsFloor) {
  const RetryPolicy policy;
  for (int attempt = 1; attempt < 40; ++attempt)
    for (const double random : {0.0, 0.3, 0.999}) {
      const auto delay = policy.delay(attempt, random);
      EXPECT_GE(delay.count(), 0);
      EXPECT_LE(delay, policy.cap);
    }
  EXPECT_GT(policy.delay(3, 0.999), policy.delay(2, 0.999));
  EXPECT_EQ(policy.delay(1, 0.0, std::chrono::minutes(5)), std::chrono::minutes(5));
}

}  // namespace
}  // namespace jobswipe::domain
