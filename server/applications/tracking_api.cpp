#include "server/applications/tracking_api.hpp"

#include "core/base/clock.hpp"

namespace jobswipe::applications {
namespace {

base::Uuid reminder_of(const gateway::Call& call) {
  return base::Uuid::parse(call.path.at("reminderId")).value();
}

}  // namespace

TrackingApi::TrackingApi(store::ApplicationsStore& applications, store::TrackingStore& tracking,
                         std::function<void(base::UserId)> committed)
    : applications_(applications), tracking_(tracking), committed_(std::move(committed)) {}

void TrackingApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("putApplicationOutcome", [this](gateway::Call call) { return put_outcome(std::move(call)); });
  gateway.handle("putApplicationNote", [this](gateway::Call call) { return put_note(std::move(call)); });
  gateway.handle("putReminder", [this](gateway::Call call) { return put_reminder(std::move(call)); });
  gateway.handle("removeReminder", [this](gateway::Call call) { return remove_reminder(std::move(call)); });
  gateway.handle("listReminders", [this](gateway::Call call) { return list_reminders(std::move(call)); });
}

asio::awaitable<gateway::Answer> TrackingApi::put_outcome(gateway::Call call) {
  const auto user = call.who().user;
  std::optional<store::Outcome> outcome;
  if (const auto& given = call.body.at("outcome"); given.is_object()) {
    outcome.emplace();
    outcome->kind = given.at("kind").as_string();
    outcome->on = given.at("on").as_string();
    // PostgreSQL's calendar begins with year 1, a contract's date with year 0.
    if (outcome->on < "1900" || outcome->on > "2200")
      co_return base::Error::invalid("/outcome/on", "must be a day of the years 1900 to 2199");
  }
  auto application =
      co_await applications_.set_outcome(user, call.path_id<base::ApplicationId>("id"), std::move(outcome));
  if (!application) co_return application.error();
  committed_(user);
  co_return http::Response::text(200, "application/json", std::move(*application));
}

asio::awaitable<gateway::Answer> TrackingApi::put_note(gateway::Call call) {
  const auto user = call.who().user;
  std::string text(call.body.at("text").as_string());
  const auto version = call.body.at("version").to_number<std::int64_t>();
  const auto note =
      co_await tracking_.put_note(user, call.path_id<base::ApplicationId>("id"), std::move(text), version);
  if (!note) co_return note.error();
  committed_(user);
  co_return gateway::json_response(200, *note);
}

asio::awaitable<gateway::Answer> TrackingApi::put_reminder(gateway::Call call) {
  const auto user = call.who().user;
  store::NewReminder reminder;
  reminder.id = reminder_of(call);
  reminder.text = call.body.at("text").as_string();
  reminder.due_at = base::parse_rfc3339(call.body.at("dueAt").as_string()).value();
  reminder.done = call.body.at("done").as_bool();
  const auto year = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(reminder.due_at)).year();
  if (year < std::chrono::year(2000) || year > std::chrono::year(2199))
    co_return base::Error::invalid("/dueAt", "must be in the years 2000 to 2199");
  const auto set = co_await tracking_.put_reminder(user, call.path_id<base::ApplicationId>("id"), std::move(reminder));
  if (!set) co_return set.error();
  committed_(user);
  co_return gateway::json_response(200, *set);
}

asio::awaitable<gateway::Answer> TrackingApi::remove_reminder(gateway::Call call) {
  const auto user = call.who().user;
  const bool removed =
      co_await tracking_.remove_reminder(user, call.path_id<base::ApplicationId>("id"), reminder_of(call));
  if (!removed) co_return base::Error::not_found("reminder");
  committed_(user);
  co_return http::Response::empty(204);
}

asio::awaitable<gateway::Answer> TrackingApi::list_reminders(gateway::Call call) {
  boost::json::object body;
  body["reminders"] = co_await tracking_.all_reminders(call.who().user, true, store::TrackingStore::kMostOpenReminders);
  co_return gateway::json_response(200, body);
}

}  // namespace jobswipe::applications
