#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "core/base/id.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/testing/test_database.hpp"

namespace jobswipe::store::testing {

/// A person with a résumé and a desktop, and an open posting, for each test; one schema for the whole test program.
class StoreFixture : public ::testing::Test {
 protected:
  StoreFixture();
  ~StoreFixture() override;

  postgres::Pool& pool() { return *pool_; }
  TestDatabase& database();
  template <class T>
  T run(boost::asio::awaitable<T> coroutine) {
    return run_to_end(io_, std::move(coroutine));
  }
  /// Runs `count` coroutines at once, to their ends; the first exception is thrown.
  void run_all(std::size_t count, std::function<boost::asio::awaitable<void>(std::size_t)> start);

  base::UserId add_user();
  base::DeviceId add_device();
  base::ResumeId add_resume(base::UserId of);
  base::JobId add_job();
  void close_posting(base::JobId id);

  boost::asio::io_context io_{1};

 private:
  std::unique_ptr<postgres::Pool> pool_;

 protected:
  base::UserId user;
  base::DeviceId device;
  base::ResumeId resume;
  base::JobId job;
};

}  // namespace jobswipe::store::testing
