#pragma once

#include <string>
#include <string_view>

namespace jobswipe::domain {

/// A form's question in the form in which two askings of the same question are equal: ASCII letters in lower case,
/// typographic quotes made plain, white space collapsed, and decoration at the end ("*", ":", "?", "(required)",
/// "(optional)") taken off. Words are never dropped, so a negation stays. `text` is UTF-8; other bytes stay as they
/// are. Never fails.
std::string normalise_question(std::string_view text);

}  // namespace jobswipe::domain
