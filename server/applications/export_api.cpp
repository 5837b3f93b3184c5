#include "server/applications/export_api.hpp"

#include <boost/json/parse.hpp>
#include <map>

#include "server/applications/csv.hpp"

namespace jobswipe::applications {
namespace {

namespace json = boost::json;

/// A text or a number as it stands in a cell; empty for null.
std::string cell(const json::value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_int64()) return std::to_string(value.as_int64());
  return {};
}

std::string member(const json::value& object, std::string_view name) {
  return object.is_object() ? cell(object.at(name)) : std::string();
}

std::string record_of(const json::object& application, const std::string& note) {
  const std::vector<std::string> values = {cell(application.at("title")),
                                           cell(application.at("company")),
                                           cell(application.at("status")),
                                           member(application.at("outcome"), "kind"),
                                           member(application.at("outcome"), "on"),
                                           cell(application.at("priority")),
                                           cell(application.at("attempts")),
                                           cell(application.at("createdAt")),
                                           cell(application.at("finishedAt")),
                                           member(application.at("failure"), "kind"),
                                           cell(application.at("applyUrl")),
                                           note,
                                           cell(application.at("id"))};
  return csv_record({values.begin(), values.end()});
}

}  // namespace

void ExportApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("exportApplications", [this](gateway::Call call) { return export_applications(std::move(call)); });
}

asio::awaitable<gateway::Answer> ExportApi::export_applications(gateway::Call call) {
  const auto user = call.who().user;
  const auto all = co_await applications_.export_all(user);
  const bool as_json = call.query.at("format") == "json";
  if (as_json) {
    json::array applications;
    for (const auto& each : all) applications.push_back(json::parse(each.application_json));
    json::object body;
    body["applications"] = std::move(applications);
    auto response = gateway::json_response(200, body);
    response.fields.set("Content-Disposition", "attachment; filename=\"applications.json\"");
    co_return response;
  }
  std::map<std::string, std::string> notes;
  const auto written = co_await tracking_.notes(user);
  for (const auto& note : written) notes[cell(note.at("applicationId"))] = cell(note.at("text"));
  std::string body = csv_record({"title", "company", "status", "outcome", "outcome_on", "priority", "attempts",
                                 "created_at", "finished_at", "failure", "apply_url", "note", "id"});
  for (const auto& each : all) {
    const auto application = json::parse(each.application_json).as_object();
    body += record_of(application, notes[cell(application.at("id"))]);
  }
  auto response = http::Response::text(200, "text/csv; charset=utf-8", std::move(body));
  response.fields.set("Content-Disposition", "attachment; filename=\"applications.csv\"");
  response.fields.set("X-Content-Type-Options", "nosniff");
  co_return response;
}

}  // namespace jobswipe::applications
