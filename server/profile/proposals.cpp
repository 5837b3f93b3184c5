#include "server/profile/proposals.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>

#include "server/profile/lines.hpp"

namespace jobswipe::profile {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kTop = 15;  // lines in which contact data stand

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alnum(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}
std::size_t digits_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
}
bool contains_any(std::string_view text, const auto& words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return text.find(word) != std::string_view::npos; });
}

/// Collects proposals, each place of the profile once.
class Found {
 public:
  void add(std::string pointer, boost::json::value value, std::string words, double confidence) {
    if (!pointer.ends_with("/-") && !seen_.insert(pointer).second) return;
    all.push_back({std::move(pointer), std::move(value), std::move(words), confidence});
  }
  void add(std::string pointer, const std::string& text, std::string words, double confidence) {
    add(std::move(pointer), boost::json::value(boost::json::string_view(text)), std::move(words), confidence);
  }
  std::vector<Proposal> all;

 private:
  std::set<std::string> seen_;
};

// Contact data

std::string email_in(std::string_view line) {
  for (auto at = line.find('@'); at != std::string_view::npos; at = line.find('@', at + 1)) {
    std::size_t from = at, to = at + 1;
    while (from > 0 && (is_alnum(line[from - 1]) || "._%+-"sv.find(line[from - 1]) != std::string_view::npos)) --from;
    while (to < line.size() && (is_alnum(line[to]) || line[to] == '.' || line[to] == '-')) ++to;
    while (to > at && (line[to - 1] == '.' || line[to - 1] == '-')) --to;
    const auto domain = line.substr(at + 1, to - at - 1);
    const auto dot = domain.rfind('.');
    if (from < at && at - from <= 64 && dot != std::string_view::npos && dot > 0 && domain.size() - dot > 2)
      return std::string(line.substr(from, to - from));
  }
  return {};
}

/// A number of 8 to 15 digits (ITU-T E.164) with its punctuation; a span of years is none.
void phone(const std::string& line, Found& found) {
  constexpr std::array kLabels{"phone"sv, "tel"sv, "mobil"sv, "cell"sv, "handy"sv};
  if (span_in(line)) return;
  const bool labelled = contains_any(lower(line), kLabels);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!is_digit(line[i]) && line[i] != '+' && line[i] != '(') continue;
    std::size_t to = i;
    while (to < line.size() && (is_digit(line[to]) || "+ ()-./"sv.find(line[to]) != std::string_view::npos)) ++to;
    std::string number = tidy(line.substr(i, to - i));
    while (!number.empty() && !is_digit(number.back())) number.pop_back();
    const auto digits = digits_in(number);
    const bool international = number.starts_with('+');
    const bool national = number.starts_with('0') || number.starts_with('(');
    if (digits >= 8 && digits <= 15 && (international || labelled || (national && digits >= 9)) &&
        number.size() <= 40) {
      const double sure = international ? 0.95 : labelled ? 0.85 : 0.6;
      found.add("/phone", number, number, sure);
      return;
    }
    i = to;
  }
}

void links(const std::string& line, Found& found) {
  for (const auto& raw : split(line, " |,;<>()\"")) {
    std::string word = raw;
    while (word.ends_with('.') || word.ends_with('/')) word.pop_back();
    auto plain = lower(word);
    const bool has_scheme = plain.starts_with("https://") || plain.starts_with("http://");
    if (plain.find('@') != std::string::npos || word.size() > 290) continue;
    const std::string url = has_scheme ? word : "https://" + word;
    if (has_scheme) plain.erase(0, plain.find("//") + 2);
    if (plain.starts_with("www.")) plain.erase(0, 4);
    if (plain.starts_with("linkedin.com/") || plain.find(".linkedin.com/in/") != std::string::npos)
      found.add("/links/linkedin", url, word, 0.95);
    else if (plain.starts_with("github.com/"))
      found.add("/links/github", url, word, 0.95);
    else if (has_scheme || lower(word).starts_with("www."))
      found.add("/links/website", url, word, 0.7);
  }
}

