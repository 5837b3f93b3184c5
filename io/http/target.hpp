#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "io/http/message.hpp"

namespace jobswipe::http {

/// Percent-decodes; std::nullopt for a broken escape, a NUL, or bytes that are not UTF-8 in the end. `plus_is_space`
/// for query strings (application/x-www-form-urlencoded).
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// Splits `request.target` (origin or absolute form, RFC 9112, 3.2) into its path and query; false when it can't be
/// read or has more than 100 query parameters.
bool parse_target(Request& request);

/// Percent-encodes all but unreserved characters (RFC 3986, 2.3) and the slash.
std::string percent_encode(std::string_view text);

}  // namespace jobswipe::http
