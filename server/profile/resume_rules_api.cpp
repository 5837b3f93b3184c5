#include "server/profile/resume_rules_api.hpp"

#include "server/gateway/precondition.hpp"

namespace jobswipe::profile {
namespace {

http::Response rules_response(const store::ResumeRules& rules) {
  boost::json::object body;
  body["rules"] = rules.rules;
  body["version"] = rules.version;
  auto response = gateway::json_response(200, body);
  response.fields.set("ETag", gateway::version_etag(rules.version));
  return response;
}

}  // namespace

ResumeRulesApi::ResumeRulesApi(store::ResumeRulesStore& rules, std::function<void(base::UserId)> committed)
    : rules_(rules), committed_(std::move(committed)) {}

void ResumeRulesApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("getResumeRules", [this](gateway::Call call) { return get_rules(std::move(call)); });
  gateway.handle("putResumeRules", [this](gateway::Call call) { return put_rules(std::move(call)); });
}

asio::awaitable<gateway::Answer> ResumeRulesApi::get_rules(gateway::Call call) {
  const auto rules = co_await rules_.get(call.who().user);
  co_return rules_response(rules);
}

asio::awaitable<gateway::Answer> ResumeRulesApi::put_rules(gateway::Call call) {
  const auto user = call.who().user;
  auto rules = std::move(call.body.at("rules").as_array());
  const auto saved = co_await rules_.put(user, std::move(rules), gateway::expected_version(call.http));
  if (!saved) co_return saved.error();
  committed_(user);
  co_return rules_response(*saved);
}

}  // namespace jobswipe::profile
