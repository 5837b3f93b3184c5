#include "server/queue/msgpack.hpp"

#include <gtest/gtest.h>

namespace jobswipe::queue {
namespace {

std::string hex(const std::string& bytes) {
  std::string out;
  for (const unsigned char byte : bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string integer(std::int64_t value) {
  std::string out;
  Packer(out).integer(value);
  return hex(out);
}

TEST(Msgpack, TakesTheShortestFormOfAnInteger) {
  EXPECT_EQ(integer(0), "00");
  EXPECT_EQ(integer(127), "7f");
  EXPECT_EQ(integer(128), "cc80");
  EXPECT_EQ(integer(255), "ccff");
  EXPECT_EQ(integer(256), "cd0100");
  EXPECT_EQ(integer(65'536), "ce00010000");
  EXPECT_EQ(integer(1'700'000'000'000), "cf0000018bcfe56800");
  EXPECT_EQ(integer(-1), "ff");
  EXPECT_EQ(integer(-32), "e0");
  EXPECT_EQ(integer(-33), "d0df");
  EXPECT_EQ(integer(-129), "d1ff7f");
  EXPECT_EQ(integer(-32'769), "d2ffff7fff");
  EXPECT_EQ(integer(INT64_MIN), "d38000000000000000");
}

TEST(Msgpack, WritesTheOtherKinds) {
  std::string out;
  Packer(out).array(3).nil().boolean(true).real(0.5);
  EXPECT_EQ(hex(out), "93c0c3cb3fe0000000000000");
  out.clear();
  Packer(out).map(1).text("a").text("");
  EXPECT_EQ(hex(out), "81a161a0");
}

TEST(Msgpack, AnnouncesSizesInTheSpecifiedWidth) {
  const auto head = [](std::size_t size) {
    std::string out;
    Packer(out).text(std::string(size, 'x'));
    return hex(out.substr(0, out.size() - size));
  };
  EXPECT_EQ(head(31), "bf");
  EXPECT_EQ(head(32), "d920");
  EXPECT_EQ(head(255), "d9ff");
  EXPECT_EQ(head(256), "da0100");
  EXPECT_EQ(head(65'536), "db00010000");
  std::string out;
  Packer(out).array(16).map(70'000);
  EXPECT_EQ(hex(out), "dc0010df00011170");
}

}  // namespace
}  // namespace jobswipe::queue
