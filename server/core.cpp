#include "server/core.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <random>

#include "core/push/vapid.hpp"

namespace jobswipe::server {
namespace {

using std::chrono::seconds;

double random_part() {
  thread_local std::mt19937_64 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

gateway::Gateway::Limits limits_of(const Config& config) {
  gateway::Gateway::Limits limits;
  limits.requests_per_second = static_cast<double>(config.requests_per_second);
  limits.logins_per_minute = static_cast<double>(config.logins_per_minute);
  return limits;
}

store::ClaimsStore::Settings claim_settings(const Config& config) {
  store::ClaimsStore::Settings settings;
  settings.lease = seconds(config.lease_seconds);
  settings.max_attempts = static_cast<int>(config.max_attempts);
  return settings;
}

report::ReportApi::Policy report_policy(const Config& config) {
  report::ReportApi::Policy policy;
  policy.max_attempts = static_cast<int>(config.max_attempts);
  policy.retry.base = seconds(config.retry_base_seconds);
  policy.random = random_part;
  return policy;
}

int connections_of(const Config& config) {
  constexpr std::int64_t kForTheSweep = 2;  // the advisory lock's, and one to spare
  return static_cast<int>(std::max<std::int64_t>(1, (config.db_connections - kForTheSweep) / config.threads));
}

/// The process' wakes; the first core to ask makes them its own to run.
std::shared_ptr<queue::NodeWakes> wakes_of(Shared& shared, asio::io_context& io) {
  if (!shared.wakes)
    shared.wakes = std::make_shared<queue::NodeWakes>(io.get_executor(), redis::Config::parse(shared.config.redis_url));
  return shared.wakes;
}

/// claim::WorkSignal over the wake bus.
class BusSignal final : public claim::WorkSignal {
 public:
  explicit BusSignal(std::unique_ptr<queue::WakeBus::Signal> signal) : signal_(std::move(signal)) {}
  asio::awaitable<bool> wait(std::chrono::milliseconds timeout) override { return signal_->wait(timeout); }

 private:
  std::unique_ptr<queue::WakeBus::Signal> signal_;
};

}  // namespace

Shared::Shared(const Config& of_config, const crypto::Key& master_key)
    : config(of_config), keys(master_key), hasher(static_cast<int>(of_config.parallel_hashes)) {
  if (!config.web_dir.empty()) files = gateway::StaticFiles::load(config.web_dir);
}

void Shared::end_sessions(const std::vector<base::Uuid>& ended) {
  revocations.add(ended);
  for (Core* core : cores) core->end_sessions(ended);
}

postgres::Config database_config(const Config& config, int connections) {
  postgres::Config database;
  database.url = config.database_url;
  database.connections = connections;
  database.application_name = "jobswiped";
  return database;
}

class Core::Guard final : public stream::SessionGuard {
 public:
  explicit Guard(const identity::Revocations& revocations) : revocations_(revocations) {}
  bool revoked(const gateway::Caller& caller) override { return revocations_.contains(caller.session); }

