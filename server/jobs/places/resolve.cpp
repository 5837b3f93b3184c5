#include <algorithm>
#include <array>
#include <iterator>

#include "server/jobs/places/places.hpp"

namespace jobswipe::jobs {
namespace {

/// A name without region or country that stands after another place, or before a hyphen, counts from this size on:
/// below it, it is more likely a district ("Berlin, Wedding").
constexpr std::uint32_t kKnownByItself = 100'000;
/// Of one text; no posting names more in earnest, and reading stays quick.
constexpr std::size_t kMostBytes = 400;
constexpr std::size_t kMostPlaces = 50;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

std::vector<std::string> split(std::string_view text, char mark) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const auto at = std::min(text.find(mark, from), text.size());
    parts.emplace_back(text.substr(from, at - from));
    from = at + 1;
  }
  return parts;
}

/// One location text as lists of parts: `London / Paris, France` is [[london], [paris, france]].
std::vector<std::vector<std::string>> pieces_of(std::string_view location) {
  std::string text = lower(location.substr(0, kMostBytes));
  for (const auto gone : {"(m/w/d)", "(m/f/d)", "(w/m/d)", "(f/m/d)", "(f/m/x)", "(m/w/x)"})
    replace_all(text, gone, " ");
  for (const auto dash : {"\u2013", "\u2014", " - "}) replace_all(text, dash, ",");
  for (const auto mark : {"/", "|", "\n", "\u2022", "\u00b7", " or ", " oder ", " and ", " und ", " & ", " ou "})
    replace_all(text, mark, ";");
  for (const auto mark : {")", ":"}) replace_all(text, mark, ",");
  // An opening parenthesis stays at the front of its part: "Frankfurt (Oder)" is one name, "Remote (Berlin)" is not.
  replace_all(text, "(", ",(");
  std::vector<std::vector<std::string>> pieces;
  for (const auto& piece : split(text, ';')) pieces.push_back(split(piece, ','));
  return pieces;
}

bool take_front(std::string& key, std::string_view word) {
  if (key == word) key.clear();
  if (!key.starts_with(word) || key.size() <= word.size() || key[word.size()] != ' ') return false;
  key.erase(0, word.size() + 1);
  return true;
}

bool take_back(std::string& key, std::string_view word) {
  if (key == word) key.clear();
  if (!key.ends_with(word) || key.size() <= word.size() || key[key.size() - word.size() - 1] != ' ') return false;
  key.erase(key.size() - word.size() - 1);
  return true;
}

bool is_number(std::string_view word) {
  return word.size() >= 3 && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Without what is said around a place: how one works there, post codes, "Greater … Area".
void strip(std::string& key) {
  static constexpr std::array<std::string_view, 12> kFront{
      "remote", "hybrid", "onsite", "fully", "100", "in", "from", "within", "hq", "headquarters", "grossraum", "raum"};
  static constexpr std::array<std::string_view, 14> kBack{
      "remote", "hybrid",  "onsite",      "on site",    "hq",    "headquarters",      "headquarter",
      "office", "offices", "home office", "homeoffice", "based", "metropolitan area", "metro area"};
  for (bool more = true; more;) {
    more = false;
    for (const auto word : kFront) more = take_front(key, word) || more;
    for (const auto word : kBack) more = take_back(key, word) || more;
    const auto first = key.substr(0, key.find(' '));
    const auto last = key.substr(key.rfind(' ') + 1);
    if (is_number(first)) more = take_front(key, first) || more;
    if (is_number(last)) more = take_back(key, last) || more;
    if (take_front(key, "greater")) {
      take_back(key, "area");
      more = true;
    }
    if (key != "bay area") more = take_back(key, "bay area") || more;
  }
}

}  // namespace

/// Reads the texts of one posting.
class Resolver {
 public:
  explicit Resolver(const Places& places) : places_(places) {}

  std::vector<std::uint32_t> found;

  void read(std::string_view location) {
    for (const auto& piece : pieces_of(location)) read_piece(piece);
  }

 private:
  using Candidates = std::vector<std::uint32_t>;  ///< most populous first

  Candidates named(std::string_view key) const {
    Candidates out;
    if (key.size() < 3) return out;  // letters of a region or country
    const auto before = [](const Places::Name& name, std::string_view wanted) { return name.key < wanted; };
    auto it = std::lower_bound(places_.names_.begin(), places_.names_.end(), key, before);
    for (; it != places_.names_.end() && it->key == key; ++it) out.push_back(it->place);
    return out;
  }

  bool in_country(std::uint32_t place, std::string_view key) const {
    const auto country = places_.places_[place].country;
    if (key.size() == 2 && lower(country) == key) return true;
    const auto found_keys = places_.countries_.find(key);
    return found_keys != places_.countries_.end() &&
           std::find(found_keys->second.begin(), found_keys->second.end(), country) != found_keys->second.end();
  }

  bool in_region(std::uint32_t place, std::string_view key) const {
    const auto region = places_.region_of_[place];
    if (region < 0) return false;
    const auto& keys = places_.regions_[static_cast<std::size_t>(region)].keys;
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }

