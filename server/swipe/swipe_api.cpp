#include "server/swipe/swipe_api.hpp"

#include <boost/json/serialize.hpp>

#include "core/base/crash_point.hpp"

namespace jobswipe::swipe {
namespace {

using Verdict = store::SwipeResult::Verdict;

gateway::Answer answer_of(const store::SwipeResult& result) {
  switch (result.verdict) {
    case Verdict::created:
    case Verdict::repeated: {
      boost::json::object body;
      body["id"] = result.id;
      body["status"] = result.status;
      body["position"] = nullptr;
      if (result.position) body["position"] = *result.position;
      return gateway::json_response(result.verdict == Verdict::created ? 201 : 200, body);
    }
    case Verdict::unknown_job:
      return base::Error::not_found("job");
    case Verdict::posting_closed:
      return base::Error{base::ErrorCode::posting_closed,
                         "This posting takes no applications any more. Swipe on another one.",
                         {},
                         {}};
    case Verdict::no_resume:
    case Verdict::rules_decide:  // and there is none at all
      return base::Error{base::ErrorCode::conflict,
                         "There is no such résumé of yours. Upload one, or leave resumeId out to use the default.",
                         {{"/resumeId", "is not one of your résumés"}},
                         {}};
  }
  throw std::logic_error("a swipe has no other verdict");
}

}  // namespace

SwipeApi::SwipeApi(store::ApplicationsStore& applications, Intake& intake, store::ResumeRulesStore& rules,
                   store::ProfileReader& profiles, store::Vault& vault, std::function<void(base::UserId)> committed)
    : applications_(applications),
      intake_(intake),
      rules_(rules),
      profiles_(profiles),
      vault_(vault),
      committed_(std::move(committed)) {}

void SwipeApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("swipeRight", [this](gateway::Call call) { return swipe_right(std::move(call)); });
  gateway.handle("swipeLeft", [this](gateway::Call call) { return swipe_left(std::move(call)); });
  gateway.handle("undoSwipe", [this](gateway::Call call) { return undo(std::move(call)); });
}

asio::awaitable<gateway::Answer> SwipeApi::swipe_right(gateway::Call call) {
  store::NewSwipe swipe;
  swipe.user = call.who().user;
  swipe.job = base::JobId::parse(call.body.at("jobId").as_string()).value();
  if (const auto* id = call.body.if_contains("resumeId")) swipe.resume = base::ResumeId::parse(id->as_string());
  if (const auto* priority = call.body.if_contains("priority"))
    swipe.priority = static_cast<int>(priority->to_number<std::int64_t>());
  if (const auto* answers = call.body.if_contains("answers")) {
    for (std::size_t i = 0; i < answers->as_array().size(); ++i)
      if (answers->at(i).at("answer").is_null())
        co_return base::Error::invalid("/answers/" + std::to_string(i) + "/answer", "must not be null here");
    co_await profiles_.save_answers(swipe.user, answers->as_array());
  }
  if (const auto* fields = call.body.if_contains("customFields"))
    swipe.custom_fields_sealed =
        co_await vault_.seal(swipe.user, "application_queue.custom_fields", boost::json::serialize(*fields));
  base::crash_point("swipe.before_commit");
  const auto user = swipe.user;
  auto result = co_await intake_.take(swipe);
  if (result && result->verdict == Verdict::rules_decide) {
    swipe.resume = co_await rules_.proposed_for(user, swipe.job);
    if (swipe.resume) result = co_await intake_.take(std::move(swipe));
  }
  if (!result) co_return result.error();
  base::crash_point("swipe.after_commit");
  if (result->verdict == Verdict::created) committed_(user);
  co_return answer_of(*result);
}

asio::awaitable<gateway::Answer> SwipeApi::swipe_left(gateway::Call call) {
  const auto job = base::JobId::parse(call.body.at("jobId").as_string()).value();
  std::optional<std::string> reason;
  if (const auto* text = call.body.if_contains("reason")) reason = text->as_string().c_str();
  const auto result = co_await applications_.swipe_left(call.who().user, job, std::move(reason));
  if (!result) co_return result.error();
  co_return http::Response::empty(204);
}

asio::awaitable<gateway::Answer> SwipeApi::undo(gateway::Call call) {
  if (call.committed) co_return gateway::json_response(200, *call.committed);
  const auto user = call.who().user;
  std::optional<base::JobId> job;
  if (const auto* id = call.body.if_contains("jobId")) job = base::JobId::parse(id->as_string());
  const auto result = co_await applications_.undo(user, job, call.idempotency_key);
  base::Error refusal;
  refusal.code = base::ErrorCode::conflict;
  if (result.verdict == store::UndoResult::Verdict::nothing_to_undo) {
    refusal.detail = "There is no swipe to take back.";
    co_return refusal;
  }
  if (result.verdict == store::UndoResult::Verdict::already_claimed) {
    refusal.detail =
        "Your desktop has begun this application, so it can't be taken back. Cancel it in the queue instead.";
    co_return refusal;
  }
  base::crash_point("undo.after_commit");
  committed_(user);
  boost::json::object body;
  body["jobId"] = result.job_id;
  body["undone"] = "swipe_left";
  body["applicationId"] = nullptr;
  if (result.application_id) {
    body["undone"] = "swipe_right";
    body["applicationId"] = *result.application_id;
  }
  co_return gateway::json_response(200, body);
}

}  // namespace jobswipe::swipe
