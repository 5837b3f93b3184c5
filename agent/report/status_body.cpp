#include "agent/report/status_body.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

namespace jobswipe::report {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxText = 2000;
constexpr std::size_t kMaxLabel = 1000;
constexpr std::size_t kMaxAnswer = 10'000;
constexpr std::size_t kMaxShort = 500;
constexpr std::size_t kMaxId = 200;
constexpr std::size_t kMaxQuestions = 100;
constexpr std::size_t kMaxOptions = 300;
constexpr std::size_t kMaxAnswers = 300;

json::object question_json(const apply::Question& question) {
  json::object object;
  object["id"] = cut(question.id, kMaxId);
  object["label"] = cut(question.label, kMaxLabel);
  object["kind"] = question.kind;
  object["required"] = question.required;
  json::array options;
  for (const auto& option : question.options)
    if (options.size() < kMaxOptions) options.emplace_back(cut(option, kMaxShort));
  object["options"] = std::move(options);
  if (const auto* text = question.suggestion.if_string(); text && !text->empty())
    object["suggestion"] = cut(std::string_view(*text), kMaxAnswer);
  else if (question.suggestion.is_bool())
    object["suggestion"] = question.suggestion;
  else if (const auto* list = question.suggestion.if_array(); list && !list->empty()) {
    json::array texts;
    for (const auto& entry : *list)
      if (entry.is_string() && texts.size() < 50)
        texts.emplace_back(cut(std::string_view(entry.get_string()), kMaxShort));
    object["suggestion"] = std::move(texts);
  }
  if (!question.reason.empty()) object["reason"] = cut(question.reason, kMaxShort);
  return object;
}

json::object answer_json(const apply::AnswerSent& answer) {
  json::object object;
  object["label"] = cut(answer.label, kMaxLabel);
  object["value"] = cut(answer.value, kMaxAnswer);
  object["provenance"] = answer.provenance;
  object["confidence"] = std::clamp(answer.confidence, 0.0, 1.0);
  return object;
}

std::string_view status_of(apply::OutcomeStatus status) {
  switch (status) {
    case apply::OutcomeStatus::completed:
      return "COMPLETED";
    case apply::OutcomeStatus::failed:
      return "FAILED";
    case apply::OutcomeStatus::needs_review:
      return "NEEDS_REVIEW";
    case apply::OutcomeStatus::dropped:
      return "CANCELLED";
  }
  return "FAILED";
}

}  // namespace

std::string cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return std::string(text.substr(0, limit));
}

std::string_view log_level(std::string_view level) noexcept {
  if (level == "warn" || level == "warning") return "warning";
  if (level == "error" || level == "debug") return level;
  return "info";
}

json::object failure_body(int epoch, apply::FailureKind kind, std::string_view detail) {
  json::object failure;
  failure["kind"] = to_string(kind);
  failure["detail"] = cut(detail, kMaxText);
  json::object body;
  body["epoch"] = epoch;
  body["status"] = kind == apply::FailureKind::outcome_unknown ? "NEEDS_REVIEW" : "FAILED";
  body["failure"] = std::move(failure);
  return body;
}

json::object status_body(int epoch, const apply::Outcome& outcome) {
  json::object body;
  const bool failed =
      outcome.status == apply::OutcomeStatus::failed || outcome.status == apply::OutcomeStatus::needs_review;
  if (failed) {
    // A pipeline that says "failed" without a kind did not understand what it saw.
    body = failure_body(epoch, outcome.kind.value_or(apply::FailureKind::form_not_understood), outcome.detail);
    if (outcome.retry_after)
      body["failure"].as_object()["retryAfterSeconds"] =
          std::clamp<std::int64_t>(outcome.retry_after->count(), 0, 86'400);
  }
  body["epoch"] = epoch;
  body["status"] = status_of(outcome.status);
  if (!outcome.confirmation.empty()) body["confirmation"] = cut(outcome.confirmation, kMaxText);
  json::array questions;
  for (const auto& question : outcome.questions)
    if (questions.size() < kMaxQuestions && !question.label.empty() && !question.id.empty())
      questions.push_back(question_json(question));
  if (!questions.empty()) body["questions"] = std::move(questions);
  json::array answers;
  for (const auto& answer : outcome.answers)
    if (answers.size() < kMaxAnswers) answers.push_back(answer_json(answer));
  if (!answers.empty()) body["answers"] = std::move(answers);
  return body;
}

json::object reduced(const json::object& body) {
  json::object less;
  for (const char* name : {"epoch", "status", "failure"})
    if (const auto* value = body.if_contains(name)) less[name] = *value;
  return less;
}

}  // namespace jobswipe::report
