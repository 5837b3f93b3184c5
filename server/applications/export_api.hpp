#pragma once

#include "server/gateway/gateway.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/tracking_store.hpp"

namespace jobswipe::applications {

namespace asio = boost::asio;

/// A person's applications as a file.
class ExportApi {
 public:
  ExportApi(store::ApplicationsStore& applications, store::TrackingStore& tracking)
      : applications_(applications), tracking_(tracking) {}
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> export_applications(gateway::Call call);

 private:
  store::ApplicationsStore& applications_;
  store::TrackingStore& tracking_;
};

}  // namespace jobswipe::applications
