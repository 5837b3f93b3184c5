#include "agent/answer/histories.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cctype>
#include <map>
#include <set>

#include "agent/answer/asked.hpp"
#include "agent/answer/lexicon.hpp"
#include "agent/answer/months.hpp"
#include "agent/answer/options.hpp"
#include "agent/answer/text.hpp"

namespace jobswipe::answer {
namespace {

using form::Button;
using form::Field;
using form::Form;
using form::Kind;
using form::Widget;

constexpr std::string_view kEducation = "education";
constexpr std::string_view kEmployment = "employment";

using Words = std::initializer_list<std::string_view>;

bool is_one_of(std::string_view text, Words words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// A heading without what counts or addresses: "Your work experience 2 (optional)" is "work experience".
std::string core_of(std::string_view heading) {
  std::string core;
  for (const auto& word : words_of(plain(heading))) {
    const bool number = std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (number || is_one_of(word, {"your", "my", "the", "optional", "required", "details", "information", "entry",
                                   "section", "add", "another", "of", "ihre", "deine", "votre", "vos", "tu", "su"}))
      continue;
    core += (core.empty() ? "" : " ") + word;
  }
  return core;
}

std::string_view list_of_heading(std::string_view heading) {
  const auto core = core_of(heading);
  if (is_one_of(core, {"education",
                       "educations",
                       "education history",
                       "educational background",
                       "education background",
                       "educational history",
                       "academic history",
                       "academic background",
                       "academic education",
                       "school",
                       "schools",
                       "school education",
                       "degree",
                       "degrees",
                       "studies",
                       "university",
                       "university education",
                       "higher education",
                       "education and training",
                       "ausbildung",
                       "bildung",
                       "bildungsweg",
                       "schulbildung",
                       "studium",
                       "ausbildung und studium",
                       "akademische ausbildung",
                       "formation",
                       "formations",
                       "etudes",
                       "parcours academique",
                       "formacion",
                       "formacion academica",
                       "estudios",
                       "educacion",
                       "istruzione",
                       "opleiding",
                       "opleidingen"}))
    return kEducation;
  if (is_one_of(core, {"experience",
                       "experiences",
                       "work experience",
                       "work experiences",
                       "professional experience",
                       "professional experiences",
                       "employment",
                       "employments",
                       "employment history",
                       "work history",
                       "job history",
                       "career history",
                       "employment experience",
                       "employers",
                       "employment background",
                       "work background",
                       "berufserfahrung",
                       "berufserfahrungen",
                       "arbeitserfahrung",
                       "werdegang",
                       "beruflicher werdegang",
                       "experience professionnelle",
                       "experiences professionnelles",
                       "parcours professionnel",
                       "experiencia",
                       "experiencia laboral",
                       "experiencia profesional",
                       "esperienze",
                       "esperienza lavorativa",
                       "werkervaring"}))
    return kEmployment;
  // "Position" alone is what is applied for.
  const bool counted =
      std::any_of(heading.begin(), heading.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  if (counted && is_one_of(core, {"employer", "job", "position", "work", "company", "role", "arbeitgeber", "stelle",
                                  "station", "employeur", "poste", "empleo", "puesto"}))
    return kEmployment;
  return {};
}

/// The innermost heading that names a list, and the list.
std::pair<std::string, std::string_view> heading_of(const std::string& section) {
  std::string_view rest = section;
  while (!rest.empty()) {
    const auto end = rest.find(" › ");
    const auto segment = rest.substr(0, end);
    if (const auto list = list_of_heading(segment); !list.empty()) return {std::string(segment), list};
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + std::string_view(" › ").size());
  }
  return {};
}

/// "education[0][school]", "workExperience-3--jobTitle": a control's own name may say the list where no heading does.
std::string_view list_of_name(const Field& field) {
  for (const auto& source : {field.name, field.id}) {
    if (std::none_of(source.begin(), source.end(), [](unsigned char c) { return std::isdigit(c) != 0; }) &&
        source.find("[]") == std::string::npos)
      continue;
    std::string letters;
    for (unsigned char c : source)
      if (std::isalpha(c)) letters.push_back(static_cast<char>(std::tolower(c)));
    auto begins = [&letters](Words words) {
      return std::any_of(words.begin(), words.end(),
                         [&letters](std::string_view word) { return letters.rfind(word, 0) == 0; });
    };
    if (letters.find("education") != std::string::npos || begins({"school", "degree", "discipline"})) return kEducation;
    if (begins({"employment", "workexperience", "workhistory", "jobhistory", "employer", "experience"}) ||
        letters.find("employments") != std::string::npos || letters.find("workexperience") != std::string::npos)
      return kEmployment;
  }
  return {};
}

std::string label_core(std::string_view label) {
  std::string core;
  for (const auto& word : words_of(plain(without_brackets(label)))) {
    const bool number = std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (number || is_one_of(word, {"your", "the", "of", "ihr", "ihre", "de", "du", "la", "le", "please", "enter"}))
      continue;
    core += (core.empty() ? "" : " ") + word;
  }
  return core;
}

/// "start" or "end" when the words are about one end of a period.
std::string_view end_of(std::string_view text) {
  const bool start = has_any(text, {"start", "started", "from", "begin", "began", "beginn", "beginning", "von",
                                    "startdatum", "debut", "desde", "inicio", "since", "seit", "depuis", "joined"});
  const bool end =
      has_any(text, {"end", "ended", "to", "until", "till", "finish", "finished", "ende", "bis", "enddatum", "fin",
                     "hasta", "left", "graduation", "graduated", "completion", "completed", "abschlussdatum", "jusqu"});
  if (start == end) return {};
  return start ? "start" : "end";
}

bool is_date_label(std::string_view text) {
  static constexpr std::array<std::string_view, 44> kDateWords{
      "start", "started", "from",   "begin",      "began",     "beginn",     "beginning", "von",     "startdatum",
      "debut", "desde",   "inicio", "since",      "seit",      "depuis",     "joined",    "end",     "ended",
      "to",    "until",   "till",   "finish",     "ende",      "bis",        "enddatum",  "fin",     "hasta",
      "left",  "date",    "datum",  "month",      "year",      "monat",      "jahr",      "mois",    "annee",
      "fecha", "mes",     "ano",    "graduation", "graduated", "completion", "employed",  "attended"};
  const auto words = words_of(text);
  return !words.empty() && words.size() <= 5 && std::all_of(words.begin(), words.end(), [](const std::string& word) {
    return std::find(kDateWords.begin(), kDateWords.end(), word) != kDateWords.end() ||
           is_one_of(word, {"or", "expected", "mm", "yyyy", "dd", "in", "d", "actual", "attendance", "employment",
                            "job", "education", "work"});
  });
}

std::string date_part(const Field& field, const std::string& text) {
  if (!is_date_label(text)) return {};
  auto which = end_of(text);
  if (which.empty()) {
    // "Month" and "Year" under "From".
    const auto inner = label_core(field.section.substr(0, field.section.find(" › ")));
    if (is_date_label(inner)) which = end_of(inner);
  }
  if (which.empty()) return {};
  std::string part(which);
  const bool month = has_any(text, {"month", "monat", "mois", "mes"});
  const bool year = has_any(text, {"year", "jahr", "annee", "ano"});
  if (month && !year) part += "_month";
  if (year && !month && field.kind != Kind::date) part += "_year";
  return part;
}

std::string part_of(const Field& field, std::string_view list) {
  const auto text = label_core(field.label);
  if (field.kind == Kind::file || text.empty()) return {};
  const bool ticks = field.kind == Kind::checkbox || field.kind == Kind::radio || field.kind == Kind::select;
  if (ticks &&
      (has_any(text,
               {"currently work*", "current job",    "current position",   "current role",     "current employer",
                "still work*",     "still employed", "currently employed", "work here",        "to present",
                "until now",       "i currently",    "currently attend*",  "currently study*", "currently enrolled",
                "arbeite hier",    "derzeit*",       "aktuell*",           "bis heute",        "poste actuel",
                "emploi actuel",   "en cours",       "trabajo actual",     "actualmente",      "actualidad"}) ||
       is_one_of(text, {"current", "present", "ongoing", "heute", "laufend"})))
    return field.kind == Kind::select && !field.options.empty() && !choose_yes_no(field.options, true) ? std::string()
                                                                                                       : "current";
  if (auto date = date_part(field, text); !date.empty()) return date;
  if (list == kEmployment) {
    if (is_one_of(text, {"company",           "company name",
                         "name company",      "employer",
                         "employer name",     "name employer",
                         "organization",      "organisation",
                         "organization name", "company organization",
                         "employer company",  "company employer",
                         "business name",     "arbeitgeber",
                         "unternehmen",       "firma",
                         "firmenname",        "name arbeitgebers",
                         "entreprise",        "employeur",
                         "societe",           "nom entreprise",
                         "nom l entreprise",  "empresa",
                         "nombre empresa",    "empleador",
                         "azienda",           "bedrijf",
                         "werkgever"}))
      return "company";
    if (is_one_of(text, {"title",
                         "job title",
                         "position",
                         "position title",
                         "role",
                         "role title",
                         "position held",
                         "job position",
                         "job role",
                         "title position",
                         "position job title",
                         "stellenbezeichnung",
                         "jobtitel",
                         "berufsbezeichnung",
                         "tatigkeit als",
                         "position rolle",
                         "poste",
                         "intitule poste",
                         "titre poste",
                         "fonction",
                         "puesto",
                         "cargo",
                         "functie",
                         "functietitel"}))
      return "title";
    if (is_one_of(text, {"location", "job location", "company location", "work location", "office location", "city",
                         "ort", "arbeitsort", "standort", "lieu", "lieu travail", "ubicacion", "plaats"}))
      return "location";
    if (is_one_of(text, {"description",
                         "job description",
                         "role description",
                         "responsibilities",
                         "duties",
                         "summary",
                         "job duties",
                         "duties and responsibilities",
                         "work description",
                         "describe responsibilities",
                         "description duties",
                         "what did you do",
                         "aufgaben",
                         "beschreibung",
                         "tatigkeiten",
                         "tatigkeitsbeschreibung",
                         "missions",
                         "description poste",
                         "descripcion",
                         "funciones",
                         "omschrijving"}) &&
        (field.kind == Kind::textarea || field.kind == Kind::text))
      return "description";
    return {};
  }
  Field alone = field;
  alone.section.clear();
  const auto recognised = recognise(alone, FormContext{});
  if (recognised && recognised->fact == Fact::school) return "school";
  if (recognised && recognised->fact == Fact::degree) return "degree";
  if (recognised && recognised->fact == Fact::field_of_study) return "field";
  return {};
}

std::string text_in(const json::object& entry, std::string_view name) {
  const auto* value = entry.if_contains(name);
  return value && value->is_string() ? trim(value->get_string()) : std::string();
}

struct OnFile {
  int place = 0;  ///< in the profile's list
  const json::object* entry = nullptr;
  std::string end;
  std::string start;
};

/// Newest first: what lasts, then what ended last.
std::vector<OnFile> entries_of(const json::object& profile, std::string_view list) {
  std::vector<OnFile> found;
  const auto* value = profile.if_contains(list);
  const auto* array = value ? value->if_array() : nullptr;
  if (!array) return found;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto* object = (*array)[i].if_object();
    if (!object) continue;
    OnFile one{static_cast<int>(i), object, text_in(*object, "endDate"), text_in(*object, "startDate")};
    if (one.end.empty()) one.end = "9999";
    found.push_back(std::move(one));
  }
  std::stable_sort(found.begin(), found.end(), [](const OnFile& left, const OnFile& right) {
    return left.end != right.end ? left.end > right.end : left.start > right.start;
  });
  return found;
}

bool holds_any(const Field& field) {
  if (field.value.is_bool()) return field.value.get_bool();
  if (field.value.is_array()) return !field.value.get_array().empty();
  if (!field.value.is_string()) return false;
  const auto text = plain(field.value.get_string());
  return !text.empty();
}

struct Block {
  std::string list;
  std::string heading;
  std::vector<Field*> fields;
  std::set<std::string> parts;

