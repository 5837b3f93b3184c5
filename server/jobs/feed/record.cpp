#include "server/jobs/feed/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/kind.hpp>
#include <cmath>
#include <cstdlib>
#include <map>

#include "server/jobs/feed/html.hpp"
#include "server/jobs/feed/posting_url.hpp"
#include "server/jobs/feed/text.hpp"

namespace jobswipe::jobs {
namespace {

std::string kind_name(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "true or false";
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      return "a number";
    case json::kind::string:
      return "text";
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "an object";
  }
  return "something else";
}

[[noreturn]] void wrong_type(std::string_view path, std::string_view name, std::string_view wanted,
                             const json::value& value) {
  throw Refusal{fmt::format("{}{}", path, name), fmt::format("must be {}, is {}", wanted, kind_name(value))};
}

std::string squeezed(std::string_view word) {
  std::string out;
  for (const char c : word)
    if (std::isalnum(static_cast<unsigned char>(c)))
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool has_word(std::string_view text, std::string_view word) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  for (std::size_t at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
    const bool before = at == 0 || !std::isalnum(static_cast<unsigned char>(lower[at - 1]));
    const std::size_t end = at + word.size();
    const bool after = end == lower.size() || !std::isalnum(static_cast<unsigned char>(lower[end]));
    if (before && after) return true;
  }
  return false;
}

}  // namespace

std::string RecordError::to_string() const {
  std::string out = fmt::format("record {}", record);
  if (!id.empty()) out += fmt::format(" (id {})", id);
  if (!field.empty()) out += fmt::format(", field `{}`", field);
  return out + ": " + reason;
}

const json::value* member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(json::string_view(name.data(), name.size()));
  return value == nullptr || value->is_null() ? nullptr : value;
}

const json::object* object_member(const json::object& object, std::string_view name) {
  const auto* value = member(object, name);
  if (value == nullptr) return nullptr;
  if (!value->is_object()) wrong_type("", name, "an object", *value);
  return &value->get_object();
}

const json::array* array_member(const json::object& object, std::string_view name) {
  const auto* value = member(object, name);
  if (value == nullptr) return nullptr;
  if (!value->is_array()) wrong_type("", name, "a list", *value);
  return &value->get_array();
}

std::optional<std::string> optional_line(const json::object& object, std::string_view name, std::size_t limit,
                                         std::string_view path) {
  const auto* value = member(object, name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) wrong_type(path, name, "text", *value);
  std::string line = plain_line(std::string_view(value->get_string()));
  if (line.empty()) return std::nullopt;
  if (line.size() > limit)
    throw Refusal{fmt::format("{}{}", path, name), fmt::format("is longer than {} bytes", limit)};
  return line;
}

std::string need_line(const json::object& object, std::string_view name, std::size_t limit, std::string_view path) {
  if (auto line = optional_line(object, name, limit, path)) return *line;
  throw Refusal{fmt::format("{}{}", path, name), member(object, name) == nullptr ? "missing" : "is empty"};
}

std::string text_or_empty(const json::object& object, std::string_view name) {
  const auto* value = member(object, name);
  if (value == nullptr) return {};
  if (!value->is_string()) wrong_type("", name, "text", *value);
  return std::string(value->get_string());
}

std::string need_id(const json::object& object, std::string_view name) {
  const auto* value = member(object, name);
  if (value == nullptr) throw Refusal{std::string(name), "missing"};
  if (value->is_int64()) return std::to_string(value->get_int64());
  if (value->is_uint64()) return std::to_string(value->get_uint64());
  return need_line(object, name, 200);
}

std::optional<double> optional_number(const json::object& object, std::string_view name, std::string_view path) {
  const auto* value = member(object, name);
  if (value == nullptr) return std::nullopt;
  double number = 0;
  if (value->is_string()) {
    const std::string text(value->get_string());
    if (text.empty()) return std::nullopt;
    char* end = nullptr;
    number = std::strtod(text.c_str(), &end);
    if (end == text.c_str() || *end != '\0') wrong_type(path, name, "a number", *value);
  } else if (value->is_number()) {
    number = value->to_number<double>();
  } else {
    wrong_type(path, name, "a number", *value);
  }
  if (!std::isfinite(number)) throw Refusal{fmt::format("{}{}", path, name), "is no usable number"};
  return number;
}

