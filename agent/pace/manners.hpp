#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

// When this desktop may begin another application. Pure: time is given, nothing is kept but by who calls.

namespace jobswipe::pace {

using std::chrono::seconds;

/// The manners of a desktop: when it works, how often, how fast.
struct Manners {
  std::optional<int> quiet_from;   ///< minutes after midnight, local time; both or neither
  std::optional<int> quiet_until;  ///< may be smaller than `quiet_from`: over midnight; the same: never quiet
  int per_day = 0;                 ///< applications begun in one local day; 0: no limit
  seconds portal_pause{0};         ///< at least this long between two applications at one portal
  std::int64_t quiet_end = 0;      ///< quiet until this instant (seconds since 1970), whatever the hour; 0: not
};

/// What keeps to both: of two limits the smaller, of two pauses the longer, quiet when either is. The hours of the day
/// are those of `own`; `other` says its quiet time by `quiet_end` only.
Manners stricter(Manners own, const Manners& other) noexcept;

/// A moment on the person's own clock.
struct LocalTime {
  std::string day;         ///< YYYY-MM-DD
  int second_of_day = 0;   ///< from 0
  std::int64_t instant{};  ///< seconds since 1970 (UTC)
};
/// Of now, in the machine's time zone.
LocalTime local_now();

/// How long the quiet hours still last; zero outside of them.
seconds quiet_left(const Manners& manners, const LocalTime& now) noexcept;

/// What was begun on which day, and where when; written as one line that `parse_diary` reads.
struct Diary {
  std::string day;
  int begun = 0;
  std::map<std::string, std::int64_t> portals;  ///< host to the instant at which the last one there began
};
/// Anything that is no diary gives an empty one: at worst the desktop begins a day anew.
Diary parse_diary(std::string_view line);
std::string to_line(const Diary& diary);

/// How long to wait until another application may begin, at whatever portal; zero for at once.
seconds until_next(const Manners& manners, const Diary& diary, const LocalTime& now) noexcept;
/// How long to wait until one at this portal may.
seconds until_portal(const Manners& manners, const Diary& diary, const std::string& host,
                     const LocalTime& now) noexcept;
/// Notes that one begins; portals not seen for a day are forgotten.
void note_begin(Diary& diary, const std::string& host, const LocalTime& now);

/// The host of a posting's address, in lower case, without port.
std::string host_of(std::string_view url);

}  // namespace jobswipe::pace
