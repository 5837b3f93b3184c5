#include "agent/model/protocol.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace jobswipe::model {
namespace {

Prompt asking() {
  Prompt prompt;
  prompt.system = "S";
  prompt.user = "U";
  prompt.schema = json::parse(R"({"type":"object"})").as_object();
  return prompt;
}

TEST(Protocol, AddressesOfLocalAndHostedServersLeadToTheirEndpoint) {
  EXPECT_EQ(endpoint(Protocol::openai, "http://127.0.0.1:11434/v1/"), "http://127.0.0.1:11434/v1/chat/completions");
  EXPECT_EQ(endpoint(Protocol::anthropic, "https://api.example"), "https://api.example/v1/messages");
  EXPECT_EQ(endpoint(Protocol::anthropic, "https://api.example/v1"), "https://api.example/v1/messages");
}

TEST(Protocol, StreamingIsOffAndTheAnswersSchemaIsAskedForInBoth) {
  const auto openai = json::serialize(request_body(Protocol::openai, "m", asking()));
  EXPECT_NE(openai.find("\"stream\":false"), std::string::npos);
  EXPECT_NE(openai.find("\"json_schema\""), std::string::npos);
  const auto anthropic = json::serialize(request_body(Protocol::anthropic, "m", asking()));
  EXPECT_NE(anthropic.find("\"stream\":false"), std::string::npos);
  EXPECT_NE(anthropic.find(R"("tool_choice":{"type":"tool","name":"answer"})"), std::string::npos);
}

TEST(Protocol, AnswersAndTheirCostAreReadFromBoth) {
  const auto openai = parse_reply(
      Protocol::openai,
      R"({"choices":[{"message":{"content":"Sure: ```json\n{\"a\":1}\n```"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3}})",
      true);
  EXPECT_EQ(openai.answer->at("a"), 1);
  EXPECT_EQ(openai.usage.input, 7);
  const auto anthropic = parse_reply(
      Protocol::anthropic,
      R"({"content":[{"type":"text","text":"hm"},{"type":"tool_use","name":"answer","input":{"a":2}}],"stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":4}})",
      true);
  EXPECT_EQ(anthropic.answer->at("a"), 2);
  EXPECT_EQ(anthropic.usage.output, 4);
}

TEST(Protocol, RefusalsAndCutAnswersAreKnown) {
  EXPECT_TRUE(
      parse_reply(Protocol::openai, R"({"choices":[{"message":{"content":null,"refusal":"no"}}]})", true).refused);
  EXPECT_TRUE(parse_reply(Protocol::anthropic, R"({"content":[],"stop_reason":"refusal"})", true).refused);
  EXPECT_TRUE(
      parse_reply(Protocol::openai, R"({"choices":[{"message":{"content":"{"},"finish_reason":"length"}]})", true).cut);
}

TEST(Protocol, WhatIsNoAnswerOfTheProtocolIsRefused) {
  for (const auto* body : {"", "<html>", "{}", "[]", R"({"choices":[]})"})
    EXPECT_THROW(parse_reply(Protocol::openai, body, true), ProtocolError) << body;
  EXPECT_THROW(
      parse_reply(Protocol::openai,
                  R"({"choices":[{"message":{"tool_calls":[{"function":{"name":"x","arguments":"no json"}}]}}]})",
                  false),
      ProtocolError);
  EXPECT_THROW(parse_reply(Protocol::anthropic, R"({"content":"x"})", true), ProtocolError);
  EXPECT_FALSE(
      parse_reply(Protocol::openai, R"({"choices":[{"message":{"content":"I would say yes."}}]})", true).answer);
}

TEST(Protocol, AnErrorThatQuotesAKeyDoesNotBringItIntoTheLog) {
  EXPECT_EQ(error_text(R"({"error":{"message":"Incorrect API key: sk-abc123 given"}})"),
            "Incorrect API key: sk- given");
}

}  // namespace
}  // namespace jobswipe::model