constexpr std::array kCountries{
    "Germany"sv, "Austria"sv,      "Switzerland"sv, "France"sv,         "Spain"sv,       "Portugal"sv,
    "Italy"sv,   "Netherlands"sv,  "Belgium"sv,     "Denmark"sv,        "Sweden"sv,      "Norway"sv,
    "Finland"sv, "Poland"sv,       "Ireland"sv,     "United Kingdom"sv, "Greece"sv,      "Romania"sv,
    "Hungary"sv, "Czechia"sv,      "Ukraine"sv,     "Turkey"sv,         "Canada"sv,      "United States"sv,
    "Mexico"sv,  "Brazil"sv,       "Argentina"sv,   "India"sv,          "China"sv,       "Japan"sv,
    "Israel"sv,  "South Africa"sv, "Nigeria"sv,     "Australia"sv,      "New Zealand"sv, "Singapore"sv};
constexpr std::array kOtherNames{std::pair{"deutschland"sv, "Germany"sv}, std::pair{"österreich"sv, "Austria"sv},
                                 std::pair{"schweiz"sv, "Switzerland"sv}, std::pair{"uk"sv, "United Kingdom"sv},
                                 std::pair{"usa"sv, "United States"sv},   std::pair{"españa"sv, "Spain"sv}};

std::string country_of(std::string_view text) {
  const auto word = lower(text);
  for (const auto country : kCountries)
    if (word == lower(country)) return std::string(country);
  for (const auto& [name, country] : kOtherNames)
    if (word == name) return std::string(country);
  return {};
}

/// `Berlin, Germany`, and `10115 Berlin` as German addresses have it.
void place(const std::string& line, Found& found) {
  for (const auto& segment : split(line, "|;")) {
    auto parts = split(segment, ",");
    if (parts.size() >= 2 && parts.size() <= 4) {
      if (const auto country = country_of(parts.back()); !country.empty()) {
        found.add("/address/country", country, segment, 0.85);
        parts.pop_back();
        if (digits_in(parts.back()) == 0 && parts.back().size() <= 60)
          found.add("/address/city", parts.back(), segment, 0.75);
      }
    }
    for (const auto& part : parts) {
      const auto space = part.find(' ');
      if (space != 5 || digits_in(part.substr(0, 5)) != 5 || digits_in(part) != 5 || part.size() > 60) continue;
      found.add("/address/postalCode", part.substr(0, 5), segment, 0.75);
      found.add("/address/city", part.substr(6), segment, 0.75);
    }
  }
}

