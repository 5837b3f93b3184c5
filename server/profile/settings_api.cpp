#include "server/profile/settings_api.hpp"

#include "server/gateway/precondition.hpp"

namespace jobswipe::profile {
namespace {

http::Response settings_response(const boost::json::object& settings) {
  auto response = gateway::json_response(200, settings);
  response.fields.set("ETag", gateway::version_etag(settings.at("version").to_number<std::int64_t>()));
  return response;
}

}  // namespace

SettingsApi::SettingsApi(store::SettingsStore& settings, std::function<void(base::UserId)> committed)
    : settings_(settings), committed_(std::move(committed)) {}

void SettingsApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("getSettings", [this](gateway::Call call) { return get_settings(std::move(call)); });
  gateway.handle("patchSettings", [this](gateway::Call call) { return patch_settings(std::move(call)); });
}

asio::awaitable<gateway::Answer> SettingsApi::get_settings(gateway::Call call) {
  const auto settings = co_await settings_.get(call.who().user);
  co_return settings_response(settings);
}

asio::awaitable<gateway::Answer> SettingsApi::patch_settings(gateway::Call call) {
  const auto user = call.who().user;
  const auto expected = gateway::expected_version(call.http);
  const auto settings = co_await settings_.change(user, std::move(call.body), expected, call.http.remote_address);
  if (!settings) co_return settings.error();
  committed_(user);
  co_return settings_response(*settings);
}

}  // namespace jobswipe::profile
