// Salary: the same currency and period as the profile says, or the question is asked.

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

/// The one option that names the currency by its code or sign.
std::optional<std::size_t> choose_currency(const std::vector<form::Option>& options, const std::string& currency) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNames{
      {{"EUR", "euro"}, {"GBP", "pound*"}, {"USD", "us dollar*"}, {"CHF", "franken"}, {"INR", "rupee*"}}};
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < options.size(); ++i) {
    auto label = plain(options[i].label);
    bool named = has_phrase(label, plain(currency));
    for (const auto& [code, name] : kNames) named = named || (code == currency && has_phrase(label, name));
    if (options[i].empty || !named) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

/// The one option that names the period: "per year", "annually", "monatlich".
std::optional<std::size_t> choose_period(const std::vector<form::Option>& options, const std::string& period) {
  auto names = [&period](const std::string& label) {
    if (period == "hour") return has_any(label, {"hour*", "stunde*", "stundlich", "heure", "hora"});
    if (period == "month") return has_any(label, {"month*", "monat*", "mois", "mensuel*", "mes", "mensual*"});
    return has_any(label, {"year*", "annual*", "annum", "jahr*", "an", "annee", "annuel*", "ano", "anual*"});
  };
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (options[i].empty || !names(plain(options[i].label))) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

}  // namespace

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
                      "verdienst*",
                      "desired salary",
                      "salaris",
                      "salarisindicatie",
                      "retribuzione",
                      "ral",
                      "stipendio",
                      "loneansprak",
                      "वेतन"}))
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
                      "aspirac*",      "pretensao",
                      "pretensoes",    "desiderat*",
                      "loneansprak"}) &&
      words_of(text).size() > 2)
    return unanswered(field, "it is not clear which salary is meant");
  auto amount = integer_of(facts.profile, "salaryExpectation/amount");
  auto currency = text_of(facts.profile, "salaryExpectation/currency");
  auto period = text_of(facts.profile, "salaryExpectation/period").value_or("year");
  if (!amount) return unanswered(field, "the profile does not say a salary");
  if (is_negated(text)) return unanswered(field, "the question is negated");
  if (has_any(text, {"minimum", "at least", "mindest*", "lowest", "minimal*"}))
    return unanswered(field, "it asks for a minimum, the profile says an expectation");
  if (has_any(text, {"thousand*", "k", "keur", "tausend*", "tsd", "mille", "milliers", "miles", "million*", "lakh*",
                     "lakhs", "लाख", "हजार"}) ||
      has_any(plain(field.description + " " + field.placeholder), {"in thousands", "in k", "thousands"}))
    return unanswered(field, "it asks for the salary in another unit");
  if (has_any(text, {"net", "netto", "netta", "nets", "neto", "liquido", "after tax", "take home"}))
    return unanswered(field, "it asks for a net salary");
  if (has_any(text, {"do", "are", "is", "does", "would", "why"}) && is_choice(field) && !field.options.empty() &&
      choose_yes_no(field.options, true))
    return unanswered(field, "whether an offer is acceptable is for the person to say");

  // "Salary: amount, currency, period" as three fields.
  if (has_any(text, {"currency", "wahrung", "devise", "moneda", "valuta", "waluta", "moeda"}) &&
      words_of(text).size() <= 4 && is_choice(field) && !is_unseen(field)) {
    if (!currency) return unanswered(field, "the profile does not say a currency");
    return chosen(field, choose_currency(field.options, *currency), Provenance::profile, 0.9, *currency);
  }
  if (has_any(text, {"period", "frequency", "interval", "zeitraum", "periode", "periodo"}) &&
      words_of(text).size() <= 4 && is_choice(field) && !is_unseen(field))
    return chosen(field, choose_period(field.options, period), Provenance::profile, 0.9, "per " + period);

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
  // Where the form names none, the place's own is meant.
  if (!asked && currency) {
    std::vector<std::string> usual;
    for (const auto& location : facts.locations) {
      auto cut = location.find_last_of(",(");
      auto tail = cut == std::string::npos ? location : location.substr(cut + 1);
      auto code = country_code(tail);
      if (!code && us_state(tail)) code = "us";
      if (code) usual.emplace_back(currency_of(*code));
    }
    if (std::any_of(usual.begin(), usual.end(), [&](const auto& one) { return !one.empty() && one != *currency; }))
      return unanswered(field, "another currency than the profile's is paid at the job's place");
  }
  if (!clear || (asked && (!currency || *asked != *currency)))
    return unanswered(field, "it asks in another currency than the profile says");
  bool hourly = has_any(
      around, {"hour*", "stunde*", "stundenlohn", "heure", "hora", "daily", "day rate", "tagessatz", "journalier"});
  bool monthly = has_any(around, {"month*", "monat*", "mois", "mensuel*", "mes", "mensual*", "mese", "mensile", "mies*",
                                  "manad*", "mensal"});
  bool yearly = has_any(around, {"year*", "annual*", "annum", "jahr*", "jahresgehalt", "jahrlich*", "an", "annuel*",
                                 "anual*", "ano", "ctc", "annua", "annuo", "roczn*", "ral"});
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

}  // namespace jobswipe::answer
