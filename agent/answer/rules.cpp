// Questions that every application repeats in its own words. A rule answers only what it understands whole: a negation
// or a second question in the same sentence leaves it to the person.

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

bool is_choice(const Field& field) {
  return field.kind == Kind::select || field.kind == Kind::radio || field.kind == Kind::multiselect ||
         field.kind == Kind::checkboxes;
}

bool is_negated(std::string_view text) {
  return has_any(
      text, {"not", "no", "never", "unable", "without", "cannot", "cant", "dont", "doesnt", "arent", "isnt", "wont",
             "havent", "unless", "except", "neither", "nor", "nicht", "kein*", "ohne", "weder", "pas", "sans", "ne",
             "n", "aucun*", "sin", "nunca", "tampoco", "ningun*",
             // What negates within the word, or says the opposite of having, being able, agreeing.
             "unwilling*", "ineligible", "unauthorized", "unauthorised", "unavailable", "uncomfortable", "lack*",
             "refuse*", "decline", "disagree*", "object", "opt out", "unsubscribe", "prevent*", "prohibit*",
             "restrict*", "forbid*", "ablehn*", "lehne", "widersprech*", "verweiger*", "nie", "niemals", "hindern",
             "untersagt", "refus*", "incapable*", "jamais", "empech*", "interdi*", "ni", "jamas", "rechaz*", "incapaz",
             "impid*", "prohibid*", "niet", "geen", "zonder", "nooit", "inte", "ej", "ikke", "non", "nem", "neni",
             "nejsem", "weiger*", "नहीं", "नही", "बिना", "मत", "असमर्थ", "senza", "nao", "sem"});
}

bool asks_yes_or_no(const Field& field, std::string_view text) {
  if (is_choice(field) || field.kind == Kind::checkbox) return true;
  auto words = words_of(text);
  if (words.empty()) return false;
  static constexpr std::array<std::string_view, 30> kStarts{
      "are",    "do",   "does", "will",   "would",     "can",       "could",    "have",      "is",     "may",
      "haben",  "hast", "sind", "bist",   "benotigen", "benotigst", "brauchen", "durfen",    "darfst", "konnen",
      "kannst", "avez", "etes", "pouvez", "tiene",     "tienes",    "necesita", "necesitas", "estas",  "puede"};
  return std::find(kStarts.begin(), kStarts.end(), words.front()) != kStarts.end();
}

std::vector<std::string> texts_of(const json::object& profile, std::string_view group, std::string_view name) {
  std::vector<std::string> texts;
  const auto* value = profile.if_contains(group);
  if (value && value->is_object())
    value = value->get_object().if_contains(name);
  else if (!name.empty())
    value = nullptr;
  if (value && value->is_array())
    for (const auto& entry : value->get_array())
      if (entry.is_string()) texts.emplace_back(entry.get_string());
  return texts;
}