bool begins_like_a_name(std::string_view word) {
  const char c = word.front();
  return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

/// `ADA LOVELACE` as `Ada Lovelace`; what is not all capitals stays.
std::string natural_case(std::string word) {
  const bool capitals = word.size() > 1 && std::all_of(word.begin(), word.end(),
                                                       [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
  if (!capitals) return word;
  for (std::size_t i = 1; i < word.size(); ++i)
    if (word[i] != '-' && word[i - 1] != '-') word[i] = static_cast<char>(word[i] + 32);
  return word;
}

void name(const std::vector<Line>& lines, const std::string& email, Found& found) {
  constexpr std::array kNotNames{"curriculum"sv, "vitae"sv,        "resume"sv,     "résumé"sv,
                                 "lebenslauf"sv, "engineer"sv,     "developer"sv,  "manager"sv,
                                 "entwickler"sv, "designer"sv,     "street"sv,     "stra"sv,
                                 "page"sv,       "confidential"sv, "university"sv, "gmbh"sv};
  int looked = 0;
  for (const auto& line : lines) {
    if (line.text.empty()) continue;
    if (++looked > 5) return;
    const auto words = split(line.text, " ");
    const bool fits =
        words.size() >= 2 && words.size() <= 4 && line.text.size() <= 60 && digits_in(line.text) == 0 &&
        line.text.find_first_of("@:/|,;()") == std::string::npos && !line.bullet && !heading(line.text) &&
        !contains_any(lower(line.text), kNotNames) &&
        std::all_of(words.begin(), words.end(), [](const auto& word) { return begins_like_a_name(word); });
    if (!fits) continue;
    const std::string last = natural_case(words.back());
    std::string first;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) first += (first.empty() ? "" : " ") + natural_case(words[i]);
    const bool confirmed = lower(email).find(lower(last)) != std::string::npos;
    const double sure = confirmed ? 0.95 : looked == 1 ? 0.75 : 0.5;
    found.add("/firstName", first, line.text, sure);
    found.add("/lastName", last, line.text, sure);
    return;
  }
}

// Sections

void skills(const std::vector<Line>& lines, Found& found) {
  boost::json::array list;
  std::set<std::string> known;
  std::string words;
  for (const auto& line : lines) {
    std::string_view text = line.text;
    // A group's label, such as "Tools: git, cmake".
    if (const auto colon = text.find(':'); colon != std::string_view::npos && colon < 30) text.remove_prefix(colon + 1);
    for (auto& skill : split(text, ",;|")) {
      while (skill.ends_with('.')) skill.pop_back();
      if (skill.empty() || skill.size() > 50 || list.size() >= 100 || !known.insert(lower(skill)).second) continue;
      list.emplace_back(std::move(skill));
    }
    if (!line.text.empty()) words += (words.empty() ? "" : "\n") + line.text;
  }
  if (!list.empty()) found.add("/skills", std::move(list), words, 0.8);
}

void languages(const std::vector<Line>& lines, Found& found) {
  boost::json::array list;
  std::string words;
  for (const auto& line : lines) {
    for (const auto& part : split(line.text, ",;|")) {
      const auto end = std::min(part.find_first_of("(:-"), part.find("–"));
      const auto language = tidy(std::string_view(part).substr(0, end));
      if (language.empty() || language.size() > 30 || digits_in(language) > 0 || list.size() >= 20) continue;
      boost::json::object entry;
      entry["language"] = language;
      if (end < part.size()) {
        auto level = tidy(std::string_view(part).substr(end));
        while (!level.empty() && !is_alnum(level.front()) && static_cast<unsigned char>(level.front()) < 0x80)
          level.erase(0, 1);
        if (level.starts_with("–")) level = tidy(std::string_view(level).substr(3));
        while (level.ends_with(')') || level.ends_with('.')) level.pop_back();
        if (!level.empty() && level.size() <= 60) entry["level"] = level;
      }
      list.push_back(std::move(entry));
    }
    if (!line.text.empty()) words += (words.empty() ? "" : "\n") + line.text;
  }
  if (!list.empty()) found.add("/languages", std::move(list), words, 0.75);
}

void summary(const std::vector<Line>& lines, Found& found) {
  std::string text;
  for (const auto& line : lines)
    if (!line.text.empty() && text.size() + line.text.size() < 2000) text += (text.empty() ? "" : " ") + line.text;
  if (text.size() >= 40) found.add("/summary", text, text, 0.7);
}

/// The two sides of `Title at Company`, `Title, Company`, `Company – Title` and the like.
std::pair<std::string, std::string> halves(const std::string& text) {
  for (const auto separator : {" at "sv, " bei "sv, " | "sv, " – "sv, " — "sv, " - "sv, ", "sv}) {
    const auto at = text.find(separator);
    if (at == std::string::npos || at == 0) continue;
    return {tidy(text.substr(0, at)), tidy(text.substr(at + separator.size()))};
  }
  return {text, ""};
}

struct Entry {
  Span span;
  std::string heading;  ///< what stands beside the span, or above it
  std::string second;   ///< the line after it, when that is no bullet
  std::string words;
  std::string details;
};

std::vector<Entry> entries_of(const std::vector<Line>& lines) {
  std::vector<Entry> entries;
  std::string before;  // the last line that belongs to no entry yet
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& line = lines[i];
    if (auto span = span_in(line.text); span && !line.bullet && entries.size() < 30) {
      Entry entry;
      entry.heading = span->rest;
      entry.words = line.text;
      if (entry.heading.empty() && !before.empty()) {
        entry.heading = before;
        entry.words = before + "\n" + line.text;
        // It was taken for the end of the entry above.
        if (!entries.empty() && entries.back().details.ends_with(before))
          entries.back().details.resize(entries.back().details.size() - before.size());
        if (!entries.empty() && entries.back().second == before) entries.back().second.clear();
      }
      entry.span = std::move(*span);
      entries.push_back(std::move(entry));
      before.clear();
      continue;
    }
    before = line.bullet ? "" : line.text;
    if (line.text.empty() || entries.empty()) continue;
    auto& entry = entries.back();
    if (entry.second.empty() && entry.details.empty() && !line.bullet) {
      entry.second = line.text;
    } else if (entry.details.size() + line.text.size() < 3000) {
      if (!entry.details.empty() && !entry.details.ends_with('\n')) entry.details += '\n';
      entry.details += line.text;
    }
  }
  for (auto& entry : entries) {
    if (!entry.heading.empty()) continue;
    entry.heading = std::exchange(entry.second, "");
    entry.words += "\n" + entry.heading;
  }
  return entries;
}

boost::json::object dated(const Entry& entry) {
  boost::json::object json;
  json["startDate"] = entry.span.start;
  json["endDate"] = entry.span.end;
  return json;
}

void put(boost::json::object& json, std::string_view key, const std::string& text) {
  if (!text.empty() && text.size() <= 200) json[key] = text;
}

void employment(const std::vector<Line>& lines, Found& found) {
  constexpr std::array kTitles{"engineer"sv,  "developer"sv,   "manager"sv,    "lead"sv,          "analyst"sv,
                               "designer"sv,  "consultant"sv,  "intern"sv,     "assistant"sv,     "director"sv,
                               "architect"sv, "scientist"sv,   "specialist"sv, "entwickler"sv,    "leiter"sv,
                               "berater"sv,   "werkstudent"sv, "praktikant"sv, "administrator"sv, "head of"sv};
  const auto is_title = [&](const std::string& text) { return contains_any(lower(text), kTitles); };
  bool first = true;
  for (auto& entry : entries_of(lines)) {
    auto [title, company] = halves(entry.heading);
    bool second_used = false;
    if (company.empty() && !entry.second.empty() && entry.second.size() <= 120) {
      company = entry.second;
      second_used = true;
    }
    if (title.empty()) continue;
    if (is_title(company) && !is_title(title)) std::swap(title, company);
    auto json = dated(entry);
    put(json, "title", title);
    put(json, "company", company);
    std::string details = entry.details;
    if (!second_used && !entry.second.empty()) details = entry.second + (details.empty() ? "" : "\n" + details);
    while (details.ends_with('\n')) details.pop_back();
    if (!details.empty()) json["description"] = details;
    const double sure = is_title(title) && !company.empty() ? 0.7 : 0.5;
    const auto words = entry.words + (second_used ? "\n" + entry.second : "");
    found.add("/employment/-", std::move(json), words, sure);
    if (first && entry.span.end.empty()) {
      found.add("/currentTitle", title, words, sure);
      if (!company.empty()) found.add("/currentCompany", company, words, sure);
    }
    first = false;
  }
}

void education(const std::vector<Line>& lines, Found& found) {
  constexpr std::array kSchools{"universi"sv,  "college"sv,  "school"sv,  "institut"sv, "hochschule"sv,
                                "gymnasium"sv, "akademie"sv, "academy"sv, "schule"sv};
  const auto is_school = [&](const std::string& text) { return contains_any(lower(text), kSchools); };
  for (auto& entry : entries_of(lines)) {
    auto [degree, school] = halves(entry.heading);
    bool second_used = false;
    if (school.empty() && !entry.second.empty() && entry.second.size() <= 160) {
      school = entry.second;
      second_used = true;
    }
    if (is_school(degree) && !is_school(school)) std::swap(degree, school);
    auto json = dated(entry);
    put(json, "degree", degree);
    put(json, "school", school);
    if (!json.contains("degree") && !json.contains("school")) continue;
    const auto words = entry.words + (second_used ? "\n" + entry.second : "");
    found.add("/education/-", std::move(json), words, is_school(school) ? 0.7 : 0.5);
  }
}

}  // namespace

