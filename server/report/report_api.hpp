#pragma once

#include <functional>

#include "core/domain/retry_policy.hpp"
#include "server/gateway/gateway.hpp"
#include "server/store/reports_store.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::report {

namespace asio = boost::asio;

/// Step 8: takes what a desktop reports, and decides by core/domain what follows from it.
class ReportApi {
 public:
  struct Policy {
    int max_attempts = 3;
    domain::RetryPolicy retry;
    std::function<double()> random;  ///< uniform in [0, 1)
  };
  ReportApi(store::ReportsStore& reports, store::Vault& vault, Policy policy,
            std::function<void(base::UserId)> committed);
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> put_status(gateway::Call call);
  asio::awaitable<gateway::Answer> append_logs(gateway::Call call);
  asio::awaitable<gateway::Answer> add_evidence(gateway::Call call);

 private:
  /// The work's lease if it is, or was, this device's at this epoch.
  asio::awaitable<base::Result<store::LeaseView>> lease_of(base::UserId user, base::ApplicationId id, int epoch);

  store::ReportsStore& reports_;
  store::Vault& vault_;
  Policy policy_;
  std::function<void(base::UserId)> committed_;
};

/// What a report means for the application. Pure. An Error when the report contradicts itself.
base::Result<store::ReportedTransition> decide(const boost::json::object& report, int attempts, bool granted,
                                               const ReportApi::Policy& policy);

}  // namespace jobswipe::report
