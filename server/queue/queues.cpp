#include "server/queue/queues.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace jobswipe::queue {
namespace {

constexpr int kFirstPriority = 8;

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
      notify(client, "notify", prefix) {}

asio::awaitable<void> Queues::announce() {
  const std::array<Queue*, 5> all{&processing, &priority, &retry, &deadletter, &notify};
  for (Queue* queue : all) co_await queue->announce();
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
