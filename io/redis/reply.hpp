#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace jobswipe::redis {

using Command = std::vector<std::string>;  ///< a command's name and arguments: bytes, never format strings

/// Redis can't be reached, refuses work for now (loading, out of memory, read-only, busy, moving keys between nodes),
/// has too much in flight from us, or did not answer in time. Thrown. When a command had been sent its effect is
/// unknown: repeat only what is safe to repeat.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Redis answered a command with an error. Thrown; `code()` is its first word, such as `WRONGTYPE`.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message) : std::runtime_error(message) {}
  std::string code() const;
};

/// The peer does not speak RESP2, or answered with another type than the command has. Thrown.
class ProtocolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One reply in RESP2 (redis.io, "Redis serialization protocol specification"). Plain value.
struct Reply {
  enum class Kind : std::uint8_t { nil, integer, string, status, error, array };

  Kind kind = Kind::nil;
  std::int64_t number = 0;   ///< of an integer
  std::string text;          ///< of a string, status or error
  std::vector<Reply> items;  ///< of an array

  bool is_nil() const noexcept { return kind == Kind::nil; }
  bool is_error() const noexcept { return kind == Kind::error; }
  bool is_array() const noexcept { return kind == Kind::array; }

  /// The value of an integer reply, or of a string that holds one. Throws ProtocolError otherwise.
  std::int64_t integer() const;
  /// The bytes of a string or status reply. Throws ProtocolError otherwise.
  const std::string& string() const;
  /// The items of an array reply. Throws ProtocolError otherwise.
  const std::vector<Reply>& array() const;
};

/// Throws what an error reply calls for, Unavailable or Error; does nothing for another reply.
void throw_if_error(const Reply& reply);

}  // namespace jobswipe::redis
