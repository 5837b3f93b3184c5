#include "server/queue/queues.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/domain/failure.hpp"

namespace jobswipe::queue {
namespace {

constexpr int kFirstPriority = 8;
constexpr const char* kFilling = "filling";
constexpr const char* kFilled = "1";

NewJob job_of(std::string_view name, const Offer& offer) {
  NewJob job;
  job.name = name;
  boost::json::object data;
  data["applicationId"] = offer.application.to_string();
  data["userId"] = offer.user.to_string();
  data["epoch"] = offer.epoch;
  job.data = std::move(data);
  job.options.id = job_id(offer);
  // BullMQ's 1 goes first, ours is 10. Every job has one: those without would go before all.
  job.options.priority = std::clamp(11 - offer.priority, 1, 10);
  return job;
}

/// What happened, for whoever looks into `deadletter`.
std::string_view in_plain_words(std::string_view failure_kind) {
  const auto kind = domain::parse_failure_kind(failure_kind);
  if (!kind) return "The application failed and can be sent again by its owner.";
  switch (*kind) {
    case domain::FailureKind::network:
      return "The employer's site could not be reached, in the last attempt too.";
    case domain::FailureKind::timeout:
      return "The desktop or the employer's site did not answer in time, in the last attempt too.";
    case domain::FailureKind::portal_error:
      return "The employer's site answered with an error, in the last attempt too.";
    case domain::FailureKind::rate_limited:
      return "The employer's site asked for a pause, in the last attempt too.";
    case domain::FailureKind::browser_crashed:
      return "The browser broke down, in the last attempt too.";
    case domain::FailureKind::posting_closed:
      return "The posting takes no applications any more.";
    case domain::FailureKind::already_applied:
      return "The employer's site says that this person has already applied.";
    case domain::FailureKind::invalid_profile:
      return "The employer's site refused what the profile says.";
    case domain::FailureKind::captcha:
      return "The employer's site wanted to see a person, and nobody came.";
    case domain::FailureKind::login_required:
      return "The employer's site wanted a login, and nobody logged in.";
    case domain::FailureKind::email_code:
      return "The employer's site sent a code by email, and nobody entered it.";
    case domain::FailureKind::question_unanswered:
      return "A question of the form was not answered.";
    case domain::FailureKind::outcome_unknown:
      return "Nobody knows whether the application was sent.";
    case domain::FailureKind::form_not_understood:
      return "The form could not be understood.";
  }
  return "The application failed and can be sent again by its owner.";
}

std::string text(const boost::json::object& data, std::string_view name) {
  const auto* value = data.if_contains(name);
  if (!value || !value->is_string())
    throw std::invalid_argument(fmt::format("the job's data lacks the text “{}”", name));
  return std::string(value->as_string());
}

template <class Id>
Id id(const boost::json::object& data, std::string_view name) {
  const auto parsed = Id::parse(text(data, name));
  if (!parsed) throw std::invalid_argument(fmt::format("“{}” in the job's data is not a UUID", name));
  return *parsed;
}

}  // namespace

Queues::Queues(redis::Client& client, const std::string& prefix)
    : processing(client, "processing", prefix),
      priority(client, "priority", prefix),
      retry(client, "retry", prefix),
      deadletter(client, "deadletter", prefix),
      notify(client, "notify", prefix),
      client_(client),
      marker_(processing.keys().prefix() + ":sweep:remembers") {}

asio::awaitable<void> Queues::announce() {
  const std::array<Queue*, 5> all{&processing, &priority, &retry, &deadletter, &notify};
  for (Queue* queue : all) co_await queue->announce();
}

asio::awaitable<bool> Queues::complete() {
  redis::Command get{"GET", marker_};
  const redis::Reply reply = co_await client_.command(std::move(get));
  co_return reply.text == kFilled;
}

asio::awaitable<void> Queues::begin_fill() {
  redis::Command set{"SET", marker_, kFilling};
  co_await client_.command(std::move(set));
}

asio::awaitable<void> Queues::end_fill() {
  redis::Command set{"SET", marker_, kFilled, "XX"};
  co_await client_.command(std::move(set));
}

asio::awaitable<void> Queues::distrust() {
  redis::Command forget{"DEL", marker_};
  co_await client_.command(std::move(forget));
}

bool goes_first(const Offer& offer) noexcept {
  return offer.premium || offer.priority >= kFirstPriority;
}

std::string job_id(const Offer& offer) {
  return fmt::format("{}-{}", offer.application.to_string(), offer.epoch);
}

NewJob offer_job(const Offer& offer) {
  NewJob job = job_of("offer", offer);
  job.options.attempts = 5;
  job.options.backoff = Backoff{"exponential", milliseconds(1000), 0.5};
  job.options.remove_on_complete = JobOptions::removed();
  job.options.remove_on_fail = Keep{1000, std::chrono::hours(24)};
  return job;
}

NewJob retry_job(const Offer& offer, std::chrono::milliseconds delay) {
  NewJob job = offer_job(offer);
  job.options.delay = std::max(delay, milliseconds(1));
  return job;
}

NewJob dead_letter_job(const Offer& offer, std::string_view failure_kind) {
  NewJob job = job_of("dead_letter", offer);
  job.data.as_object()["failure"] = failure_kind;
  job.data.as_object()["reason"] = in_plain_words(failure_kind);
  return job;
}

Offer parse_offer(const Job& job) {
  const auto* data = job.data.if_object();
  if (!data) throw std::invalid_argument("the job's data is not an object");
  Offer offer;
  offer.application = id<base::ApplicationId>(*data, "applicationId");
  offer.user = id<base::UserId>(*data, "userId");
  const auto* epoch = data->if_contains("epoch");
  if (!epoch || !epoch->is_int64()) throw std::invalid_argument("the job's data lacks the integer “epoch”");
  offer.epoch = static_cast<int>(epoch->as_int64());
  return offer;
}

}  // namespace jobswipe::queue
