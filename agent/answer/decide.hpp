#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "agent/answer/facts.hpp"
#include "agent/form/form.hpp"

// The answers to a form, each with where it comes from. Pure: no browser, no clock, no network. What nobody said is
// never guessed: a required question without an answer is asked, an optional one is left alone.

namespace jobswipe::answer {

enum class Action { fill, ask, skip };
std::string_view to_string(Action action) noexcept;

/// Where an answer comes from; names as in `AnswerSent.provenance`.
enum class Provenance { none, profile, saved_answer, rule, model, person };
std::string_view to_string(Provenance provenance) noexcept;

struct Decision {
  Action action = Action::skip;
  json::value value;  ///< for fill: text, yes/no, or a list of texts; for a choice the label of the option
  std::string raw;    ///< for choices whose options aren't known yet: what to look for
  Provenance provenance = Provenance::none;
  double confidence = 0;
  std::string reason;  ///< for ask and skip: why, in plain words
};

/// Which files there are to give.
struct Files {
  bool resume = false;
  bool cover_letter = false;
};

/// One decision per field of the form, in their order. A file's value is "resume" or "cover_letter".
std::vector<Decision> decide(const form::Form& form, const Facts& facts, const Files& files);

/// For a list that shows its options only once it is open: which of them says what the decision wants. Nothing when
/// none does, or more than one.
std::optional<std::size_t> choose_offered(const form::Field& field, const Decision& decision, const Facts& facts,
                                          const std::vector<form::Option>& offered);

}  // namespace jobswipe::answer
