#include "server/notify/notify_api.hpp"

#include <boost/url/parse.hpp>

namespace jobswipe::notify {
namespace {

/// A push service is a public https address (RFC 8030, 8): nothing here may make the server call into its own network.
bool may_be_push_service(std::string_view endpoint) {
  const auto url = boost::urls::parse_uri({endpoint.data(), endpoint.size()});
  return url.has_value() && url->scheme_id() == boost::urls::scheme::https && !url->has_userinfo() &&
         url->host_type() == boost::urls::host_type::name && !url->encoded_host().empty() &&
         std::string_view(url->encoded_host()).find('.') != std::string_view::npos;
}

}  // namespace

NotifyApi::NotifyApi(store::PushStore& subscriptions, std::optional<std::string> public_key)
    : subscriptions_(subscriptions), public_key_(std::move(public_key)) {}

void NotifyApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("getPushKey", [this](gateway::Call call) { return get_push_key(std::move(call)); });
  gateway.handle("addPushSubscription", [this](gateway::Call call) { return add_subscription(std::move(call)); });
  gateway.handle("removePushSubscription", [this](gateway::Call call) { return remove_subscription(std::move(call)); });
}

asio::awaitable<gateway::Answer> NotifyApi::get_push_key(gateway::Call) {
  boost::json::object body;
  body["publicKey"] = nullptr;
  if (public_key_) body["publicKey"] = *public_key_;
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> NotifyApi::add_subscription(gateway::Call call) {
  const std::string endpoint(call.body.at("endpoint").as_string());
  if (!may_be_push_service(endpoint))
    co_return base::Error::invalid("/endpoint", "must be the https address that the browser's PushManager gave");
  const auto id = co_await subscriptions_.add(call.who().user, std::move(call.body));
  boost::json::object body;
  body["id"] = id.to_string();
  co_return gateway::json_response(201, body);
}

asio::awaitable<gateway::Answer> NotifyApi::remove_subscription(gateway::Call call) {
  const auto id = base::Uuid::parse(call.path.at("id"));
  bool removed = false;
  if (id) removed = co_await subscriptions_.remove(call.who().user, *id);
  if (!removed) co_return base::Error::not_found("push subscription");
  co_return http::Response::empty(204);
}

}  // namespace jobswipe::notify