  bool is_country(std::string_view key) const {
    return places_.countries_.contains(key) ||
           (key.size() == 2 && std::any_of(places_.country_keys_.begin(), places_.country_keys_.end(),
                                           [&](const auto& entry) { return lower(entry.first) == key; }));
  }

  bool is_region(std::string_view key) const { return places_.regions_by_key_.contains(key); }

  /// Whether `key` is a region of a country that one of the places is in, or the letters of any.
  bool could_be_region_of(const Candidates& candidates, std::string_view key) const {
    const auto regions = places_.regions_by_key_.find(key);
    if (regions == places_.regions_by_key_.end()) return false;
    if (key.size() == 2) return true;
    return std::any_of(regions->second.begin(), regions->second.end(), [&](std::uint32_t region) {
      return std::any_of(candidates.begin(), candidates.end(), [&](std::uint32_t place) {
        return places_.places_[place].country == places_.regions_[region].country;
      });
    });
  }

  Candidates within(const Candidates& candidates, std::string_view key) const {
    Candidates out;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(out),
                 [&](std::uint32_t place) { return in_country(place, key) || in_region(place, key); });
    return out;
  }

  Candidates large(Candidates candidates) const {
    std::erase_if(candidates, [&](std::uint32_t place) { return places_.populations_[place] < kKnownByItself; });
    return candidates;
  }

  /// The places that a part names by itself. A country's name is that of a place only where both are one (Singapore), a
  /// region's name rather that of a place in it (Hamburg), or of a large one.
  Candidates named_by(std::string_view key) const {
    auto candidates = named(key);
    if (is_country(key)) {
      std::erase_if(candidates, [&](std::uint32_t place) {
        return !in_country(place, key) || places_.key(places_.places_[place].name) != key;
      });
      return candidates;
    }
    if (!is_region(key)) return candidates;
    Candidates inside;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(inside),
                 [&](std::uint32_t place) { return in_region(place, key); });
    return inside.empty() ? large(std::move(candidates)) : inside;
  }

  /// The parts' keys, with a name in parentheses joined to the one before where that is one name, and "san francisco
  /// ca" made two.
  std::vector<std::string> keys_of(const std::vector<std::string>& piece) {
    std::vector<std::string> keys;
    heads_.clear();
    const auto add = [&](std::string key, std::string head) {
      keys.push_back(std::move(key));
      heads_.push_back(std::move(head));
    };
    for (const auto& part : piece) {
      std::string key = places_.key(part);
      if (!keys.empty() && part.starts_with('(') && !named(keys.back() + " " + key).empty()) {
        keys.back() += " " + key;
        continue;
      }
      std::string bare = key;
      strip(bare);
      if (bare.empty()) continue;
      if (named(key).empty()) key = std::move(bare);
      std::string head;
      const auto hyphen = part.find('-');
      if (hyphen != std::string::npos) head = places_.key(part.substr(0, hyphen));
      const auto space = key.rfind(' ');
      const auto letters = space == std::string::npos ? "" : key.substr(space + 1);
      if (letters.size() == 2 && named(key).empty() && !named(key.substr(0, space)).empty() &&
          (is_country(letters) || is_region(letters))) {
        add(key.substr(0, space), "");
        add(letters, "");
      } else {
        add(std::move(key), std::move(head));
      }
    }
    return keys;
  }

  void read_piece(const std::vector<std::string>& piece) {
    const auto keys = keys_of(piece);
    std::vector<std::string> before;  // regions and countries that stand before their places
    for (std::size_t i = 0; i < keys.size();) {
      const auto& key = keys[i];
      auto candidates = named_by(key);
      if (candidates.empty() && !heads_[i].empty()) candidates = large(named_by(heads_[i]));
      if (candidates.empty()) {
        if (is_country(key) || is_region(key)) before.push_back(key);
        if (!heads_[i].empty() && is_country(heads_[i])) before.push_back(heads_[i]);
        ++i;
        continue;
      }
      const bool follows = !found_here_.empty();
      bool said = !before.empty();
      for (const auto& area : before) candidates = within(candidates, area);
      for (++i; i < keys.size() && !candidates.empty(); ++i) {
        const auto& next = keys[i];
        auto inside = within(candidates, next);
        if (!inside.empty()) {
          candidates = std::move(inside);
          said = true;
          continue;
        }
        if (!large(named_by(next)).empty()) break;  // the next of a list
        if (is_country(next) || could_be_region_of(candidates, next)) candidates.clear();
      }
      if (follows && !said) candidates = large(std::move(candidates));
      if (!candidates.empty()) keep(candidates.front());
    }
    found_here_.clear();
  }

  void keep(std::uint32_t place) {
    found_here_.push_back(place);
    if (found.size() < kMostPlaces && std::find(found.begin(), found.end(), place) == found.end())
      found.push_back(place);
  }

  const Places& places_;
  std::vector<std::string> heads_;  ///< of each part, the key of what stands before its first hyphen
  Candidates found_here_;           ///< in this piece
};

std::vector<const Place*> Places::resolve(const std::vector<std::string>& locations) const {
  Resolver resolver(*this);
  for (const auto& location : locations) resolver.read(location);
  std::vector<const Place*> out;
  for (const auto place : resolver.found) out.push_back(&places_[place]);
  return out;
}

}  // namespace jobswipe::jobs
