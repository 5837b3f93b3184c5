#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "agent/answer/rules.hpp"

// Histories of education and employment: which of a form's fields belong to which entry, which entry of the profile
// each is for, and what goes into it. Pure.

namespace jobswipe::answer {

/// Fills in Field::entry. An entry that already holds something (a résumé parser's work) is given the profile's entry
/// of the same school or employer; the others follow newest first. A block counts only when it asks for the school or
/// degree, or for the employer or title.
void mark_histories(form::Form& form, const Facts& facts);

/// "education" or "employment" when an adding button is about that list; empty otherwise.
std::string history_of(const form::Button& button);

/// How many entries the profile has for a list.
std::size_t entries_on_file(const Facts& facts, const std::string& list);

/// The answer to a part of an entry; nothing for fields outside of entries and for questions that are not a part.
std::optional<Decision> answer_entry(const form::Field& field, const Facts& facts);

}  // namespace jobswipe::answer
