#include "agent/answer/lexicon.hpp"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <map>
#include <vector>

#include "agent/answer/lexicon_words.hpp"
#include "agent/answer/lexicon_words_more.hpp"
#include "agent/answer/lexicon_words_world.hpp"
#include "agent/answer/text.hpp"

namespace jobswipe::answer {
namespace {

using form::Field;
using form::Kind;

const std::map<std::string, Fact, std::less<>>& labels() {
  static const auto table = [] {
    std::map<std::string, Fact, std::less<>> made;
    auto add = [&made](const Entry& entry) {
      auto rest = entry.labels;
      while (!rest.empty()) {
        auto end = rest.find(';');
        if (end != 0) made.emplace(std::string(rest.substr(0, end)), entry.fact);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      }
    };
    for (const auto& entry : kLabels) add(entry);
    for (const auto& entry : kMoreLabels) add(entry);
    for (const auto& entry : kWorldLabels) add(entry);
    return made;
  }();
  return table;
}

/// A plain label without words that only address the person.
std::string bare(std::string_view plain_label) {
  static constexpr std::array<std::string_view, 51> kFillers{
      "your",  "my",        "please",    "enter",    "provide",  "type",     "the",  "a",     "an",
      "legal", "candidate", "applicant", "required", "optional", "ihre",     "ihr",  "deine", "dein",
      "bitte", "eingeben",  "angeben",   "votre",    "vos",      "ton",      "ta",   "le",    "la",
      "je",    "jouw",      "uw",        "het",      "de",       "आपका",     "आपकी", "आपके",   "अपना",
      "अपनी",  "अपने",       "कृपया",      "दर्ज",      "करें",       "लिखें",      "l",    "tu",    "su",
      "el",    "here",      "below",     "field",    "valid",    "mandatory"};
  std::string result;
  for (auto& word : words_of(plain_label)) {
    if (std::find(kFillers.begin(), kFillers.end(), word) != kFillers.end()) continue;
    if (!result.empty()) result.push_back(' ');
    result += word;
  }
  for (std::string_view asking : {"what is ", "what s ", "whats ", "what's ", "tell us "}) {
    if (result.rfind(asking, 0) != 0) continue;
    auto rest = result.substr(asking.size());
    if (labels().contains(rest)) return rest;
  }
  return result;
}

/// "How many years of relevant experience do you have?": years of experience as a whole, with no word that narrows them
/// to a skill, an industry or an employer.
bool is_years_of_experience(const std::string& text) {
  if (!has_any(text, {"years", "jahre", "annees", "anos"}) ||
      !has_any(text, {"experience", "berufserfahrung", "erfahrung", "experiencia"}))
    return false;
  static const std::initializer_list<std::string_view> kHarmless{"how",          "many",       "years",
                                                                 "year",         "of",         "total",
                                                                 "overall",      "relevant",   "related",
                                                                 "professional", "work",       "working",
                                                                 "industry",     "job",        "full",
                                                                 "time",         "experience", "do",
                                                                 "you",          "have",       "in",
                                                                 "your",         "field",      "profession",
                                                                 "this",         "area",       "number",
                                                                 "what",         "is",         "the",
                                                                 "please",       "enter",      "select",
                                                                 "indicate",     "combined",   "paid",
                                                                 "post",         "graduate",   "s",
                                                                 "are",          "wie",        "viele",
                                                                 "jahre",        "jahren",     "berufserfahrung",
                                                                 "einschlagige", "relevante",  "erfahrung",
                                                                 "haben",        "sie",        "hast",
                                                                 "du",           "bringen",    "mit",
                                                                 "bringst",      "gesamt",     "beruflich",
                                                                 "beruf",        "ihrem",      "deinem",
                                                                 "combien",      "d",          "annees",
                                                                 "avez",         "vous",       "professionnelle",
                                                                 "pertinente",   "nombre",     "cuantos",
                                                                 "anos",         "de",         "experiencia",
                                                                 "tienes",       "tiene",      "laboral",
                                                                 "profesional",  "relevante"};
  for (const auto& word : words_of(text))
    if (std::find(kHarmless.begin(), kHarmless.end(), word) == kHarmless.end()) return false;
  return true;
}

std::optional<Fact> by_label(const std::string& text) {
  auto plain_text = plain(text);
  if (is_years_of_experience(plain_text)) return Fact::years_of_experience;
  for (auto candidate : {plain_text, bare(plain_text)}) {
    auto found = labels().find(candidate);
    if (found != labels().end()) return found->second;
  }
  return std::nullopt;
}

std::string squash(std::string_view name) {
  std::string result;
  for (char c : plain(name))
    if (c != ' ') result.push_back(c);
  return result;
}

std::optional<Fact> by_name(const Field& field) {
  for (const auto& source : {field.name, field.id}) {
    auto whole = squash(source);
    // "job_application[first_name]", "candidate.lastName", "applicant-email"
    auto last = source.find_last_of("[.:");
    auto tail = last == std::string::npos ? whole : squash(source.substr(last));
    for (const auto& entry : kNames)
      if (whole == entry.name || tail == entry.name) return entry.fact;
    for (std::string_view prefix : {"jobapplication", "application", "applicant", "candidate", "systemfield"})
      if (whole.rfind(prefix, 0) == 0)
        for (const auto& entry : kNames)
          if (std::string_view(whole).substr(prefix.size()) == entry.name) return entry.fact;
  }
  return std::nullopt;
}

std::optional<Fact> by_autocomplete(const Field& field) {
  auto words = field.autocomplete;
  auto last = words.find_last_of(' ');
  auto token = last == std::string::npos ? words : words.substr(last + 1);
  for (const auto& entry : kAutocomplete)
    if (token == entry.name) return entry.fact;
  return std::nullopt;
}

/// Whether a control of this kind can take the fact at all.
bool fits(Fact fact, const Field& field) {
  Kind kind = field.kind;
  switch (fact) {
    case Fact::email:
      return kind == Kind::email || kind == Kind::text;
    case Fact::phone:
      return kind == Kind::phone || kind == Kind::text || kind == Kind::number;
    case Fact::date_of_birth:
      return kind == Kind::date || kind == Kind::text;
    case Fact::linkedin:
    case Fact::github:
    case Fact::website:
      return kind == Kind::url || kind == Kind::text;
    case Fact::resume:
    case Fact::cover_letter_file:
      return kind == Kind::file;
    case Fact::summary:
    case Fact::cover_letter:
      return kind == Kind::textarea || kind == Kind::text;
    case Fact::skills:
      return kind == Kind::textarea || kind == Kind::text || kind == Kind::multiselect;
    case Fact::years_of_experience:
      return kind == Kind::number || kind == Kind::text || kind == Kind::select || kind == Kind::radio;
    case Fact::gender:
    case Fact::ethnicity:
    case Fact::hispanic:
    case Fact::veteran:
    case Fact::disability:
    case Fact::other_equality:
      return kind == Kind::select || kind == Kind::radio || kind == Kind::text || kind == Kind::checkboxes ||
             kind == Kind::multiselect || kind == Kind::checkbox;
    case Fact::degree_level:
    case Fact::country:
    case Fact::city:
    case Fact::region:
    case Fact::location:
    case Fact::pronouns:
    case Fact::school:
    case Fact::degree:
    case Fact::field_of_study:
      return kind == Kind::select || kind == Kind::radio || kind == Kind::text || kind == Kind::textarea;
    case Fact::phone_country:
      return kind == Kind::select || kind == Kind::text;
    case Fact::full_address:
      return kind == Kind::text || kind == Kind::textarea;
    default:
      return kind == Kind::text || (kind == Kind::textarea && (fact == Fact::headline || fact == Fact::street));
  }
}

std::optional<Recognised> recognise_file(const Field& field, const FormContext& context) {
  auto text = plain(field.label + " " + field.section);
  auto own = plain(field.label);
  auto name = squash(field.name + " " + field.id);
  auto has = [](const std::string& where, std::string_view what) { return where.find(what) != std::string::npos; };
  bool resume = has_any(own, {"resume*",
                              "cv",
                              "curriculum*",
                              "lebenslauf*",
                              "hoja de vida",
                              "बायोडाटा",
                              "रिज्यूमे",
                              "रेज्यूमे",
                              "सीवी",
                              "zyciorys",
                              "meritforteckning",
                              "curriculo*",
                              "zivotopis*",
                              "oneletrajz*",
                              "ozgecmis*",
                              "bewerbungsunterlagen",
                              "резюме",
                              "βιογραφικο",
                              "βιογραφικό",
                              "履歴書",
                              "简历",
                              "이력서"});
  bool cover = has_any(own, {"cover letter", "coverletter", "covering letter", "anschreiben", "motivationsschreiben",
                             "lettre de motivation", "motivation letter", "letter of motivation", "carta de*",
                             "motivatiebrief", "कवर लेटर", "personligt brev", "list motywacyjny"});
  bool autofill = has_any(own, {"autofill*", "auto fill*", "parse*", "prefill*", "pre fill*", "import*"});
  bool other = has_any(own, {"transcript*", "photo*", "foto", "picture", "certificate*", "zeugnis*", "portfolio",
                             "work sample*", "reference*", "passport", "id card", "additional", "other", "weitere",
                             "sonstige", "supporting", "arbeitsproben", "diploma", "writing sample"});
  if (autofill && context.resume_fields > 1) return std::nullopt;
  if (resume) return Recognised{Fact::resume, other ? 0.75 : 0.95};
  if (cover) return Recognised{Fact::cover_letter_file, 0.95};
  if (other) return std::nullopt;
  if (has(name, "resume") || name == "cv" || has(name, "lebenslauf") || has(name, "curriculum"))
    return Recognised{Fact::resume, 0.85};
  if (has(name, "coverletter") || has(name, "anschreiben")) return Recognised{Fact::cover_letter_file, 0.85};
  if (has_any(text, {"resume", "cv", "lebenslauf", "curriculum*"})) return Recognised{Fact::resume, 0.8};
  if (context.file_fields == 1 && field.label_confidence < 0.6 && field.required) return Recognised{Fact::resume, 0.65};
  return std::nullopt;
}

}  // namespace

bool is_about_somebody_else(const Field& field) {
  auto label = plain(field.label + " " + field.description);
  auto own = plain(field.label);
  static const std::initializer_list<std::string_view> kOthers{"referrer*",
                                                               "referrers",
                                                               "referred",
                                                               "referral*",
                                                               "referring",
                                                               "referee*",
                                                               "reference",
                                                               "references",
                                                               "recruiter*",
                                                               "manager",
                                                               "managers",
                                                               "supervisor*",
                                                               "boss",
                                                               "emergency",
                                                               "next of kin",
                                                               "spouse*",
                                                               "partner",
                                                               "partners",
                                                               "husband",
                                                               "wife",
                                                               "parent*",
                                                               "guardian*",
                                                               "mother*",
                                                               "father*",
                                                               "maiden",
                                                               "dependent*",
                                                               "dependant*",
                                                               "child",
                                                               "children",
                                                               "friend*",
                                                               "relative*",
                                                               "colleague*",
                                                               "co worker*",
                                                               "coworker*",
                                                               "witness*",
                                                               "employee",
                                                               "employees",
                                                               "agency",
                                                               "consultant",
                                                               "previous",
                                                               "former",
                                                               "past",
                                                               "prior",
                                                               "last employer",
                                                               "last company",
                                                               "their",
                                                               "his",
                                                               "her",
                                                               "contact person",
                                                               "who",
                                                               "notfall*",
                                                               "referenz*",
                                                               "empfehl*",
                                                               "empfohlen",
                                                               "vorgesetzt*",
                                                               "ehepartner*",
                                                               "ansprechpartner*",
                                                               "ehemalig*",
                                                               "fruher*",
                                                               "geburtsname",
                                                               "madchenname",
                                                               "mitarbeiter*",
                                                               "urgence",
                                                               "parrain*",
                                                               "responsable",
                                                               "conjoint*",
                                                               "recommand*",
                                                               "precedent*",
                                                               "ancien*",
                                                               "superieur*",
                                                               "emergencia*",
                                                               "referencia*",
                                                               "referid*",
                                                               "conyuge",
                                                               "jefe",
                                                               "anterior*",
                                                               "madre",
                                                               "padre",
                                                               "school s",
                                                               "company s",
                                                               "billing",
                                                               "invoice*",
                                                               "रेफर*",
                                                               "संदर्भ",
                                                               "पिता",
                                                               "माता",
                                                               "पति",
                                                               "पत्नी",
                                                               "आपातकालीन",
                                                               "verwijz*",
                                                               "leidinggevend*",
                                                               "contactpersoon",
                                                               "noodgeval",
                                                               "पूर्व",
                                                               "पिछल*"};
  if (has_any(own, kOthers)) return true;
  if (has_any(label, {"referrer*", "emergency", "next of kin", "referee*"})) return true;
  auto section = plain(field.section);
  return has_any(section,
                 {"emergency*",   "referrer*",      "referral*",      "referred",          "referee*",
                  "references",   "reference 1",    "reference 2",    "reference 3",       "professional reference*",
                  "next of kin",  "spouse*",        "guardian*",      "previous employ*",  "employment history",
                  "work history", "former employ*", "supervisor",     "reference details", "notfall*",
                  "referenzen",   "empfehl*",       "urgence",        "conjoint",          "parrainage",
                  "emergencia",   "referencias",    "contact person", "dependents"});
}

bool is_part_of_section(const Field& field) {
  static constexpr std::array<std::string_view, 17> kParts{
      "amount",  "currency", "period",  "frequency", "interval", "betrag", "hohe",    "wahrung", "zeitraum",
      "montant", "devise",   "periode", "importe",   "cantidad", "moneda", "periodo", "per"};
  return !field.section.empty() && std::find(kParts.begin(), kParts.end(), plain(field.label)) != kParts.end();
}

std::string question_of(const Field& field) {
  auto label = field.label.empty() ? field.name : field.label;
  if (label.empty()) label = field.placeholder.empty() ? "Unnamed question" : field.placeholder;
  auto section = field.section.substr(0, field.section.find(" › "));
  if (is_part_of_section(field)) return section + ": " + label;
  if (field.entry.shown > 1 && !field.entry.name.empty()) return field.entry.name + ": " + label;
  bool says_little = words_of(plain(label)).size() <= 3;
  Field alone = field;
  alone.section.clear();
  // Only where the section turns the label into something else; "About you: City" would be the same question by another
  // name.
  if (says_little && !section.empty() && is_about_somebody_else(field) && !is_about_somebody_else(alone))
    return section + ": " + label;
  return label;
}

std::optional<Fact> fact_named(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Fact>, 28> kFacts{
      {{"first_name", Fact::first_name},
       {"last_name", Fact::last_name},
       {"full_name", Fact::full_name},
       {"preferred_name", Fact::preferred_name},
       {"pronouns", Fact::pronouns},
       {"email", Fact::email},
       {"phone", Fact::phone},
       {"phone_country", Fact::phone_country},
       {"date_of_birth", Fact::date_of_birth},
       {"street", Fact::street},
       {"city", Fact::city},
       {"region", Fact::region},
       {"country", Fact::country},
       {"postal_code", Fact::postal_code},
       {"full_address", Fact::full_address},
       {"location", Fact::location},
       {"linkedin", Fact::linkedin},
       {"github", Fact::github},
       {"website", Fact::website},
       {"headline", Fact::headline},
       {"summary", Fact::summary},
       {"current_company", Fact::current_company},
       {"current_title", Fact::current_title},
       {"cover_letter", Fact::cover_letter},
       {"cover_letter_file", Fact::cover_letter_file},
       {"resume", Fact::resume},
       {"gender", Fact::gender},
       {"how_heard", Fact::how_heard}}};
  for (const auto& [its, fact] : kFacts)
    if (its == name) return fact;
  return std::nullopt;
}

FormContext context_of(const form::Form& form) {
  FormContext context;
  for (const auto& field : form.fields) {
    if (!field.fillable()) continue;
    if (field.kind == Kind::file) {
      ++context.file_fields;
      if (has_any(plain(field.label), {"resume*", "cv", "lebenslauf*", "curriculum*"})) ++context.resume_fields;
    }
    if (is_about_somebody_else(field) || !field.entry.list.empty()) continue;
    auto fact = by_label(field.label);
    if (!fact) fact = by_label(without_brackets(field.label));
    // In a language that the lexicon lacks, the page's own marks still say what else it asks for.
    if (!fact) fact = by_autocomplete(field);
    if (!fact) continue;
    auto text = bare(plain(field.label));
    if (*fact == Fact::first_name) context.has_first_name = true;
    if (*fact == Fact::last_name) context.has_last_name = true;
    if (*fact == Fact::full_name && text != "name") context.has_full_name = true;
    if (*fact == Fact::city || *fact == Fact::postal_code) context.has_city = true;
    if (*fact == Fact::phone_country) context.has_phone_country = true;
  }
  return context;
}

std::optional<Recognised> recognise(const Field& field, const FormContext& context) {
  if (is_about_somebody_else(field)) return std::nullopt;
  const auto known = fact_named(field.known);
  if (field.kind == Kind::file) {
    auto file = recognise_file(field, context);
    if (!file && known && fits(*known, field)) return Recognised{*known, 0.9};
    return file;
  }

  auto label = by_label(field.label);
  double label_trust = 0.97;
  if (!label) {
    label = by_label(without_brackets(field.label));
    label_trust = 0.92;
  }
  auto text = bare(plain(without_brackets(field.label)));
  // One word, several meanings, by what stands beside it.
  if (text == "name" || text == "nom") {
    if (context.has_first_name && !context.has_last_name)
      label = Fact::last_name;
    else if (context.has_first_name && context.has_last_name)
      label = std::nullopt;
    else
      label = Fact::full_name;
    if (!label) return std::nullopt;
  }
  if (text == "nombre" || text == "nome" || text == "jmeno" || text == "meno")
    label = context.has_last_name ? Fact::first_name : Fact::full_name;
  if (label == Fact::full_address && context.has_city) label = Fact::street;
  // "Mobile"/"Land" and the like are fine as labels; as a lone option list they would be a different question.
  auto automatic = by_autocomplete(field);
  auto named = by_name(field);
  if (named == Fact::full_name && (context.has_first_name || context.has_last_name)) named.reset();
  if (automatic == Fact::full_name && label && (*label == Fact::first_name || *label == Fact::last_name))
    automatic.reset();
  if (automatic == Fact::street && label && (*label == Fact::full_address || *label == Fact::city)) automatic.reset();
  if (automatic == Fact::country && label == Fact::phone_country) automatic.reset();
  if (automatic == Fact::city && label == Fact::location) automatic.reset();

  double trust = std::min(1.0, field.label_confidence + 0.05);
  std::optional<Recognised> result;
  if (automatic && label && *automatic != *label) {
    // The page contradicts itself. A clear label is what a person would go by.
    if (field.label_confidence < 0.85) return std::nullopt;
    result = Recognised{*label, 0.8};
  } else if (label) {
    if (field.label_source == "name") label_trust = 0.8;
    result = Recognised{*label, automatic ? 0.99 : std::min(label_trust, std::max(0.7, trust))};
  } else if (automatic) {
    // A long label that the lexicon doesn't know may well ask for something else.
    if (words_of(plain(field.label)).size() > 6) return std::nullopt;
    result = Recognised{*automatic, 0.85};
  } else if (named && (field.label.empty() || field.label_source == "name" || field.label_source == "none" ||
                       words_of(text).size() <= 3)) {
    // The control's name counts alone only where there is no label to go by, or where both speak of the same thing.
    bool unlabelled = field.label.empty() || field.label_confidence <= 0.4;
    auto plain_label = plain(field.label);
    bool related = (*named == Fact::email && has_any(plain_label, {"email*", "e mail*", "mail"})) ||
                   (*named == Fact::phone && has_any(plain_label, {"phone*", "telefon*", "mobil*", "telephone*"})) ||
                   (*named == Fact::linkedin && has_phrase(plain_label, "linkedin")) ||
                   (*named == Fact::github && has_phrase(plain_label, "github"));
    if (unlabelled)
      result = Recognised{*named, 0.75};
    else if (related)
      result = Recognised{*named, 0.9};
  }
  // The system's own id says it where the label is in words that nobody here knows; a known label that says something
  // else has won already.
  if (!result && known && !label && words_of(text).size() <= 4) result = Recognised{*known, 0.85};
  if (!result) {
    auto plain_label = plain(field.label);
    bool second =
        has_any(plain_label, {"secondary", "alternate",  "alternative", "other",      "work",     "business",
                              "company",   "backup",     "office",      "zweite*",    "weitere*", "geschaftlich*",
                              "autre",     "secondaire", "otro",        "additional", "second",   "fax",
                              "home",      "skype",      "whatsapp",    "extension",  "type"});
    bool brief = words_of(plain_label).size() <= 10;
    if (!second && brief && field.input_type == "email" &&
        has_any(plain_label, {"email*", "e mail*", "mail*", "courriel", "correo"}))
      result = Recognised{Fact::email, 0.85};
    if (!second && brief && field.input_type == "tel" &&
        has_any(plain_label, {"phone*", "mobile*", "telefon*", "telephone*", "handy*", "cell*", "movil*"}))
      result = Recognised{Fact::phone, 0.85};
    if (!second && brief && has_phrase(plain_label, "linkedin") &&
        (field.kind == Kind::url || field.kind == Kind::text) &&
        has_any(plain_label, {"url", "link", "profile", "profil", "perfil"}))
      result = Recognised{Fact::linkedin, 0.85};
    if (!second && brief && has_phrase(plain_label, "github") &&
        (field.kind == Kind::url || field.kind == Kind::text) &&
        has_any(plain_label, {"url", "link", "profile", "profil", "perfil"}))
      result = Recognised{Fact::github, 0.85};
  }
  if (result && result->fact == Fact::years_of_experience &&
      has_any(text, {"relevant", "related", "field", "area", "einschlagige", "relevante", "pertinente"}))
    result->confidence = std::min(result->confidence, 0.75);
  if (!result || !fits(result->fact, field)) return std::nullopt;
  if (result->fact == Fact::location && (field.kind == Kind::select || field.kind == Kind::radio) &&
      field.widget != form::Widget::combobox && !field.options.empty() && field.options.size() < 15)
    return std::nullopt;
  return result;
}

}  // namespace jobswipe::answer
