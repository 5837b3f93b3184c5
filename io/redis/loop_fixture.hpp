#pragma once

#include <gtest/gtest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <utility>

#include "io/redis/test_server.hpp"

namespace jobswipe::redis {

/// For tests: one event loop, which outlives what a test builds on it.
class LoopFixture : public testing::Test {
 protected:
  /// Runs a coroutine to its end, with whatever else lives on the loop, and throws what it throws.
  template <class T>
  T run(boost::asio::awaitable<T> coroutine) {
    return run_through(io_, std::move(coroutine));
  }
  /// Turns the loop until the condition holds; a failure of the test when that takes longer than a minute.
  template <class Condition>
  void until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition() && std::chrono::steady_clock::now() < end) {
      io_.restart();
      io_.run_one_for(std::chrono::milliseconds(50));
    }
    ASSERT_TRUE(condition());
  }

  boost::asio::io_context io_;
};

}  // namespace jobswipe::redis
