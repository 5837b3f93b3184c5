#include <gmock/gmock.h>

#include <cmath>

#include "bench/load/histogram.hpp"
#include "bench/load/wire.hpp"

namespace jobswipe::load {
namespace {

TEST(Histogram, PercentilesLieWithinOnePercentAboveTheTrueOnes) {
  Histogram histogram;
  for (std::int64_t i = 1; i <= 100000; ++i) histogram.add(i * 1000);
  EXPECT_EQ(histogram.count(), 100000U);
  for (const double quantile : {0.01, 0.5, 0.95, 0.99, 0.999}) {
    const double exact = std::ceil(quantile * 100000) * 1000;
    const auto found = static_cast<double>(histogram.at(quantile));
    EXPECT_GE(found, exact) << quantile;
    EXPECT_LE(found, exact * 1.01) << quantile;
  }
  EXPECT_EQ(histogram.at(1), 100000 * 1000);
  EXPECT_EQ(histogram.max(), 100000 * 1000);
  EXPECT_NEAR(histogram.mean(), 50000500, 1);
}

TEST(Histogram, TakesZeroNegativeAndHugeDurations) {
  Histogram histogram;
  EXPECT_EQ(histogram.at(0.5), 0);
  histogram.add(-5);
  EXPECT_EQ(histogram.at(0.5), 0);
  histogram.add(std::int64_t{1} << 61);
  EXPECT_EQ(histogram.at(1), std::int64_t{1} << 61);
}

TEST(Histogram, AMergedOneCountsBoth) {
  Histogram one, other;
  one.add(1000);
  other.add(9000);
  one.merge(other);
  EXPECT_EQ(one.count(), 2U);
  EXPECT_EQ(one.max(), 9000);
  EXPECT_EQ(one.at(0.5), 1003);
}

TEST(Wire, AResponseIsReadOnlyWhenWhole) {
  const std::string bytes =
      "HTTP/1.1 201 Created\r\ncontent-length: 11\r\nConnection: close\r\n\r\n{\"id\":\"ab\"}HTTP";
  EXPECT_FALSE(parse_response(bytes.substr(0, 20)));
  EXPECT_FALSE(parse_response(bytes.substr(0, bytes.size() - 5)));
  const auto response = parse_response(bytes);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "{\"id\":\"ab\"}");
  EXPECT_EQ(response->size, bytes.size() - 4);
  EXPECT_TRUE(response->last);
}

TEST(Wire, WhatIsNoResponseIsRefused) {
  EXPECT_THROW(parse_response("SSH-2.0-x\r\n\r\n"), std::runtime_error);
  EXPECT_THROW(parse_response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), std::runtime_error);
  EXPECT_EQ(parse_response("HTTP/1.1 204 No Content\r\n\r\n")->size, 27U);
}

TEST(Wire, FramesOfAllLengthsAreReadOnlyWhenWhole) {
  for (const std::size_t length : {std::size_t{5}, std::size_t{300}, std::size_t{70000}}) {
    std::string bytes = "\x81";
    if (length < 126) {
      bytes += static_cast<char>(length);
    } else if (length < 65536) {
      bytes += static_cast<char>(126);
      bytes += static_cast<char>(length >> 8);
      bytes += static_cast<char>(length & 0xff);
    } else {
      bytes += static_cast<char>(127);
      for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(length >> shift & 0xff);
    }
    bytes.append(length, 'x');
    EXPECT_FALSE(parse_frame(std::string_view(bytes).substr(0, bytes.size() - 1)));
    const auto frame = parse_frame(bytes);
    ASSERT_TRUE(frame) << length;
    EXPECT_EQ(frame->opcode, 1);
    EXPECT_EQ(frame->payload.size(), length);
    EXPECT_EQ(frame->size, bytes.size());
  }
  EXPECT_THROW(parse_frame("\x81\x85....hello"), std::runtime_error);
}

TEST(Wire, MembersAreFoundByName) {
  const std::string_view json = R"({"claims":[{"applicationId":"a-1","epoch":7,"jobId": "j"}],"n":12})";
  EXPECT_EQ(member(json, "applicationId"), "a-1");
  EXPECT_EQ(member(json, "epoch"), "7");
  EXPECT_EQ(member(json, "jobId"), "j");
  EXPECT_EQ(member(json, "n"), "12");
  EXPECT_EQ(member(json, "absent"), "");
}

}  // namespace
}  // namespace jobswipe::load
