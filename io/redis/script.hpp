#pragma once

#include <string>
#include <string_view>

namespace jobswipe::redis {

/// A Lua script, known to Redis by the SHA-1 of its text. Immutable; may be shared between threads.
class Script {
 public:
  /// `keys` is how many of the first arguments are keys. `name` is for messages.
  Script(std::string_view name, std::string_view text, int keys);

  const std::string& name() const noexcept { return name_; }
  const std::string& text() const noexcept { return text_; }
  const std::string& sha1() const noexcept { return sha1_; }
  const std::string& keys() const noexcept { return keys_; }

 private:
  std::string name_, text_, sha1_, keys_;
};

}  // namespace jobswipe::redis
