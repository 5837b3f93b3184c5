#include "server/jobs/fetch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <string>

#include "io/http/server.hpp"
#include "server/store/testing/test_database.hpp"

namespace jobswipe::jobs {
namespace {

using store::testing::run_to_end;
using ::testing::HasSubstr;

/// Answers /feed with a body, /moved with the way there, and everything else with 404 or, under /ill, 503.
asio::awaitable<http::Response> answer(http::Request request) {
  if (request.path == "/feed") co_return http::Response::text(200, "application/json", "[1]");
  if (request.path == "/moved") {
    http::Response response = http::Response::empty(302);
    response.fields.set("Location", "/feed");
    co_return response;
  }
  co_return http::Response::empty(request.path == "/ill" ? 503 : 404);
}

class Fetching : public ::testing::Test {
 protected:
  boost::asio::io_context io{1};
  http::Server server{io.get_executor(), {}, answer};
  Fetching() { server.start(); }
  std::string url(const std::string& path) { return "http://127.0.0.1:" + std::to_string(server.port()) + path; }
  base::Result<std::string> get(const std::string& path, bool allow_private) {
    const auto fetcher = make_http_fetcher(io.get_executor(), allow_private);
    return run_to_end(io, fetcher->get(url(path)));
  }
};

TEST_F(Fetching, FollowsRedirectsToTheBody) {
  EXPECT_EQ(get("/feed", true).value(), "[1]");
  EXPECT_EQ(get("/moved", true).value(), "[1]");
}

TEST_F(Fetching, NamesTheAddressAndWhatItAnswered) {
  EXPECT_THAT(get("/gone", true).error().detail, HasSubstr("/gone answered 404. Check the board's name."));
  const auto ill = get("/ill", true);
  EXPECT_EQ(ill.error().code, base::ErrorCode::unavailable);
  EXPECT_THAT(ill.error().detail, HasSubstr("answered 503"));
}

TEST_F(Fetching, RefusesThisMachineUnlessAllowed) {
  const auto refused = get("/feed", false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::unprocessable);
  EXPECT_THAT(refused.error().detail, HasSubstr("--allow-private"));
}

}  // namespace
}  // namespace jobswipe::jobs