bool flag(const json::object& object, std::string_view name) {
  const auto* value = member(object, name);
  if (value == nullptr) return false;
  if (!value->is_bool()) wrong_type("", name, "true or false", *value);
  return value->get_bool();
}

std::optional<base::Time> read_date(std::string_view text, bool end_of_day) {
  std::string date = plain_line(text);
  const bool day_only = date.size() == 10;
  if (date.size() > 10 && date[10] == ' ') date[10] = 'T';
  if (date.ends_with(" UTC")) date.replace(date.size() - 4, 4, "Z");
  auto time = base::parse_rfc3339(date);
  if (!time && date.size() >= 16 && date[10] == 'T') {
    std::string rest = date.substr(11);
    std::string offset = "Z";
    if (const auto at = rest.find_first_of("Z+-"); at != std::string::npos) {
      offset = rest.substr(at);
      rest.resize(at);
    }
    if (offset.size() == 5) offset.insert(3, ":");  // +0100
    if (offset.size() == 3) offset += ":00";        // +01
    if (rest.size() == 5) rest += ":00";
    time = base::parse_rfc3339(date.substr(0, 11) + rest + offset);
  }
  if (!time) return std::nullopt;
  if (day_only && end_of_day) *time += std::chrono::days(1);
  using namespace std::chrono;
  if (*time < sys_days(year(2000) / 1 / 1) || *time > sys_days(year(2100) / 1 / 1)) return std::nullopt;
  return time;
}

std::optional<base::Time> optional_date(const json::object& object, std::string_view name, bool end_of_day) {
  const auto line = optional_line(object, name, 100);
  if (!line) return std::nullopt;
  const auto time = read_date(*line, end_of_day);
  if (!time) throw Refusal{std::string(name), fmt::format("is no date between 2000 and 2100: \"{}\"", *line)};
  return time;
}

base::Time need_date(const json::object& object, std::string_view name) {
  if (const auto time = optional_date(object, name)) return *time;
  throw Refusal{std::string(name), "missing"};
}