namespace {

std::optional<Decision> notice(const Field& field, std::string_view text, const Facts& facts) {
  if (!has_any(text, {"notice period", "notice", "kundigungsfrist", "preavis", "periodo de preaviso", "preaviso",
                      "opzegtermijn", "नोटिस अवधि", "नोटिस पीरियड", "periodo di preavviso", "aviso previo"}))
    return std::nullopt;
  if (has_any(text, {"privacy", "legal", "cookie", "applicant", "read", "agree", "acknowledge", "data"}))
    return std::nullopt;
  auto days = integer_of(facts.profile, "noticePeriodDays");
  if (!days) return unanswered(field, "the profile does not say a notice period");
  if (is_negated(text)) return unanswered(field, "the question is negated");
  if (field.kind == Kind::number || (field.kind == Kind::text && field.numeric)) {
    auto around = plain(field.label + " " + field.description + " " + field.placeholder);
    std::int64_t unit = has_any(around, {"day*", "tage*", "jour*", "dia*"})             ? 1
                        : has_any(around, {"week*", "woche*", "semaine*", "semana*"})   ? 7
                        : has_any(around, {"month*", "monat*", "mois", "mes", "meses"}) ? 30
                                                                                        : 0;
    if (unit == 0 || *days % unit != 0)
      return unanswered(field, "the unit is not clear, or the days on file are no whole number of it");
    return answer_text(field, std::to_string(*days / unit), Provenance::profile, 0.9);
  }
  if (is_choice(field)) {
    if (field.options.empty()) return filled(std::to_string(*days) + " days", Provenance::profile, 0.8);
    auto index = choose_duration(field.options, static_cast<int>(*days));
    if (!index) return unanswered(field, "none of the options clearly says " + std::to_string(*days) + " days");
    return filled(field.options[*index].label, Provenance::profile, 0.88);
  }
  if (field.kind != Kind::text && field.kind != Kind::textarea)
    return unanswered(field, "it asks for the notice period in another form");
  if (asks_yes_or_no(field, text)) return unanswered(field, "it asks yes or no about the notice period");
  return answer_text(field, std::to_string(*days) + " days", Provenance::profile, 0.92);
}

std::optional<Decision> availability(const Field& field, std::string_view text, const Facts& facts) {
  bool named = has_any(text, {"start date",
                              "available from",
                              "availability date",
                              "date available",
                              "date of availability",
                              "joining date",
                              "availability to start",
                              "eintrittsdatum",
                              "eintrittstermin",
                              "verfugbar ab",
                              "startdatum",
                              "starttermin",
                              "date de disponibilite",
                              "date de debut",
                              "disponible a partir",
                              "fecha de incorporacion",
                              "fecha de inicio",
                              "disponible desde",
                              "earliest entry date",
                              "od kiedy mozesz",
                              "kiedy mozesz rozpoczac",
                              "data de inicio",
                              "disponivel a partir",
                              "data di inizio",
                              "disponibile dal",
                              "nar kan du borja",
                              "tilltradesdatum",
                              "hvornar kan du starte"});
  bool starting = has_any(text, {"start", "begin", "join", "commence", "starting", "anfangen", "beginnen", "starten",
                                 "commencer", "empezar", "comenzar", "incorporarte", "eintritt", "available"});
  bool when = has_any(text, {"earliest", "soonest", "when", "what date", "from what date", "how soon", "wann",
                             "fruhest*", "quand", "cuando", "au plus tot"});
  if (!named && !(starting && when)) return std::nullopt;
  if (has_any(text, {"employment", "education", "school", "job start", "studies", "course", "program", "call",
                     "interview", "time", "why", "shift*", "hours", "days", "currently"}) ||
      has_any(plain(field.section), {"education*", "employment*", "experience*", "ausbildung", "berufserfahrung",
                                     "formation", "internship*", "work history"}))
    return std::nullopt;
  auto date = text_of(facts.profile, "availableFrom");
  if (!date) return unanswered(field, "the profile does not say from when");
  if (!(field.kind == Kind::date || field.kind == Kind::text || field.kind == Kind::textarea) || is_negated(text))
    return unanswered(field, "it asks for the start in another form");
  if (asks_yes_or_no(field, text)) return unanswered(field, "it asks yes or no about a start date");
  // A date that has passed no longer says from when.
  if (!facts.today.empty() && *date < facts.today) return unanswered(field, "the date on file has passed");
  return answer_text(field, *date, Provenance::profile, 0.92);
}

std::optional<Decision> relocation(const Field& field, std::string_view text, const Facts& facts) {
  if (!has_any(text, {"relocat*", "umzug*", "umziehen", "umzuziehen", "demenager", "mobilite geographique",
                      "relocaliza*", "trasladar*", "mudar*", "reubica*"}))
    return std::nullopt;
  if (has_any(text, {"assistance", "support", "package", "reimburse*", "visa", "sponsor*", "when", "where"}))
    return unanswered(field, "it asks more than whether moving is possible");
  auto willing = flag_of(facts.profile, "willingToRelocate");
  if (!willing) return unanswered(field, "the profile does not say whether moving is possible");
  if (is_negated(text) || !asks_yes_or_no(field, text))
    return unanswered(field, "the question is negated or asks for more than yes or no");
  bool two =
      has_any(text, {"or", "and", "oder", "und", "ou", "et", "o", "y"}) &&
      has_any(text, {"live", "based", "located", "local", "commut*", "reside", "wohn*", "pendeln", "remote", "travel"});
  if (two) return unanswered(field, "it asks two things at once");
  return answer_yes_no(field, *willing, Provenance::profile, 0.92);
}

std::optional<Decision> age(const Field& field, std::string_view text, const Facts& facts) {
  if (!has_any(text, {"18 years", "at least 18", "over 18", "over the age of 18", "18 or older", "18 years or older",
                      "18 years of age", "age of 18", "18 jahre", "volljahrig", "18 ans", "majeur", "mayor de edad",
                      "18 anos", "18 or over", "above 18"}))
    return std::nullopt;
  auto born = text_of(facts.profile, "dateOfBirth");
  if (!born || born->size() != 10 || facts.today.size() != 10)
    return unanswered(field, "the profile does not say the date of birth");
  if (is_negated(text) || has_any(text, {"under", "younger", "unter"}) || !asks_yes_or_no(field, text))
    return unanswered(field, "the question is negated");
  auto turned = std::to_string(std::stoi(born->substr(0, 4)) + 18) + born->substr(4);
  return answer_yes_no(field, turned <= facts.today, Provenance::rule, 0.93);
}

std::optional<Decision> how_heard(const Field& field, std::string_view text, const Facts& facts) {
  if (!has_any(text,
               {"how did you hear",     "how did you find",       "how did you learn",     "how did you come across",
                "how have you heard",   "where did you hear",     "where did you find",    "where did you learn",
                "how you heard",        "how did you first hear", "hear about us",         "heard about us",
                "hear about this",      "find out about",         "source of application", "application source",
                "how did you discover", "wie haben sie von uns",  "wie hast du von uns",   "wie sind sie auf uns",
                "wie bist du auf uns",  "wie sind sie auf",       "wie bist du auf",       "wo haben sie von",
                "wo hast du von",       "aufmerksam geworden",    "woher kennen sie uns",  "woher kennst du uns",
                "comment avez vous",    "comment nous avez vous", "ou avez vous entendu",  "como nos conociste",
                "como nos conocio",     "como te enteraste",      "como se entero",        "como supiste",
                "donde nos conociste",  "hur hittade du",         "come hai saputo",       "come ci hai conosciuto",
                "como soube",           "como nos conheceu",      "skad dowiedzial*",      "skad wiesz o",
                "hvordan horte du",     "hvor har du set",        "hoe ken je ons",        "hoe heb je ons"}))
    return std::nullopt;
  if (has_any(text, {"who", "name", "specify", "details", "detail", "elaborate", "if other", "please describe", "why",
                     "refer*"}))
    return unanswered(field, "it asks for more than where the posting was found");
  auto source = text_of(facts.profile, "howDidYouHear");
  if (!source) return unanswered(field, "the profile does not say");
  auto decision = answer_text(field, *source, Provenance::profile, 0.9);
  if (decision.action == Action::fill && decision.value.is_string() &&
      (field.kind == Kind::multiselect || field.kind == Kind::checkboxes)) {
    json::array list;
    list.emplace_back(decision.value);
    decision.value = std::move(list);
  }
  return decision;
}

std::optional<Decision> work_mode(const Field& field, std::string_view text, const Facts& facts) {
  bool office = has_any(text, {"on site", "onsite", "in office", "in the office", "from the office", "from our office",
                               "hybrid", "vor ort", "im buro", "sur site", "presencial"});
  bool remote = has_any(text, {"remotely", "remote", "work from home", "home office", "teletravail", "remoto"});
  if (office == remote) return std::nullopt;
  if (!has_any(text,
               {"willing", "able", "comfortable", "open to", "can you", "bereit", "pret", "dispuest*", "are you ok"}) ||
      !asks_yes_or_no(field, text))
    return std::nullopt;
  if (is_negated(text) || has_any(text, {"relocat*", "travel*", "why", "live", "based", "located", "commut*"}))
    return unanswered(field, "it asks more than one thing");
  auto modes = texts_of(facts.profile, "workModes", "");
  auto has_mode = [&](std::string_view mode) { return std::find(modes.begin(), modes.end(), mode) != modes.end(); };
  if (remote && has_mode("remote")) return answer_yes_no(field, true, Provenance::profile, 0.85);
  if (office && (has_mode("onsite") || (has_phrase(text, "hybrid") && has_mode("hybrid"))))
    return answer_yes_no(field, true, Provenance::profile, 0.85);
  return unanswered(field, "the profile does not say this way of working");
}

std::optional<Decision> equality(const Field& field, std::string_view text, const Facts& facts, const Files& files) {
  if (!is_choice(field)) return std::nullopt;
  bool accommodation = has_any(text, {"accommodation*", "adjustment*", "assist*", "experience", "policy", "report"});
  if (accommodation) return std::nullopt;
  std::optional<Fact> fact;
  int kinds = 0;
  auto take = [&](Fact its, bool present) {
    if (!present) return;
    fact = its;
    ++kinds;
  };
  take(Fact::veteran, has_any(text, {"veteran*", "military status", "armed forces", "military service"}));
  take(Fact::disability,
       has_any(text, {"disabilit*", "disabled", "handicap", "behinderung", "schwerbehinder*", "discapacidad"}));
  take(Fact::hispanic, has_any(text, {"hispanic*"}));
  take(Fact::ethnicity, has_any(text, {"race", "racial", "ethnic*"}) && !has_any(text, {"hispanic*"}));
  take(Fact::gender, has_any(text, {"gender", "geschlecht"}) && !has_any(text, {"pronoun*", "transgender"}));
  take(Fact::other_equality,
       has_any(text, {"sexual orientation", "transgender", "lgbt*", "religio*", "age range", "age group"}));
  if (kinds != 1) return std::nullopt;
  return answer_fact(field, Recognised{*fact, 0.88}, facts, files);
}

std::optional<Decision> date_of_today(const Field& field, std::string_view text, const Facts& facts) {
  static constexpr std::array<std::string_view, 15> kLabels{
      "todays date",     "today s date",    "date today",        "current date",      "date signed",
      "signature date",  "date of signing", "date of signature", "heutiges datum",    "datum heute",
      "datum von heute", "date du jour",    "fecha de hoy",      "fecha de la firma", "आज की तारीख"};
  if (std::find(kLabels.begin(), kLabels.end(), text) == kLabels.end()) return std::nullopt;
  if (facts.today.empty() || (field.kind != Kind::date && field.kind != Kind::text)) return std::nullopt;
  return answer_text(field, facts.today, Provenance::rule, 0.9);
}

}  // namespace

std::optional<Decision> apply_rules(const Field& field, const Facts& facts) {
  if (field.kind == Kind::file || field.kind == Kind::password) return std::nullopt;
  auto label = plain(field.label);
  if (label.empty() || field.label_confidence <= 0.4) return std::nullopt;
  if (is_part_of_section(field)) label = plain(question_of(field));
  if (auto decision = consent(field, label, facts)) return decision;
  if (auto decision = work_permission(field, label, facts)) return decision;
  if (auto decision = salary(field, label, facts)) return decision;
  if (auto decision = notice(field, label, facts)) return decision;
  if (auto decision = availability(field, label, facts)) return decision;
  if (auto decision = relocation(field, label, facts)) return decision;
  if (auto decision = age(field, label, facts)) return decision;
  if (auto decision = date_of_today(field, label, facts)) return decision;
  if (auto decision = how_heard(field, label, facts)) return decision;
  if (auto decision = equality(field, label, facts, Files{})) return decision;
  if (auto decision = languages(field, label, facts)) return decision;
  if (auto decision = work_mode(field, label, facts)) return decision;
  return std::nullopt;
}

}  // namespace jobswipe::answer
