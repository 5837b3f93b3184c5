#include "server/app.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <thread>

#include "core/crypto/bytes.hpp"
#include "server/core.hpp"
#include "server/identity/master_key_check.hpp"
#include "server/jobs/import.hpp"
#include "server/log.hpp"
#include "server/store/migrate.hpp"
#include "server/workers.hpp"

namespace jobswipe::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Runs a coroutine on a loop of its own, for the short commands.
template <class T>
T run_alone(asio::io_context& io, asio::awaitable<T> coroutine) {
  auto result = asio::co_spawn(io, std::move(coroutine), asio::use_future);
  io.run();
  return result.get();
}

asio::awaitable<int> migrate_and_close(postgres::Pool& pool) {
  const int applied = co_await store::migrate(pool);
  co_await pool.close(seconds(2));
  co_return applied;
}

/// The schema must be there before anything is served. While the database is still starting, wait for it.
asio::awaitable<void> require_database(postgres::Pool& pool) {
  asio::steady_timer pause(co_await asio::this_coro::executor);
  const auto give_up = std::chrono::steady_clock::now() + seconds(30);
  for (;;) {
    std::string reason;
    try {
      co_await store::require_migrated(pool);
      co_return;
    } catch (const postgres::Unavailable& unavailable) {
      reason = unavailable.what();
    }
    if (std::chrono::steady_clock::now() > give_up)
      throw std::runtime_error("PostgreSQL did not answer within 30 s; check JOBSWIPE_DATABASE_URL and that it runs: " +
                               reason);
    spdlog::warn("waiting for PostgreSQL: {}", reason);
    pause.expires_after(milliseconds(500));
    co_await pause.async_wait(asio::use_awaitable);
  }
}

asio::awaitable<void> check_redis(redis::Client& redis) {
  try {
    co_await redis.wait_ready(seconds(3));
    co_await queue::require_noeviction(redis);
  } catch (const redis::Unavailable& unavailable) {
    spdlog::warn("Redis is not there, so delivery is slower until it is: {}", unavailable.what());
  }
}

/// Reads every second which sessions ended elsewhere.
asio::awaitable<void> follow_revocations(Shared& shared, postgres::Pool& database) {
  store::SessionsStore sessions(database);
  asio::steady_timer pause(co_await asio::this_coro::executor);
  auto look_back = static_cast<int>(identity::Revocations::kKeep.count());
  while (!shared.draining) {
    try {
      const auto ended = co_await sessions.revoked(look_back);
      std::vector<base::Uuid> fresh;
      for (const auto& session : ended)
        if (!shared.revocations.contains(session)) fresh.push_back(session);
      if (!fresh.empty()) shared.end_sessions(fresh);
      look_back = 60;  // rows that committed late are seen by the overlap
    } catch (const std::exception& failure) {
      spdlog::warn("revocations can't be read: {}", failure.what());
      look_back = static_cast<int>(identity::Revocations::kKeep.count());
    }
    pause.expires_after(seconds(1));
    co_await pause.async_wait(asio::use_awaitable);
  }
}

asio::awaitable<void> prepare(Shared& shared, Core& core) {
  co_await require_database(core.database);
  store::UsersStore users(core.database);
  co_await identity::require_master_key(users, shared.keys);
  co_await check_redis(core.redis);
}

void log_failure(const char* what, std::exception_ptr failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    spdlog::error("{} ended: {}", what, error.what());
  }
}

std::string served_url(const Config& config, std::uint16_t port) {
  if (!config.public_url.empty()) return config.public_url;
  const auto address = config.listen_address();
  const bool six = address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", config.tls_cert.empty() ? "http" : "https", six ? "[" : "", address,
                     six ? "]" : "", port);
}

asio::awaitable<void> stop_core(Core& core, Workers* workers, milliseconds deadline) {
  if (workers) co_await workers->stop(deadline);
  co_await core.drain(deadline);
  core.stop();
}

