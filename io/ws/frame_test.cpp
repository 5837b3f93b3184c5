#include "io/ws/frame.hpp"

#include <gtest/gtest.h>

namespace jobswipe::ws {
namespace {

std::string frame(Opcode opcode, std::string payload, bool masked = true, bool fin = true) {
  std::optional<std::uint32_t> mask;
  if (masked) mask = 0x3d21fa37;
  std::string bytes(encode_header(opcode, payload.size(), mask).view());
  if (!fin) bytes[0] = static_cast<char>(bytes[0] & 0x7f);
  if (mask) apply_mask(payload, *mask);
  return bytes + payload;
}

/// All messages that `bytes` hold, and the close code of the error that ended the reading, or 0.
std::pair<std::vector<Message>, int> decode(const std::string& bytes, bool from_client = true,
                                            std::size_t max = 100000) {
  Decoder decoder(from_client, max);
  std::vector<Message> messages;
  std::size_t used = 0;
  try {
    while (auto message = decoder.next(bytes, used)) messages.push_back(*message);
  } catch (const ProtocolError& error) {
    return {messages, error.code()};
  }
  return {messages, 0};
}

TEST(Decoder, ReadsTheExamplesOfTheStandard) {
  using namespace std::string_literals;
  EXPECT_EQ(decode("\x81\x05\x48\x65\x6c\x6c\x6f"s, false).first.at(0).payload, "Hello");
  EXPECT_EQ(decode("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s).first.at(0).payload, "Hello");
  EXPECT_EQ(decode("\x01\x03\x48\x65\x6c\x80\x02\x6c\x6f"s, false).first.at(0).payload, "Hello");
  EXPECT_EQ(decode("\x89\x05\x48\x65\x6c\x6c\x6f"s, false).first.at(0).opcode, Opcode::ping);
}

TEST(Decoder, ReadsEveryLengthFormAndAnySplit) {
  for (const std::size_t size : {0u, 1u, 125u, 126u, 127u, 65535u, 65536u, 70000u}) {
    const std::string payload(size, 'x');
    const auto [messages, error] = decode(frame(Opcode::text, payload));
    ASSERT_EQ(error, 0) << size;
    ASSERT_EQ(messages.size(), 1u) << size;
    EXPECT_EQ(messages[0].payload, payload);
  }
  const std::string bytes = frame(Opcode::text, "one", true, false) + frame(Opcode::ping, "p") +
                            frame(Opcode::continuation, "two") + frame(Opcode::text, std::string(300, 'y'));
  Decoder decoder(true, 1000);
  std::string input;
  std::vector<std::string> seen;
  for (const char c : bytes) {
    input.push_back(c);
    std::size_t used = 0;
    while (auto message = decoder.next(input, used)) seen.push_back(message->payload);
    input.erase(0, used);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"p", "onetwo", std::string(300, 'y')}));
}

TEST(Decoder, EndsTheSessionWithTheRightCode) {
  using namespace std::string_literals;
  const struct {
    const char* what;
    std::string bytes;
    int code;
  } table[] = {
      {"unmasked from a client", frame(Opcode::text, "x", false), 1002},
      {"reserved bit", "\xc1\x80\0\0\0\0"s, 1002},
      {"unknown opcode", "\x83\x80\0\0\0\0"s, 1002},
      {"unknown control opcode", "\x8b\x80\0\0\0\0"s, 1002},
      {"fragmented ping", "\x09\x80\0\0\0\0"s, 1002},
      {"long ping", "\x89\xfe\x00\x7e\0\0\0\0"s, 1002},
      {"continuation of nothing", frame(Opcode::continuation, "x"), 1002},
      {"message inside a message", frame(Opcode::text, "x", true, false) + frame(Opcode::text, "y"), 1002},
      {"length not in its shortest form", "\x81\xfe\x00\x05\0\0\0\0hello"s, 1002},
      {"binary", frame(Opcode::binary, "x"), 1003},
      {"not UTF-8", frame(Opcode::text, "\xff"), 1007},
      {"surrogate", frame(Opcode::text, "\xed\xa0\x80"), 1007},
      {"half a character", frame(Opcode::text, "\xc3"), 1007},
      {"too long", frame(Opcode::text, std::string(100001, 'x')), 1009},
      {"too long in pieces",
       frame(Opcode::text, std::string(99999, 'x'), true, false) + frame(Opcode::continuation, "yy"), 1009},
      {"absurd length", "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"s, 1002},
      {"close with one byte", frame(Opcode::close, "x"), 1002},
      {"close with a code that must not be sent", frame(Opcode::close, "\x03\xed"), 1002},
      {"close with a reason that is not UTF-8", frame(Opcode::close, "\x03\xe8\xff"), 1007},
  };
  for (const auto& row : table) EXPECT_EQ(decode(row.bytes).second, row.code) << row.what;
  EXPECT_EQ(decode(frame(Opcode::text, "x"), false).second, 1002) << "masked from a server";
}

TEST(Decoder, RefusesALongMessageBeforeItHasCome) {
  Decoder decoder(true, 100000);
  std::size_t used = 0;
  EXPECT_THROW(decoder.next(frame(Opcode::text, std::string(100001, 'x')).substr(0, 10), used), ProtocolError);
}

TEST(Decoder, TakesAFragmentedCharacter) {
  const auto [messages, error] =
      decode(frame(Opcode::text, "\xe2\x82", true, false) + frame(Opcode::continuation, "\xac"));
  EXPECT_EQ(error, 0);
  EXPECT_EQ(messages.at(0).payload, "€");
}

TEST(Decoder, ReadsCloseWithAndWithoutACode) {
  EXPECT_EQ(decode(frame(Opcode::close, "")).first.at(0).close_code, 1005);
  const auto message = decode(frame(Opcode::close, encode_close(1001, "bye"))).first.at(0);
  EXPECT_EQ(message.close_code, 1001);
  EXPECT_EQ(message.payload, "bye");
}

TEST(EncodeClose, CutsALongReasonBetweenCharacters) {
  std::string reason(122, 'x');
  reason += "€";
  EXPECT_EQ(encode_close(1000, reason).size(), 124u);
  EXPECT_TRUE(is_utf8(std::string_view(encode_close(1000, reason)).substr(2)));
}

TEST(AcceptFor, GivesTheStandardsExample) {
  EXPECT_EQ(accept_for("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_TRUE(is_valid_key("dGhlIHNhbXBsZSBub25jZQ=="));
  EXPECT_TRUE(is_valid_key(make_key()));
  EXPECT_FALSE(is_valid_key("short=="));
  EXPECT_FALSE(is_valid_key("dGhlIHNhbXBsZSBub25jZQ!="));
}

TEST(IsUtf8, FollowsTheTableOfWellFormedSequences) {
  for (const char* good : {"", "a", "é", "€", "😀", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "a\xff", "\xf0\x9f\x98"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

}  // namespace
}  // namespace jobswipe::ws
