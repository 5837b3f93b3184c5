#include "core/schema/format.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <chrono>

#include "core/base/clock.hpp"
#include "core/base/id.hpp"

namespace jobswipe::schema {

namespace {

bool is_date(std::string_view text) noexcept {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  auto number = [text](std::size_t at, std::size_t size) -> int {
    int value = 0;
    const char* end = text.data() + at + size;
    for (const char* p = text.data() + at; p != end; ++p) {
      if (*p < '0' || *p > '9') return -1;
      value = value * 10 + (*p - '0');
    }
    return value;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return false;
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

// Looser than RFC 5321 where people are hurt by strictness, strict enough that nothing but an address passes.
bool is_email(std::string_view text) noexcept {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  const std::string_view local = text.substr(0, at), domain = text.substr(at + 1);
  for (const char c : local) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == 0x7f || std::string_view("\"(),:;<>@[\\]").find(c) != std::string_view::npos)
      return false;
  }
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos) return false;
  if (domain.empty()) return false;
  std::size_t label = 0;
  char before = '.';
  for (const char c : domain) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
    if (c == '.') {
      if (label == 0 || before == '-') return false;
      label = 0;
    } else if (plain || (c == '-' && label > 0)) {
      if (++label > 63) return false;
    } else {
      return false;
    }
    before = c;
  }
  return label > 0 && before != '-';
}

}  // namespace

std::optional<Format> format_named(std::string_view name) noexcept {
  if (name == "uuid") return Format::uuid;
  if (name == "email") return Format::email;
  if (name == "date") return Format::date;
  if (name == "date-time") return Format::date_time;
  if (name == "uri") return Format::uri;
  if (name == "binary") return Format::binary;
  return std::nullopt;
}

bool matches(Format format, std::string_view text) noexcept {
  switch (format) {
    case Format::uuid:
      return base::Uuid::parse(text).has_value();
    case Format::email:
      return is_email(text);
    case Format::date:
      return is_date(text);
    case Format::date_time:
      return text.size() > 10 && is_date(text.substr(0, 10)) && base::parse_rfc3339(text).has_value();
    case Format::uri:
      return boost::urls::parse_uri(text).has_value();
    case Format::binary:
      return true;
  }
  return false;
}

std::string_view wording(Format format) noexcept {
  switch (format) {
    case Format::uuid:
      return "a UUID";
    case Format::email:
      return "an e-mail address";
    case Format::date:
      return "a date like 2026-01-31";
    case Format::date_time:
      return "a time like 2026-01-31T09:30:00Z";
    case Format::uri:
      return "an absolute URI";
    case Format::binary:
      return "bytes";
  }
  return "";
}

std::size_t code_points(std::string_view text) noexcept {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

}  // namespace jobswipe::schema
