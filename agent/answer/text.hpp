#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jobswipe::answer {

/// Lower case, Latin letters without their marks (ß is ss), everything that is no letter or digit one space, `+` and
/// `#` kept inside words (C++, C#), no space at the ends. Letters of other scripts stay as they are.
std::string plain(std::string_view text);

/// plain() in one spelling (authorise → authorize), without words that change nothing about a question ("please",
/// "the", "currently", "legally") and without notes such as "required". Two questions are the same when these are
/// equal; negations stay.
std::string normalise_question(std::string_view question);

std::vector<std::string> words_of(std::string_view plain_text);

/// Whether the plain text holds the phrase as whole words. `phrase` may end in `*`: then its last word may go on.
bool has_phrase(std::string_view plain_text, std::string_view phrase);
bool has_any(std::string_view plain_text, std::initializer_list<std::string_view> phrases);

/// The text without what stands in round or square brackets.
std::string without_brackets(std::string_view text);

std::string trim(std::string_view text);

}  // namespace jobswipe::answer