  std::string said(std::string_view part) const {
    for (const auto* field : fields)
      if (field->entry.part == part && field->value.is_string()) return plain(field->value.get_string());
    return {};
  }
  bool holds() const {
    return std::any_of(fields.begin(), fields.end(), [](const Field* field) { return holds_any(*field); });
  }
  bool whole() const {
    return list == kEducation ? parts.contains("school") || parts.contains("degree")
                              : parts.contains("company") || parts.contains("title");
  }
};

bool alike(const std::string& shown, const std::string& on_file) {
  const auto wanted = plain(on_file);
  if (shown.empty() || wanted.empty()) return false;
  return shown == wanted || has_phrase(shown, wanted) || has_phrase(wanted, shown);
}

/// 0 for another entry; more the surer.
int likeness(const Block& block, const json::object& entry) {
  const bool school = block.list == kEducation;
  int points = 0;
  const auto where = block.said(school ? "school" : "company");
  const auto what = block.said(school ? "degree" : "title");
  if (alike(where, text_in(entry, school ? "school" : "company")))
    points += 2;
  else if (!where.empty())
    return 0;
  if (alike(what, text_in(entry, school ? "degree" : "title"))) points += 1;
  return points;
}

/// Gives each block of one list the profile's entry that it is for.
void match(std::vector<Block*>& blocks, const std::vector<OnFile>& on_file) {
  std::set<std::size_t> used;
  std::map<Block*, std::size_t> given;
  for (auto* block : blocks) {
    int best = 0;
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < on_file.size(); ++i) {
      if (used.contains(i)) continue;
      const int points = likeness(*block, *on_file[i].entry);
      if (points > best) {
        best = points;
        found = i;
      }
    }
    if (!found) continue;
    used.insert(*found);
    given[block] = *found;
  }
  for (auto* block : blocks) {
    if (given.contains(block)) continue;
    for (std::size_t i = 0; i < on_file.size(); ++i) {
      if (!used.insert(i).second) continue;
      given[block] = i;
      break;
    }
  }
  for (std::size_t n = 0; n < blocks.size(); ++n) {
    auto* block = blocks[n];
    const auto found = given.find(block);
    const bool school = block->list == kEducation;
    const bool holds = block->holds();
    for (auto* field : block->fields) {
      field->entry.list = block->list;
      field->entry.index = static_cast<int>(n);
      field->entry.shown = static_cast<int>(blocks.size());
      field->entry.holds = holds;
      if (found == given.end()) continue;
      const auto& entry = on_file[found->second];
      field->entry.on_file = entry.place;
      field->entry.name = text_in(*entry.entry, school ? "school" : "company");
    }
  }
}

std::vector<Block> blocks_of(Form& form) {
  std::vector<Block> blocks;
  std::map<std::string, std::size_t> open;  // the list's last block
  std::vector<Field*> between;              // since the last part of any block
  for (auto& field : form.fields) {
    field.entry = form::Entry();
    if (!field.fillable()) continue;
    auto [heading, list] = heading_of(field.section);
    if (list.empty()) list = list_of_name(field);
    auto part = list.empty() ? std::string() : part_of(field, list);
    if (list.empty()) {
      // School and degree say by themselves what they are.
      auto alone = part_of(field, kEducation);
      if (is_one_of(alone, {"school", "degree", "field"}) && !is_about_somebody_else(field)) {
        list = kEducation;
        part = alone;
      }
    }
    const std::string key(list);
    if (part.empty()) {
      if (!list.empty() && open.contains(key) && blocks[open[key]].heading == heading) between.push_back(&field);
      continue;
    }
    const auto last = open.find(key);
    const bool begins = last == open.end() || blocks[last->second].parts.contains(part) ||
                        (blocks[last->second].heading != heading && blocks[last->second].whole());
    if (begins) {
      open[key] = blocks.size();
      blocks.push_back(Block{key, heading, {}, {}});
    } else {
      // What stood between two parts of one entry belongs to it.
      auto& block = blocks[last->second];
      block.fields.insert(block.fields.end(), between.begin(), between.end());
    }
    between.clear();
    auto& block = blocks[open[key]];
    field.entry.part = part;
    block.parts.insert(part);
    block.fields.push_back(&field);
  }
  return blocks;
}

/// What stands behind the last part of every entry under the same words belongs to it too.
void take_repeated(Form& form, std::vector<Block>& blocks) {
  std::map<std::string, std::vector<std::size_t>> seen;
  for (std::size_t i = 0; i < form.fields.size(); ++i) {
    const auto& field = form.fields[i];
    const auto list = heading_of(field.section).second;
    if (field.fillable() && field.entry.part.empty() && !list.empty())
      seen[std::string(list) + "|" + plain(field.label)].push_back(i);
  }
  for (auto& [key, places] : seen) {
    if (places.size() < 2) continue;
    for (const auto place : places) {
      auto* field = &form.fields[place];
      Block* owner = nullptr;
      for (auto& block : blocks)
        if (key.rfind(block.list + "|", 0) == 0 && !block.fields.empty() && block.fields.front() < field)
          owner = &block;
      if (owner && std::find(owner->fields.begin(), owner->fields.end(), field) == owner->fields.end())
        owner->fields.push_back(field);
    }
  }
}

/// A month as the field's own pattern writes it: "MM/YYYY", "M.JJJJ", "YYYY-MM".
std::optional<std::string> format_month(std::string_view date, std::string_view pattern) {
  std::string result;
  bool month = false, year = false;
  for (std::size_t i = 0; i < pattern.size();) {
    const char c = static_cast<char>(std::tolower(static_cast<unsigned char>(pattern[i])));
    std::size_t end = i;
    while (end < pattern.size() && std::tolower(static_cast<unsigned char>(pattern[end])) == c) ++end;
    const auto count = end - i;
    if (c == 'm' && count <= 2) {
      result.append(count == 1 && date[5] == '0' ? date.substr(6, 1) : date.substr(5, 2));
      month = true;
    } else if ((c == 'y' || c == 'j' || c == 'a') && (count == 4 || count == 2)) {
      result.append(count == 2 ? date.substr(2, 2) : date.substr(0, 4));
      year = true;
    } else if (c == '/' || c == '.' || c == '-' || c == ' ') {
      result.append(pattern.substr(i, count));
    } else {
      return std::nullopt;
    }
    i = end;
  }
  if (!month || !year) return std::nullopt;
  return result;
}

/// The pattern in brackets behind a label, such as "(MM/YYYY)".
std::string bracketed(const std::string& label) {
  const auto open = label.find_last_of("([");
  const auto close = label.find_last_of(")]");
  return open == std::string::npos || close == std::string::npos || close < open
             ? std::string()
             : label.substr(open + 1, close - open - 1);
}

Decision answer_month(const Field& field, int month) {
  if (is_unseen(field)) {
    auto decision = filled(month_name(month), Provenance::profile, 0.95);
    decision.raw = month_name(month);
    return decision;
  }
  if (is_choice(field)) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < field.options.size(); ++i) {
      if (field.options[i].empty || !names_month(plain(field.options[i].label), month)) continue;
      if (found) return unanswered(field, "more than one option names the month");
      found = i;
    }
    return chosen(field, found, Provenance::profile, 0.95, month_name(month));
  }
  auto text = std::to_string(month);
  if (text.size() == 1 && (plain(field.placeholder) == "mm" || field.max_length == 2)) text.insert(0, "0");
  return answer_text(field, text, Provenance::profile, 0.95);
}

