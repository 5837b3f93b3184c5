#include "io/redis/redirect.hpp"

#include <gtest/gtest.h>

namespace jobswipe::redis {
namespace {

std::optional<Redirect> redirect_of(const std::string& text) {
  Reply reply;
  reply.kind = Reply::Kind::error;
  reply.text = text;
  return parse_redirect(reply, Endpoint{"10.0.0.7", 7000, ""});
}

TEST(RedisRedirect, ReadsWhereAnotherNodeServesTheKey) {
  const auto moved = redirect_of("MOVED 3999 127.0.0.1:6381");
  ASSERT_TRUE(moved);
  EXPECT_FALSE(moved->ask);
  EXPECT_EQ(moved->to, (Endpoint{"127.0.0.1", 6381, ""}));
  const auto ask = redirect_of("ASK 3999 queue.internal:6381");
  ASSERT_TRUE(ask);
  EXPECT_TRUE(ask->ask);
  EXPECT_EQ(ask->to.host, "queue.internal");
}

TEST(RedisRedirect, ReadsAnIpv6Address) {
  EXPECT_EQ(redirect_of("MOVED 1 fd00::2:6381")->to, (Endpoint{"fd00::2", 6381, ""}));
}

TEST(RedisRedirect, AnEmptyHostIsThatOfTheNodeThatAnswered) {
  EXPECT_EQ(redirect_of("MOVED 1 :6381")->to, (Endpoint{"10.0.0.7", 6381, ""}));
}

TEST(RedisRedirect, RefusesWhatNamesNoNode) {
  for (const char* text : {"MOVED 1 ?:6381", "MOVED 1 host", "MOVED 1 host:", "MOVED 1 host:0", "MOVED 1 host:99999",
                           "MOVED 1 host:63x", "MOVED", "MOVED ", "WRONGTYPE x:1", "ASKING 1 host:1"})
    EXPECT_FALSE(redirect_of(text)) << text;
  Reply status;
  status.kind = Reply::Kind::status;
  status.text = "MOVED 1 host:6381";
  EXPECT_FALSE(parse_redirect(status, Endpoint()));
}

}  // namespace
}  // namespace jobswipe::redis
