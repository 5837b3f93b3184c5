#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/answer/rules.hpp"

// The single rules, each for one question that repeats, and what they have in common. A rule gives nothing when the
// question isn't its own. `text` is the label in plain().

namespace jobswipe::answer {

bool is_choice(const form::Field& field);
/// A choice whose options the page shows only once its list is open.
bool is_unseen(const form::Field& field);
/// The decision for the option found, or that none clearly says `what`.
Decision chosen(const form::Field& field, std::optional<std::size_t> index, Provenance provenance, double confidence,
                std::string_view what);
/// Whether any word of the text negates.
bool is_negated(std::string_view text);
/// Whether the field takes a yes or no, by its kind or by how the question begins.
bool asks_yes_or_no(const form::Field& field, std::string_view text);
/// The texts of the list at `group/name` of a profile, or of the list `group` itself when `name` is empty.
std::vector<std::string> texts_of(const json::object& profile, std::string_view group, std::string_view name);

/// A degree as text, or the option that names it or its level.
Decision answer_degree(const form::Field& field, const std::string& degree);

/// Equal opportunity: the person's stated choice, else declining where it is offered.
Decision answer_equality(const form::Field& field, Recognised recognised, const Facts& facts);

std::optional<Decision> work_permission(const form::Field& field, std::string_view text, const Facts& facts);
std::optional<Decision> salary(const form::Field& field, std::string_view text, const Facts& facts);
std::optional<Decision> languages(const form::Field& field, std::string_view text, const Facts& facts);
std::optional<Decision> consent(const form::Field& field, std::string_view text, const Facts& facts);

}  // namespace jobswipe::answer
