#pragma once

#include <string_view>

namespace jobswipe::queue {

/// Why a person's listeners should look again.
enum class Wake {
  events,   ///< their event log has grown
  work,     ///< an application may be claimable
  unknown,  ///< wakes may have been missed: at the start of a listening and after a lost connection
};

constexpr std::string_view name(Wake wake) {
  switch (wake) {
    case Wake::events:
      return "events";
    case Wake::work:
      return "work";
    case Wake::unknown:
      break;
  }
  return "unknown";
}

/// `unknown` for any other text.
constexpr Wake parse_wake(std::string_view text) {
  if (text == name(Wake::events)) return Wake::events;
  if (text == name(Wake::work)) return Wake::work;
  return Wake::unknown;
}

}  // namespace jobswipe::queue
