#include "core/domain/state_machine.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "core/domain/order.hpp"
#include "core/domain/person.hpp"
#include "core/domain/report.hpp"
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

std::set<std::string> event_names() {
  std::set<std::string> names;
  for (const auto& rule : kActions) {
    names.emplace(rule.event);
    names.emplace(lapse_event(rule.action));
  }
  return names;
}

TEST(StateMachine, IsTheSameInSql) {
  const auto sql = read("db/migrations/0003_applications.sql");
  EXPECT_EQ(words(between(sql, "application_queue_status_check", "))"), "[A-Z]+_REVIEW|[A-Z]{6,}"), status_names());
  EXPECT_EQ(words(between(sql, "application_queue_failure_kind_check CHECK (failure_kind IN", "))"), "[a-z_]{5,}"),
            failure_names());
  EXPECT_NE(sql.find(fmt::format("CHECK (priority BETWEEN {} AND {})", kLowestPriority, kHighestPriority)),
            std::string::npos);
}

TEST(StateMachine, ItsUsualPriorityIsThatOfWhoChoseNone) {
  const auto settings = between(read("db/migrations/0008_settings.sql"), "FUNCTION settings_of", ";");
  EXPECT_NE(settings.find(fmt::format("ROW(of_user, 'never', {},", kUsualPriority)), std::string::npos);
  const auto swipe = read("server/store/sql/swipe_right_many.sql");
  EXPECT_NE(swipe.find(fmt::format("s.default_priority, {})", kUsualPriority)), std::string::npos);
}

TEST(StateMachine, IsTheSameInTheContract) {
  const auto api = read("api/openapi.yaml");
  EXPECT_EQ(words(between(api, "ApplicationStatus: {type: string, enum: [", "]"), "[A-Z_]+"), status_names());
  EXPECT_EQ(words(between(between(api, "FailureKind:", "Failure:"), "enum: [", "]"), "[a-z_]+"), failure_names());
  std::set<std::string> actions(kBulkActions.begin(), kBulkActions.end());
  const auto bulk =
      words(between(between(api, "operationId: bulkApplications", "responses:"), "action: {type: string, enum: [", "]"),
            "[a-z_]+");
  for (const auto& action : actions) EXPECT_TRUE(bulk.contains(action)) << action;
  EXPECT_EQ(words(between(between(api, "operationId: resolveApplication", "responses:"), "enum: [", "]"), "[a-z_]+"),
            (std::set<std::string>{"sent", "not_sent"}));
  const auto events = words(between(between(api, "\n    Event:", "actor:"), "enum: [", "]"), "[a-z_]+\\.[a-z_]+");
  for (const auto& name : event_names()) EXPECT_TRUE(events.contains(name)) << name;
  EXPECT_NE(
      between(api, "\n    SwipeRight:", "\n    Swiped:")
          .find(fmt::format("priority: {{type: integer, minimum: {}, maximum: {},", kLowestPriority, kHighestPriority)),
      std::string::npos);
  // What a desktop may say is what core/domain/report.hpp decides on.
  EXPECT_EQ(words(between(between(api, "operationId: putApplicationStatus", "responses:"),
                          "status: {type: string, enum: [", "]"),
                  "[A-Z_]+"),
            (std::set<std::string>{"PROCESSING", "COMPLETED", "FAILED", "NEEDS_REVIEW", "CANCELLED"}));
}

TEST(StateMachine, IsTheSameInTheWebAppsTypes) {
  const auto types = read("web/src/api/schema.d.ts");
  EXPECT_EQ(words(between(types, "ApplicationStatus: ", ";"), "[A-Z_]+"), status_names());
  EXPECT_EQ(words(between(types, "        FailureKind: ", ";"), "[a-z_]+"), failure_names());
}

TEST(StateMachine, IsTheSameInTheDiagramOfTheDocs) {
  std::set<std::string> wanted, drawn;
  for (const auto& transition : kTransitions)
    wanted.insert(fmt::format("{} --> {}: {}", to_string(transition.from), to_string(transition.to),
                              to_string(transition.action)));
  const auto diagram = between(read("docs/states.md"), "```mermaid", "```");
  for (const auto& line : words(diagram, "[A-Z_]+ --> [A-Z_]+: [a-z_]+")) drawn.insert(line);
  EXPECT_EQ(drawn, wanted);
  EXPECT_NE(diagram.find("[*] --> PENDING: swipe"), std::string::npos);
  const auto picture = between(read("ARCHITECTURE.md"), "## States", "##");
  for (const auto& name : status_names()) EXPECT_NE(picture.find(name), std::string::npos) << name;
}

TEST(StateMachine, NamesEachFailureInTheDocs) {
  const auto docs = read("docs/states.md");
  for (const auto& rule : kFailureRules) {
    const std::string_view calls_for = rule.disposition == Disposition::retry       ? "retry"
                                       : rule.disposition == Disposition::permanent ? "permanent"
                                                                                    : "review";
    const auto row = fmt::format("| `{}` | {} | {} |", rule.name, calls_for, rule.spends_attempt ? "yes" : "no");
    EXPECT_NE(docs.find(row), std::string::npos) << row;
  }
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
