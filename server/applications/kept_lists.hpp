#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/id.hpp"

namespace jobswipe::applications {

/// A list as it was answered.
struct KeptList {
  std::string version;  ///< of ApplicationsStore, at that moment
  std::string etag, body;
};

/// A strong entity tag of `body`, with its quotes (RFC 9110, 8.8.3).
std::string etag_of(std::string_view body);

/// The lists that were answered last, so that one which is still the same need not be made again. Whether it is, the
/// database says: nothing here is right by itself. Bounded in bytes; what was not asked for the longest goes first. No
/// entry is older than a minute, since the wording of a posting changes without a word in a person's log. For one
/// thread.
class KeptLists {
 public:
  using Clock = std::chrono::steady_clock;

  /// 0 keeps nothing.
  explicit KeptLists(std::size_t bytes) : most_(bytes) {}

  /// Null when there is none. `request` is the target with its query.
  std::shared_ptr<const KeptList> find(base::UserId user, std::string_view request,
                                       Clock::time_point now = Clock::now());
  void keep(base::UserId user, std::string_view request, std::shared_ptr<const KeptList> list,
            Clock::time_point now = Clock::now());
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const KeptList> list;
    Clock::time_point until;
    std::size_t bytes = 0;
  };
  void drop(std::list<Entry>::iterator entry);

  std::size_t most_, bytes_ = 0;
  std::list<Entry> entries_;                                                 ///< the last one asked for first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> places_;  ///< the keys are the entries' own
};

}  // namespace jobswipe::applications
