#pragma once

#include <functional>

#include "server/gateway/gateway.hpp"
#include "server/store/resume_rules_store.hpp"

namespace jobswipe::profile {

namespace asio = boost::asio;

/// Which résumé goes with which posting, over HTTP. `committed` is called after each change.
class ResumeRulesApi {
 public:
  ResumeRulesApi(store::ResumeRulesStore& rules, std::function<void(base::UserId)> committed);
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> get_rules(gateway::Call call);
  asio::awaitable<gateway::Answer> put_rules(gateway::Call call);

 private:
  store::ResumeRulesStore& rules_;
  std::function<void(base::UserId)> committed_;
};

}  // namespace jobswipe::profile
