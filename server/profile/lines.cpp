#include "server/profile/lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace jobswipe::profile {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostLines = 2000, kMostLineBytes = 1000;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

constexpr std::array kBullets{"•"sv, "◦"sv, "▪"sv, "■"sv, "●"sv, "‣"sv,
                              "·"sv, "–"sv, "—"sv, "-"sv, "*"sv, "\xEF\x82\xB7"sv};

constexpr std::array kHeadings{
    std::pair{"summary"sv, Section::summary},
    std::pair{"professional summary"sv, Section::summary},
    std::pair{"profile"sv, Section::summary},
    std::pair{"about me"sv, Section::summary},
    std::pair{"profil"sv, Section::summary},
    std::pair{"kurzprofil"sv, Section::summary},
    std::pair{"experience"sv, Section::employment},
    std::pair{"work experience"sv, Section::employment},
    std::pair{"professional experience"sv, Section::employment},
    std::pair{"employment"sv, Section::employment},
    std::pair{"employment history"sv, Section::employment},
    std::pair{"career"sv, Section::employment},
    std::pair{"berufserfahrung"sv, Section::employment},
    std::pair{"beruflicher werdegang"sv, Section::employment},
    std::pair{"education"sv, Section::education},
    std::pair{"education and training"sv, Section::education},
    std::pair{"ausbildung"sv, Section::education},
    std::pair{"bildung"sv, Section::education},
    std::pair{"studium"sv, Section::education},
    std::pair{"skills"sv, Section::skills},
    std::pair{"technical skills"sv, Section::skills},
    std::pair{"key skills"sv, Section::skills},
    std::pair{"kenntnisse"sv, Section::skills},
    std::pair{"fähigkeiten"sv, Section::skills},
    std::pair{"it-kenntnisse"sv, Section::skills},
    std::pair{"languages"sv, Section::languages},
    std::pair{"sprachen"sv, Section::languages},
    std::pair{"sprachkenntnisse"sv, Section::languages},
    std::pair{"projects"sv, Section::other},
    std::pair{"projekte"sv, Section::other},
    std::pair{"publications"sv, Section::other},
    std::pair{"certifications"sv, Section::other},
    std::pair{"certificates"sv, Section::other},
    std::pair{"zertifikate"sv, Section::other},
    std::pair{"interests"sv, Section::other},
    std::pair{"interessen"sv, Section::other},
    std::pair{"hobbies"sv, Section::other},
    std::pair{"references"sv, Section::other},
    std::pair{"referenzen"sv, Section::other},
    std::pair{"awards"sv, Section::other},
    std::pair{"volunteering"sv, Section::other},
};

constexpr std::array kMonths{
    std::pair{"jan"sv, 1},  std::pair{"feb"sv, 2},  std::pair{"mar"sv, 3},  std::pair{"mär"sv, 3},
    std::pair{"apr"sv, 4},  std::pair{"may"sv, 5},  std::pair{"mai"sv, 5},  std::pair{"jun"sv, 6},
    std::pair{"jul"sv, 7},  std::pair{"aug"sv, 8},  std::pair{"sep"sv, 9},  std::pair{"oct"sv, 10},
    std::pair{"okt"sv, 10}, std::pair{"nov"sv, 11}, std::pair{"dec"sv, 12}, std::pair{"dez"sv, 12},
};
constexpr std::array kStillWords{"present"sv, "current"sv, "today"sv, "now"sv, "heute"sv, "aktuell"sv};

/// A month and year, or a year, that ends or begins at a place in a line.
struct Date {
  std::string iso;
  std::size_t from = 0, to = 0;
};

std::optional<int> year_at(std::string_view line, std::size_t at) {
  if (at + 4 > line.size() || (at > 0 && is_digit(line[at - 1])) || (at + 4 < line.size() && is_digit(line[at + 4])))
    return std::nullopt;
  int year = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    if (!is_digit(line[i])) return std::nullopt;
    year = year * 10 + (line[i] - '0');
  }
  if (year < 1950 || year > 2100) return std::nullopt;
  return year;
}