/// Waits for SIGTERM or SIGINT on the calling thread.
void wait_for_signal() {
  asio::io_context io{1};
  asio::signal_set signals(io, SIGTERM, SIGINT);
  signals.async_wait([](const boost::system::error_code&, int number) { spdlog::info("signal {}: draining", number); });
  io.run();
}

}  // namespace

int serve(const Config& config) {
  start_logging(config.log_level);
  crypto::initialise();
  const auto master_key = identity::load_master_key(config.master_key, config.master_key_file);
  if (!master_key) throw std::runtime_error(master_key.error().detail);
  Shared shared(config, *master_key);
  std::vector<std::unique_ptr<Core>> cores;
  for (int i = 0; i < config.threads; ++i) {
    cores.push_back(std::make_unique<Core>(shared, i));
    shared.cores.push_back(cores.back().get());
  }
  Core& first = *cores.front();

  // The first core's loop runs here until everything that must hold before serving does.
  auto prepared = asio::co_spawn(first.io, prepare(shared, first), asio::use_future);
  while (prepared.wait_for(seconds(0)) != std::future_status::ready) first.io.run_one();
  prepared.get();

  std::uint16_t port = config.listen_port();
  if (config.has_role("api"))
    for (auto& core : cores) port = core->listen(port);
  std::unique_ptr<Workers> workers;
  if (config.has_role("worker")) {
    workers = std::make_unique<Workers>(shared, first);
    workers->start();
  }
  asio::co_spawn(first.io, follow_revocations(shared, first.database),
                 [](std::exception_ptr failure) { log_failure("reading revocations", failure); });

  std::vector<std::thread> threads;
  for (auto& core : cores) threads.emplace_back([&core] { core->run(); });
  boost::json::object ready;
  ready["event"] = "listening";
  ready["url"] = served_url(config, port);
  fmt::print("{}\n", boost::json::serialize(ready));
  std::fflush(stdout);

  wait_for_signal();
  shared.draining = true;
  std::vector<std::future<void>> stopped;
  for (auto& core : cores) {
    Workers* of_core = core.get() == &first ? workers.get() : nullptr;
    stopped.push_back(
        asio::co_spawn(core->io, stop_core(*core, of_core, seconds(config.drain_seconds)), asio::use_future));
  }
  for (auto& each : stopped) {
    if (each.wait_for(seconds(config.drain_seconds + 5)) != std::future_status::ready)
      spdlog::warn("a core did not drain in time");
  }
  for (auto& core : cores) core->io.stop();
  for (auto& thread : threads) thread.join();
  shared.hasher.stop();
  spdlog::info("stopped");
  return 0;
}

int migrate(const Config& config) {
  start_logging(config.log_level);
  asio::io_context io{1};
  postgres::Pool pool(io.get_executor(), database_config(config, 1));
  const int applied = run_alone(io, migrate_and_close(pool));
  fmt::print("{} migrations applied\n", applied);
  return 0;
}

namespace {

asio::awaitable<base::Result<jobs::ImportReport>> import_and_close(postgres::Pool& pool, std::string feed,
                                                                   bool allow_private) {
  store::JobsStore store(pool);
  const auto fetcher = jobs::make_http_fetcher(co_await asio::this_coro::executor, allow_private);
  jobs::ImportOptions options;
  options.allow_private = allow_private;
  auto report = co_await jobs::import_feed(std::move(feed), options, *fetcher, store);
  co_await pool.close(seconds(2));
  co_return report;
}

}  // namespace

int import_postings(const Config& config, const std::string& feed) {
  start_logging(config.log_level);
  asio::io_context io{1};
  postgres::Pool pool(io.get_executor(), database_config(config, 1));
  const auto report = run_alone(io, import_and_close(pool, feed, config.allow_private));
  if (!report) throw std::runtime_error(report.error().detail);
  for (const auto& refused : report->refused) fmt::print(stderr, "{}\n", refused.to_string());
  fmt::print("{}\n", report->summary());
  return report->refused.size() == report->records && report->records > 0 ? 1 : 0;
}

}  // namespace jobswipe::server
