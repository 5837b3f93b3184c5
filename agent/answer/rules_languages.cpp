// How well a language is spoken.

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

/// The option that names the level by another word of the same meaning.
std::optional<std::size_t> choose_same_level(const std::vector<form::Option>& options, const std::string& level) {
  static const std::vector<std::vector<std::string_view>> kSame{
      {"native", "native speaker", "native or bilingual", "native bilingual", "mother tongue", "muttersprache",
       "muttersprachlich", "muttersprachler", "langue maternelle", "lengua materna", "nativo"},
      {"fluent", "fliessend", "courant", "fluido", "con fluidez"},
      {"basic", "grundkenntnisse", "basique", "notions", "basico"}};
  for (const auto& same : kSame) {
    if (std::find(same.begin(), same.end(), level) == same.end()) continue;
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < options.size(); ++i) {
      auto label = plain(options[i].label);
      if (options[i].empty || std::find(same.begin(), same.end(), label) == same.end()) continue;
      if (found) return std::nullopt;
      found = i;
    }
    return found;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Decision> languages(const Field& field, std::string_view text, const Facts& facts) {
  const auto* list = facts.profile.if_contains("languages");
  static constexpr std::array<std::array<std::string_view, 4>, 10> kLanguages{
      {{"english", "englisch", "anglais", "ingles"},
       {"german", "deutsch", "allemand", "aleman"},
       {"french", "franzosisch", "francais", "frances"},
       {"spanish", "spanisch", "espagnol", "espanol"},
       {"italian", "italienisch", "italien", "italiano"},
       {"portuguese", "portugiesisch", "portugais", "portugues"},
       {"dutch", "niederlandisch", "neerlandais", "neerlandes"},
       {"polish", "polnisch", "polonais", "polaco"},
       {"russian", "russisch", "russe", "ruso"},
       {"chinese", "chinesisch", "chinois", "chino"}}};
  if (!has_any(text, {"level", "proficien*", "fluen*", "speak*", "command of", "skills", "niveau", "kenntnisse",
                      "sprechen", "sprichst", "sprachniveau", "nivel", "parlez", "hablas", "habla"}) &&
      !(words_of(text).size() <= 2 && is_choice(field)) && !has_any(text, {"englischkenntnisse", "deutschkenntnisse"}))
    return std::nullopt;
  const std::array<std::string_view, 4>* asked = nullptr;
  for (const auto& names : kLanguages) {
    bool named = std::any_of(names.begin(), names.end(), [&](std::string_view name) {
      return has_phrase(text, name) || has_phrase(text, std::string(name) + "kenntnisse");
    });
    if (!named) continue;
    if (asked) return std::nullopt;
    asked = &names;
  }
  if (!asked) return std::nullopt;
  if (is_negated(text)) return unanswered(field, "the question is negated");
  if (has_any(text, {"besides", "other than", "except", "addition"}))
    return unanswered(field, "it asks about other languages");
  std::optional<std::string> level;
  bool spoken = false;
  if (list && list->is_array()) {
    for (const auto& entry : list->get_array()) {
      auto name = text_of(entry.get_object(), "language");
      if (!name || std::find(asked->begin(), asked->end(), plain(*name)) == asked->end()) continue;
      spoken = true;
      level = text_of(entry.get_object(), "level");
    }
  }
  if (!spoken) return unanswered(field, "the profile does not name this language");
  if (is_choice(field) && !field.options.empty() && level) {
    auto index = choose_text(field.options, *level);
    auto high = plain(*level);
    if (!index) {
      // "C1" inside "C1 (advanced)"; a level by another name is left to the person.
      std::optional<std::size_t> found;
      int count = 0;
      for (std::size_t i = 0; i < field.options.size(); ++i)
        if (!field.options[i].empty && high.size() == 2 && has_phrase(plain(field.options[i].label), high)) {
          found = i;
          ++count;
        }
      if (count == 1) index = found;
    }
    if (!index) index = choose_same_level(field.options, high);
    if (index) return filled(field.options[*index].label, Provenance::profile, 0.9);
    bool fluent = has_any(high, {"native", "fluent", "c1", "c2", "bilingual", "mother tongue", "muttersprache",
                                 "fliessend", "courant", "nativo"});
    if (choose_yes_no(field.options, true) && choose_yes_no(field.options, false) && fluent &&
        has_any(text, {"fluen*", "speak", "proficient", "fliessend", "sprechen", "sprichst", "parlez", "hablas"}) &&
        !has_any(text, {"native"}))
      return answer_yes_no(field, true, Provenance::profile, 0.88);
    return unanswered(field, "none of the options clearly says the level on file");
  }
  if ((field.kind == Kind::text || field.kind == Kind::textarea) && level &&
      has_any(text, {"level", "niveau", "sprachniveau", "nivel", "proficiency"}) && !asks_yes_or_no(field, text))
    return answer_text(field, *level, Provenance::profile, 0.88);
  return unanswered(field, "how well the language is spoken is for the person to say");
}

}  // namespace jobswipe::answer
