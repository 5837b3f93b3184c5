#include "server/jobs/jobs_api.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <charconv>
#include <cmath>

namespace jobswipe::jobs {
namespace {

namespace json = boost::json;

/// A page cursor is `microseconds since 1970,id`.
std::string cursor_text(const store::JobCard& card) {
  return fmt::format("{},{}", card.posted_at.time_since_epoch().count(), card.id.to_string());
}

std::optional<store::DeckCursor> parse_cursor(std::string_view text) {
  const auto comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  std::int64_t microseconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + comma, microseconds);
  const auto id = base::JobId::parse(text.substr(comma + 1));
  // Within the years that a posting may have, so that the database can hold it.
  if (error != std::errc{} || end != text.data() + comma || !id || microseconds < 0 ||
      microseconds > 4'102'444'800'000'000)
    return std::nullopt;
  return store::DeckCursor{base::Time(std::chrono::microseconds(microseconds)), *id};
}

std::optional<std::string> value_of(const gateway::Call& call, const std::string& name) {
  const auto found = call.query.find(name);
  if (found == call.query.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}
json::value time_or_null(const std::optional<base::Time>& time) {
  return time ? json::value(base::to_rfc3339(*time)) : json::value(nullptr);
}
json::value amount_or_null(const std::optional<double>& amount) {
  if (!amount) return nullptr;
  if (std::floor(*amount) == *amount && std::abs(*amount) < 9e15) return static_cast<std::int64_t>(*amount);
  return *amount;
}

json::object card_json(const store::JobCard& card) {
  json::object out;
  out["id"] = card.id.to_string();
  out["title"] = card.title;
  out["company"] = card.company;
  out["locations"] = json::array(card.locations.begin(), card.locations.end());
  out["workMode"] = text_or_null(card.work_mode);
  out["employmentType"] = text_or_null(card.employment_type);
  out["department"] = text_or_null(card.department);
  out["salary"] = nullptr;
  if (card.salary) {
    json::object salary;
    salary["min"] = amount_or_null(card.salary->min);
    salary["max"] = amount_or_null(card.salary->max);
    salary["currency"] = card.salary->currency;
    salary["period"] = card.salary->period;
    out["salary"] = std::move(salary);
  }
  out["summary"] = card.summary;
  out["applyUrl"] = card.apply_url;
  out["source"] = card.source;
  out["postedAt"] = base::to_rfc3339(card.posted_at);
  out["expiresAt"] = time_or_null(card.expires_at);
  out["closedAt"] = nullptr;  // the deck holds open postings only
  return out;
}

}  // namespace

void JobsApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("getDeck", [this](gateway::Call call) { return deck(std::move(call)); });
  gateway.handle("getJob", [this](gateway::Call call) { return job(std::move(call)); });
}

asio::awaitable<gateway::Answer> JobsApi::deck(gateway::Call call) {
  std::optional<store::DeckCursor> after;
  if (const auto text = value_of(call, "cursor")) {
    after = parse_cursor(*text);
    if (!after) co_return base::Error::invalid("query/cursor", "is not a cursor of this list");
  }
  store::DeckFilter filter;
  filter.words = value_of(call, "q");
  filter.location = value_of(call, "location");
  filter.work_mode = value_of(call, "workMode");
  if (const auto text = value_of(call, "salaryMin")) filter.salary_min = std::stoll(*text);
  if (const auto text = value_of(call, "maxAgeDays")) filter.max_age_days = std::stoi(*text);
  const auto limit = std::stoi(call.query.at("limit"));
  // One more than asked for tells whether there is a next page.
  auto cards = co_await jobs_.deck(call.who().user, std::move(filter), after, limit + 1);
  json::object body;
  body["nextCursor"] = nullptr;
  if (cards.size() > static_cast<std::size_t>(limit)) {
    cards.resize(static_cast<std::size_t>(limit));
    body["nextCursor"] = cursor_text(cards.back());
  }
  json::array jobs;
  for (const auto& card : cards) jobs.push_back(card_json(card));
  body["jobs"] = std::move(jobs);
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> JobsApi::job(gateway::Call call) {
  const auto id = call.path_id<base::JobId>("id");
  auto stored = co_await jobs_.get(id);
  if (!stored) co_return base::Error::not_found("job");
  json::object body = std::move(stored->content);
  body["id"] = id.to_string();
  body["snapshotHash"] = stored->snapshot_hash;
  body["closedAt"] = time_or_null(stored->closed_at);
  co_return gateway::json_response(200, body);
}

}  // namespace jobswipe::jobs
