#include "server/jobs/jobs_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <charconv>
#include <cmath>

#include "server/jobs/open_questions.hpp"
#include "server/jobs/places/places.hpp"

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
  out["seniority"] = card.seniority;
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

json::value id_or_null(const std::optional<base::ResumeId>& id) {
  return id ? json::value(id->to_string()) : json::value(nullptr);
}

/// What a person's rules look at.
domain::RulePosting looked_at(const store::JobCard& card) {
  domain::RulePosting posting;
  posting.title = card.title;
  posting.company = card.company;
  posting.language = card.language;
  posting.work_mode = card.work_mode.value_or("");
  return posting;
}

std::vector<std::string> list_of(const gateway::Call& call, const std::string& name) {
  std::vector<std::string> parts;
  const auto text = value_of(call, name).value_or("");
  for (std::size_t from = 0; from < text.size();) {
    const auto comma = std::min(text.find(',', from), text.size());
    parts.push_back(text.substr(from, comma - from));
    from = comma + 1;
  }
  return parts;
}

/// How often a period is in a year; as server/jobs/feed counts it.
double a_year(std::string_view period) {
  if (period == "month") return 12;
  if (period == "week") return 52;
  if (period == "day") return 260;
  if (period == "hour") return 2080;
  return 1;
}

constexpr int kUsualRadiusKm = 25;

/// Nothing when no place is asked for.
base::Result<std::optional<store::Surroundings>> surroundings_of(const gateway::Call& call) {
  const auto id = value_of(call, "place");
  const auto radius = value_of(call, "radiusKm");
  const auto or_unplaced = value_of(call, "orUnplaced") == "true";
  if (!id) {
    if (radius) return base::Error::invalid("query/radiusKm", "needs a place beside it");
    if (or_unplaced) return base::Error::invalid("query/orUnplaced", "needs a place beside it");
    return std::optional<store::Surroundings>();
  }
  const auto* place = Places::all().find(std::stoll(*id));
  if (place == nullptr)
    return base::Error::invalid("query/place", "is no place that is known; GET /api/places finds one by its name");
  store::Surroundings near;
  near.centre = {place->latitude, place->longitude};
  near.radius_km = radius ? std::stoi(*radius) : kUsualRadiusKm;
  near.or_unplaced = or_unplaced;
  return std::optional(near);
}

base::Result<store::DeckFilter> filter_of(const gateway::Call& call) {
  store::DeckFilter filter;
  filter.words = value_of(call, "q");
  filter.location = value_of(call, "location");
  filter.or_remote = value_of(call, "orRemote") == "true";
  filter.work_modes = list_of(call, "workMode");
  filter.seniorities = list_of(call, "seniority");
  filter.salary_currency = value_of(call, "salaryCurrency");
  const auto period = value_of(call, "salaryPeriod");
  if (const auto text = value_of(call, "salaryMin"))
    filter.salary_min = static_cast<double>(std::stoll(*text)) * a_year(period.value_or("year"));
  if (const auto text = value_of(call, "maxAgeDays")) filter.max_age_days = std::stoi(*text);
  auto near = surroundings_of(call);
  if (!near) return near.error();
  filter.near = *near;
  if (filter.or_remote && !filter.location && !filter.near)
    return base::Error::invalid("query/orRemote", "needs a place or a location beside it");
  if (filter.salary_currency && !filter.salary_min)
    return base::Error::invalid("query/salaryCurrency", "needs a salaryMin beside it");
  if (period && !filter.salary_min) return base::Error::invalid("query/salaryPeriod", "needs a salaryMin beside it");
  return filter;
}

}  // namespace

void JobsApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("getDeck", [this](gateway::Call call) { return deck(std::move(call)); });
  gateway.handle("getJob", [this](gateway::Call call) { return job(std::move(call)); });
  gateway.handle("listBlockedEmployers", [this](gateway::Call call) { return list_blocked(std::move(call)); });
  gateway.handle("blockEmployer", [this](gateway::Call call) { return block(std::move(call)); });
  gateway.handle("unblockEmployer", [this](gateway::Call call) { return unblock(std::move(call)); });
}

asio::awaitable<gateway::Answer> JobsApi::deck(gateway::Call call) {
  std::optional<store::DeckCursor> after;
  if (const auto text = value_of(call, "cursor")) {
    after = parse_cursor(*text);
    if (!after) co_return base::Error::invalid("query/cursor", "is not a cursor of this list");
  }
  auto filter = filter_of(call);
  if (!filter) co_return filter.error();
  const auto limit = std::stoi(call.query.at("limit"));
  // One more than asked for tells whether there is a next page.
  auto cards = co_await jobs_.deck(call.who().user, std::move(*filter), after, limit + 1);
  json::object body;
  body["nextCursor"] = nullptr;
  if (cards.size() > static_cast<std::size_t>(limit)) {
    cards.resize(static_cast<std::size_t>(limit));
    body["nextCursor"] = cursor_text(cards.back());
  }
  json::array jobs;
  const auto rules = co_await rules_.get(call.who().user);
  for (const auto& card : cards) {
    auto shown = card_json(card);
    shown["proposedResumeId"] = id_or_null(rules.proposed(looked_at(card)));
    jobs.push_back(std::move(shown));
  }
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
  body["seniority"] = stored->seniority;
  const auto user = call.who().user;
  const auto proposed = co_await rules_.proposed_for(user, id);
  body["proposedResumeId"] = id_or_null(proposed);
  json::array open;
  if (const auto* questions = body.if_contains("questions"); questions && !questions->as_array().empty()) {
    const auto profile = co_await profiles_.profile(user);
    const auto answers = co_await profiles_.answers(user);
    open = open_questions(questions->as_array(), profile, answers);
  }
  body["openQuestions"] = std::move(open);
  const auto similar = co_await applications_.similar(user, id);
  body["similarApplications"] = json::parse(similar);
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> JobsApi::list_blocked(gateway::Call call) {
  json::object body;
  body["employers"] = co_await jobs_.blocked_employers(call.who().user);
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> JobsApi::block(gateway::Call call) {
  const auto user = call.who().user;
  const bool blocked = co_await jobs_.block_employer(user, std::string(call.body.at("company").as_string()));
  if (!blocked) {
    base::Error full;
    full.code = base::ErrorCode::conflict;
    full.detail =
        fmt::format("You block {} employers already. Take one off the list first.", store::JobsStore::kMostBlocked);
    co_return full;
  }
  committed_(user);
  co_return co_await list_blocked(std::move(call));
}

asio::awaitable<gateway::Answer> JobsApi::unblock(gateway::Call call) {
  const auto user = call.who().user;
  co_await jobs_.unblock_employer(user, call.query.at("company"));
  committed_(user);
  co_return http::Response::empty(204);
}

}  // namespace jobswipe::jobs
