#include "server/notify/notify_api.hpp"

#include "core/push/encrypted_content.hpp"

namespace jobswipe::notify {
NotifyApi::NotifyApi(store::PushStore& subscriptions, PushServices services, std::string public_key)
    : subscriptions_(subscriptions), services_(std::move(services)), public_key_(std::move(public_key)) {}

void NotifyApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("getPushKey", [this](gateway::Call call) { return get_push_key(std::move(call)); });
  gateway.handle("addPushSubscription", [this](gateway::Call call) { return add_subscription(std::move(call)); });
  gateway.handle("removePushSubscription", [this](gateway::Call call) { return remove_subscription(std::move(call)); });
}

asio::awaitable<gateway::Answer> NotifyApi::get_push_key(gateway::Call) {
  boost::json::object body;
  body["publicKey"] = public_key_;
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> NotifyApi::add_subscription(gateway::Call call) {
  const std::string endpoint(call.body.at("endpoint").as_string());
  if (!services_.allows(endpoint))
    co_return base::Error::invalid("/endpoint",
                                   "must be the https address that the browser's PushManager gave, at a push service "
                                   "that this server knows (push_services)");
  const auto& keys = call.body.at("keys").as_object();
  const std::string p256dh(keys.at("p256dh").as_string()), auth(keys.at("auth").as_string());
  if (!push::Recipient::parse(p256dh, auth))
    co_return base::Error::invalid("/keys", "must be the p256dh (a point of P-256) and auth (16 bytes) of the browser");
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
