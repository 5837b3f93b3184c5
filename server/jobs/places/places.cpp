#include "server/jobs/places/places.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <stdexcept>

#include "server/jobs/places/data.hpp"

namespace jobswipe::jobs {
namespace {

/// Takes `text` up to `mark` off its front, and the mark too; all of it when there is no mark.
std::string_view take_until(std::string_view& text, std::string_view mark) {
  const auto at = text.find(mark);
  const auto taken = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + mark.size());
  return taken;
}

template <class Number>
Number number_of(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    throw std::invalid_argument("the places hold “" + std::string(text) + "” where a number belongs");
  return number;
}

/// One code point of UTF-8, from `at` on; a byte that begins none counts as U+FFFD.
std::uint32_t next_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::uint32_t first = byte(at++);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  if (more == 0 || at + static_cast<std::size_t>(more) > text.size()) return 0xFFFD;
  std::uint32_t point = first & (0x3Fu >> more);
  for (int i = 0; i < more; ++i) {
    if ((byte(at) & 0xC0) != 0x80) return 0xFFFD;
    point = point << 6 | (byte(at++) & 0x3F);
  }
  return point;
}

}  // namespace

Places::Places(std::string_view text) {
  auto folds = take_until(text, "\n\n");
  while (!folds.empty()) {
    auto line = take_until(folds, "\n");
    const auto point = number_of<std::uint32_t>(take_until(line, "\t"));
    folds_[point] = line;
  }
  auto countries = take_until(text, "\n\n");
  while (!countries.empty()) {
    auto line = take_until(countries, "\n");
    const auto code = take_until(line, "\t");
    while (!line.empty()) {
      const auto key = take_until(line, "\t");
      country_keys_[code].push_back(key);
      countries_[key].push_back(code);
    }
  }
  auto regions = take_until(text, "\n\n");
  while (!regions.empty()) {
    auto line = take_until(regions, "\n");
    Region region;
    region.country = take_until(line, "\t");
    region.name = take_until(line, "\t");
    while (!line.empty()) {
      region.keys.push_back(take_until(line, "\t"));
      regions_by_key_[region.keys.back()].push_back(static_cast<std::uint32_t>(regions_.size()));
    }
    regions_.push_back(std::move(region));
  }
  auto places = take_until(text, "\n\n");
  while (!places.empty()) {
    auto line = take_until(places, "\n");
    Place place{};
    place.id = number_of<std::int64_t>(take_until(line, "\t"));
    place.name = take_until(line, "\t");
    const auto region = take_until(line, "\t");
    place.country = take_until(line, "\t");
    place.latitude = number_of<double>(take_until(line, "\t"));
    place.longitude = number_of<double>(take_until(line, "\t"));
    populations_.push_back(number_of<std::uint32_t>(line));
    region_of_.push_back(region.empty() ? -1 : number_of<std::int32_t>(region));
    if (region_of_.back() >= 0) place.region = regions_.at(static_cast<std::size_t>(region_of_.back())).name;
    by_id_[place.id] = static_cast<std::uint32_t>(places_.size());
    places_.push_back(place);
  }
  while (!text.empty()) {
    auto line = take_until(text, "\n");
    const auto key = take_until(line, "\t");
    const auto place = number_of<std::uint32_t>(line);
    if (place >= places_.size()) throw std::invalid_argument("the places hold a name of none of them");
    names_.push_back({key, place});
  }
}

const Places& Places::all() {
  static const Places places(places_data::kText);
  return places;
}

const Place* Places::find(std::int64_t id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &places_[found->second];
}

std::string Places::key(std::string_view text) const {
  std::string key;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = next_point(text, at);
    if (point >= 0x300 && point <= 0x36F) continue;  // accents that stand by themselves
    if (point < 0x80) {
      const auto c = static_cast<char>(point);
      if (c >= 'A' && c <= 'Z')
        key.push_back(static_cast<char>(c + 32));
      else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        key.push_back(c);
      else if (!key.empty() && key.back() != ' ')
        key.push_back(' ');
      continue;
    }
    const auto fold = folds_.find(point);
    if (fold != folds_.end())
      key.append(fold->second);
    else if (!key.empty() && key.back() != ' ')
      key.push_back(' ');
  }
  if (!key.empty() && key.back() == ' ') key.pop_back();
  return key;
}

std::pair<std::vector<Places::Name>::const_iterator, std::vector<Places::Name>::const_iterator> Places::beginning_with(
    std::string_view key) const {
  const auto before = [](const Name& name, std::string_view wanted) {
    return name.key.substr(0, wanted.size()) < wanted;
  };
  const auto after = [](std::string_view wanted, const Name& name) {
    return wanted < name.key.substr(0, wanted.size());
  };
  const auto first = std::lower_bound(names_.begin(), names_.end(), key, before);
  return {first, std::upper_bound(first, names_.end(), key, after)};
}

bool Places::lies_in(std::uint32_t place, std::string_view beginning) const {
  const auto begins = [&](std::string_view key) { return key.starts_with(beginning); };
  if (key(places_[place].country).starts_with(beginning)) return true;
  const auto country = country_keys_.find(places_[place].country);
  if (country != country_keys_.end() && std::any_of(country->second.begin(), country->second.end(), begins))
    return true;
  if (region_of_[place] < 0) return false;
  const auto& keys = regions_[static_cast<std::size_t>(region_of_[place])].keys;
  return std::any_of(keys.begin(), keys.end(), begins);
}

std::vector<const Place*> Places::search(std::string_view typed, std::size_t limit) const {
  const auto name = key(take_until(typed, ","));
  const auto area = key(typed);
  if (name.empty()) return {};
  std::set<std::uint32_t> best;  // the `limit` least numbers, which are the most populous
  const auto [first, last] = beginning_with(name);
  for (auto it = first; it != last; ++it) {
    if (best.size() == limit && it->place >= *best.rbegin()) continue;
    if (!area.empty() && !lies_in(it->place, area)) continue;
    best.insert(it->place);
    if (best.size() > limit) best.erase(std::prev(best.end()));
  }
  std::vector<const Place*> found;
  for (const auto place : best) found.push_back(&places_[place]);
  return found;
}

}  // namespace jobswipe::jobs
