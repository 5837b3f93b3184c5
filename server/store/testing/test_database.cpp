#include "server/store/testing/test_database.hpp"

#include <fmt/format.h>

#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "core/base/id.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/migrate.hpp"

namespace jobswipe::store::testing {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

postgres::Config config_of(const std::string& url) {
  postgres::Config config;
  config.url = url;
  config.connections = 1;
  config.application_name = "jobswipe test support";
  return config;
}

asio::awaitable<std::string> first_value(postgres::Pool& pool, std::string sql) {
  const std::string wrapped = fmt::format("SELECT v::text FROM ({}) AS t (v) LIMIT 1", sql);
  const postgres::Statement statement{"test_value", wrapped};
  const postgres::Rows rows = co_await pool.query(statement, postgres::Params());
  if (rows.empty()) co_return "";
  co_return std::string(rows.front().text("v"));
}

/// Schemas that an earlier run left when it was killed.
asio::awaitable<void> drop_leftovers(postgres::Pool& pool) {
  constexpr postgres::Statement kLeftovers{
      "test_leftovers",
      "SELECT nspname FROM pg_namespace WHERE nspname ~ '^jobswipe_test_[0-9]+_' "
      "AND split_part(nspname, '_', 3)::bigint < extract(epoch FROM now()) - 7200"};
  const postgres::Rows rows = co_await pool.query(kLeftovers, postgres::Params());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string drop = fmt::format("DROP SCHEMA IF EXISTS {} CASCADE", rows[i].text("nspname"));
    co_await pool.execute_script(std::move(drop));
  }
}

asio::awaitable<void> create(std::string url, std::string schema) {
  const auto executor = co_await asio::this_coro::executor;
  postgres::Pool pool(executor, config_of(url));
  co_await drop_leftovers(pool);
  std::string create = fmt::format("CREATE SCHEMA {}", schema);
  co_await pool.execute_script(std::move(create));
  co_await pool.close(1s);
}

asio::awaitable<void> migrate_all(std::string url) {
  const auto executor = co_await asio::this_coro::executor;
  postgres::Pool pool(executor, config_of(url));
  co_await migrate(pool);
  co_await pool.close(1s);
}

asio::awaitable<void> execute_one(std::string url, std::string sql) {
  const auto executor = co_await asio::this_coro::executor;
  postgres::Pool pool(executor, config_of(url));
  co_await pool.execute_script(std::move(sql));
  co_await pool.close(1s);
}

asio::awaitable<std::string> ask_one(std::string url, std::string sql) {
  const auto executor = co_await asio::this_coro::executor;
  postgres::Pool pool(executor, config_of(url));
  std::string value = co_await first_value(pool, std::move(sql));
  co_await pool.close(1s);
  co_return value;
}

std::string with_search_path(const std::string& url, const std::string& schema) {
  if (!url.starts_with("postgres")) return fmt::format("{} options='-c search_path={},public'", url, schema);
  return fmt::format("{}{}options=-csearch_path%3D{}%2Cpublic", url, url.find('?') == std::string::npos ? "?" : "&",
                     schema);
}

}  // namespace

std::string TestDatabase::server_url() {
  const char* url = std::getenv("JOBSWIPE_TEST_DATABASE_URL");
  if (url == nullptr || *url == '\0')
    throw std::runtime_error(
        "JOBSWIPE_TEST_DATABASE_URL is unset. Run ./jobswipe test, which starts a database and sets it.");
  return url;
}

TestDatabase::TestDatabase(bool migrated) {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  std::string random = base::Uuid::make().to_string().substr(24);
  schema_ = fmt::format("jobswipe_test_{}_{}", now.count(), random);
  url_ = with_search_path(server_url(), schema_);
  asio::io_context io;
  run_to_end(io, create(server_url(), schema_));
  if (migrated) run_to_end(io, migrate_all(url_));
}

TestDatabase::~TestDatabase() {
  try {
    asio::io_context io;
    run_to_end(io, execute_one(server_url(), fmt::format("DROP SCHEMA {} CASCADE", schema_)));
  } catch (const std::exception& error) {
    std::cerr << "could not drop " << schema_ << ": " << error.what() << "\n";
  }
}

void TestDatabase::execute(const std::string& sql) {
  asio::io_context io;
  run_to_end(io, execute_one(url_, sql));
}

std::string TestDatabase::value(const std::string& sql) {
  asio::io_context io;
  return run_to_end(io, ask_one(url_, sql));
}

}  // namespace jobswipe::store::testing
