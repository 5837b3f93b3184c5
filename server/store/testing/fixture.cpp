#include "server/store/testing/fixture.hpp"

#include <fmt/format.h>

namespace jobswipe::store::testing {
namespace {

TestDatabase& shared_database() {
  static TestDatabase database;
  return database;
}

postgres::Config pool_config() {
  postgres::Config config;
  config.url = shared_database().url();
  config.connections = 4;
  // Deadlines are not what these tests are about, and sanitizers on a busy machine are slow.
  config.connect_timeout = std::chrono::seconds(30);
  config.query_timeout = std::chrono::seconds(60);
  return config;
}

}  // namespace

StoreFixture::StoreFixture() : pool_(std::make_unique<postgres::Pool>(io_.get_executor(), pool_config())) {
  user = add_user();
  device = add_device();
  resume = add_resume(user);
  job = add_job();
}

StoreFixture::~StoreFixture() {
  try {
    run(pool_->close(std::chrono::seconds(5)));
  } catch (const std::exception& error) {
    ADD_FAILURE() << "the pool did not close: " << error.what();
  }
}

TestDatabase& StoreFixture::database() {
  return shared_database();
}

void StoreFixture::run_all(std::size_t count, std::function<boost::asio::awaitable<void>(std::size_t)> start) {
  std::size_t left = count;
  bool ended = count == 0;
  std::exception_ptr failure;
  for (std::size_t i = 0; i < count; ++i)
    boost::asio::co_spawn(io_, start(i), [&](std::exception_ptr error) {
      if (error && !failure) failure = error;
      ended = --left == 0;
    });
  turn_until(io_, ended);
  if (failure) std::rethrow_exception(failure);
  ASSERT_EQ(left, 0u);
}

base::UserId StoreFixture::add_user() {
  const auto id = base::UserId::make();
  database().execute(
      fmt::format("INSERT INTO users (id, email_lookup, email_sealed, password_hash, data_key_sealed) VALUES ('{0}', "
                  "'{0}', '\\x', 'none', '\\x'); "
                  "INSERT INTO user_streams (user_id) VALUES ('{0}')",
                  id.to_string()));
  return id;
}

base::DeviceId StoreFixture::add_device() {
  const auto id = base::DeviceId::make();
  database().execute(fmt::format("INSERT INTO devices (user_id, id, name) VALUES ('{}', '{}', 'desktop')",
                                 user.to_string(), id.to_string()));
  return id;
}

base::ResumeId StoreFixture::add_resume(base::UserId of) {
  const auto id = base::ResumeId::make();
  database().execute(
      fmt::format("INSERT INTO resumes (user_id, id, name_sealed, sealed, content_type, bytes, sha256, is_default) "
                  "VALUES ('{}', '{}', '\\x', '\\x', 'application/pdf', 0, '\\x', true)",
                  of.to_string(), id.to_string()));
  return id;
}

base::JobId StoreFixture::add_job() {
  const auto id = base::JobId::make();
  database().execute(fmt::format(
      "INSERT INTO job_snapshots (hash, content) VALUES ('{0}', '{{\"title\": \"Engineer\"}}'); "
      "INSERT INTO jobs (id, source, board, external_id, snapshot_hash, title, company, apply_url, posted_at) "
      "VALUES ('{0}', 'test', 'board', '{0}', '{0}', 'Engineer', 'Company', 'https://example.org/jobs', now())",
      id.to_string()));
  return id;
}

void StoreFixture::close_posting(base::JobId id) {
  database().execute(fmt::format("UPDATE jobs SET closed_at = now() WHERE id = '{}'", id.to_string()));
}

}  // namespace jobswipe::store::testing
