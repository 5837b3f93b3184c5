#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace jobswipe::jobs {

/// Replaces character references once (`&lt;` → `<`, `&#8217;` → `’`); the names that HTML text needs, and all numbers.
std::string unescape_entities(std::string_view text);

/// Text as one line for names and titles: entities replaced, tags and control characters gone, white space squeezed.
std::string plain_line(std::string_view text);

/// The first words of `text`, at most about `limit` bytes, cut at a word, with `…` when cut. Never splits a character.
std::string first_words(std::string_view text, std::size_t limit);

}  // namespace jobswipe::jobs