std::optional<Salary> make_salary(std::optional<double> min, std::optional<double> max, std::string_view currency,
                                  std::string_view period) {
  if (min && *min <= 0) min.reset();
  if (max && *max <= 0) max.reset();
  if ((!min && !max) || currency.size() != 3 || period.empty()) return std::nullopt;
  if (std::max(min.value_or(0), max.value_or(0)) >= 1e12) return std::nullopt;
  if (min && max && *min > *max) std::swap(min, max);
  Salary salary{min, max, std::string(currency), std::string(period)};
  for (char& c : salary.currency) {
    if (!std::isalpha(static_cast<unsigned char>(c))) return std::nullopt;
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return salary;
}

std::string period_of(std::string_view word) {
  const std::string plain = squeezed(word);
  static constexpr std::array<std::pair<std::string_view, const char*>, 8> kWords{{{"year", "year"},
                                                                                   {"annual", "year"},
                                                                                   {"annum", "year"},
                                                                                   {"month", "month"},
                                                                                   {"week", "week"},
                                                                                   {"hour", "hour"},
                                                                                   {"day", "day"},
                                                                                   {"daily", "day"}}};
  for (const auto& [part, period] : kWords)
    if (plain.find(part) != std::string::npos) return period;
  return {};
}

std::optional<std::string> work_mode_of(std::string_view word) {
  const std::string plain = squeezed(word);
  if (plain == "remote" || plain == "telecommute" || plain == "fullyremote" || plain == "remotefirst") return "remote";
  if (plain == "hybrid" || plain == "remotehybrid" || plain == "hybridremote") return "hybrid";
  if (plain == "onsite" || plain == "inoffice" || plain == "inperson" || plain == "office") return "onsite";
  return std::nullopt;
}

std::optional<std::string> work_mode_in(const std::vector<std::string>& locations) {
  for (const auto& location : locations)
    if (has_word(location, "hybrid")) return "hybrid";
  for (const auto& location : locations)
    if (has_word(location, "remote")) return "remote";
  return std::nullopt;
}

std::string employment_type_of(std::string_view word) {
  const std::string plain = squeezed(word);
  if (plain.starts_with("fulltime") || plain == "permanent" || plain == "regular") return "Full-time";
  if (plain.starts_with("parttime")) return "Part-time";
  if (plain.starts_with("contract") || plain == "freelance" || plain == "fixedterm") return "Contract";
  if (plain.starts_with("temp") || plain == "seasonal") return "Temporary";
  if (plain.starts_with("intern") || plain == "trainee") return "Internship";
  if (plain == "volunteer") return "Volunteer";
  return plain_line(word);
}

std::string company_of(std::string_view board) {
  std::string out;
  bool start = true;
  for (const char c : board) {
    if (c == '-' || c == '_' || c == ' ' || c == '+') {
      if (!out.empty() && out.back() != ' ') out += ' ';
      start = true;
      continue;
    }
    out += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    start = false;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

void add_location(Posting& posting, std::string location) {
  location = plain_line(location);
  if (location.empty() ||
      std::find(posting.locations.begin(), posting.locations.end(), location) != posting.locations.end())
    return;
  if (location.size() > 300) throw Refusal{"location", "is longer than 300 bytes"};
  if (posting.locations.size() == 50) throw Refusal{"location", "there are more than 50"};
  posting.locations.push_back(std::move(location));
}

void set_description(Posting& posting, std::string_view html, std::string_view field) {
  auto clean = clean_html(html);
  if (!clean) throw Refusal{std::string(field), clean.error().detail};
  if (clean->text.empty()) throw Refusal{std::string(field), html.empty() ? "missing" : "holds no readable text"};
  posting.description_html = std::move(clean->html);
  posting.description_text = std::move(clean->text);
  posting.summary = first_words(posting.description_text, 280);
}

void set_apply_url(Posting& posting, std::string_view url, std::string_view field, const FeedContext& context) {
  auto checked = check_url(url, context.allow_private);
  if (!checked) throw Refusal{std::string(field), url.empty() ? "missing" : checked.error().detail};
  posting.apply_url = std::move(*checked);
}

void read_records(const json::array& records, std::string_view id_name, ParsedFeed& feed,
                  const std::function<bool(const json::object& record, Posting& posting)>& read) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < records.size(); ++i) {
    RecordError error;
    error.record = i + 1;
    try {
      if (!records[i].is_object()) {
        feed.complete = false;
        throw Refusal{"", "must be an object, is " + kind_name(records[i])};
      }
      const json::object& record = records[i].get_object();
      Posting posting;
      posting.source = feed.source;
      try {
        posting.external_id = need_id(record, id_name);
      } catch (const Refusal&) {
        feed.complete = false;
        throw;
      }
      error.id = posting.external_id;
      if (const auto [at, fresh] = seen.emplace(posting.external_id, i + 1); !fresh)
        throw Refusal{std::string(id_name), fmt::format("repeats that of record {}", at->second)};
      const bool wanted = [&] {
        try {
          return read(record, posting);
        } catch (const Refusal&) {
          feed.external_ids.push_back(posting.external_id);
          throw;
        }
      }();
      if (!wanted) continue;
      feed.external_ids.push_back(posting.external_id);
      feed.postings.push_back(std::move(posting));
    } catch (const Refusal& refusal) {
      error.field = refusal.field;
      error.reason = refusal.reason;
      feed.errors.push_back(std::move(error));
    }
  }
}

std::string board_from(const FeedContext& context, const std::vector<std::string>& candidates) {
  if (!context.board.empty()) return context.board;
  std::map<std::string, int> votes;
  std::string best;
  for (const auto& candidate : candidates)
    if (!candidate.empty() && ++votes[candidate] > votes[best]) best = candidate;
  return best;
}

}  // namespace jobswipe::jobs
