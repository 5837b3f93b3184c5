#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "core/base/result.hpp"

namespace jobswipe::schema {

/// One JSON text (RFC 8259) in strict UTF-8, nested at most 32 deep. An Error is `invalid_input` whose field names the
/// JSON Pointer reached and whose reason gives the offset in bytes.
base::Result<boost::json::value> parse(std::string_view text);

/// The JSON Pointer of the value in which `offset` of `text` lies, as far as the text before it can be read.
std::string pointer_at(std::string_view text, std::size_t offset);

/// A reference token with `~` and `/` escaped (RFC 6901, 3).
std::string escape_pointer(std::string_view token);

}  // namespace jobswipe::schema
