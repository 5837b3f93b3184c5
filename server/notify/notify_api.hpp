#pragma once

#include <string>

#include "server/gateway/gateway.hpp"
#include "server/notify/push_service.hpp"
#include "server/store/push_store.hpp"

namespace jobswipe::notify {

namespace asio = boost::asio;

/// Push subscriptions over HTTP. `public_key` is the server's VAPID key (RFC 8292), base64url.
class NotifyApi {
 public:
  NotifyApi(store::PushStore& subscriptions, PushServices services, std::string public_key);
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> get_push_key(gateway::Call call);
  asio::awaitable<gateway::Answer> add_subscription(gateway::Call call);
  asio::awaitable<gateway::Answer> remove_subscription(gateway::Call call);

 private:
  store::PushStore& subscriptions_;
  PushServices services_;
  std::string public_key_;
};

}  // namespace jobswipe::notify
