#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace jobswipe::jobs {

/// Grows with every change of the places or of the rules by which postings are placed, so that stored postings are
/// placed anew.
inline constexpr int kPlacesVersion = 1;

/// A town or city.
struct Place {
  std::int64_t id;             ///< GeoNames'
  std::string_view name;       ///< GeoNames' main name: "Munich", "Köln"
  std::string_view region;     ///< of the first level, in English: "Bavaria"; "" when there is none
  std::string_view country;    ///< ISO 3166-1, two letters
  double latitude, longitude;  ///< degrees
};

/// The world's places. Immutable, so of any thread.
class Places {
 public:
  /// Of `text` as tools/embed_places.mjs writes it, which must outlive it. Throws std::invalid_argument for any other.
  explicit Places(std::string_view text);

  /// Those that are built in; made at the first call, which takes some hundredths of a second.
  static const Places& all();

  /// Null when there is no such place.
  const Place* find(std::int64_t id) const;
  /// At most `limit` places whose name, in any language, begins with what is typed, the most populous first. After a
  /// comma the beginning of a region or country may follow: "Paris, te".
  std::vector<const Place*> search(std::string_view typed, std::size_t limit) const;
  /// The places that a posting's location texts name, each once, in their order; empty when they name none.
  std::vector<const Place*> resolve(const std::vector<std::string>& locations) const;

  /// The form in which names are compared: lower-case ASCII words with one space between them.
  std::string key(std::string_view text) const;

 private:
  friend class Resolver;
  struct Region {
    std::string_view country, name;
    std::vector<std::string_view> keys;
  };
  struct Name {
    std::string_view key;
    std::uint32_t place;
  };

  std::pair<std::vector<Name>::const_iterator, std::vector<Name>::const_iterator> beginning_with(
      std::string_view key) const;
  bool lies_in(std::uint32_t place, std::string_view beginning) const;

  std::unordered_map<std::uint32_t, std::string_view> folds_;
  std::unordered_map<std::string_view, std::vector<std::string_view>> country_keys_;  ///< by ISO code
  std::unordered_map<std::string_view, std::vector<std::string_view>> countries_;     ///< ISO codes by key
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> regions_by_key_;
  std::vector<Region> regions_;
  std::vector<Place> places_;               ///< most populous first
  std::vector<std::int32_t> region_of_;     ///< of each place; -1 for none
  std::vector<std::uint32_t> populations_;  ///< of each place
  std::vector<Name> names_;                 ///< by key, then place
  std::unordered_map<std::int64_t, std::uint32_t> by_id_;
};

}  // namespace jobswipe::jobs
