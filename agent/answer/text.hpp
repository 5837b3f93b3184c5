#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/domain/question.hpp"

namespace jobswipe::answer {

using domain::normalise_question;
using domain::plain;

std::vector<std::string> words_of(std::string_view plain_text);

/// Whether the plain text holds the phrase as whole words. `phrase` may end in `*`: then its last word may go on.
bool has_phrase(std::string_view plain_text, std::string_view phrase);
bool has_any(std::string_view plain_text, std::initializer_list<std::string_view> phrases);

/// The text without what stands in round or square brackets.
std::string without_brackets(std::string_view text);

std::string trim(std::string_view text);

}  // namespace jobswipe::answer
