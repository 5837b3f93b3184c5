#pragma once

#include <functional>

#include "server/gateway/gateway.hpp"
#include "server/store/settings_store.hpp"

namespace jobswipe::profile {

namespace asio = boost::asio;

/// Settings over HTTP. `committed` is called after each change, for the person's other devices to hear of it.
class SettingsApi {
 public:
  SettingsApi(store::SettingsStore& settings, std::function<void(base::UserId)> committed);
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> get_settings(gateway::Call call);
  asio::awaitable<gateway::Answer> patch_settings(gateway::Call call);

 private:
  store::SettingsStore& settings_;
  std::function<void(base::UserId)> committed_;
};

}  // namespace jobswipe::profile
