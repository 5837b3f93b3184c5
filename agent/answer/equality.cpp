// Equal-opportunity questions. Their wordings hardly ever agree, so answers are compared by what they mean.

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cctype>

#include "agent/answer/asked.hpp"
#include "agent/answer/options.hpp"
#include "agent/answer/places.hpp"
#include "agent/answer/rules.hpp"
#include "agent/answer/text.hpp"

namespace jobswipe::answer {

using form::Field;
using form::Kind;

namespace {

/// Answers of equal-opportunity questions fall into classes, since their wordings hardly ever agree.
enum class Class { unclear, yes, no, decline };

Class class_of(std::string_view text) {
  if (is_decline(text)) return Class::decline;
  if (auto flag = yes_or_no(text)) return *flag ? Class::yes : Class::no;
  auto words = plain(text);
  bool negative =
      has_any(words, {"not", "no", "none", "never", "dont", "nein", "kein", "keine", "nicht", "non", "pas", "aucun"});
  // "Not a veteran, but a spouse of one": more than one thing is said.
  if (has_any(words, {"but", "aber", "mais", "pero"})) return Class::unclear;
  return negative ? Class::no : Class::yes;
}

std::optional<std::size_t> choose_class(const Field& field, Class wanted) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < field.options.size(); ++i) {
    if (field.options[i].empty || class_of(field.options[i].label) != wanted) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

std::optional<std::size_t> choose_gender(const Field& field, std::string_view wanted) {
  static const std::initializer_list<std::initializer_list<std::string_view>> kSame{
      {"female", "woman", "f", "weiblich", "frau", "femme", "feminin", "mujer", "femenino", "cis woman", "she her"},
      {"male", "man", "m", "mannlich", "mann", "homme", "masculin", "hombre", "masculino", "cis man", "he him"},
      {"non binary", "nonbinary", "non binary person", "divers", "nicht binar", "non binaire", "no binario",
       "genderqueer non binary", "non binary gender non conforming"}};
  if (auto direct = choose_text(field.options, wanted)) return direct;
  auto text = plain(wanted);
  for (const auto& group : kSame) {
    if (std::find(group.begin(), group.end(), text) == group.end()) continue;
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < field.options.size(); ++i) {
      auto label = plain(field.options[i].label);
      auto bare_label = plain(without_brackets(field.options[i].label));
      if (std::find(group.begin(), group.end(), label) == group.end() &&
          std::find(group.begin(), group.end(), bare_label) == group.end())
        continue;
      if (found) return std::nullopt;
      found = i;
    }
    return found;
  }
  return std::nullopt;
}

}  // namespace

Decision answer_equality(const Field& field, Recognised recognised, const Facts& facts) {
  std::string_view pointer;
  switch (recognised.fact) {
    case Fact::gender:
      pointer = "equalOpportunity/gender";
      break;
    case Fact::ethnicity:
      pointer = "equalOpportunity/ethnicity";
      break;
    case Fact::veteran:
      pointer = "equalOpportunity/veteranStatus";
      break;
    case Fact::disability:
      pointer = "equalOpportunity/disabilityStatus";
      break;
    default:
      break;
  }
  auto stated = pointer.empty() ? std::nullopt : text_of(facts.profile, pointer);
  if (stated && is_decline(*stated)) stated.reset();
  if (field.kind == Kind::checkbox) return unanswered(field, "a single box about equal opportunity says too little");
  if (!is_choice(field)) {
    if (stated && recognised.fact != Fact::hispanic) return filled(*stated, Provenance::profile, recognised.confidence);
    return unanswered(field, "the profile says nothing, and declining is not offered");
  }
  if (is_unseen(field)) {
    auto decision = filled(stated ? json::value(*stated) : json::value("Decline to answer"),
                           stated ? Provenance::profile : Provenance::rule, 0.8);
    decision.raw = stated.value_or("");
    return decision;
  }
  if (stated) {
    auto index = recognised.fact == Fact::gender ? choose_gender(field, *stated) : choose_text(field.options, *stated);
    if (!index && (recognised.fact == Fact::veteran || recognised.fact == Fact::disability))
      index = choose_class(field, class_of(*stated));
    if (index) return chosen(field, index, Provenance::profile, 0.93, *stated);
    return unanswered(field, "none of the options clearly says what the profile says");
  }
  return chosen(field, choose_decline(field.options), Provenance::rule, 0.9, "that the person declines to answer");
}

}  // namespace jobswipe::answer