 private:
  const identity::Revocations& revocations_;
};

Core::Core(Shared& shared, int number)
    : shared_(shared),
      work_(asio::make_work_guard(io)),
      database(io.get_executor(), database_config(shared.config, connections_of(shared.config))),
      redis(io.get_executor(), redis::Config::parse(shared.config.redis_url)),
      requests_(shared.metrics),
      wakes_(wakes_of(shared, io)),
      bus_(io.get_executor(), redis, wakes_),
      presence_(io.get_executor(), redis, seconds(90), shared.config.redis_prefix),
      users_(database),
      sessions_(database),
      devices_(database),
      vault_(users_, shared.keys),
      profiles_(database, vault_),
      jobs_(database),
      applications_(database, static_cast<int>(shared.config.max_attempts)),
      swipes_(database),
      claims_(database, claim_settings(shared.config)),
      reports_(database, seconds(shared.config.lease_seconds)),
      events_(database),
      push_(database, vault_),
      settings_(database),
      tracking_(database, vault_),
      resume_rules_(database, vault_),
      guard_(std::make_unique<Guard>(shared.revocations)),
      hub_(io.get_executor(), guard_.get()),
      source_(events_),
      authenticator_(shared.keys, shared.revocations, shared.clock),
      idempotency_(database, vault_),
      gateway_(authenticator_, &idempotency_, limits_of(shared.config)),
      accounts_api_({users_, sessions_, vault_, shared.hasher, shared.keys, shared.revocations, shared.clock,
                     [this](const auto& ended) { shared_.end_sessions(ended); },
                     [this](base::UserId user) { return export_rest(user); }}),
      devices_api_({devices_, shared.keys, shared.revocations, shared.clock, shared.config.public_url,
                    [this](const auto& ended) { shared_.end_sessions(ended); },
                    [this](base::UserId user) { committed(user); }}),
      resume_reader_(io.get_executor()),
      profile_api_(profiles_, resume_reader_, [this](base::UserId user) { committed(user); }),
      settings_api_(settings_, [this](base::UserId user) { committed(user); }),
      resume_rules_api_(resume_rules_, [this](base::UserId user) { committed(user); }),
      jobs_api_(jobs_, applications_, resume_rules_, profiles_, [this](base::UserId user) { committed(user); }),
      intake_(io.get_executor(),
              [this](std::vector<store::NewSwipe> swipes) { return swipes_.write(std::move(swipes)); }, {}),
      swipe_api_(applications_, intake_, resume_rules_, profiles_, vault_,
                 [this](base::UserId user) { committed(user); }),
      applications_api_(
          applications_, events_, profiles_, tracking_, vault_, [this](base::UserId user) { committed(user); },
          static_cast<std::size_t>(shared.config.list_megabytes * 1'000'000 / shared.config.threads)),
      tracking_api_(applications_, tracking_, [this](base::UserId user) { committed(user); }),
      export_api_(applications_, tracking_),
      claim_api_(claims_, events_, profiles_, vault_,
                 {[this](base::UserId user) { committed(user); },
                  [this](base::UserId user) { return std::make_unique<BusSignal>(bus_.signal(user, true)); },
                  [this](base::UserId user, base::DeviceId device) { presence_.seen(user, device); },
                  [this](base::ApplicationId application, const boost::json::value& progress) {
                    presence_.progress(application, progress);
                  },
                  [this] { return shared_.draining.load(); }, seconds(shared.config.heartbeat_seconds), seconds(5)}),
      report_api_(reports_, vault_, report_policy(shared.config), [this](base::UserId user) { committed(user); }),
      stream_api_(io.get_executor(), hub_, source_, {}, [this] { return bus_.healthy(); }),
      notify_api_(push_, notify::PushServices(shared.config.push_services, shared.config.allow_private),
                  push::vapid_public_key(push::P256Key::from_seed(shared.keys.push))) {
  wire_fan_out();
  add_operations();
  if (number == 0) {
    shared_.metrics.add_gauge("jobswipe_database_up", "1 while PostgreSQL answers.",
                              [this] { return database.healthy() ? 1.0 : 0.0; });
    const notify::SenderStats& push = shared_.push;
    const auto add_push = [&](const char* name, const char* help, const std::atomic<std::uint64_t>& value) {
      shared_.metrics.add_gauge(name, help, [&value] { return static_cast<double>(value.load()); });
    };
    add_push("jobswipe_push_sent", "Push messages that push services took, since the start.", push.sent);
    add_push("jobswipe_push_failed", "Push messages put off because a push service failed, since the start.",
             push.failed);
    add_push("jobswipe_push_refused", "Push messages that push services refused, since the start.", push.refused);
    add_push("jobswipe_push_subscriptions_gone", "Subscriptions forgotten as ended, since the start.", push.gone);
    shared_.metrics.add_gauge("jobswipe_redis_up", "1 while Redis answers.",
                              [this] { return redis.healthy() ? 1.0 : 0.0; });
  }
}

Core::~Core() {
  if (shared_.cores.empty() || shared_.cores.front() == this) wakes_->close();
}

void Core::wire_fan_out() {
  hub_.on_first_subscriber([this](base::UserId user) {
    listening_[user] = bus_.listen(user, [this, user](queue::Wake wake) {
      if (wake != queue::Wake::work) hub_.wake(user);
    });
  });
  hub_.on_last_subscriber([this](base::UserId user) { listening_.erase(user); });
}

void Core::add_operations() {
  accounts_api_.add_to(gateway_);
  devices_api_.add_to(gateway_);
  profile_api_.add_to(gateway_);
  settings_api_.add_to(gateway_);
  resume_rules_api_.add_to(gateway_);
  jobs_api_.add_to(gateway_);
  places_api_.add_to(gateway_);
  swipe_api_.add_to(gateway_);
  applications_api_.add_to(gateway_);
  tracking_api_.add_to(gateway_);
  export_api_.add_to(gateway_);
  claim_api_.add_to(gateway_);
  report_api_.add_to(gateway_);
  stream_api_.add_to(gateway_);
  notify_api_.add_to(gateway_);
  gateway_.handle("livez", [](gateway::Call) -> asio::awaitable<gateway::Answer> {
    boost::json::object body;
    body["status"] = "live";
    co_return gateway::json_response(200, body);
  });
  gateway_.handle("readyz", [this](gateway::Call) -> asio::awaitable<gateway::Answer> { co_return readiness(); });
  gateway_.handle("metrics", [this](gateway::Call) -> asio::awaitable<gateway::Answer> {
    co_return http::Response::text(200, "text/plain; version=0.0.4", shared_.metrics.text());
  });
  if (shared_.files) gateway_.serve_files(shared_.files);
  gateway_.observe([this](const gateway::Served& served) {
    requests_.observe(served.operation, served.status, served.seconds);
    if (spdlog::should_log(spdlog::level::info)) spdlog::info("{}", gateway::access_log_line(served));
  });
  const auto missing = gateway_.missing();
  if (!missing.empty())
    throw std::logic_error(fmt::format("no handler for {} of api/openapi.yaml", fmt::join(missing, ", ")));
}

/// A process is ready when each of its cores is: the next request may come to any of them.
gateway::Answer Core::readiness() const {
  const bool up = database.healthy() && std::all_of(shared_.cores.begin(), shared_.cores.end(),
                                                    [](const Core* core) { return core->database_up.load(); });
  const bool ready = up && !shared_.draining;
  boost::json::object body;
  body["status"] = ready ? "ready" : shared_.draining ? "draining" : "not ready";
  body["postgres"] = up ? "up" : "down";
  body["redis"] = redis.healthy() ? "up" : "down";
  return gateway::json_response(ready ? 200 : 503, body);
}

asio::awaitable<void> Core::watch_database() {
  asio::steady_timer pause(io);
  while (!shared_.draining) {
    database_up = database.healthy();
    pause.expires_after(std::chrono::milliseconds(250));
    co_await pause.async_wait(asio::use_awaitable);
  }
}

std::uint16_t Core::listen(std::uint16_t port) {
  http::ServerConfig config;
  config.address = shared_.config.listen_address();
  config.port = port;
  config.tls_certificate_file = shared_.config.tls_cert;
  config.tls_key_file = shared_.config.tls_key;
  config.trusted_proxies = shared_.config.trusted_proxy_list();
  http_ = std::make_unique<http::Server>(io.get_executor(), std::move(config),
                                         [this](http::Request request) { return gateway_.serve(std::move(request)); });
  http_->start();
  stream_api_.start();
  database_up = database.healthy();
  asio::co_spawn(io, watch_database(), [](std::exception_ptr failure) {
    if (failure) spdlog::error("readiness is not watched any more");
  });
  return http_->port();
}

void Core::run() {
  io.run();
}

void Core::stop() {
  work_.reset();
}

asio::awaitable<void> Core::drain(std::chrono::milliseconds deadline) {
  stream_api_.stop();
  hub_.drain();
  if (http_) co_await http_->drain(deadline);
  listening_.clear();
  co_await redis.close(std::chrono::milliseconds(500));
  co_await database.close(std::chrono::milliseconds(2000));
}

void Core::end_sessions(const std::vector<base::Uuid>& ended) {
  asio::post(io, [this, ended] {
    for (const auto& session : ended) hub_.end_session(session);
  });
}

void Core::publish(base::UserId user, queue::Wake wake) {
  bus_.publish(user, wake);
}

void Core::committed(base::UserId user) {
  shared_.outbox.notify();
  relayed(user);
}

void Core::relayed(base::UserId user) {
  publish(user, queue::Wake::events);
  // Without Redis nobody offers the work: whoever waits for some looks at each change.
  if (!bus_.healthy()) publish(user, queue::Wake::work);
}

void Core::offer(base::UserId user) {
  publish(user, queue::Wake::work);
}

asio::awaitable<boost::json::object> Core::export_rest(base::UserId user) {
  boost::json::object all;
  all["profile"] = co_await profiles_.profile(user);
  all["answers"] = co_await profiles_.answers(user);
  all["settings"] = co_await settings_.get(user);
  const auto rules = co_await resume_rules_.get(user);
  all["resumeRules"] = rules.rules;
  all["blockedEmployers"] = co_await jobs_.blocked_employers(user);
  all["resumes"] = co_await profiles_.resumes(user);
  all["devices"] = co_await devices_.list(user);
  boost::json::array applications;
  auto exported = co_await applications_.export_all(user);
  for (auto& entry : exported) {
    auto json = boost::json::parse(entry.application_json).as_object();
    if (!entry.custom_fields_sealed.empty()) {
      const auto plain =
          co_await vault_.open(user, "application_queue.custom_fields", std::move(entry.custom_fields_sealed));
      json["customFields"] = boost::json::parse(plain);
    }
    if (!entry.answers_sent_sealed.empty()) {
      const auto plain =
          co_await vault_.open(user, "application_queue.answers_sent", std::move(entry.answers_sent_sealed));
      json["answersSent"] = boost::json::parse(plain);
    }
    applications.push_back(std::move(json));
  }
  all["applications"] = std::move(applications);
  constexpr int kAllReminders = 1'000'000;
  all["notes"] = co_await tracking_.notes(user);
  all["reminders"] = co_await tracking_.all_reminders(user, false, kAllReminders);
  boost::json::array events;
  const auto log_epoch = co_await events_.epoch();
  std::int64_t after = 0;
  for (bool more = true; more;) {
    const auto page = co_await events_.read(user, after, 1000);
    for (const auto& event : page.events) events.push_back(store::to_json(event, log_epoch));
    more = !page.events.empty();
    if (more) after = page.events.back().seq;
  }
  all["events"] = std::move(events);
  co_return all;
}

}  // namespace jobswipe::server
