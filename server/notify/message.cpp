#include "server/notify/message.hpp"

#include <time.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>

namespace jobswipe::notify {
namespace {

using std::chrono::seconds;

constexpr std::size_t kMostCharacters = 80;
constexpr seconds kLeastTtl{60};
constexpr std::chrono::hours kReviewTtl{72};  // a question still waits after a weekend

/// At most kMostCharacters of UTF-8, with an ellipsis when some were cut.
std::string cut(const std::string& text) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) == 0x80) continue;
    if (++characters > kMostCharacters) return text.substr(0, i) + "…";
  }
  return text;
}

}  // namespace

Message compose(const store::PushNews& news) {
  boost::json::object json;
  json["kind"] = news.kind;
  json["count"] = news.count;
  json["at"] = news.news_at;
  if (news.application) json["applicationId"] = *news.application;
  if (news.title) json["title"] = cut(*news.title);
  if (news.company) json["company"] = cut(*news.company);
  if (news.last_seen_at) json["lastSeenAt"] = *news.last_seen_at;
  Message message;
  message.text = boost::json::serialize(json);
  message.topic = news.kind;
  message.urgency = news.kind == "review" ? "high" : "normal";
  const seconds kept = news.kind == "review" ? seconds(kReviewTtl) : seconds(kMostAge);
  message.ttl = std::max(kept - news.age, kLeastTtl);
  return message;
}

Verdict verdict_of(int status) {
  if (status >= 200 && status < 300) return Verdict::sent;
  if (status == 404 || status == 410) return Verdict::gone;
  if (status == 408 || status == 429 || status >= 500) return Verdict::again;
  return Verdict::refused;
}

seconds retry_after(std::string_view field, std::chrono::system_clock::time_point now) {
  constexpr seconds kMost = std::chrono::hours(24);
  std::int64_t count = 0;
  const auto [end, code] = std::from_chars(field.data(), field.data() + field.size(), count);
  if (code == std::errc{} && end == field.data() + field.size()) return std::clamp(seconds(count), seconds(0), kMost);
  tm parts{};
  const std::string text(field);
  const char* rest = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (!rest || *rest != '\0') return seconds(0);
  const auto at = std::chrono::system_clock::from_time_t(::timegm(&parts));
  return std::clamp(std::chrono::duration_cast<seconds>(at - now), seconds(0), kMost);
}

}  // namespace jobswipe::notify
