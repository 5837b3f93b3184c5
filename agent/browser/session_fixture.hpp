#pragma once

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>
#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "agent/browser/session.hpp"
#include "agent/browser/testing.hpp"

namespace jobswipe::browser::testing {

/// A real Chromium on pages of a server on loopback, once with each driver.
class SessionFixture : public ::testing::TestWithParam<Driver> {
 protected:
  void SetUp() override {
    if (std::getenv("JOBSWIPE_TEST_VERBOSE")) spdlog::set_level(spdlog::level::debug);
    std::string pattern = (std::filesystem::temp_directory_path() / "jobswipe-browser-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    std::filesystem::create_directories(directory_ / "staging");
    std::ofstream(directory_ / "staging" / "cv.pdf") << "%PDF-1.4 test";
    std::ofstream(directory_ / "secret.pdf") << "%PDF-1.4 secret";
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  SessionOptions options() {
    SessionOptions options;
    options.driver = GetParam();
    options.profile_directory = (directory_ / "profile").string();
    options.staging_directory = (directory_ / "staging").string();
    options.allow_private = true;
    return options;
  }

  void run(SessionOptions options, std::function<asio::awaitable<void>(Session&)> body) {
    asio::io_context context;
    Session session(context.get_executor(), std::move(options));
    auto done = asio::co_spawn(context, both(session, std::move(body)), asio::use_future);
    context.run_for(std::chrono::seconds(150));
    ASSERT_EQ(done.wait_for(std::chrono::milliseconds(0)), std::future_status::ready) << "not done within 150 s";
    done.get();
  }

  static asio::awaitable<void> both(Session& session, std::function<asio::awaitable<void>(Session&)> body) {
    std::exception_ptr failure;
    try {
      co_await body(session);
    } catch (...) {
      failure = std::current_exception();
    }
    co_await session.close();
    if (failure) std::rethrow_exception(failure);
  }

  static Handle handle(const std::string& id, const std::string& frame = "main") {
    Handle made;
    made.frame = frame;
    made.id = id;
    return made;
  }

  static asio::awaitable<std::string> text(Browser& page, std::string function) {
    const auto value = co_await page.evaluate("main", std::move(function), json::value());
    co_return json::serialize(value);
  }

  asio::awaitable<BrowserFault> fault_of(asio::awaitable<void> call) {
    try {
      co_await std::move(call);
    } catch (const BrowserError& error) {
      co_return error.fault();
    }
    ADD_FAILURE() << "no fault";
    co_return BrowserFault::tool;
  }

  std::string staged() const { return (directory_ / "staging" / "cv.pdf").string(); }

  std::filesystem::path directory_;
  PageServer server_{{}};
};

inline std::string name_of(const ::testing::TestParamInfo<Driver>& each) {
  return std::string(to_string(each.param));
}
inline auto both_drivers() {
  return ::testing::Values(Driver::playwright, Driver::webdriver);
}

}  // namespace jobswipe::browser::testing
