#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "server/gateway/gateway.hpp"
#include "server/store/claims_store.hpp"
#include "server/store/events_store.hpp"
#include "server/store/profile_reader.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::claim {

namespace asio = boost::asio;

/// Wake-ups about one person's work, from the moment it is made: a wake between two waits is not lost.
class WorkSignal {
 public:
  virtual ~WorkSignal() = default;
  /// True at a wake, false after `timeout`.
  virtual asio::awaitable<bool> wait(std::chrono::milliseconds timeout) = 0;
};

/// Step 6: grants one lease to one desktop, keeps it alive, and grants one submit intent.
class ClaimApi {
 public:
  struct Hooks {
    std::function<void(base::UserId)> committed;
    std::function<std::unique_ptr<WorkSignal>(base::UserId)> listen;
    /// Presence for other nodes; best effort.
    std::function<void(base::UserId, base::DeviceId)> seen;
    /// Progress for dashboards; best effort.
    std::function<void(base::ApplicationId, const boost::json::value&)> progress;
    /// The node stops: whoever waits is answered now.
    std::function<bool()> draining;
    std::chrono::seconds heartbeat{60};
    std::chrono::milliseconds recheck{
        5000};  ///< while waiting, the queue is read again this often, whatever wakes were lost
  };
  ClaimApi(store::ClaimsStore& claims, store::EventsStore& events, store::ProfileReader& profiles, store::Vault& vault,
           Hooks hooks);
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> claim(gateway::Call call);
  asio::awaitable<gateway::Answer> heartbeat(gateway::Call call);
  asio::awaitable<gateway::Answer> submit_intent(gateway::Call call);
  asio::awaitable<gateway::Answer> sync(gateway::Call call);

 private:
  asio::awaitable<void> note_presence(base::UserId user, base::DeviceId device);
  asio::awaitable<std::string> claim_json(base::UserId user, store::ClaimedApplication claim);

  store::ClaimsStore& claims_;
  store::EventsStore& events_;
  store::ProfileReader& profiles_;
  store::Vault& vault_;
  Hooks hooks_;
};

}  // namespace jobswipe::claim