Decision answer_date(const Field& field, const std::string& date, std::string_view which) {
  const bool has_month = date.size() >= 7;
  const bool has_day = date.size() >= 10;
  if (date.size() < 4) return unanswered(field, "the profile does not say when");
  if (which.ends_with("_year")) return answer_text(field, date.substr(0, 4), Provenance::profile, 0.95);
  if (which.ends_with("_month")) {
    if (!has_month) return unanswered(field, "the profile says the year only");
    return answer_month(field, std::stoi(date.substr(5, 2)));
  }
  const auto whole = [&field](std::string text) { return filled(text, Provenance::profile, 0.95); };
  if (field.widget == Widget::parts) {
    for (const auto& part : field.parts)
      if ((part.part == "day" && !has_day) || (part.part == "month" && !has_month))
        return unanswered(field, "the profile does not say the " + part.part);
    return whole(date);
  }
  if (field.input_type == "month")
    return has_month ? whole(date.substr(0, 7)) : unanswered(field, "the profile says the year only");
  if (field.kind == Kind::date && field.widget != Widget::text)
    return has_day ? whole(date) : unanswered(field, "the profile does not say the day");
  if (is_choice(field) || field.kind == Kind::number)
    return answer_text(field, date.substr(0, 4), Provenance::profile, 0.9);
  if (field.max_length == 4 || is_one_of(plain(field.placeholder), {"yyyy", "year", "jjjj", "aaaa"}))
    return whole(date.substr(0, 4));
  if (!has_month) return whole(date.substr(0, 4));
  for (const auto& hint : {field.placeholder, field.description, bracketed(field.label)}) {
    if (hint.empty()) continue;
    if (auto text = format_month(date, trim(hint))) return whole(*text);
    if (has_day) continue;
    const auto words = plain(hint);
    if (has_any(words, {"dd", "tt", "jj", "d m", "m d"})) return unanswered(field, "the profile does not say the day");
  }
  if (has_day) return answer_text(field, date, Provenance::profile, 0.9);
  return filled(date.substr(5, 2) + "/" + date.substr(0, 4), Provenance::profile, 0.85);
}

}  // namespace

