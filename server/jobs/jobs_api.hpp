#pragma once

#include <functional>

#include "server/gateway/gateway.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/jobs_store.hpp"
#include "server/store/profile_reader.hpp"
#include "server/store/resume_rules_store.hpp"

namespace jobswipe::jobs {

namespace asio = boost::asio;

/// The deck, single postings and the employers that a person has blocked.
class JobsApi {
 public:
  /// `committed` is called when the person's list of blocked employers has changed.
  JobsApi(store::JobsStore& jobs, store::ApplicationsStore& applications, store::ResumeRulesStore& rules,
          store::ProfileReader& profiles, std::function<void(base::UserId)> committed)
      : jobs_(jobs),
        applications_(applications),
        rules_(rules),
        profiles_(profiles),
        committed_(std::move(committed)) {}
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> deck(gateway::Call call);
  asio::awaitable<gateway::Answer> job(gateway::Call call);
  asio::awaitable<gateway::Answer> list_blocked(gateway::Call call);
  asio::awaitable<gateway::Answer> block(gateway::Call call);
  asio::awaitable<gateway::Answer> unblock(gateway::Call call);

 private:
  store::JobsStore& jobs_;
  store::ApplicationsStore& applications_;
  store::ResumeRulesStore& rules_;
  store::ProfileReader& profiles_;
  std::function<void(base::UserId)> committed_;
};

}  // namespace jobswipe::jobs
