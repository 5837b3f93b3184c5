#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace jobswipe::jobs {

struct CleanHtml {
  std::string html;  ///< only p, br, hr, h2–h6, lists, emphasis, code, tables, quotes, and links with a checked href
  std::string text;  ///< the same as it reads, blocks on lines of their own
};

/// Cuts a description down to an allow-list: everything else goes, with its content where that is no text (script, style,
/// form controls, frames, pictures). Links keep `href` when it is https, http or mailto and get `rel="nofollow noopener"`.
/// The output holds no tag or attribute that this function does not write itself. Any bytes are accepted up to 1 MiB and
/// 10,000 tags; beyond that, unprocessable.
base::Result<CleanHtml> clean_html(std::string_view html);

/// The contents of all `<script type="application/ld+json">` elements, in order. Fails with unprocessable on a page that is
/// too large to be read safely (100,000 tags).
base::Result<std::vector<std::string>> json_ld_scripts(std::string_view page);

/// Replaces character references once (`&lt;` → `<`, `&#8217;` → `’`); the names that HTML text needs, and all numbers.
std::string unescape_entities(std::string_view text);

/// Text as one line for names and titles: entities replaced, tags and control characters gone, white space squeezed.
std::string plain_line(std::string_view text);

/// The first words of `text`, at most about `limit` bytes, cut at a word, with `…` when cut. Never splits a character.
std::string first_words(std::string_view text, std::size_t limit);

}  // namespace jobswipe::jobs
