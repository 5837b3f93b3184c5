#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "io/redis/reply.hpp"

struct redisReader;

namespace jobswipe::redis {

/// Appends a command in RESP2 form. Arguments are bytes, never parts of a format string.
void append_command(std::string& out, std::span<const std::string> args);

/// Turns bytes, in pieces of any size, into replies. No I/O. Replies nest at most seven deep and an array has at most
/// 2²⁰ items; more, or anything that is not RESP2, throws ProtocolError, after which the parser is of no more use.
class Parser {
 public:
  Parser();
  void feed(std::string_view bytes);
  /// The next whole reply, or nothing until more bytes are fed.
  std::optional<Reply> next();

 private:
  struct Free {
    void operator()(redisReader* reader) const noexcept;
  };
  std::unique_ptr<redisReader, Free> reader_;
};

}  // namespace jobswipe::redis
