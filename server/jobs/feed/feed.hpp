#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string_view>

#include "core/base/result.hpp"
#include "server/jobs/feed/posting.hpp"

namespace jobswipe::jobs {

enum class Shape { greenhouse, lever, ashby, recruitee, page };
std::string_view to_string(Shape shape) noexcept;

/// Reads a whole document: JSON of one of the shapes, or an HTML page with schema.org JobPosting. `wanted` demands a
/// shape; otherwise it is told from the document. Fails with unprocessable, and a detail that says what was found, when
/// the document is no such thing; what is wrong with single records stands in the result. Any bytes are safe.
base::Result<ParsedFeed> parse_feed(std::string_view document, const FeedContext& context,
                                    std::optional<Shape> wanted = {});

/// One shape each: the document is known to be JSON of it. Shapes as documented at
/// developers.greenhouse.io/job-board.html, github.com/lever/postings-api,
/// developers.ashbyhq.com/docs/public-job-posting-api and docs.recruitee.com (careers site API).
base::Result<ParsedFeed> parse_greenhouse(const boost::json::value& document, const FeedContext& context);
base::Result<ParsedFeed> parse_lever(const boost::json::value& document, const FeedContext& context);
base::Result<ParsedFeed> parse_ashby(const boost::json::value& document, const FeedContext& context);
base::Result<ParsedFeed> parse_recruitee(const boost::json::value& document, const FeedContext& context);

/// JobPosting (schema.org) in a page's JSON-LD scripts, or in `document` when that is JSON-LD itself: alone, in lists,
/// in
/// `@graph`. Never complete: a page is not a board.
base::Result<ParsedFeed> parse_page(std::string_view page, const FeedContext& context);
base::Result<ParsedFeed> parse_json_ld(const boost::json::value& document, const FeedContext& context);

}  // namespace jobswipe::jobs
