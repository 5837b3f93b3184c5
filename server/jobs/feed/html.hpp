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

/// Cuts a description down to an allow-list: everything else goes, with its content where that is no text (script,
/// style, form controls, frames, pictures). Links keep `href` when it is https, http or mailto and get `rel="nofollow
/// noopener"`. The output holds no tag or attribute that this function does not write itself. Any bytes are accepted up
/// to 1 MiB and 10,000 tags; beyond that, unprocessable.
base::Result<CleanHtml> clean_html(std::string_view html);

/// The contents of all `<script type="application/ld+json">` elements, in order. Fails with unprocessable on a page
/// that is too large to be read safely (100,000 tags).
base::Result<std::vector<std::string>> json_ld_scripts(std::string_view page);

}  // namespace jobswipe::jobs
