#pragma once

#include <string_view>

namespace jobswipe::jobs::places_data {

extern const std::string_view kText;    ///< as tools/embed_places.mjs describes it
extern const std::string_view kDigest;  ///< 16 hexadecimal digits, another for every other text

}  // namespace jobswipe::jobs::places_data