/// The date whose year stands at `at`, with the month before it when there is one.
std::optional<Date> date_at(std::string_view line, std::size_t at) {
  const auto year = year_at(line, at);
  if (!year) return std::nullopt;
  Date date{fmt::format("{:04}", *year), at, at + 4};
  std::size_t before = at;
  if (before >= 2 && (line[before - 1] == '/' || line[before - 1] == '.') && is_digit(line[before - 2])) {
    std::size_t first = before - 2;
    int month = line[first] - '0';
    if (first > 0 && is_digit(line[first - 1])) month += 10 * (line[--first] - '0');
    if (month >= 1 && month <= 12 && (first == 0 || !is_digit(line[first - 1])))
      return Date{fmt::format("{:04}-{:02}", *year, month), first, at + 4};
    return date;
  }
  while (before > 0 && (line[before - 1] == ' ' || line[before - 1] == '.')) --before;
  std::size_t first = before;
  while (first > 0 && is_letter(line[first - 1])) --first;
  const auto word = lower(line.substr(first, before - first));
  if (word.size() > 12) return date;
  for (const auto& [name, month] : kMonths)
    if (word.starts_with(name)) return Date{fmt::format("{:04}-{:02}", *year, month), first, at + 4};
  return date;
}

std::optional<Date> next_date(std::string_view line, std::size_t from) {
  for (std::size_t at = from; at + 4 <= line.size(); ++at)
    if (auto date = date_at(line, at)) return date;
  return std::nullopt;
}

/// Between the dates of a span stands a dash or a word for it, and little else.
bool joins(std::string_view between) {
  auto word = lower(tidy(between));
  return word == "-" || word == "–" || word == "—" || word == "to" || word == "until" || word == "bis";
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::string tidy(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hard_space = text.substr(i).starts_with("\xC2\xA0");
    if (hard_space) ++i;
    if (hard_space || is_space(text[i])) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (static_cast<unsigned char>(text[i]) >= 0x20) {
      out += text[i];
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    if (auto part = tidy(text.substr(0, end)); !part.empty()) parts.push_back(std::move(part));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  while (!text.empty() && lines.size() < kMostLines) {
    const auto end = std::min(text.find('\n'), text.size());
    Line line;
    std::size_t taken = std::min(end, kMostLineBytes);
    while (taken > 0 && taken < text.size() && (static_cast<unsigned char>(text[taken]) & 0xC0) == 0x80) --taken;
    line.text = tidy(text.substr(0, taken));
    for (const auto bullet : kBullets) {
      if (!line.text.starts_with(bullet)) continue;
      line.text = tidy(std::string_view(line.text).substr(bullet.size()));
      line.bullet = true;
      break;
    }
    for (const auto dot : {"·"sv, "•"sv})  // between parts of one line
      for (auto at = line.text.find(dot); at != std::string::npos; at = line.text.find(dot, at + 1))
        line.text.replace(at, dot.size(), "|");
    lines.push_back(std::move(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::optional<Section> heading(std::string_view line) {
  if (line.size() > 40) return std::nullopt;
  auto word = lower(line);
  // The capitals that German headings have beyond ASCII.
  if (const auto at = word.find("Ä"); at != std::string::npos) word.replace(at, 2, "ä");
  while (word.ends_with(':') || word.ends_with(' ')) word.pop_back();
  for (const auto& [name, section] : kHeadings)
    if (word == name) return section;
  return std::nullopt;
}

std::optional<Span> span_in(std::string_view line) {
  const auto first = next_date(line, 0);
  if (!first) return std::nullopt;
  Span span;
  span.start = first->iso;
  std::size_t to = first->to;
  if (const auto second = next_date(line, first->to);
      second && joins(line.substr(first->to, second->from - first->to))) {
    span.end = second->iso;
    to = second->to;
  } else {
    const auto rest = lower(line.substr(first->to));
    std::size_t best = std::string::npos;
    for (const auto word : kStillWords)
      if (const auto at = rest.find(word); at != std::string::npos && joins(std::string_view(rest).substr(0, at)))
        best = at + word.size();
    if (best == std::string::npos) return std::nullopt;
    to = first->to + best;
  }
  span.words = line.substr(first->from, to - first->from);
  std::string rest(line.substr(0, first->from));
  rest += ' ';
  rest += line.substr(to);
  span.rest = tidy(rest);
  const auto at_ends = [](char c) {
    return c == '(' || c == ')' || c == ',' || c == '|' || c == ';' || c == ':' || c == ' ';
  };
  while (!span.rest.empty() && at_ends(span.rest.back())) span.rest.pop_back();
  while (!span.rest.empty() && at_ends(span.rest.front())) span.rest.erase(0, 1);
  return span;
}

}  // namespace jobswipe::profile
