#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace jobswipe::jobs {

/// The URL unchanged when a person may be sent there: absolute, https, a public-looking host, no user name, no fragment
/// of another scheme, at most 2,000 bytes of ASCII (RFC 3986). `allow_private` also lets through http, loopback and
/// private addresses. The Error's detail is a phrase such as "must start with https://". A name's addresses are checked
/// by whoever connects, not here.
base::Result<std::string> check_url(std::string_view url, bool allow_private);

/// One form for all addresses of the same posting's application: without scheme, default port, tracking parameters
/// (`utm_…`, `gh_src`, `lever-source` and the like), fragment, a trailing slash or `/apply` and `/application`;
/// parameters sorted. For comparing only. A text that is no URL is given back unchanged.
std::string canonical_url(std::string_view url);

/// The host, with its port when it has one, of a checked URL, lower case, such as `jobs.example.com:8443`.
std::string host_of(std::string_view url);

/// The path's segments, decoded.
std::vector<std::string> path_segments(std::string_view url);

}  // namespace jobswipe::jobs
