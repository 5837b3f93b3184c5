#include <string>

#include "core/domain/state_machine.hpp"
#include "server/report/report_api.hpp"

namespace jobswipe::report {
namespace {

using domain::Action;
using domain::Status;

std::optional<std::string> text_of(const boost::json::object& object, std::string_view name) {
  if (const auto* value = object.if_contains(name); value && value->is_string()) return std::string(value->as_string());
  return std::nullopt;
}

void follow(store::ReportedTransition& transition, Action action) {
  switch (action) {
    case Action::retry_later:
      transition.status = Status::queued;
      transition.event_type = "application.retry_scheduled";
      transition.to_outbox = true;
      return;
    case Action::fail:
      transition.status = Status::failed;
      transition.event_type = "application.failed";
      transition.to_outbox = true;
      return;
    case Action::ask:
      transition.status = Status::needs_review;
      transition.event_type = "application.needs_review";
      transition.to_outbox = true;
      return;
    default:
      throw std::logic_error("a failure is followed by a retry, an end or a question");
  }
}

}  // namespace

base::Result<store::ReportedTransition> decide(const boost::json::object& report, int attempts, bool granted,
                                               const ReportApi::Policy& policy) {
  store::ReportedTransition transition;
  const auto status = domain::parse_status(report.at("status").as_string()).value();
  if (const auto* progress = report.if_contains("progress")) transition.progress = *progress;
  switch (status) {
    case Status::processing:
      transition.status = Status::processing;
      transition.event_type = "application.processing";
      return transition;
    case Status::completed:
      transition.status = Status::completed;
      transition.event_type = "application.completed";
      transition.confirmation = text_of(report, "confirmation");
      if (report.if_contains("failure")) return base::Error::invalid("/failure", "does not go with COMPLETED");
      if (!granted)
        return base::Error{
            base::ErrorCode::conflict,
            "A submission is reported whose intent was never granted. Ask for submit-intent before the click.",
            {},
            {}};
      return transition;
    case Status::cancelled:
      transition.status = Status::cancelled;
      transition.event_type = "application.cancelled";
      if (granted)
        return base::Error{base::ErrorCode::conflict,
                           "The submit intent was granted, so this can't be cancelled: report the outcome.",
                           {},
                           {}};
      return transition;
    case Status::failed:
    case Status::needs_review:
      break;
    default:
      return base::Error::invalid("/status", "is not for a desktop to report");
  }

  const auto* failure = report.if_contains("failure");
  if (!failure) return base::Error::invalid("/failure", "must say why");
  auto kind = domain::parse_failure_kind(failure->as_object().at("kind").as_string()).value();
  const auto* questions = report.if_contains("questions");
  const bool asks = questions && !questions->as_array().empty();
  if (kind == domain::FailureKind::question_unanswered && !asks)
    return base::Error::invalid("/questions", "must hold the questions that a person is to answer");
  auto follows = domain::after_failure(kind, attempts, policy.max_attempts, granted);
  // A desktop may ask for a person where a retry would be tried, never the other way round.
  if (status == Status::needs_review && follows.action != Action::fail) follows.action = Action::ask;
  transition.failure = follows.kind;
  transition.failure_detail = text_of(failure->as_object(), "detail");
  transition.gives_attempt_back = follows.action != Action::fail && !domain::rule(follows.kind).spends_attempt;
  if (asks) transition.questions = *questions;
  follow(transition, follows.action);
  if (follows.action == Action::retry_later) {
    std::chrono::seconds floor{0};
    if (const auto* given = failure->as_object().if_contains("retryAfterSeconds"))
      floor = std::chrono::seconds(given->to_number<std::int64_t>());
    transition.delay = policy.retry.delay(attempts, policy.random(), floor);
  }
  return transition;
}

}  // namespace jobswipe::report
