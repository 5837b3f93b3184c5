#pragma once

#include <functional>

#include "server/gateway/gateway.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/tracking_store.hpp"

namespace jobswipe::applications {

namespace asio = boost::asio;

/// What came of an application, the person's note and reminders, over HTTP. `committed` is called after each change.
class TrackingApi {
 public:
  TrackingApi(store::ApplicationsStore& applications, store::TrackingStore& tracking,
              std::function<void(base::UserId)> committed);
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> put_outcome(gateway::Call call);
  asio::awaitable<gateway::Answer> put_note(gateway::Call call);
  asio::awaitable<gateway::Answer> put_reminder(gateway::Call call);
  asio::awaitable<gateway::Answer> remove_reminder(gateway::Call call);
  asio::awaitable<gateway::Answer> list_reminders(gateway::Call call);

 private:
  store::ApplicationsStore& applications_;
  store::TrackingStore& tracking_;
  std::function<void(base::UserId)> committed_;
};

}  // namespace jobswipe::applications
