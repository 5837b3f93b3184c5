#pragma once

#include <string>
#include <string_view>

namespace jobswipe::redis {
struct Config;
}

namespace jobswipe::queue {

inline constexpr std::string_view kPrefix = "application";

/// `prefix` as it must read on that Redis: on a cluster in braces, unless it has some, so that all keys of all queues
/// lie in one slot, which BullMQ's scripts need.
std::string prefix_on(const redis::Config& config, std::string_view prefix);

/// The keys of one BullMQ queue: `<prefix>:<name>:<what>`, as in `application:processing:wait`.
class Keys {
 public:
  /// Throws std::invalid_argument when `name` is empty or holds a colon.
  Keys(std::string name, std::string prefix);

  const std::string& name() const noexcept { return name_; }
  const std::string& prefix() const noexcept { return prefix_; }
  /// `<prefix>:<name>:`
  const std::string& base() const noexcept { return base_; }
  std::string key(std::string_view what) const { return base_ + std::string(what); }

 private:
  std::string name_, prefix_, base_;
};

}  // namespace jobswipe::queue
