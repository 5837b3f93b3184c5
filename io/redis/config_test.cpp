#include "io/redis/config.hpp"

#include <gmock/gmock.h>

namespace jobswipe::redis {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string refusal(const std::string& url) {
  try {
    Config::parse(url);
  } catch (const std::invalid_argument& e) {
    return e.what();
  }
  return "";
}

TEST(RedisConfig, ReadsEveryPartOfATcpUrl) {
  const Config config = Config::parse("redis://worker:p%40ss%2F@queue.internal:7000/3");
  ASSERT_EQ(config.endpoints.size(), 1u);
  EXPECT_EQ(config.endpoints[0], (Endpoint{"queue.internal", 7000, ""}));
  EXPECT_EQ(config.username, "worker");
  EXPECT_EQ(config.password, "p@ss/");
  EXPECT_EQ(config.database, 3);
}

TEST(RedisConfig, FillsInPortAndDatabase) {
  const Config config = Config::parse("redis://localhost");
  EXPECT_EQ(config.endpoints[0], (Endpoint{"localhost", 6379, ""}));
  EXPECT_EQ(config.database, 0);
  EXPECT_TRUE(config.password.empty());
}

TEST(RedisConfig, ReadsAUnixSocketWithDatabase) {
  const Config config = Config::parse("unix:///run/redis/redis.sock?db=2");
  EXPECT_EQ(config.endpoints[0].path, "/run/redis/redis.sock");
  EXPECT_EQ(config.database, 2);
  EXPECT_EQ(Config::parse("unix://:secret@/run/r.sock").password, "secret");
}

TEST(RedisConfig, SeveralHostsMeanACluster) {
  const Config config = Config::parse("redis://a:1,b:2,[::1]:3");
  ASSERT_EQ(config.endpoints.size(), 3u);
  EXPECT_EQ(config.endpoints[2], (Endpoint{"::1", 3, ""}));
  EXPECT_TRUE(config.cluster());
  EXPECT_THAT(refusal("redis://a,b/1"), HasSubstr("only database 0"));
}

TEST(RedisConfig, SentinelsNameTheirMaster) {
  const Config config = Config::parse("redis+sentinel://:secret@a,b:5000/jobs/2");
  ASSERT_EQ(config.endpoints.size(), 2u);
  EXPECT_EQ(config.endpoints[0], (Endpoint{"a", 26379, ""}));
  EXPECT_EQ(config.endpoints[1], (Endpoint{"b", 5000, ""}));
  EXPECT_EQ(config.sentinel_master, "jobs");
  EXPECT_EQ(config.database, 2);
  EXPECT_EQ(config.password, "secret");
  EXPECT_FALSE(config.cluster());
  EXPECT_THAT(refusal("redis+sentinel://a"), HasSubstr("master's name is missing"));
  EXPECT_THAT(refusal("redis+sentinel://a/jobs/x"), HasSubstr("database"));
}

TEST(RedisConfig, RefusesWhatItCannotReadAndSaysWhy) {
  EXPECT_THAT(refusal("http://localhost"), HasSubstr("nor unix://"));
  EXPECT_THAT(refusal("redis://localhost:99999"), HasSubstr("port"));
  EXPECT_THAT(refusal("redis://localhost/x"), HasSubstr("database"));
  EXPECT_THAT(refusal("redis://"), HasSubstr("host is missing"));
  EXPECT_THAT(refusal("redis://[::1"), HasSubstr("closing bracket"));
  EXPECT_THAT(refusal("rediss://localhost"), HasSubstr("TLS"));
  EXPECT_THAT(refusal("unix://relative"), HasSubstr("starts with /"));
}

TEST(RedisConfig, NeverRepeatsThePassword) {
  EXPECT_THAT(refusal("redis://u:hunter2@host:0"), Not(HasSubstr("hunter2")));
  EXPECT_THAT(refusal("redis://u:hunter2%zz@host"), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace jobswipe::redis
