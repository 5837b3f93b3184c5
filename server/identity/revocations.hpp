#pragma once

#include <chrono>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "core/base/id.hpp"

namespace jobswipe::identity {

/// Sessions that ended before their access tokens ran out. Filled at once by what this process does, and every second
/// from the database with what the others did; asked on every request, from memory. Thread-safe.
class Revocations {
 public:
  /// Longer than any access token lives.
  static constexpr std::chrono::seconds kKeep{2 * 3600};

  void add(const std::vector<base::Uuid>& sessions);
  bool contains(base::Uuid session) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<base::Uuid, std::chrono::steady_clock::time_point> sessions_;
};

}  // namespace jobswipe::identity
