#include "server/gateway/precondition.hpp"

#include <gtest/gtest.h>

namespace jobswipe::gateway {
namespace {

std::optional<std::int64_t> expected(std::string field) {
  http::Request request;
  if (!field.empty()) request.fields.set("If-Match", field);
  return expected_version(request);
}

TEST(Precondition, AsksForTheVersionWhoseTagWasGiven) {
  for (const std::int64_t version : {0, 1, 12345}) EXPECT_EQ(expected(version_etag(version)), version);
}

TEST(Precondition, AsksForNothingWithoutOneOrForAnyVersion) {
  EXPECT_EQ(expected(""), std::nullopt);
  EXPECT_EQ(expected("*"), std::nullopt);
}

TEST(Precondition, IsNeverMetByATagThatWasNeverGiven) {
  for (const char* tag : {"W/\"1\"", "\"\"", "1", "\"1", "\"x\"", "\"1\", \"2\"", "\"-1\"", "\"99999999999999999999\""})
    EXPECT_EQ(expected(tag), -1) << tag;
}

}  // namespace
}  // namespace jobswipe::gateway
