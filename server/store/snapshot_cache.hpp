#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

namespace jobswipe::store {

/// Postings as they were swiped, by the hash of their content, which never changes. Bounded in bytes; the oldest go
/// first.
class SnapshotCache {
 public:
  using Text = std::shared_ptr<const std::string>;

  explicit SnapshotCache(std::size_t most_bytes) : most_(most_bytes) {}

  /// Nothing when it is not known here.
  Text find(const std::string& hash) const;
  void put(const std::string& hash, Text text);
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  std::size_t most_, bytes_ = 0;
  std::unordered_map<std::string, Text> texts_;
  std::deque<std::string> order_;
};

}  // namespace jobswipe::store
