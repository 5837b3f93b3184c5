#include "agent/browser/mcp_protocol.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace jobswipe::browser {
namespace {

TEST(McpProtocol, ARequestIsOneLineWithAGrowingNumber) {
  McpProtocol protocol;
  json::object params;
  params["text"] = "two\nlines";
  const auto first = protocol.request("tools/call", params);
  EXPECT_EQ(first.find('\n'), first.size() - 1);
  const auto parsed = json::parse(first);
  EXPECT_EQ(parsed.at("jsonrpc"), "2.0");
  EXPECT_EQ(parsed.at("id"), 1);
  EXPECT_EQ(parsed.at("params").at("text"), "two\nlines");
  protocol.request("ping", {});
  EXPECT_EQ(protocol.last_id(), 2);
}

TEST(McpProtocol, MessagesComeWholeHoweverTheBytesAreCut) {
  const std::string bytes =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"a\":1}}\r\n\n{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}\n"
      "{\"jsonrpc\":\"2.0\",\"id\":\"s1\",\"method\":\"ping\"}\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    McpProtocol protocol;
    std::vector<McpMessage> messages;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      for (auto& message : protocol.feed(std::string_view(bytes).substr(at, piece)))
        messages.push_back(std::move(message));
    ASSERT_EQ(messages.size(), 3u) << "cut into pieces of " << piece;
    EXPECT_EQ(std::get<McpReply>(messages[0]).id, 7);
    EXPECT_EQ(std::get<McpReply>(messages[0]).result.at("a"), 1);
    EXPECT_EQ(std::get<McpNotification>(messages[1]).method, "notifications/x");
    EXPECT_EQ(std::get<McpServerRequest>(messages[2]).method, "ping");
  }
}

TEST(McpProtocol, AnErrorReplyKeepsCodeAndMessage) {
  McpProtocol protocol;
  const auto messages =
      protocol.feed("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,\"message\":\"bad\"}}\n");
  EXPECT_EQ(std::get<McpReply>(messages.at(0)).error, "-32602: bad");
}

TEST(McpProtocol, WhatIsNoMessageIsAnError) {
  EXPECT_THROW(McpProtocol().feed("hello\n"), McpProtocolError);
  EXPECT_THROW(McpProtocol().feed("[]\n"), McpProtocolError);
  EXPECT_THROW(McpProtocol().feed("{\"id\":1,\"result\":{}}\n"), McpProtocolError);
  EXPECT_THROW(McpProtocol().feed("{\"jsonrpc\":\"2.0\",\"id\":1}\n"), McpProtocolError);
  EXPECT_THROW(McpProtocol().feed("{\"jsonrpc\":\"2.0\",\"result\":1}\n"), McpProtocolError);
  EXPECT_THROW(McpProtocol(10).feed("{\"jsonrpc\":\"2.0\""), McpProtocolError);
}

TEST(McpProtocol, PingIsAnsweredAndTheRestIsRefused) {
  McpProtocol protocol;
  McpServerRequest request;
  request.id = "s1";
  request.method = "ping";
  EXPECT_TRUE(json::parse(protocol.answer(request)).at("result").is_object());
  request.method = "sampling/createMessage";
  EXPECT_EQ(json::parse(protocol.answer(request)).at("error").at("code"), -32601);
}

TEST(McpProtocol, AToolResultIsItsTextAndWhetherItFailed) {
  const auto good = McpProtocol::tool_result(
      json::parse(R"({"content":[{"type":"text","text":"a"},{"type":"image"},{"type":"text","text":"b"}]})"));
  EXPECT_EQ(good.text, "ab");
  EXPECT_FALSE(good.is_error);
  EXPECT_TRUE(McpProtocol::tool_result(json::parse(R"({"content":[],"isError":true})")).is_error);
  EXPECT_THROW(McpProtocol::tool_result(json::parse("{}")), McpProtocolError);
  const auto names = McpProtocol::tool_names(json::parse(R"({"tools":[{"name":"x"},{"name":"y"}]})"));
  EXPECT_EQ(names, (std::vector<std::string>{"x", "y"}));
}

}  // namespace
}  // namespace jobswipe::browser
