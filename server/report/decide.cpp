#include <string>

#include "server/report/report_api.hpp"

namespace jobswipe::report {
namespace {

using domain::Action;
using domain::Status;

std::optional<std::string> text_of(const boost::json::object& object, std::string_view name) {
  if (const auto* value = object.if_contains(name); value && value->is_string()) return std::string(value->as_string());
  return std::nullopt;
}

bool asks_questions(const boost::json::object& body) {
  const auto* questions = body.if_contains("questions");
  return questions && !questions->as_array().empty();
}

}  // namespace

base::Result<domain::Report> parse_report(const boost::json::object& body) {
  domain::Report report;
  report.said = domain::parse_status(body.at("status").as_string()).value();
  const auto* failure = body.if_contains("failure");
  switch (report.said) {
    case Status::completed:
      if (failure) return base::Error::invalid("/failure", "does not go with COMPLETED");
      return report;
    case Status::processing:
    case Status::cancelled:
      return report;
    case Status::failed:
    case Status::needs_review:
      break;
    default:
      return base::Error::invalid("/status", "is not for a desktop to report");
  }
  if (!failure) return base::Error::invalid("/failure", "must say why");
  report.failure = domain::parse_failure_kind(failure->as_object().at("kind").as_string()).value();
  if (report.failure == domain::FailureKind::question_unanswered && !asks_questions(body))
    return base::Error::invalid("/questions", "must hold the questions that a person is to answer");
  if (const auto* given = failure->as_object().if_contains("retryAfterSeconds"))
    report.retry_after = std::chrono::seconds(given->to_number<std::int64_t>());
  return report;
}

store::ReportedTransition transition_of(const boost::json::object& body, const domain::Follow& follow, bool granted) {
  store::ReportedTransition transition;
  transition.status = follow.to;
  transition.failure = follow.failure;
  transition.gives_attempt_back = follow.gives_attempt_back;
  transition.releases_grant = follow.releases_grant;
  transition.delay = follow.delay;
  transition.granted = granted;
  transition.confirms_release = follow.action == Action::confirm;
  transition.event_type =
      follow.to == Status::failed ? domain::rule(Action::fail).event : domain::rule(follow.action).event;
  transition.to_outbox =
      follow.action == Action::retry_later || follow.action == Action::fail || follow.action == Action::ask;
  if (const auto* progress = body.if_contains("progress")) transition.progress = *progress;
  if (follow.action == Action::complete || follow.action == Action::confirm)
    transition.confirmation = text_of(body, "confirmation");
  if (follow.action == Action::confirm && follow.to == Status::failed)
    transition.failure_detail = "Its desktop proved later that the employer has the application.";
  if (const auto* failure = body.if_contains("failure"); failure && follow.failure)
    transition.failure_detail = text_of(failure->as_object(), "detail");
  if (asks_questions(body) && follow.failure) transition.questions = body.at("questions");
  return transition;
}

}  // namespace jobswipe::report
