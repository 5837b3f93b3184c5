// Questions that every application repeats in its own words. A rule answers only what it understands whole: a negation
// or a second question in the same sentence leaves it to the person.

#include "agent/answer/rules.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cctype>

#include "agent/answer/options.hpp"
#include "agent/answer/places.hpp"
#include "agent/answer/text.hpp"

namespace jobswipe::answer {
namespace {

using form::Field;
using form::Kind;

bool is_choice(const Field& field) {
  return field.kind == Kind::select || field.kind == Kind::radio || field.kind == Kind::multiselect ||
         field.kind == Kind::checkboxes;
}

bool is_negated(std::string_view text) {
  return has_any(text,
                 {"not",   "no",   "never",  "unable", "without", "cannot",  "cant", "dont",  "doesnt",  "arent",
                  "isnt",  "wont", "havent", "unless", "except",  "neither", "nor",  "nicht", "kein*",   "ohne",
                  "weder", "pas",  "sans",   "ne",     "n",       "aucun*",  "sin",  "nunca", "tampoco", "ningun*"});
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

const std::initializer_list<std::string_view> kEuropeanUnion{
    "eu",           "e u",    "european union",   "eea", "europe",       "european", "schengen",
    "europaische*", "europa", "union europeenne", "ue",  "union europea"};

/// Whether the person may work in the countries that the question means; nothing when that can't be told.
std::optional<bool> may_work(std::string_view text, const Facts& facts, bool& named_any) {
  auto stated = texts_of(facts.profile, "workAuthorization", "authorizedCountries");
  if (stated.empty()) return std::nullopt;
  std::vector<std::string> codes;
  bool union_stated = false;
  for (const auto& entry : stated) {
    if (auto code = country_code(entry)) codes.push_back(*code);
    if (has_any(plain(entry), {"eu", "european union", "eea"})) union_stated = true;
  }
  auto named = countries_in(text);
  if (has_any(text, kEuropeanUnion)) {
    named_any = true;
    if (union_stated && named.empty()) return true;
    return std::nullopt;
  }
  if (named.empty()) {
    for (const auto& location : facts.locations) {
      // "Berlin, Germany": the country stands last; a bare "Berlin" or "Remote" says none.
      auto comma = location.find_last_of(",;-–(");
      auto tail = comma == std::string::npos ? location : location.substr(comma + 1);
      auto code = country_code(tail);
      if (!code && us_state(tail) && comma != std::string::npos && tail.size() > 2) code = "us";
      if (!code) return std::nullopt;
      named.push_back(*code);
    }
  } else {
    named_any = true;
  }
  if (named.empty()) return std::nullopt;
  std::size_t allowed = std::count_if(named.begin(), named.end(), [&](const std::string& code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
  });
  if (allowed == named.size()) return true;
  if (allowed == 0 && !union_stated) return false;
  return std::nullopt;
}

std::optional<Decision> work_permission(const Field& field, std::string_view text, const Facts& facts) {
  auto place = [&](std::initializer_list<std::string_view> phrases) {
    std::size_t first = std::string_view::npos;
    for (auto phrase : phrases) {
      if (!has_phrase(text, phrase)) continue;
      auto word = phrase.back() == '*' ? phrase.substr(0, phrase.size() - 1) : phrase;
      first = std::min(first, text.find(word));
    }
    return first;
  };
  constexpr auto nowhere = std::string_view::npos;
  auto authorized = place({"authorized to work",
                           "authorised to work",
                           "authorized to be employed",
                           "eligible to work",
                           "eligibility to work",
                           "right to work",
                           "rights to work",
                           "permitted to work",
                           "allowed to work",
                           "entitled to work",
                           "legally able to work",
                           "able to legally work",
                           "able to work legally",
                           "permission to work",
                           "legally work",
                           "authorized to legally work",
                           "work authorization",
                           "work authorisation",
                           "work eligibility",
                           "employment authorization",
                           "authorization to work",
                           "authorisation to work",
                           "authorized for employment",
                           "authorized for work",
                           "legally authorized",
                           "legally authorised",
                           "legally eligible",
                           "legally entitled",
                           "legally permitted",
                           "work permit",
                           "working permit",
                           "work in",
                           "work lawfully",
                           "arbeitserlaubnis",
                           "arbeitsgenehmigung",
                           "berechtigt zu arbeiten",
                           "arbeiten durfen",
                           "arbeitsberechtigung",
                           "autorise a travailler",
                           "autorisee a travailler",
                           "permis de travail",
                           "autorisation de travail",
                           "droit de travailler",
                           "permiso de trabajo",
                           "autorizado para trabajar",
                           "autorizada para trabajar",
                           "autorizacion para trabajar",
                           "derecho a trabajar"});
  // "work in" alone asks for something else, unless a permission is named too.
  bool permission = has_any(text, {"authoriz*",
                                   "authoris*",
                                   "eligib*",
                                   "right",
                                   "rights",
                                   "permit*",
                                   "permission",
                                   "allowed",
                                   "entitled",
                                   "legally",
                                   "lawfully",
                                   "arbeitserlaubnis",
                                   "arbeitsgenehmigung",
                                   "berechtigt",
                                   "arbeitsberechtigung",
                                   "durfen",
                                   "autoris*",
                                   "permis",
                                   "droit",
                                   "permiso",
                                   "autoriza*",
                                   "derecho"});
  auto sponsored = place({"sponsor*", "visa", "visum", "visado", "parrainage", "patrocinio"});
  bool need = has_any(text, {"require*", "need*", "benotig*", "brauch*", "besoin", "necesit*", "requier*", "requires"});
  if (sponsored == nowhere && need &&
      has_any(text, {"work permit", "work authorization", "employment authorization", "arbeitserlaubnis",
                     "permis de travail", "permiso de trabajo"}))
    sponsored = 0;
  if (!permission && sponsored == nowhere) return std::nullopt;
  if (sponsored == nowhere && authorized == nowhere) return std::nullopt;
  if (!asks_yes_or_no(field, text)) return unanswered(field, "it asks for more than yes or no about work permission");

  auto sponsorship = flag_of(facts.profile, "workAuthorization/requiresSponsorship");
  bool named = false;
  auto allowed = may_work(text, facts, named);
  bool without = has_any(text, {"without", "ohne", "sans", "sin"});
  if (sponsored != nowhere && without) {
    std::string rest(text);
    for (auto word : {"without the need", "without"})
      for (auto at = rest.find(word); at != std::string::npos; at = rest.find(word))
        rest.erase(at, std::string_view(word).size());
    if (is_negated(rest)) return unanswered(field, "the question is negated");
    if (!sponsorship) return unanswered(field, "the profile does not say whether sponsorship is needed");
    if (!allowed) return unanswered(field, "it is not clear for which country");
    if (*allowed && *sponsorship)
      return unanswered(field, "the profile says both that work is allowed there and that sponsorship is needed");
    return answer_yes_no(field, *allowed && !*sponsorship, Provenance::rule, 0.9);
  }
  if (is_negated(text)) return unanswered(field, "the question is negated");
  if (sponsored != nowhere) {
    std::string rest(text);
    for (std::string_view harmless :
         {"now or in the future", "now or at any time in the future", "now or in future", "currently or in the future",
          "now and in the future", "jetzt oder in zukunft", "jetzt oder in der zukunft", "visa or sponsorship",
          "sponsorship or visa", "h 1b or other", "maintenant ou a l avenir", "ahora o en el futuro",
          "obtain or maintain", "continue or", "extend or", "renew or", "visa or work permit", "e g"}) {
      auto at = rest.find(harmless);
      if (at != std::string::npos) rest.erase(at, harmless.size());
    }
    bool two = authorized < sponsored && authorized != nowhere &&
               has_any(rest, {"and", "or", "und", "oder", "et", "ou", "y", "o"});
    // "Are you authorized to work in …? Will you need sponsorship?" asks two things, whatever stands between them.
    if (two || (authorized < sponsored && authorized != nowhere &&
                std::string_view(rest).find("authorized to work") < std::string_view(rest).find("sponsor") && !without))
      return unanswered(field, "it asks two things at once");
    bool asks_need = need || has_any(text, {"sponsorship required", "visa sponsorship", "sponsorship"});
    if (!asks_need) return unanswered(field, "it asks about a visa in another way");
    // "Do you have a visa?" is another question.
    if (!need && has_any(text, {"have", "hold", "haben", "avez", "tiene*", "type", "kind", "status", "which", "what"}))
      return unanswered(field, "it asks about a visa in another way");
    if (!sponsorship) return unanswered(field, "the profile does not say whether sponsorship is needed");
    if (allowed && *allowed == *sponsorship)
      return unanswered(field, "the profile's countries and its word on sponsorship do not agree for this country");
    return answer_yes_no(field, *sponsorship, Provenance::rule, named || allowed ? 0.93 : 0.88);
  }
  if (!allowed) return unanswered(field, "it is not clear for which country, or the profile names none");
  if (has_any(text, {"citizen*", "national", "permanent resident"}))
    return unanswered(field, "it asks about citizenship");
  return answer_yes_no(field, *allowed, Provenance::rule, named ? 0.93 : 0.88);
}

std::optional<Decision> salary(const Field& field, std::string_view text, const Facts& facts) {
  if (!has_any(text, {"salary",
                      "compensation",
                      "pay expectation*",
                      "desired pay",
                      "expected pay",
                      "remuneration",
                      "expected ctc",
                      "gehalt*",
                      "gehaltsvorstellung*",
                      "gehaltswunsch",
                      "wunschgehalt",
                      "jahresgehalt",
                      "salaire",
                      "salariales",
                      "pretentions",
                      "remuneration souhaitee",
                      "salario",
                      "salarial*",
                      "pretension*",
                      "salary expectation*",
                      "verdienst*"}))
    return std::nullopt;
  if (has_any(text, {"current", "last", "previous", "present", "currently", "past", "history", "derzeit*", "aktuell*",
                     "bisherig*", "letzt*", "actuel*", "dernier*", "actual*", "ultimo", "anterior"}))
    return unanswered(field, "it asks for a salary that was or is paid");
  if (!has_any(text, {"expect*",       "desired",
                      "desire",        "expected",
                      "require*",      "requirement*",
                      "wish*",         "target",
                      "looking for",   "range",
                      "minimum",       "vorstellung*",
                      "wunsch*",       "gehaltsvorstellung*",
                      "gehaltswunsch", "wunschgehalt",
                      "erwart*",       "pretention*",
                      "souhait*",      "attent*",
                      "esper*",        "expectativa*",
                      "pretension*",   "dese*",
                      "aspirac*"}) &&
      words_of(text).size() > 2)
    return unanswered(field, "it is not clear which salary is meant");
  auto amount = integer_of(facts.profile, "salaryExpectation/amount");
  auto currency = text_of(facts.profile, "salaryExpectation/currency");
  auto period = text_of(facts.profile, "salaryExpectation/period").value_or("year");
  if (!amount) return unanswered(field, "the profile does not say a salary");
  if (is_negated(text)) return unanswered(field, "the question is negated");
  if (has_any(text, {"minimum", "at least", "mindest*", "lowest", "minimal*"}))
    return unanswered(field, "it asks for a minimum, the profile says an expectation");
  if (has_any(text, {"do", "are", "is", "does", "would", "why"}) && is_choice(field) && !field.options.empty() &&
      choose_yes_no(field.options, true))
    return unanswered(field, "whether an offer is acceptable is for the person to say");

  std::string surroundings = field.label + " " + field.description + " " + field.placeholder;
  for (const auto& option : field.options) surroundings += " " + option.label;
  auto around = plain(surroundings);
  std::optional<std::string> asked;
  auto note = [&](std::string_view code, bool present) {
    if (!present) return true;
    if (asked && *asked != code) return false;
    asked = std::string(code);
    return true;
  };
  bool clear =
      note("EUR", has_any(around, {"eur", "euro", "euros"}) || surroundings.find("€") != std::string::npos) &&
      note("GBP", has_any(around, {"gbp", "pound*"}) || surroundings.find("£") != std::string::npos) &&
      note("USD", has_any(around, {"usd", "us dollar*", "dollar*"}) || surroundings.find('$') != std::string::npos) &&
      note("CHF", has_any(around, {"chf", "franken", "francs suisses"})) &&
      note("INR", has_any(around, {"inr", "lpa", "lakh*", "rupee*"}) || surroundings.find("₹") != std::string::npos) &&
      note("PLN", has_any(around, {"pln", "zloty"})) && note("SEK", has_any(around, {"sek"})) &&
      note("CAD", has_any(around, {"cad"})) && note("AUD", has_any(around, {"aud"})) &&
      note("JPY", has_any(around, {"jpy", "yen"}) || surroundings.find("¥") != std::string::npos);
  if (!clear || (asked && (!currency || *asked != *currency)))
    return unanswered(field, "it asks in another currency than the profile says");
  bool hourly = has_any(
      around, {"hour*", "stunde*", "stundenlohn", "heure", "hora", "daily", "day rate", "tagessatz", "journalier"});
  bool monthly = has_any(around, {"month*", "monat*", "mois", "mensuel*", "mes", "mensual*"});
  bool yearly = has_any(around, {"year*", "annual*", "annum", "jahr*", "jahresgehalt", "jahrlich*", "an", "annuel*",
                                 "anual*", "ano", "ctc"});
  if ((hourly && period != "hour") || (monthly && period != "month") || (yearly && period != "year") ||
      (hourly + monthly + yearly > 1))
    return unanswered(field, "it asks for another period than the profile says");

  auto number = std::to_string(*amount);
  if (is_choice(field)) {
    if (field.options.empty()) return filled(number, Provenance::profile, 0.8);
    auto index = choose_range(field.options, static_cast<double>(*amount));
    if (!index) return unanswered(field, "none of the ranges clearly holds the salary on file");
    return filled(field.options[*index].label, Provenance::profile, 0.88);
  }
  bool currency_only = has_any(text, {"currency", "wahrung", "devise", "moneda"});
  if (currency_only)
    return words_of(text).size() <= 3 && currency ? answer_text(field, *currency, Provenance::profile, 0.9)
                                                  : unanswered(field, "it asks for a currency");
  if (field.kind == Kind::number)
    return answer_text(field, number, Provenance::profile, asked || !currency ? 0.93 : 0.85);
  if (field.kind != Kind::text && field.kind != Kind::textarea) return std::nullopt;
  if (field.numeric) return answer_text(field, number, Provenance::profile, 0.88);
  return answer_text(field, number + (currency ? " " + *currency : "") + " per " + period, Provenance::profile, 0.92);
}

std::optional<Decision> notice(const Field& field, std::string_view text, const Facts& facts) {
  if (!has_any(text, {"notice period", "notice", "kundigungsfrist", "preavis", "periodo de preaviso", "preaviso"}))
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
  bool named =
      has_any(text, {"start date", "available from", "availability date", "date available", "date of availability",
                     "joining date", "availability to start", "eintrittsdatum", "eintrittstermin", "verfugbar ab",
                     "startdatum", "starttermin", "date de disponibilite", "date de debut", "disponible a partir",
                     "fecha de incorporacion", "fecha de inicio", "disponible desde", "earliest entry date"});
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
                "donde nos conociste"}))
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

std::optional<Decision> consent(const Field& field, std::string_view label, const Facts& facts) {
  std::string whole(label);
  if (field.kind == Kind::checkboxes && field.options.size() == 1) whole += " " + plain(field.options.front().label);
  std::string_view text = whole;
  bool agreeing = has_any(text, {"agree",      "consent*",
                                 "accept*",    "acknowledg*",
                                 "have read",  "read and understood",
                                 "understand", "allow",
                                 "opt in",     "would like to",
                                 "i want",     "keep me",
                                 "keep my",    "retain my",
                                 "sign me up", "subscribe",
                                 "send me",    "contact me",
                                 "receive",    "einwillig*",
                                 "stimme*",    "akzeptier*",
                                 "zustimm*",   "zur kenntnis*",
                                 "gelesen",    "einverstanden",
                                 "willige*",   "mochte",
                                 "erhalten",   "j accepte",
                                 "accepte",    "consens*",
                                 "j ai lu",    "pris connaissance",
                                 "j autorise", "souhaite",
                                 "acepto",     "consiento",
                                 "he leido",   "autorizo",
                                 "quiero",     "deseo"});
  bool privacy =
      has_any(text, {"privacy", "data protection", "datenschutz*", "gdpr", "dsgvo", "personal data",
                     "personal information", "process my data", "processing of my data", "process my information",
                     "confidentialite", "donnees personnelles", "rgpd", "protection des donnees", "privacidad",
                     "datos personales", "proteccion de datos", "personenbezogen*"});
  bool pool = has_any(text, {"talent pool",
                             "talentpool",
                             "talent community",
                             "talent network",
                             "future opportunities",
                             "future openings",
                             "future positions",
                             "future roles",
                             "future vacancies",
                             "future job*",
                             "future consideration",
                             "other positions",
                             "other openings",
                             "other roles",
                             "other opportunities",
                             "other vacancies",
                             "other jobs",
                             "keep my data",
                             "keep my application",
                             "keep my profile",
                             "keep my details",
                             "keep my information",
                             "keep me in mind",
                             "retain my",
                             "considered for other",
                             "zukunftige*",
                             "weitere stellen",
                             "andere stellen",
                             "bewerberpool",
                             "vivier",
                             "futures opportunites",
                             "autres postes",
                             "autres offres",
                             "futuras",
                             "otras vacantes",
                             "otros puestos",
                             "bolsa de*"});
  bool marketing =
      has_any(text, {"newsletter*",   "marketing",      "job alert*",          "promotion*",      "sms",
                     "text message*", "whatsapp",       "updates about",       "news about",      "product updates",
                     "werbung",       "commerciales",   "offres commerciales", "publicidad",      "boletin*",
                     "events",        "special offers", "receive updates",     "stay up to date", "job recommendations",
                     "receive news",  "receive emails", "receive e mails"});
  if (!privacy && !pool && !marketing) return std::nullopt;
  bool tick = field.kind == Kind::checkbox || (field.kind == Kind::checkboxes && field.options.size() == 1);
  if (!tick && !is_choice(field)) return std::nullopt;
  if (!agreeing && !(tick && words_of(text).size() <= 6)) return std::nullopt;
  if (is_negated(text)) return unanswered(field, "the statement is negated");
  // Terms of use beside the privacy notice are what every portal couples it with; alone they are another matter.
  bool terms =
      has_any(text, {"terms", "conditions", "agb", "conditions generales", "condiciones", "nutzungsbedingungen"});
  if ((terms && !privacy) || has_any(text, {"certify",
                                            "declare",
                                            "true and",
                                            "accurate",
                                            "background check*",
                                            "drug*",
                                            "arbitration",
                                            "conflict",
                                            "non compete",
                                            "at will",
                                            "wahrheitsgem*",
                                            "third part*",
                                            "criminal",
                                            "credit check",
                                            "health",
                                            "medical",
                                            "biometric*",
                                            "gesundheit*",
                                            "ai",
                                            "artificial",
                                            "employment terms",
                                            "terms of employment"}))
    return unanswered(field, "it consents to more than the profile allows");

  bool allowed = true;
  bool refused = false;
  auto ask_of = [&](bool present, std::string_view pointer) {
    if (!present) return;
    auto said = flag_of(facts.profile, pointer);
    allowed = allowed && said.value_or(false);
    refused = refused || (said && !*said);
  };
  // "Privacy" beside a pool or a newsletter is the ground on which that is done, not a notice of its own.
  ask_of(privacy && !pool && !marketing, "consent/privacyPolicy");
  ask_of(pool, "consent/talentPool");
  ask_of(marketing, "consent/marketing");
  if (!allowed && !(refused && is_choice(field) && !tick)) {
    if (field.required) return unanswered(field, "the profile does not allow this consent");
    auto skip = unanswered(field, "the profile does not allow this consent");
    skip.action = Action::skip;
    return skip;
  }
  if (tick && field.kind == Kind::checkbox) return filled(json::value(true), Provenance::rule, terms ? 0.8 : 0.92);
  if (tick) {
    json::array list;
    list.emplace_back(field.options.front().label);
    return filled(std::move(list), Provenance::rule, 0.9);
  }
  auto index = choose_yes_no(field.options, allowed);
  if (!index) {
    int count = 0;
    for (std::size_t i = 0; i < field.options.size(); ++i) {
      auto option = plain(field.options[i].label);
      if (field.options[i].empty || is_negated(option) ||
          !has_any(option, {"i agree", "agree", "i accept", "accept", "i consent", "consent", "ich stimme zu",
                            "j accepte", "acepto"}))
        continue;
      if (allowed) index = i;
      ++count;
    }
    if (count != 1) index.reset();
  }
  if (!index) return unanswered(field, "none of the options clearly says whether the person consents");
  return filled(field.options[*index].label, Provenance::rule, 0.88);
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

}  // namespace

std::optional<Decision> apply_rules(const Field& field, const Facts& facts) {
  if (field.kind == Kind::file || field.kind == Kind::password) return std::nullopt;
  auto label = plain(field.label);
  if (label.empty() || field.label_confidence <= 0.4) return std::nullopt;
  if (auto decision = consent(field, label, facts)) return decision;
  if (auto decision = work_permission(field, label, facts)) return decision;
  if (auto decision = salary(field, label, facts)) return decision;
  if (auto decision = notice(field, label, facts)) return decision;
  if (auto decision = availability(field, label, facts)) return decision;
  if (auto decision = relocation(field, label, facts)) return decision;
  if (auto decision = age(field, label, facts)) return decision;
  if (auto decision = how_heard(field, label, facts)) return decision;
  if (auto decision = equality(field, label, facts, Files{})) return decision;
  if (auto decision = languages(field, label, facts)) return decision;
  if (auto decision = work_mode(field, label, facts)) return decision;
  return std::nullopt;
}

}  // namespace jobswipe::answer
