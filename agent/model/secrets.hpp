#pragma once

#include <string>
#include <string_view>

namespace jobswipe::model {

/// Whether what a person would write here is nobody's business: passwords, codes, numbers of identity papers, of bank
/// accounts and cards. `question` may be in any case.
bool asks_for_secret(std::string_view question);
/// Whether the text holds such a thing, by its form: card numbers (ISO/IEC 7812-1, Luhn), IBAN (ISO 13616), US social
/// security numbers, keys and tokens.
bool holds_secret(std::string_view text);
/// The text with each of these replaced by "[redacted]"; for everything that goes into a prompt.
std::string redacted(std::string_view text);

}  // namespace jobswipe::model
