#pragma once

#include <string>
#include <string_view>

namespace jobswipe::answer {

/// Whether a plain() text names the month 1 to 12: by its number ("4", "04") or by its name or short name in English,
/// German, French, Spanish, Italian or Dutch.
bool names_month(std::string_view plain_text, int month);

/// The English name of month 1 to 12.
std::string month_name(int month);

}  // namespace jobswipe::answer
