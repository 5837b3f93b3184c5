#pragma once

#include <functional>

#include "server/gateway/gateway.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/profile_reader.hpp"
#include "server/store/resume_rules_store.hpp"
#include "server/store/vault.hpp"
#include "server/swipe/intake.hpp"

namespace jobswipe::swipe {

namespace asio = boost::asio;

/// Step 1: takes a swipe and writes it once. A 2xx is sent after the commit and never before (invariant I1).
class SwipeApi {
 public:
  /// `committed` is called after each change of a person's log, to hurry the relay and the streams; it must not block.
  SwipeApi(store::ApplicationsStore& applications, Intake& intake, store::ResumeRulesStore& rules,
           store::ProfileReader& profiles, store::Vault& vault, std::function<void(base::UserId)> committed);
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> swipe_right(gateway::Call call);
  asio::awaitable<gateway::Answer> swipe_left(gateway::Call call);
  asio::awaitable<gateway::Answer> undo(gateway::Call call);

 private:
  store::ApplicationsStore& applications_;
  Intake& intake_;
  store::ResumeRulesStore& rules_;
  store::ProfileReader& profiles_;
  store::Vault& vault_;
  std::function<void(base::UserId)> committed_;
};

}  // namespace jobswipe::swipe
