#include "agent/answer/decide.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>

#include "agent/answer/asked.hpp"
#include "agent/answer/histories.hpp"
#include "agent/answer/lexicon.hpp"
#include "agent/answer/options.hpp"
#include "agent/answer/rules.hpp"
#include "agent/answer/text.hpp"

namespace jobswipe::answer {
namespace {

using form::Field;
using form::Kind;

/// Below this a decision is a guess.
constexpr double kSure = 0.6;
/// From this on the profile wins over a saved answer to the same words.
constexpr double kCertain = 0.8;

std::string number_text(double number) {
  if (number == std::floor(number) && std::abs(number) < 1e15) return std::to_string(static_cast<std::int64_t>(number));
  auto text = std::to_string(number);
  while (text.back() == '0') text.pop_back();
  return text;
}

/// Puts what the person said to this very question into the field.
Decision answer_saved(const Field& field, const json::value& answer, Provenance provenance, double confidence) {
  if (answer.is_bool()) return answer_yes_no(field, answer.get_bool(), provenance, confidence);
  if (answer.is_number()) {
    auto number = answer.to_number<double>();
    if (!field.options.empty() && !choose_text(field.options, number_text(number))) {
      auto index = choose_range(field.options, number);
      if (index) return filled(field.options[*index].label, provenance, confidence * 0.95);
    }
    return answer_text(field, number_text(number), provenance, confidence);
  }
  if (answer.is_string()) return answer_text(field, std::string(answer.get_string()), provenance, confidence);
  if (!answer.is_array() || answer.get_array().empty()) return unanswered(field, "the answer on file is empty");
  std::vector<std::string> texts;
  for (const auto& entry : answer.get_array()) texts.emplace_back(entry.get_string());
  if (field.kind == Kind::multiselect || field.kind == Kind::checkboxes) {
    json::array labels;
    for (const auto& text : texts) {
      if (field.options.empty()) {
        labels.emplace_back(text);
        continue;
      }
      auto index = choose_text(field.options, text);
      if (!index) return unanswered(field, "\"" + text + "\" is not among the options");
      labels.emplace_back(field.options[*index].label);
    }
    return filled(std::move(labels), provenance, confidence);
  }
  if (texts.size() == 1) return answer_text(field, texts.front(), provenance, confidence);
  if (field.kind != Kind::text && field.kind != Kind::textarea)
    return unanswered(field, "several answers are on file, one is asked for");
  std::string joined;
  for (const auto& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return answer_text(field, joined, provenance, confidence);
}

const json::value* find_answer(const std::vector<SavedAnswer>& answers, const Field& field, bool by_name) {
  auto question = normalise_question(question_of(field));
  auto label = normalise_question(field.label);
  bool somebody_else = is_about_somebody_else(field);
  // What is said of one employer is not said of the next.
  bool part = is_part_of_section(field) || field.entry.shown > 1;
  for (auto entry = answers.rbegin(); entry != answers.rend(); ++entry) {
    auto asked = normalise_question(entry->question);
    if (asked.empty()) continue;
    if (asked == question || (!somebody_else && !part && asked == label)) return &entry->answer;
    if (by_name && !field.name.empty() && entry->question == field.name) return &entry->answer;
  }
  return nullptr;
}

bool holds_something(const Field& field) {
  if (field.value.is_bool()) return field.value.get_bool();
  if (field.value.is_string())
    return !field.value.get_string().empty() && field.value.get_string() != "--" && field.value.get_string() != "-";
  return field.value.is_array() && !field.value.get_array().empty();
}

/// What the page itself has already put there would be sent in the person's name, too.
Decision leave_or_ask(const Field& field, Decision decision) {
  if (decision.action == Action::fill || !holds_something(field)) return decision;
  if (field.kind == Kind::checkbox && !field.required) {
    auto untick = filled(json::value(false), Provenance::rule, 0.9);
    untick.reason = "the page had ticked it, and the person did not say so";
    return untick;
  }
  if (field.kind == Kind::radio || field.kind == Kind::select || field.kind == Kind::multiselect ||
      field.kind == Kind::checkboxes) {
    decision.action = Action::ask;
    decision.reason = "the page has chosen an answer by itself; " +
                      (decision.reason.empty() ? std::string("nothing on file confirms it") : decision.reason);
  }
  return decision;
}

Decision decide_one(const Field& field, const FormContext& context, const Facts& facts, const Files& files) {
  Decision skip;
  if (field.trap) {
    skip.reason = "it is there to catch robots";
    return skip;
  }
  if (!field.visible) {
    skip.reason = "a person can't see it (" + field.hidden_reason + ")";
    return skip;
  }
  if (!field.region.empty() || field.disabled) {
    skip.reason = field.disabled ? "it is disabled" : "it belongs to the page's " + field.region;
    return skip;
  }
  if (field.kind == Kind::password) {
    auto decision = unanswered(field, "passwords are never filled in");
    return decision;
  }
  if (const auto* answer = find_answer(facts.custom, field, true))
    return answer_saved(field, *answer, Provenance::person, 1.0);
  const auto* saved_answer = field.kind == Kind::file ? nullptr : find_answer(facts.answers, field, false);
  // What the person said to this very list is what they found in it when the profile's own words weren't there.
  if (saved_answer && is_choice(field)) {
    auto decision = answer_saved(field, *saved_answer, Provenance::saved_answer, 0.95);
    if (decision.action == Action::fill) return decision;
  }
  if (!field.entry.list.empty()) {
    auto entry = answer_entry(field, facts);
    if (entry && entry->action == Action::fill) return *entry;
    if (saved_answer) {
      auto decision = answer_saved(field, *saved_answer, Provenance::saved_answer, 0.95);
      if (decision.action == Action::fill) return decision;
    }
    if (entry) return *entry;
    return unanswered(field, "it asks about one entry of a history, and nothing on file answers it");
  }
  std::optional<Decision> known;
  if (auto recognised = recognise(field, context)) {
    known = answer_fact(field, *recognised, facts, files);
    if (known->action == Action::fill && known->confidence >= kCertain) return *known;
  }
  if (saved_answer) {
    auto decision = answer_saved(field, *saved_answer, Provenance::saved_answer, 0.95);
    // A stale answer that no longer fits the options may still be known otherwise.
    if (decision.action == Action::fill) return decision;
    if (!known) return decision;
  }
  if (known) {
    if (known->action == Action::fill && known->confidence < kSure)
      return unanswered(field, "what it asks for is not certain");
    return *known;
  }
  if (!is_about_somebody_else(field) || field.kind != Kind::text)
    if (auto decision = apply_rules(field, facts)) return *decision;
  if (field.readonly && field.widget != form::Widget::calendar && field.widget != form::Widget::combobox) {
    skip.reason = "it can't be changed";
    return skip;
  }
  return unanswered(
      field, is_about_somebody_else(field) ? "it asks about somebody or something else" : "nothing on file answers it");
}

}  // namespace

std::string_view to_string(Action action) noexcept {
  switch (action) {
    case Action::fill:
      return "fill";
    case Action::ask:
      return "ask";
    case Action::skip:
      return "skip";
  }
  return "";
}

std::string_view to_string(Provenance provenance) noexcept {
  switch (provenance) {
    case Provenance::none:
      return "";
    case Provenance::profile:
      return "profile";
    case Provenance::saved_answer:
      return "saved_answer";
    case Provenance::rule:
      return "rule";
    case Provenance::model:
      return "model";
    case Provenance::person:
      return "person";
  }
  return "";
}

std::vector<Decision> decide(const form::Form& form, const Facts& facts, const Files& files) {
  auto context = context_of(form);
  std::vector<Decision> decisions;
  decisions.reserve(form.fields.size());
  for (const auto& field : form.fields) {
    auto decision = decide_one(field, context, facts, files);
    if (field.fillable()) decision = leave_or_ask(field, std::move(decision));
    decisions.push_back(std::move(decision));
  }
  return decisions;
}

std::optional<std::size_t> choose_offered(const Field& field, const Decision& decision, const Facts& facts,
                                          const std::vector<form::Option>& offered) {
  Field now = field;
  now.options = offered;
  // Asked again with the options in sight, the same rules choose; the same words are looked for where no rule does.
  form::Form alone;
  alone.fields.push_back(now);
  auto again = decide_one(now, context_of(alone), facts, Files{});
  if (again.action == Action::fill && again.provenance == decision.provenance && again.value.is_string()) {
    auto label = std::string(again.value.get_string());
    for (std::size_t i = 0; i < offered.size(); ++i)
      if (offered[i].label == label) return i;
  }
  if (decision.raw.empty()) return std::nullopt;
  if (auto index = choose_text(offered, decision.raw)) return index;
  if (auto recognised = recognise(field, context_of(alone));
      recognised && (recognised->fact == Fact::city || recognised->fact == Fact::location))
    return choose_place(offered, text_of(facts.profile, "address/city").value_or(""),
                        text_of(facts.profile, "address/region").value_or(""),
                        text_of(facts.profile, "address/country").value_or(""));
  return std::nullopt;
}

}  // namespace jobswipe::answer
