#pragma once

#include <functional>

#include "core/domain/report.hpp"
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
  /// The application if this epoch may add to what is known of it.
  asio::awaitable<base::Result<store::LeaseView>> proven_by(base::UserId user, base::ApplicationId id, int epoch);

  store::ReportsStore& reports_;
  store::Vault& vault_;
  Policy policy_;
  std::function<void(base::UserId)> committed_;
};

/// What the body says, without what only people read. An Error names what contradicts itself.
base::Result<domain::Report> parse_report(const boost::json::object& body);

/// What to write for a report that core/domain took: its decision, and the words of the body that go with it.
store::ReportedTransition transition_of(const boost::json::object& body, const domain::Follow& follow, bool granted);

}  // namespace jobswipe::report
