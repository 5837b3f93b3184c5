#pragma once

#include <optional>

#include "core/base/clock.hpp"

namespace jobswipe::domain {

/// What decides whether a posting can still be swiped.
struct Posting {
  std::optional<base::Time> closed_at;   ///< its feed no longer has it
  std::optional<base::Time> expires_at;  ///< as its feed says
};

/// Only swipes ask this. An application that waits while its posting closes is still tried: feeds drop postings that
/// take applications for days to come, and the page itself says so when it is over (`posting_closed`, which is
/// permanent).
constexpr bool takes_swipes(const Posting& posting, base::Time now) noexcept {
  return !posting.closed_at && !(posting.expires_at && *posting.expires_at <= now);
}

static_assert(takes_swipes({}, base::Time{}));
static_assert(!takes_swipes({base::Time{}, {}}, base::Time{}));
static_assert(!takes_swipes({{}, base::Time{}}, base::Time{}), "it ends with its last instant");

}  // namespace jobswipe::domain
