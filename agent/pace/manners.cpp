#include "agent/pace/manners.hpp"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <cctype>
#include <sstream>

namespace jobswipe::pace {
namespace {

constexpr int kDay = 24 * 60 * 60;

}  // namespace

LocalTime local_now() {
  const auto instant = std::chrono::duration_cast<seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  const time_t time = instant;
  tm parts{};
  localtime_r(&time, &parts);
  LocalTime now;
  now.day = fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
  now.second_of_day = (parts.tm_hour * 60 + parts.tm_min) * 60 + std::min(parts.tm_sec, 59);
  now.instant = instant;
  return now;
}

Manners stricter(Manners own, const Manners& other) noexcept {
  if (other.per_day > 0) own.per_day = own.per_day > 0 ? std::min(own.per_day, other.per_day) : other.per_day;
  own.portal_pause = std::max(own.portal_pause, other.portal_pause);
  own.quiet_end = std::max(own.quiet_end, other.quiet_end);
  return own;
}

seconds quiet_left(const Manners& manners, const LocalTime& now) noexcept {
  if (!manners.quiet_from || !manners.quiet_until || manners.quiet_from == manners.quiet_until) return seconds(0);
  const int from = *manners.quiet_from * 60;
  const int until = *manners.quiet_until * 60;
  const int at = now.second_of_day;
  const bool quiet = from < until ? at >= from && at < until : at >= from || at < until;
  if (!quiet) return seconds(0);
  return seconds((until - at + kDay) % kDay);
}

Diary parse_diary(std::string_view line) {
  std::istringstream stream{std::string(line)};
  Diary diary;
  if (!(stream >> diary.day >> diary.begun) || diary.begun < 0) return {};
  std::string host;
  std::int64_t instant = 0;
  while (stream >> host >> instant) diary.portals[host] = instant;
  return diary;
}

std::string to_line(const Diary& diary) {
  auto line = fmt::format("{} {}", diary.day, diary.begun);
  for (const auto& [host, instant] : diary.portals) line += fmt::format(" {} {}", host, instant);
  return line;
}

seconds until_next(const Manners& manners, const Diary& diary, const LocalTime& now) noexcept {
  auto wait = quiet_left(manners, now);
  // A day at most: the end of any quiet hours is nearer, but a clock may be wrong.
  if (manners.quiet_end > now.instant)
    wait = std::max(wait, seconds(std::min<std::int64_t>(manners.quiet_end - now.instant, kDay)));
  if (manners.per_day > 0 && diary.day == now.day && diary.begun >= manners.per_day)
    wait = std::max(wait, seconds(kDay - now.second_of_day));
  return wait;
}

seconds until_portal(const Manners& manners, const Diary& diary, const std::string& host,
                     const LocalTime& now) noexcept {
  const auto found = diary.portals.find(host);
  // A clock that was set back must not stop everything for years.
  if (found == diary.portals.end() || found->second > now.instant) return seconds(0);
  return std::max(seconds(0), manners.portal_pause - seconds(now.instant - found->second));
}

void note_begin(Diary& diary, const std::string& host, const LocalTime& now) {
  if (diary.day != now.day) {
    diary.day = now.day;
    diary.begun = 0;
  }
  ++diary.begun;
  std::erase_if(diary.portals, [&now](const auto& entry) { return entry.second + kDay < now.instant; });
  if (!host.empty()) diary.portals[host] = now.instant;
}

std::string host_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  auto host = url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (const auto colon = host.rfind(':');
      colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
    host = host.substr(0, colon);
  std::string lower(host);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::erase_if(lower, [](unsigned char c) { return c <= ' '; });
  return lower;
}

}  // namespace jobswipe::pace