void mark_histories(Form& form, const Facts& facts) {
  auto blocks = blocks_of(form);
  for (auto& block : blocks) {
    if (block.whole()) continue;
    for (auto* field : block.fields) field->entry = form::Entry();
    block.fields.clear();
  }
  take_repeated(form, blocks);
  for (auto list : {kEducation, kEmployment}) {
    std::vector<Block*> its;
    for (auto& block : blocks)
      if (block.list == list && !block.fields.empty()) its.push_back(&block);
    match(its, entries_of(facts.profile, list));
  }
}

std::string history_of(const Button& button) {
  const auto text = plain(button.text);
  const bool education = has_any(text, {"education*", "school", "degree", "university", "ausbildung", "bildung*",
                                        "studium", "formation", "diplome", "formacion", "estudios", "opleiding"});
  const bool employment =
      has_any(text, {"experience*", "employment", "employer", "job", "position", "work", "berufserfahrung",
                     "arbeitgeber", "stelle", "station", "experiencia", "empleo", "werkervaring"});
  if (education != employment) return std::string(education ? kEducation : kEmployment);
  // Of "Add" alone, its place says what is added; "Add reference" is about something else.
  static constexpr std::array<std::string_view, 23> kBare{"add",
                                                          "add another",
                                                          "add more",
                                                          "add new",
                                                          "add entry",
                                                          "add another entry",
                                                          "another",
                                                          "add one",
                                                          "add row",
                                                          "hinzufugen",
                                                          "weitere",
                                                          "ajouter",
                                                          "anadir",
                                                          "agregar",
                                                          "eintrag hinzufugen",
                                                          "weiteren eintrag hinzufugen",
                                                          "weitere hinzufugen",
                                                          "ajouter une autre",
                                                          "anadir otra",
                                                          "anadir otro",
                                                          "agregar otro",
                                                          "toevoegen",
                                                          "add another one"};
  if (education || std::find(kBare.begin(), kBare.end(), text) == kBare.end()) return {};
  std::string_view rest = button.section;
  while (!rest.empty()) {
    const auto end = rest.find(" › ");
    if (const auto list = list_of_heading(rest.substr(0, end)); !list.empty()) return std::string(list);
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + std::string_view(" › ").size());
  }
  return {};
}

