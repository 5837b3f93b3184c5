#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "agent/apply/apply.hpp"

namespace jobswipe::apply {

std::string_view to_string(Phase phase) noexcept {
  switch (phase) {
    case Phase::opening:
      return "opening";
    case Phase::reading:
      return "reading";
    case Phase::filling:
      return "filling";
    case Phase::ready:
      return "ready";
    case Phase::intent:
      return "intent";
    case Phase::clicking:
      return "clicking";
    case Phase::clicked:
      return "clicked";
    case Phase::confirmed:
      return "confirmed";
  }
  return "";
}

std::string_view to_string(OutcomeStatus status) noexcept {
  switch (status) {
    case OutcomeStatus::completed:
      return "completed";
    case OutcomeStatus::failed:
      return "failed";
    case OutcomeStatus::needs_review:
      return "needs_review";
    case OutcomeStatus::dropped:
      return "dropped";
  }
  return "";
}

std::string_view to_string(Evidence kind) noexcept {
  switch (kind) {
    case Evidence::before_submit:
      return "before_submit";
    case Evidence::confirmation:
      return "confirmation";
    case Evidence::failure:
      return "failure";
  }
  return "";
}

json::object to_json(const Outcome& outcome) {
  json::object result;
  result["status"] = to_string(outcome.status);
  result["kind"] = outcome.kind ? json::value(to_string(*outcome.kind)) : json::value();
  result["detail"] = outcome.detail;
  result["confirmation"] = outcome.confirmation;
  json::array questions;
  for (const auto& question : outcome.questions) {
    json::object entry;
    entry["id"] = question.id;
    entry["label"] = question.label;
    entry["kind"] = question.kind;
    entry["required"] = question.required;
    json::array options;
    for (const auto& option : question.options) options.emplace_back(option);
    entry["options"] = std::move(options);
    entry["reason"] = question.reason;
    if (!question.suggestion.is_null()) entry["suggestion"] = question.suggestion;
    questions.push_back(std::move(entry));
  }
  result["questions"] = std::move(questions);
  json::array answers;
  for (const auto& answer : outcome.answers) {
    json::object entry;
    entry["label"] = answer.label;
    entry["value"] = answer.value;
    entry["provenance"] = answer.provenance;
    entry["confidence"] = answer.confidence;
    answers.push_back(std::move(entry));
  }
  result["answers"] = std::move(answers);
  json::array requests;
  for (const auto& request : outcome.requests) {
    json::object entry;
    entry["method"] = request.method;
    entry["host"] = request.host;
    entry["path"] = request.path;
    entry["status"] = request.status;
    entry["at"] = request.at;
    requests.push_back(std::move(entry));
  }
  result["requests"] = std::move(requests);
  result["clicked"] = outcome.clicked;
  result["url"] = outcome.url;
  return result;
}

}  // namespace jobswipe::apply
