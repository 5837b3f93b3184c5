#include "server/applications/applications_api.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "core/base/crash_point.hpp"
#include "core/protocol/cursor.hpp"
#include "server/applications/kept_lists.hpp"
#include "server/gateway/problem.hpp"

namespace jobswipe::applications {
namespace {

/// Page cursors are `updated_at,id`; the timestamp is PostgreSQL's own text, given back to it unread.
std::string page_cursor(const std::pair<std::string, std::string>& key) {
  return key.first + ',' + key.second;
}

base::Result<std::pair<std::string, std::string>> parse_page_cursor(const std::string& text) {
  const auto comma = text.rfind(',');
  if (comma == std::string::npos || !base::parse_rfc3339(std::string_view(text).substr(0, comma)) ||
      !base::Uuid::parse(std::string_view(text).substr(comma + 1)))
    return base::Error::invalid("query/cursor", "is not a cursor of this list");
  return std::pair(text.substr(0, comma), text.substr(comma + 1));
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  while (from < list.size()) {
    auto to = list.find(',', from);
    if (to == std::string::npos) to = list.size();
    parts.push_back(list.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

store::DecisionOrigin origin_of(const gateway::Call& call) {
  return store::DecisionOrigin(call.idempotency_key, call.http.remote_address);
}

std::string value_or(const std::map<std::string, std::string>& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? std::string() : found->second;
}

/// What is wrong with answers that are to go into a form: null, which forgets a saved answer, says nothing there.
std::optional<base::Error> answers_missing(const boost::json::array& answers) {
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (answers[i].as_object().at("answer").is_null())
      return base::Error::invalid("/answers/" + std::to_string(i) + "/answer", "must not be null here");
  return std::nullopt;
}

boost::json::value parsed(const std::string& json) {
  return boost::json::parse(boost::json::string_view(json));
}

std::string list_body(const store::ApplicationPage& page, const std::string& log_epoch) {
  std::string body;
  body.reserve(page.applications_json.size() + page.counts_json.size() + 300);
  body.append("{\"applications\":").append(page.applications_json);
  body.append(",\"nextCursor\":");
  if (page.next)
    body.append("\"").append(page_cursor(*page.next)).append("\"");
  else
    body.append("null");
  body.append(",\"counts\":").append(page.counts_json);
  body.append(",\"desktop\":{\"online\":").append(page.online ? "true" : "false");
  body.append(",\"paired\":").append(page.paired ? "true" : "false").append(",\"lastSeenAt\":");
  if (page.last_seen_at)
    body.append("\"").append(base::to_rfc3339(*page.last_seen_at)).append("\"");
  else
    body.append("null");
  body.append("},\"cursor\":\"").append(protocol::Cursor{log_epoch, page.last_seq}.to_string()).append("\"}");
  return body;
}

/// The list, or 304 when the caller has this very one (RFC 9110, 13.1.2). It stays out of HTTP caches all the same: who
/// holds it gives the tag by itself.
http::Response list_answer(const http::Request& request, const KeptList& list) {
  const auto held = request.fields.get("If-None-Match");
  const bool same = !held.empty() && (held == "*" || held.find(list.etag) != std::string_view::npos);
  auto response =
      same ? http::Response::empty(304) : http::Response::text(200, "application/json", std::string(list.body));
  response.fields.add("ETag", list.etag);
  return response;
}

}  // namespace

ApplicationsApi::ApplicationsApi(store::ApplicationsStore& applications, store::EventsStore& events,
                                 store::ProfileReader& profiles, store::TrackingStore& tracking, store::Vault& vault,
                                 std::function<void(base::UserId)> committed, std::size_t list_bytes)
    : applications_(applications),
      events_(events),
      profiles_(profiles),
      tracking_(tracking),
      vault_(vault),
      committed_(std::move(committed)),
      lists_(list_bytes) {}

void ApplicationsApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("listApplications", [this](gateway::Call call) { return list(std::move(call)); });
  gateway.handle("getApplication", [this](gateway::Call call) { return details(std::move(call)); });
  gateway.handle("getApplicationLogs", [this](gateway::Call call) { return logs(std::move(call)); });
  gateway.handle("getEvidence", [this](gateway::Call call) { return evidence(std::move(call)); });
  gateway.handle("cancelApplication", [this](gateway::Call call) { return cancel(std::move(call)); });
  gateway.handle("retryApplication", [this](gateway::Call call) { return retry(std::move(call)); });
  gateway.handle("setApplicationPriority", [this](gateway::Call call) { return set_priority(std::move(call)); });
  gateway.handle("resolveApplication", [this](gateway::Call call) { return resolve(std::move(call)); });
  gateway.handle("answerApplication", [this](gateway::Call call) { return answer(std::move(call)); });
  gateway.handle("bulkApplications", [this](gateway::Call call) { return bulk(std::move(call)); });
}

asio::awaitable<gateway::Answer> ApplicationsApi::list(gateway::Call call) {
  const auto limit = std::stoi(call.query.at("limit"));
  std::optional<std::pair<std::string, std::string>> after;
  if (const auto text = value_or(call.query, "cursor"); !text.empty()) {
    auto key = parse_page_cursor(text);
    if (!key) co_return key.error();
    after = std::move(*key);
  }
  const auto user = call.who().user;
  const std::string wanted = call.http.target;
  if (const auto kept = lists_.find(user, wanted)) {
    const auto version = co_await applications_.list_version(user);
    if (version == kept->version) co_return list_answer(call.http, *kept);
  }
  store::ApplicationSearch search;
  search.words = value_or(call.query, "q");
  search.outcomes = split(value_or(call.query, "outcome"));
  const auto page = co_await applications_.list(user, split(value_or(call.query, "status")), limit, std::move(after),
                                                std::move(search));
  const auto log_epoch = co_await events_.epoch();
  const auto made = std::make_shared<KeptList>();
  made->version = page.version;
  made->body = list_body(page, log_epoch);
  made->etag = etag_of(made->body);
  lists_.keep(user, wanted, made);
  co_return list_answer(call.http, *made);
}

asio::awaitable<gateway::Answer> ApplicationsApi::details(gateway::Call call) {
  const auto user = call.who().user;
  const auto id = call.path_id<base::ApplicationId>("id");
  auto found = co_await applications_.get(user, id);
  if (!found) co_return base::Error::not_found("application");
  const auto log_epoch = co_await events_.epoch();
  const auto history = co_await events_.of_application(user, id);
  boost::json::array events;
  for (const auto& event : history) events.push_back(store::to_json(event, log_epoch));

  boost::json::object job;
  if (found->snapshot.is_object()) job = std::move(found->snapshot.as_object());
  job["id"] = found->job_id;
  job["snapshotHash"] = found->snapshot_hash;
  job["closedAt"] = nullptr;
  if (found->closed_at) job["closedAt"] = base::to_rfc3339(*found->closed_at);
  boost::json::value answers = boost::json::array();
  if (!found->answers_sent_sealed.empty())
    answers =
        parsed(co_await vault_.open(user, "application_queue.answers_sent", std::move(found->answers_sent_sealed)));
  boost::json::value custom_fields = boost::json::object();
  if (!found->custom_fields_sealed.empty())
    custom_fields =
        parsed(co_await vault_.open(user, "application_queue.custom_fields", std::move(found->custom_fields_sealed)));
  const base::ResumeId resume_id{found->resume_id};
  const auto resume = co_await profiles_.resume(user, resume_id);

  boost::json::object body;
  body["application"] = parsed(found->application_json);
  body["job"] = std::move(job);
  body["events"] = std::move(events);
  body["evidence"] = parsed(found->evidence_json);
  body["answersSent"] = std::move(answers);
  body["customFields"] = std::move(custom_fields);
  body["resume"] = nullptr;
  if (resume) body["resume"] = *resume;
  body["note"] = co_await tracking_.note(user, id);
  body["reminders"] = co_await tracking_.reminders(user, id);
  const auto job_id = base::JobId::parse(found->job_id).value();
  const auto similar = co_await applications_.similar(user, job_id);
  body["similarApplications"] = parsed(similar);
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> ApplicationsApi::logs(gateway::Call call) {
  const auto user = call.who().user;
  const auto id = call.path_id<base::ApplicationId>("id");
  const auto limit = std::stoi(call.query.at("limit"));
  const auto cursor = value_or(call.query, "cursor");
  std::int64_t after = 0;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
  if (!cursor.empty() && (error != std::errc() || end != cursor.data() + cursor.size()))
    co_return base::Error::invalid("query/cursor", "is not a cursor of this list");
  const auto found = co_await applications_.get(user, id);
  if (!found) co_return base::Error::not_found("application");
  const auto lines = co_await applications_.logs(user, id, limit, after);
  boost::json::array list;
  for (const auto& line : lines) {
    boost::json::object json;
    json["at"] = line.at;
    json["epoch"] = line.epoch;
    json["level"] = line.level;
    json["step"] = line.step;
    json["message"] = line.message;
    list.push_back(std::move(json));
  }
  boost::json::object body;
  body["logs"] = std::move(list);
  body["nextCursor"] = nullptr;
  if (lines.size() == static_cast<std::size_t>(limit)) body["nextCursor"] = std::to_string(lines.back().n);
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> ApplicationsApi::evidence(gateway::Call call) {
  const auto user = call.who().user;
  const auto id = call.path_id<base::ApplicationId>("id");
  auto found = co_await applications_.evidence(user, id, std::stoi(call.path.at("n")));
  if (!found) co_return base::Error::not_found("evidence");
  auto image = co_await vault_.open(user, "evidence:" + id.to_string(), std::move(found->sealed));
  auto response = http::Response::text(200, found->content_type, std::move(image));
  response.fields.set("Content-Disposition", "inline; filename=\"evidence\"");
  response.fields.set("X-Content-Type-Options", "nosniff");
  response.fields.set("Cache-Control", "private, max-age=31536000, immutable");
  co_return response;
}

asio::awaitable<gateway::Answer> ApplicationsApi::decided(base::UserId user, base::Result<std::string> application) {
  if (!application) co_return application.error();
  base::crash_point("decision.after_commit");
  committed_(user);
  co_return http::Response::text(200, "application/json", std::move(*application));
}

/// To a decision that this very request had committed before, whose answer was lost.
asio::awaitable<gateway::Answer> ApplicationsApi::as_it_is_now(gateway::Call call) {
  const auto found = co_await applications_.get(call.who().user, call.path_id<base::ApplicationId>("id"));
  if (!found) co_return base::Error::not_found("application");
  co_return http::Response::text(200, "application/json", found->application_json);
}

asio::awaitable<gateway::Answer> ApplicationsApi::cancel(gateway::Call call) {
  if (call.committed) co_return co_await as_it_is_now(std::move(call));
  auto application =
      co_await applications_.cancel(call.who().user, call.path_id<base::ApplicationId>("id"), origin_of(call));
  co_return co_await decided(call.who().user, std::move(application));
}

asio::awaitable<gateway::Answer> ApplicationsApi::retry(gateway::Call call) {
  if (call.committed) co_return co_await as_it_is_now(std::move(call));
  auto application =
      co_await applications_.retry(call.who().user, call.path_id<base::ApplicationId>("id"), origin_of(call));
  co_return co_await decided(call.who().user, std::move(application));
}

asio::awaitable<gateway::Answer> ApplicationsApi::set_priority(gateway::Call call) {
  const auto priority = static_cast<int>(call.body.at("priority").to_number<std::int64_t>());
  auto application =
      co_await applications_.set_priority(call.who().user, call.path_id<base::ApplicationId>("id"), priority);
  co_return co_await decided(call.who().user, std::move(application));
}

asio::awaitable<gateway::Answer> ApplicationsApi::resolve(gateway::Call call) {
  if (call.committed) co_return co_await as_it_is_now(std::move(call));
  const bool sent = call.body.at("outcome").as_string() == "sent";
  std::optional<int> epoch;
  if (const auto* shown = call.body.if_contains("epoch")) epoch = static_cast<int>(shown->to_number<std::int64_t>());
  auto application = co_await applications_.resolve(call.who().user, call.path_id<base::ApplicationId>("id"), sent,
                                                    origin_of(call), epoch);
  co_return co_await decided(call.who().user, std::move(application));
}

asio::awaitable<gateway::Answer> ApplicationsApi::answer(gateway::Call call) {
  if (call.committed) co_return co_await as_it_is_now(std::move(call));
  const auto user = call.who().user;
  const auto& answers = call.body.at("answers").as_array();
  if (auto invalid = answers_missing(answers)) co_return *invalid;
  const auto id = call.path_id<base::ApplicationId>("id");
  const auto found = co_await applications_.get(user, id);
  if (!found) co_return base::Error::not_found("application");
  if (call.body.at("save").as_bool()) co_await profiles_.save_answers(user, answers);
  auto application = co_await answer_one(user, id, answers, origin_of(call));
  co_return co_await decided(user, std::move(application));
}

asio::awaitable<base::Result<std::string>> ApplicationsApi::answer_one(base::UserId user, base::ApplicationId id,
                                                                       boost::json::array answers,
                                                                       store::DecisionOrigin origin) {
  auto found = co_await applications_.get(user, id);
  if (!found) co_return base::Error::not_found("application");
  boost::json::value merged = boost::json::object();
  if (!found->custom_fields_sealed.empty())
    merged =
        parsed(co_await vault_.open(user, "application_queue.custom_fields", std::move(found->custom_fields_sealed)));
  for (const auto& entry : answers)
    merged.as_object()[entry.as_object().at("question").as_string()] = entry.as_object().at("answer");
  auto sealed = co_await vault_.seal(user, "application_queue.custom_fields", boost::json::serialize(merged));
  co_return co_await applications_.answer(user, id, std::move(sealed), found->version, std::move(origin));
}

asio::awaitable<base::Result<std::string>> ApplicationsApi::decide_one(const gateway::Call& call,
                                                                       base::ApplicationId id) {
  const auto user = call.who().user;
  const std::string_view action = call.body.at("action").as_string();
  if (action == "cancel") co_return co_await applications_.cancel(user, id, origin_of(call));
  if (action == "retry") co_return co_await applications_.retry(user, id, origin_of(call));
  if (action == "resolve")
    co_return co_await applications_.resolve(user, id, call.body.at("outcome").as_string() == "sent", origin_of(call));
  if (action == "answer") co_return co_await answer_one(user, id, call.body.at("answers").as_array(), origin_of(call));
  const auto priority = static_cast<int>(call.body.at("priority").to_number<std::int64_t>());
  co_return co_await applications_.set_priority(user, id, priority);
}

asio::awaitable<gateway::Answer> ApplicationsApi::bulk(gateway::Call call) {
  const auto user = call.who().user;
  // What each action needs beside the ids; cancel and retry need nothing.
  static const std::map<std::string_view, std::string> kNeeds{
      {"priority", "priority"}, {"resolve", "outcome"}, {"answer", "answers"}};
  const std::string_view action = call.body.at("action").as_string();
  for (const auto& [of, member] : kNeeds) {
    if (of == action && !call.body.if_contains(member))
      co_return base::Error::invalid("/" + member, "is needed for this action");
    if (of != action && call.body.if_contains(member))
      co_return base::Error::invalid("/" + member, "does not go with this action");
  }
  if (action == "answer") {
    const auto& answers = call.body.at("answers").as_array();
    if (auto invalid = answers_missing(answers)) co_return *invalid;
    if (call.body.at("save").as_bool()) co_await profiles_.save_answers(user, answers);
  }
  boost::json::array results;
  for (const auto& text : call.body.at("ids").as_array()) {
    const auto id = base::ApplicationId::parse(text.as_string()).value();
    boost::json::object result;
    result["id"] = id.to_string();
    if (const auto* before = call.committed ? call.committed->if_contains(id.to_string()) : nullptr) {
      result["ok"] = true;
      result["status"] = *before;
      results.push_back(std::move(result));
      continue;
    }
    const auto application = co_await decide_one(call, id);
    base::crash_point("bulk.after_one");
    result["ok"] = application.has_value();
    if (application)
      result["status"] = parsed(*application).as_object().at("status");
    else
      result["problem"] = gateway::problem_json(application.error());
    results.push_back(std::move(result));
  }
  committed_(user);
  boost::json::object body;
  body["results"] = std::move(results);
  co_return gateway::json_response(200, body);
}

}  // namespace jobswipe::applications