std::size_t entries_on_file(const Facts& facts, const std::string& list) {
  return entries_of(facts.profile, list).size();
}

std::optional<Decision> answer_entry(const Field& field, const Facts& facts) {
  const auto& place = field.entry;
  if (place.list.empty() || place.part.empty()) return std::nullopt;
  const auto* value = facts.profile.if_contains(place.list);
  const auto* array = value ? value->if_array() : nullptr;
  if (place.on_file < 0 || !array || static_cast<std::size_t>(place.on_file) >= array->size()) {
    auto decision = unanswered(field, "the profile has no further entry for it");
    // What the page put there by itself would be sent in the person's name.
    if (place.holds && (place.part == "school" || place.part == "company")) {
      decision.action = Action::ask;
      decision.reason = "the page shows an entry that is not on file";
    }
    return decision;
  }
  const auto& entry = (*array)[static_cast<std::size_t>(place.on_file)].get_object();
  const auto end = text_in(entry, "endDate");
  const bool lasts = place.list == kEmployment && end.empty();
  if (place.part == "current") {
    if (end.empty() && !lasts) return unanswered(field, "the profile does not say whether it lasts");
    const bool ahead = end.size() >= 7 && facts.today.size() >= 7 && end.substr(0, 7) > facts.today.substr(0, 7);
    return answer_yes_no(field, lasts || ahead, Provenance::profile, 0.95);
  }
  if (place.part.rfind("start", 0) == 0) return answer_date(field, text_in(entry, "startDate"), place.part);
  if (place.part.rfind("end", 0) == 0) {
    if (!lasts) return answer_date(field, end, place.part);
    // A parser's end of what lasts is taken out again.
    const bool typed = field.kind == Kind::text || (field.kind == Kind::date && field.widget == Widget::native) ||
                       (field.kind == Kind::date && field.widget == Widget::text) || field.kind == Kind::number;
    if (holds_any(field) && typed) return filled(std::string(), Provenance::profile, 0.95);
    auto decision = unanswered(field, "it lasts, so it has no end");
    if (holds_any(field)) decision.action = Action::ask;
    return decision;
  }
  const auto text = text_in(entry, place.part);
  if (text.empty()) return unanswered(field, "the profile does not say it of this entry");
  if (place.part == "degree") return answer_degree(field, text);
  return answer_text(field, text, Provenance::profile, 0.95);
}

}  // namespace jobswipe::answer