std::vector<Proposal> propose(std::string_view text) {
  const auto lines = lines_of(text);
  Found found;
  std::string email;
  for (const auto& line : lines) {
    email = email_in(line.text);
    if (email.empty()) continue;
    found.add("/email", email, email, 0.95);
    break;
  }
  name(lines, email, found);
  std::size_t top = 0;
  for (std::size_t i = 0; i < lines.size() && top < kTop; ++i) {
    if (lines[i].text.empty()) continue;
    if (heading(lines[i].text)) break;
    ++top;
    phone(lines[i].text, found);
    links(lines[i].text, found);
    place(lines[i].text, found);
  }
  for (std::size_t i = 0; i < lines.size();) {
    const auto section = heading(lines[i].text);
    if (!section) {
      ++i;
      continue;
    }
    std::size_t end = ++i;
    while (end < lines.size() && !heading(lines[end].text)) ++end;
    const std::vector<Line> part(lines.begin() + static_cast<std::ptrdiff_t>(i),
                                 lines.begin() + static_cast<std::ptrdiff_t>(end));
    if (*section == Section::summary) summary(part, found);
    if (*section == Section::skills) skills(part, found);
    if (*section == Section::languages) languages(part, found);
    if (*section == Section::employment) employment(part, found);
    if (*section == Section::education) education(part, found);
    i = end;
  }
  return std::move(found.all);
}

}  // namespace jobswipe::profile
