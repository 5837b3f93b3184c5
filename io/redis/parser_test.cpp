#include "io/redis/parser.hpp"

#include <gtest/gtest.h>

namespace jobswipe::redis {
namespace {

// A bulk string may hold any byte, so this is not one literal.
std::string stream() {
  return std::string("+OK\r\n:-42\r\n$-1\r\n$5\r\na\r\nb") + '\0' + "\r\n" +
         "*3\r\n$1\r\nx\r\n*2\r\n:1\r\n-ERR inner\r\n*-1\r\n-NOSCRIPT No matching script\r\n*0\r\n$0\r\n\r\n";
}

std::vector<Reply> parse(const std::string& bytes, std::size_t piece) {
  Parser parser;
  std::vector<Reply> replies;
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    parser.feed(std::string_view(bytes).substr(i, piece));
    while (auto reply = parser.next()) replies.push_back(std::move(*reply));
  }
  return replies;
}

TEST(RedisParser, ReadsEveryKindWhateverThePiecesItArrivesIn) {
  for (const std::size_t piece : {1u, 2u, 3u, 7u, 1000u}) {
    SCOPED_TRACE(piece);
    const auto replies = parse(stream(), piece);
    ASSERT_EQ(replies.size(), 8u);
    EXPECT_EQ(replies[0].kind, Reply::Kind::status);
    EXPECT_EQ(replies[0].string(), "OK");
    EXPECT_EQ(replies[1].integer(), -42);
    EXPECT_TRUE(replies[2].is_nil());
    EXPECT_EQ(replies[3].string(), std::string("a\r\nb\0", 5));
    ASSERT_EQ(replies[4].array().size(), 3u);
    EXPECT_EQ(replies[4].items[0].string(), "x");
    EXPECT_EQ(replies[4].items[1].items[0].integer(), 1);
    EXPECT_TRUE(replies[4].items[1].items[1].is_error());
    EXPECT_TRUE(replies[4].items[2].is_nil());
    EXPECT_TRUE(replies[5].is_error());
    EXPECT_TRUE(replies[6].array().empty());
    EXPECT_EQ(replies[7].string(), "");
  }
}

TEST(RedisParser, RefusesWhatIsNotResp2) {
  EXPECT_THROW(parse("HTTP/1.1 400 Bad Request\r\n", 1000), ProtocolError);
  EXPECT_THROW(parse("*2000000000\r\n", 1000), ProtocolError);
  std::string deep;
  for (int i = 0; i < 12; ++i) deep += "*1\r\n";
  EXPECT_THROW(parse(deep + ":1\r\n", 1000), ProtocolError);
}

TEST(RedisParser, FreesAHalfReadReply) {
  Parser parser;
  parser.feed("*3\r\n$3\r\nabc\r\n*2\r\n$3\r\nd");
  EXPECT_FALSE(parser.next());
}

TEST(RedisParser, WritesArgumentsAsBytes) {
  std::string out;
  const std::vector<std::string> args{"SET", "k %s", std::string("v\0\r\n", 4)};
  append_command(out, args);
  EXPECT_EQ(out, std::string("*3\r\n$3\r\nSET\r\n$4\r\nk %s\r\n$4\r\nv") + '\0' + "\r\n\r\n");
}

TEST(RedisReply, SaysWhichErrorsPass) {
  Reply reply;
  reply.kind = Reply::Kind::error;
  reply.text = "LOADING Redis is loading the dataset in memory";
  EXPECT_THROW(throw_if_error(reply), Unavailable);
  reply.text = "OOM command not allowed when used memory > 'maxmemory'.";
  EXPECT_THROW(throw_if_error(reply), Unavailable);
  reply.text = "WRONGTYPE Operation against a key";
  try {
    throw_if_error(reply);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "WRONGTYPE");
  }
  reply.text = "MOVED 3999 127.0.0.1:6381";
  EXPECT_THROW(throw_if_error(reply), Unavailable);
  reply.text = "CROSSSLOT Keys in request don't hash to the same slot";
  EXPECT_THROW(throw_if_error(reply), Error);
}

TEST(RedisReply, RefusesAnotherTypeThanTheCommandHas) {
  Reply reply;
  EXPECT_THROW(reply.integer(), ProtocolError);
  EXPECT_THROW(reply.array(), ProtocolError);
  reply.kind = Reply::Kind::string;
  reply.text = "17";
  EXPECT_EQ(reply.integer(), 17);
  reply.text = "17x";
  EXPECT_THROW(reply.integer(), ProtocolError);
}

}  // namespace
}  // namespace jobswipe::redis
