#include "server/gateway/problem.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "core/base/result.hpp"
#include "io/postgres/pool.hpp"
#include "server/gateway/contract.hpp"
#include "server/gateway/rate_limit.hpp"

namespace jobswipe::gateway {
namespace {

TEST(ProblemResponse, CarriesTheMembersOfRfc9457) {
  base::Error error = base::Error::invalid("/a", "must be text");
  error.retry_after = std::chrono::seconds(7);
  const auto response = problem_response(error, "req-1");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.fields.get("Content-Type"), "application/problem+json");
  EXPECT_EQ(response.fields.get("Retry-After"), "7");
  const auto body = boost::json::parse(response.body);
  EXPECT_EQ(body.at("type"), "urn:jobswipe:problem:invalid_input");
  EXPECT_EQ(body.at("status"), 400);
  EXPECT_EQ(body.at("requestId"), "req-1");
  EXPECT_EQ(body.at("errors"), boost::json::parse(R"([{"pointer":"/a","reason":"must be text"}])"));
  EXPECT_FALSE(body.at("title").as_string().empty());
  EXPECT_FALSE(body.at("detail").as_string().empty());
}

TEST(ErrorOfException, TellsAMissingDatabaseFromAFault) {
  const auto away = error_of_exception(std::make_exception_ptr(postgres::Unavailable("no route")), "r");
  EXPECT_EQ(away.code, base::ErrorCode::unavailable);
  EXPECT_EQ(away.retry_after, std::chrono::seconds(1));
  const auto fault = error_of_exception(std::make_exception_ptr(std::runtime_error("password=x")), "r");
  EXPECT_EQ(fault.code, base::ErrorCode::internal);
  EXPECT_THAT(fault.detail, ::testing::Not(::testing::HasSubstr("password")));
  const auto meant =
      error_of_exception(std::make_exception_ptr(base::ErrorException(base::Error::not_found("job"))), "r");
  EXPECT_EQ(meant.code, base::ErrorCode::not_found);
}

TEST(Contract, CompilesEveryOperationOfTheRepositorysOwn) {
  const auto& contract = Contract::embedded();
  EXPECT_GT(contract.operations().size(), 40u);
  for (const auto& operation : contract.operations()) {
    EXPECT_TRUE(operation->open || operation->for_web || operation->for_device) << operation->id;
  }
}

TEST(Contract, RefusesWhatItDoesNotUnderstand) {
  for (const char* bad : {
           R"({"components":{"schemas":{}},"paths":{"/a":{"get":{}}}})",
           R"({"components":{"schemas":{}},"paths":{"/a":{"trace":{"operationId":"a"}}}})",
           R"({"components":{"schemas":{}},"paths":{"/a":{"get":{"operationId":"a"},"put":{"operationId":"a"}}}})",
           R"({"components":{"schemas":{}},"paths":{"/a/{id}":{"get":{"operationId":"a"}}}})",
           R"({"components":{"schemas":{"X":{"if":{}}}},"paths":{}})",
           R"({"components":{"schemas":{}},"paths":{"/a":{"get":{"operationId":"a","security":[{"magic":[]}]}}}})",
       }) {
    EXPECT_THROW(Contract{bad}, std::invalid_argument) << bad;
  }
}

TEST(RateLimit, RefillsWithTimeAndSaysHowLongToWait) {
  RateLimit limit(0.5, 2);
  const auto start = RateLimit::Clock::now();
  EXPECT_FALSE(limit.refuse("a", start));
  EXPECT_FALSE(limit.refuse("a", start));
  EXPECT_EQ(limit.refuse("a", start), std::chrono::seconds(2));
  EXPECT_FALSE(limit.refuse("b", start));
  EXPECT_FALSE(limit.refuse("a", start + std::chrono::seconds(2)));
  EXPECT_TRUE(limit.refuse("a", start + std::chrono::seconds(2)));
}

TEST(RateLimit, ForgetsFullBuckets) {
  RateLimit limit(1, 1);
  const auto start = RateLimit::Clock::now();
  for (int i = 0; i < 10000; ++i) limit.refuse(std::to_string(i), start);
  EXPECT_EQ(limit.size(), 10000u);
  limit.refuse("late", start + std::chrono::seconds(5));
  EXPECT_EQ(limit.size(), 1u);
}

}  // namespace
}  // namespace jobswipe::gateway
