#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// The two protocols that language models are spoken to in, as data in and data out. No network here.

namespace jobswipe::model {

namespace json = boost::json;

enum class Protocol {
  openai,    ///< Chat Completions, as OpenAI, Ollama, llama.cpp and vLLM serve it
  anthropic  ///< Messages, version 2023-06-01
};
std::optional<Protocol> protocol_of(std::string_view name) noexcept;

/// Something the model may ask to be done; `schema` is the JSON Schema of its arguments.
struct Tool {
  std::string name;
  std::string description;
  json::object schema;
};

/// One question. With `schema`, the answer is JSON after it; with `tools`, calls of them.
struct Prompt {
  std::string system;
  std::string user;
  std::vector<Tool> tools;
  std::optional<json::object> schema;
  int max_tokens = 2000;
};

struct ToolCall {
  std::string name;
  json::object arguments;
};

struct Usage {
  std::int64_t input = 0;  ///< tokens
  std::int64_t output = 0;
};

struct Reply {
  std::string text;
  std::optional<json::object> answer;  ///< with Prompt::schema: what the model answered, not yet checked
  std::vector<ToolCall> calls;
  bool refused = false;
  bool cut = false;  ///< it ran into `max_tokens`
  Usage usage;
};

/// The server's answer is none of the protocol's.
class ProtocolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Where to POST to, from the address that the person set.
std::string endpoint(Protocol protocol, std::string address);
/// The body of a request; streaming is off.
json::object request_body(Protocol protocol, const std::string& model, const Prompt& prompt);
/// Reads the body of a 200. Throws ProtocolError.
Reply parse_reply(Protocol protocol, std::string_view body, bool wants_answer);
/// What an error response says of itself, in one line of at most 200 bytes; never a key.
std::string error_text(std::string_view body);

}  // namespace jobswipe::model
