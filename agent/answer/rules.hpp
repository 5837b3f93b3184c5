#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/answer/decide.hpp"
#include "agent/answer/lexicon.hpp"

namespace jobswipe::answer {

/// Values out of a profile; nothing when the person left it out or empty.
std::optional<std::string> text_of(const json::object& profile, std::string_view pointer);
std::optional<bool> flag_of(const json::object& profile, std::string_view pointer);
std::optional<std::int64_t> integer_of(const json::object& profile, std::string_view pointer);

/// A decision to fill, ask or skip; ask for a required field and skip for another is `unanswered`.
Decision filled(json::value value, Provenance provenance, double confidence);
Decision filled(const std::string& text, Provenance provenance, double confidence);
Decision unanswered(const form::Field& field, std::string reason);

/// Puts a yes or no into whatever kind of field asks for it: a tick, a choice, a text.
Decision answer_yes_no(const form::Field& field, bool yes, Provenance provenance, double confidence);

/// Puts a text into the field after checking its type, or finds the option that says it.
Decision answer_text(const form::Field& field, const std::string& text, Provenance provenance, double confidence);

/// A recognised fact from the profile, in the field's own form. Asks where the profile doesn't say.
Decision answer_fact(const form::Field& field, Recognised recognised, const Facts& facts, const Files& files);

/// The rules for questions that repeat; nothing when none of them understands the question for certain.
std::optional<Decision> apply_rules(const form::Field& field, const Facts& facts);

}  // namespace jobswipe::answer
