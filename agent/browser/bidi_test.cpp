#include "agent/browser/bidi.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace jobswipe::browser {
namespace {

BrowserFault fault(std::string code, std::string message) {
  BidiFailure failure;
  failure.code = std::move(code);
  failure.message = std::move(message);
  return fault_of(failure);
}

TEST(Bidi, AnswersAndEventsAreToldApart) {
  const auto reply = parse_bidi(R"({"type":"success","id":7,"result":{"context":"c"}})");
  EXPECT_EQ(std::get<BidiReply>(reply).id, 7);
  EXPECT_FALSE(std::get<BidiReply>(reply).failure);
  const auto failure = parse_bidi(R"({"type":"error","id":8,"error":"no such node","message":"gone\nstack"})");
  EXPECT_EQ(std::get<BidiReply>(failure).failure->code, "no such node");
  EXPECT_EQ(std::get<BidiReply>(failure).failure->message, "gone");
  const auto event = parse_bidi(R"({"type":"event","method":"a.b","params":{"context":"c"}})");
  EXPECT_EQ(std::get<BidiEvent>(event).method, "a.b");
}

TEST(Bidi, WhatIsNoMessageIsRefused) {
  for (const auto* text : {"", "[]", "{}", R"({"type":"success"})", R"({"id":1})", "{\"id\":"})
    EXPECT_THROW(parse_bidi(text), BidiProtocolError) << text;
}

TEST(Bidi, ErrorsMeanOneOfTheSixFaults) {
  EXPECT_EQ(fault("unknown error", "net::ERR_CONNECTION_REFUSED"), BrowserFault::network);
  EXPECT_EQ(fault("unknown error", "net::ERR_BLOCKED_BY_CLIENT"), BrowserFault::refused);
  EXPECT_EQ(fault("no such frame", "Context X not found"), BrowserFault::gone);
  EXPECT_EQ(fault("no such node", ""), BrowserFault::gone);
  EXPECT_EQ(fault("unknown error", "Cannot find context with specified id"), BrowserFault::gone);
  EXPECT_EQ(fault("invalid session id", ""), BrowserFault::crashed);
  EXPECT_EQ(fault("unable to set file input", "x"), BrowserFault::tool);
}

TEST(Bidi, WhatAScriptThrowsIsAnErrorAndItsOwnDeadlineATimeout) {
  const auto thrown = json::parse(R"({"type":"exception","exceptionDetails":{"text":"TypeError: x\nat y"}})");
  try {
    remote_value(thrown);
    FAIL();
  } catch (const BrowserError& error) {
    EXPECT_EQ(error.fault(), BrowserFault::tool);
    EXPECT_STREQ(error.what(), "TypeError: x");
  }
  const auto late = json::parse(R"({"type":"exception","exceptionDetails":{"text":"Error: jobswipe timeout"}})");
  try {
    remote_value(late);
    FAIL();
  } catch (const BrowserError& error) {
    EXPECT_EQ(error.fault(), BrowserFault::timeout);
  }
  EXPECT_FALSE(remote_node(json::parse(R"({"type":"success","result":{"type":"null"}})")));
  EXPECT_EQ(remote_node(json::parse(R"({"type":"success","result":{"type":"node","sharedId":"n"}})")), "n");
}

TEST(Bidi, ChordsHoldTheirModifiersAndUnknownKeysAreRefused) {
  const auto text = json::serialize(chord_actions("Control+A"));
  const auto down = text.find("\"keyDown\",\"value\":\"a\"");
  const auto up = text.find("\"keyUp\",\"value\":\"a\"");
  EXPECT_NE(down, std::string::npos);
  EXPECT_LT(down, up);
  EXPECT_NO_THROW(chord_actions("+"));
  EXPECT_THROW(chord_actions("Hyper+Q"), BrowserError);
}

TEST(Bidi, TextIsTypedWhereThereAreKeysAndPutInWhereThereAreNone) {
  const auto pieces = typed_pieces("a é😀日b");
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_EQ(pieces[0].text, "a é");
  EXPECT_TRUE(pieces[0].keys);
  EXPECT_EQ(pieces[1].text, "😀日");
  EXPECT_FALSE(pieces[1].keys);
  EXPECT_EQ(pieces[2].text, "b");
  EXPECT_NE(json::serialize(key_actions("\n")).find("\xEE\x80\x87"), std::string::npos);
}

}  // namespace
}  // namespace jobswipe::browser
