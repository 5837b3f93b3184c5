#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "io/http/message.hpp"

namespace jobswipe::gateway {

/// The ETag (RFC 9110, 8.8.3) of a document that counts its versions.
std::string version_etag(std::int64_t version);

/// The version that `If-Match` (RFC 9110, 13.1.1) asks for: nothing when it is absent or `*`, and -1, which no document
/// has, for a tag that version_etag never gives. Pure.
std::optional<std::int64_t> expected_version(const http::Request& request);

}  // namespace jobswipe::gateway
