#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <vector>

#include "core/base/clock.hpp"
#include "io/http/server.hpp"
#include "io/postgres/pool.hpp"
#include "io/redis/client.hpp"
#include "server/applications/applications_api.hpp"
#include "server/applications/export_api.hpp"
#include "server/applications/tracking_api.hpp"
#include "server/claim/claim_api.hpp"
#include "server/config.hpp"
#include "server/gateway/gateway.hpp"
#include "server/gateway/idempotency.hpp"
#include "server/gateway/static_files.hpp"
#include "server/identity/account_api.hpp"
#include "server/identity/device_api.hpp"
#include "server/jobs/jobs_api.hpp"
#include "server/jobs/places_api.hpp"
#include "server/metrics.hpp"
#include "server/notify/notify_api.hpp"
#include "server/notify/sender.hpp"
#include "server/outbox/signal.hpp"
#include "server/profile/profile_api.hpp"
#include "server/profile/resume_rules_api.hpp"
#include "server/profile/settings_api.hpp"
#include "server/queue/presence.hpp"
#include "server/queue/wake_bus.hpp"
#include "server/report/report_api.hpp"
#include "server/stream/event_source.hpp"
#include "server/stream/hub.hpp"
#include "server/stream/stream_api.hpp"
#include "server/swipe/intake.hpp"
#include "server/swipe/swipe_api.hpp"

namespace jobswipe::server {

namespace asio = boost::asio;
class Core;

/// What the cores of a process have in common: values that don't change, and things that are thread-safe.
struct Shared {
  Shared(const Config& of_config, const crypto::Key& master_key);

  const Config& config;
  const identity::Keys keys;
  const base::SystemClock clock;
  std::shared_ptr<const gateway::StaticFiles> files;  ///< null when no web app is served
  identity::Hasher hasher;
  identity::Revocations revocations;
  outbox::OutboxSignal outbox;
  notify::SenderStats push;
  Metrics metrics;
  std::shared_ptr<queue::NodeWakes> wakes;  ///< made by the first core, which runs its connection
  std::atomic<bool> draining{false};
  std::vector<Core*> cores;  ///< complete before any of them runs

  /// Ends the sessions' live streams on every core. From any thread.
  void end_sessions(const std::vector<base::Uuid>& sessions);
};

postgres::Config database_config(const Config& config, int connections);

/// One event loop with everything that serves requests on it: its own connections, stores, steps and HTTP server. Cores
/// share nothing but `Shared`, PostgreSQL and Redis.
class Core {
 public:
  Core(Shared& shared, int number);
  ~Core();

  /// Serves until `stop`; to be called on a thread of its own.
  void run();
  /// Begins to listen. `port` 0 takes a free one. Throws when the address can't be had. Before `run`.
  std::uint16_t listen(std::uint16_t port);
  /// Stops accepting, ends streams, lets requests in flight end, closes the connections.
  asio::awaitable<void> drain(std::chrono::milliseconds deadline);
  void stop();

  /// A person's log has grown by a commit of this core: wake their readers everywhere, and the relay.
  void committed(base::UserId user);
  /// The same by the relay, which needs no waking itself.
  void relayed(base::UserId user);
  /// Wake their desktops.
  void offer(base::UserId user);
  /// Ends the sessions' live streams on this core. From any thread.
  void end_sessions(const std::vector<base::Uuid>& ended);

  asio::io_context io{1};
  /// Whether this core's connections are up, as seen within the last quarter of a second. From any thread.
  std::atomic<bool> database_up{false};

 private:
  void wire_fan_out();
  void add_operations();
  void publish(base::UserId user, queue::Wake wake);
  gateway::Answer readiness() const;
  asio::awaitable<void> watch_database();
  asio::awaitable<boost::json::object> export_rest(base::UserId user);

  Shared& shared_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;

 public:
  postgres::Pool database;
  redis::Client redis;

 private:
  Metrics::Requests requests_;
  const std::shared_ptr<queue::NodeWakes> wakes_;
  queue::WakeBus bus_;
  queue::Presence presence_;

  store::UsersStore users_;
  store::SessionsStore sessions_;
  store::DevicesStore devices_;
  identity::PersonVault vault_;
  store::ProfileStore profiles_;
  store::JobsStore jobs_;
  store::ApplicationsStore applications_;
  store::SwipesStore swipes_;
  store::ClaimsStore claims_;
  store::ReportsStore reports_;
  store::EventsStore events_;
  store::PushStore push_;
  store::SettingsStore settings_;
  store::TrackingStore tracking_;
  store::ResumeRulesStore resume_rules_;

  class Guard;
  std::unique_ptr<Guard> guard_;
  stream::Hub hub_;
  stream::StoredEvents source_;
  std::unordered_map<base::UserId, std::unique_ptr<queue::WakeBus::Listening>> listening_;

  identity::IdentityAuthenticator authenticator_;
  gateway::PostgresIdempotency idempotency_;
  gateway::Gateway gateway_;

  identity::AccountApi accounts_api_;
  identity::DeviceApi devices_api_;
  profile::ResumeReader resume_reader_;
  profile::ProfileApi profile_api_;
  profile::SettingsApi settings_api_;
  profile::ResumeRulesApi resume_rules_api_;
  jobs::JobsApi jobs_api_;
  jobs::PlacesApi places_api_;
  swipe::Intake intake_;
  swipe::SwipeApi swipe_api_;
  applications::ApplicationsApi applications_api_;
  applications::TrackingApi tracking_api_;
  applications::ExportApi export_api_;
  claim::ClaimApi claim_api_;
  report::ReportApi report_api_;
  stream::StreamApi stream_api_;
  notify::NotifyApi notify_api_;

  std::unique_ptr<http::Server> http_;
};

}  // namespace jobswipe::server
