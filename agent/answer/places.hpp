#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jobswipe::answer {

/// A country by its ISO 3166-1 alpha-2 code, in lower case ("de").
/// Understands English, German, French, Spanish and own names, and both ISO codes. The whole text must be the name.
std::optional<std::string> country_code(std::string_view name);

/// All countries that a plain text names as whole words, by full name or the usual short forms (US, UK, UAE);
/// two-letter codes that are also words ("in", "it", "de") don't count.
std::vector<std::string> countries_in(std::string_view plain_text);

/// Calling code without plus ("49"), or empty when unknown.
std::string_view calling_code(std::string_view country) noexcept;

/// The money that wages are paid in there (ISO 4217, "EUR"), or empty when not known here.
std::string_view currency_of(std::string_view country) noexcept;

/// A state of the United States, by name or postal abbreviation, as its abbreviation in lower case.
std::optional<std::string> us_state(std::string_view name);

}  // namespace jobswipe::answer
