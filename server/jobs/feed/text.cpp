#include "server/jobs/feed/text.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace jobswipe::jobs {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void append_utf8(std::string& out, unsigned long code) {
  if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

std::optional<std::string> entity(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kNamed{{
      {"lt", "<"},
      {"gt", ">"},
      {"amp", "&"},
      {"quot", "\""},
      {"apos", "'"},
      {"nbsp", "\u00a0"},
      {"ndash", "–"},
      {"mdash", "—"},
      {"lsquo", "‘"},
      {"rsquo", "’"},
      {"ldquo", "“"},
      {"rdquo", "”"},
      {"bull", "•"},
      {"hellip", "…"},
      {"euro", "€"},
      {"pound", "£"},
      {"copy", "©"},
      {"reg", "®"},
  }};
  for (const auto& [key, value] : kNamed)
    if (key == name) return std::string(value);
  if (name.size() < 2 || name[0] != '#') return std::nullopt;
  const bool hex = name[1] == 'x' || name[1] == 'X';
  const std::string_view digits = name.substr(hex ? 2 : 1);
  unsigned long code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
  std::string out;
  append_utf8(out, code);
  return out;
}

}  // namespace

std::string unescape_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '&') {
      const std::size_t end = text.find(';', at);
      if (end != std::string_view::npos && end - at <= 10) {
        if (auto value = entity(text.substr(at + 1, end - at - 1))) {
          out += *value;
          at = end + 1;
          continue;
        }
      }
    }
    out += text[at++];
  }
  return out;
}

std::string plain_line(std::string_view text) {
  const std::string decoded = unescape_entities(text);
  std::string out;
  bool tag = false;
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    const char c = decoded[i];
    const auto byte = static_cast<unsigned char>(c);
    if (tag) {
      tag = c != '>';
    } else if (c == '<' && i + 1 < decoded.size() && (is_letter(decoded[i + 1]) || decoded[i + 1] == '/') &&
               decoded.find('>', i) != std::string::npos) {
      tag = true;
    } else if (byte <= ' ' || byte == 0x7f) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (byte == 0xc2 && i + 1 < decoded.size() && static_cast<unsigned char>(decoded[i + 1]) == 0xa0) {
      if (!out.empty() && out.back() != ' ') out += ' ';
      ++i;
    } else {
      out += c;
    }
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string first_words(std::string_view text, std::size_t limit) {
  std::string line;
  bool gap = false;
  for (const char c : text) {
    if (c == ' ' || c == '\n') {
      gap = !line.empty();
      continue;
    }
    if (gap) line += ' ';
    gap = false;
    line += c;
    if (line.size() > limit + 64) break;
  }
  if (line.size() <= limit) return line;
  std::size_t cut = line.rfind(' ', limit);
  if (cut == std::string::npos || cut < limit / 2) cut = limit;
  while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xc0) == 0x80) --cut;
  line.resize(cut);
  while (line.ends_with(' ') || line.ends_with(',') || line.ends_with('.')) line.pop_back();
  return line + "…";
}

}  // namespace jobswipe::jobs
