#pragma once

#include "server/gateway/gateway.hpp"
#include "server/store/jobs_store.hpp"

namespace jobswipe::jobs {

namespace asio = boost::asio;

/// The deck and single postings.
class JobsApi {
 public:
  explicit JobsApi(store::JobsStore& jobs) : jobs_(jobs) {}
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> deck(gateway::Call call);
  asio::awaitable<gateway::Answer> job(gateway::Call call);

 private:
  store::JobsStore& jobs_;
};

}  // namespace jobswipe::jobs
