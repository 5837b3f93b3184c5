#pragma once

#include <functional>
#include <string>

#include "core/base/clock.hpp"
#include "server/gateway/gateway.hpp"
#include "server/identity/authenticator.hpp"
#include "server/identity/revocations.hpp"
#include "server/store/devices_store.hpp"

namespace jobswipe::identity {

/// Pairs desktops with accounts by the device authorization grant (RFC 8628), lists and revokes them.
class DeviceApi {
 public:
  struct Parts {
    store::DevicesStore& devices;
    const Keys& keys;
    Revocations& revocations;
    const base::Clock& clock;
    std::string public_url;  ///< where people open the web app; empty means the request's own Host
    std::function<void(const std::vector<base::Uuid>&)> ended;
    std::function<void(base::UserId)> committed;
  };
  explicit DeviceApi(Parts parts) : parts_(std::move(parts)) {}
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> create_code(gateway::Call call);
  asio::awaitable<gateway::Answer> create_token(gateway::Call call);
  asio::awaitable<gateway::Answer> approve(gateway::Call call);
  asio::awaitable<gateway::Answer> list(gateway::Call call);
  asio::awaitable<gateway::Answer> revoke(gateway::Call call);

 private:
  Parts parts_;
};

}  // namespace jobswipe::identity
