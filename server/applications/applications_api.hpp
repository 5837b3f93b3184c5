#pragma once

#include <functional>

#include "server/applications/kept_lists.hpp"
#include "server/gateway/gateway.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/events_store.hpp"
#include "server/store/profile_reader.hpp"
#include "server/store/tracking_store.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::applications {

namespace asio = boost::asio;

/// What a person sees of their applications and decides about them. `list_bytes` bounds the lists that are kept between
/// requests; each is given again only when the database says that it is still the same.
class ApplicationsApi {
 public:
  ApplicationsApi(store::ApplicationsStore& applications, store::EventsStore& events, store::ProfileReader& profiles,
                  store::TrackingStore& tracking, store::Vault& vault, std::function<void(base::UserId)> committed,
                  std::size_t list_bytes = 0);
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> list(gateway::Call call);
  asio::awaitable<gateway::Answer> details(gateway::Call call);
  asio::awaitable<gateway::Answer> logs(gateway::Call call);
  asio::awaitable<gateway::Answer> evidence(gateway::Call call);
  asio::awaitable<gateway::Answer> as_it_is_now(gateway::Call call);
  asio::awaitable<gateway::Answer> cancel(gateway::Call call);
  asio::awaitable<gateway::Answer> retry(gateway::Call call);
  asio::awaitable<gateway::Answer> set_priority(gateway::Call call);
  asio::awaitable<gateway::Answer> resolve(gateway::Call call);
  asio::awaitable<gateway::Answer> answer(gateway::Call call);
  /// Merges answers into what one application says and queues it again.
  asio::awaitable<base::Result<std::string>> answer_one(base::UserId user, base::ApplicationId id,
                                                        boost::json::array answers, store::DecisionOrigin origin);
  /// One application's part of a bulk request, which must live until it ends.
  asio::awaitable<base::Result<std::string>> decide_one(const gateway::Call& call, base::ApplicationId id);
  asio::awaitable<gateway::Answer> bulk(gateway::Call call);

 private:
  asio::awaitable<gateway::Answer> decided(base::UserId user, base::Result<std::string> application);

  store::ApplicationsStore& applications_;
  store::EventsStore& events_;
  store::ProfileReader& profiles_;
  store::TrackingStore& tracking_;
  store::Vault& vault_;
  std::function<void(base::UserId)> committed_;
  KeptLists lists_;
};

}  // namespace jobswipe::applications
