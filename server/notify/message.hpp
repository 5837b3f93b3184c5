#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <string>
#include <string_view>

#include "server/store/push_store.hpp"

namespace jobswipe::notify {

/// News older than this are none: the app itself shows how things stand.
inline constexpr std::chrono::hours kMostAge{24};

/// A push message before it is encrypted, with its header fields (RFC 8030, 5).
struct Message {
  std::string text;          ///< JSON; at most what a locked screen may show
  std::string topic;         ///< a later one of the same topic replaces one that was not delivered yet
  std::string urgency;       ///< RFC 8030, 5.3
  std::chrono::seconds ttl;  ///< how long the push service keeps it for a device that is away
};

/// `{kind, count, at, applicationId?, title?, company?, lastSeenAt?}`: title and company of the posting when it is
/// about one application, cut to 80 characters each. Pure.
Message compose(const store::PushNews& news);

/// What an answer of a push service means.
enum class Verdict {
  sent,
  gone,     ///< the subscription has ended: forget it
  again,    ///< later, not before Retry-After
  refused,  ///< it will never take this message
};
Verdict verdict_of(int status);

/// A Retry-After (RFC 9110, 10.2.3), as seconds or as a date, held against `now`; at most a day, 0 when there is none.
std::chrono::seconds retry_after(std::string_view field, std::chrono::system_clock::time_point now);

}  // namespace jobswipe::notify
