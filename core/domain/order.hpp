#pragma once

#include <algorithm>
#include <cstdint>

#include "core/base/clock.hpp"
#include "core/domain/status.hpp"

namespace jobswipe::domain {

inline constexpr int kLowestPriority = 1;
inline constexpr int kHighestPriority = 10;
inline constexpr int kUsualPriority = 5;
inline constexpr std::chrono::hours kHeadStartPerStep{6};
inline constexpr std::chrono::hours kPremiumHeadStart{48};

/// A person's applications are taken in the order of this: earlier goes first. Priority and premium are head starts in
/// time, so waiting itself moves everything forward and nothing starves.
constexpr base::Time rank_at(base::Time swiped_at, int priority, bool premium) noexcept {
  return swiped_at - priority * kHeadStartPerStep - (premium ? kPremiumHeadStart : std::chrono::hours{0});
}

/// Nothing that came this much earlier is ever overtaken.
inline constexpr std::chrono::hours kLongestOvertaking =
    (kHighestPriority - kLowestPriority) * kHeadStartPerStep + kPremiumHeadStart;

static_assert(rank_at(base::Time{kLongestOvertaking}, kHighestPriority, true) >=
                  rank_at(base::Time{}, kLowestPriority, false),
              "ageing: nobody starves");
static_assert(rank_at({}, kUsualPriority, true) < rank_at({}, kUsualPriority, false), "premium before free");

/// The queue's job that an application calls for, as it stands now.
enum class QueueJob : std::uint8_t {
  none,         ///< nobody waits for it
  offer,        ///< its owner's desktops can take it
  later,        ///< likewise, when its back-off is over
  dead_letter,  ///< a person may look at it
};

constexpr QueueJob job_of(Status status, std::chrono::milliseconds due_in) noexcept {
  switch (status) {
    case Status::pending:
    case Status::queued:
      return due_in.count() > 0 ? QueueJob::later : QueueJob::offer;
    case Status::failed:
      return QueueJob::dead_letter;
    case Status::claimed:
    case Status::processing:
    case Status::completed:
    case Status::cancelled:
    case Status::needs_review:
      break;
  }
  return QueueJob::none;
}

}  // namespace jobswipe::domain
