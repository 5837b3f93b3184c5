#include "server/workers.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <random>

#include "server/store/settings_store.hpp"

namespace jobswipe::server {
namespace {

sweep::SweepOptions sweep_options(const Config& config) {
  sweep::SweepOptions options;
  options.interval = std::chrono::seconds(config.reconcile_seconds);
  options.max_attempts = static_cast<int>(config.max_attempts);
  options.retry.base = std::chrono::seconds(config.retry_base_seconds);
  return options;
}

sweep::Sweep::Hooks sweep_hooks(Core& core) {
  sweep::Sweep::Hooks hooks;
  hooks.committed = [&core](base::UserId user) { core.committed(user); };
  hooks.offer = [&core](base::UserId user) { core.offer(user); };
  hooks.random = [generator = std::mt19937_64(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
  };
  return hooks;
}

notify::SenderOptions sender_options(const Config& config) {
  notify::SenderOptions options;
  options.contact = config.push_contact;
  if (options.contact.empty() && config.public_url.starts_with("https://")) options.contact = config.public_url;
  options.allow_private = config.allow_private;
  options.retry.base = std::chrono::seconds(config.push_retry_seconds);
  options.look_around = std::chrono::seconds(4 * config.reconcile_seconds);
  options.silence = std::chrono::minutes(config.silent_desktop_minutes);
  return options;
}

/// notify::Wishes by the person's settings.
class SettingsWishes final : public notify::Wishes {
 public:
  explicit SettingsWishes(postgres::Pool& database) : settings_(database) {}
  asio::awaitable<notify::Wish> of(base::UserId user, std::string kind) override {
    const auto found = co_await settings_.push_wish(user, std::move(kind));
    notify::Wish wish;
    wish.wanted = found.wanted;
    wish.quiet_for = found.quiet;
    co_return wish;
  }

 private:
  store::SettingsStore settings_;
};

}  // namespace

Workers::Workers(Shared& shared, Core& core)
    : core_(core),
      queues_(core.redis, shared.config.redis_prefix),
      outbox_store_(core.database),
      sweep_store_(core.database),
      relay_(core.io.get_executor(), outbox_store_, queues_, shared.outbox,
             [&core](base::UserId user) { core.relayed(user); }, {}),
      dispatcher_(core.io.get_executor(), core.redis, queues_, [&core](base::UserId user) { core.offer(user); }, {}),
      sweep_(core.io.get_executor(), database_config(shared.config, 1), sweep_store_, core.redis, queues_,
             sweep_hooks(core), sweep_options(shared.config)),
      users_(core.database),
      vault_(users_, shared.keys),
      push_store_(core.database, vault_),
      wishes_(std::make_unique<SettingsWishes>(core.database)),
      sender_(core.io.get_executor(), push_store_, *wishes_, push::P256Key::from_seed(shared.keys.push),
              notify::PushServices(shared.config.push_services, shared.config.allow_private), shared.push,
              sender_options(shared.config)),
      tracking_(core.database, vault_),
      reminders_(
          core.io.get_executor(), tracking_, [&core](base::UserId user) { core.committed(user); },
          std::chrono::seconds(shared.config.reconcile_seconds)),
      jobs_(core.database),
      placement_(core.io.get_executor(), jobs_, std::chrono::seconds(4 * shared.config.reconcile_seconds)) {}

void Workers::start() {
  relay_.start();
  dispatcher_.start();
  sweep_.start();
  sender_.start();
  reminders_.start();
  placement_.start();
  asio::co_spawn(core_.io, announce(), [](std::exception_ptr failure) {
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      spdlog::warn("the queues are announced to dashboards at the next start: {}", error.what());
    }
  });
}

asio::awaitable<void> Workers::announce() {
  co_await core_.redis.wait_ready(std::chrono::seconds(10));
  co_await queues_.announce();
}

asio::awaitable<void> Workers::stop(std::chrono::milliseconds deadline) {
  co_await placement_.stop(deadline);
  co_await reminders_.stop(deadline);
  co_await sender_.stop(deadline);
  co_await sweep_.stop(deadline);
  co_await relay_.stop(deadline);
  co_await dispatcher_.stop(deadline);
}

}  // namespace jobswipe::server
