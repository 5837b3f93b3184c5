// The facts that the profile states, written as each kind of field wants them.

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cctype>
#include <charconv>
#include <iterator>

#include "agent/answer/asked.hpp"
#include "agent/answer/options.hpp"
#include "agent/answer/places.hpp"
#include "agent/answer/rules.hpp"
#include "agent/answer/text.hpp"

namespace jobswipe::answer {

using form::Field;
using form::Kind;
using form::Widget;

namespace {

const json::value* at(const json::object& profile, std::string_view pointer) {
  const json::object* object = &profile;
  while (true) {
    auto slash = pointer.find('/');
    const auto* value = object->if_contains(pointer.substr(0, slash));
    if (!value || slash == std::string_view::npos) return value;
    object = value->if_object();
    if (!object) return nullptr;
    pointer.remove_prefix(slash + 1);
  }
}

std::optional<double> to_number(std::string_view text) {
  double number = 0;
  auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i != 4 && i != 7 && !std::isdigit(static_cast<unsigned char>(text[i]))) return false;
  auto month = (text[5] - '0') * 10 + text[6] - '0';
  auto day = (text[8] - '0') * 10 + text[9] - '0';
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/// The date as the field's own pattern writes it ("MM/DD/YYYY", "TT.MM.JJJJ"); nothing when the pattern isn't clear.
std::optional<std::string> format_date(std::string_view iso, std::string_view pattern) {
  std::string result;
  bool day = false, month = false, year = false;
  for (std::size_t i = 0; i < pattern.size();) {
    char c = static_cast<char>(std::tolower(static_cast<unsigned char>(pattern[i])));
    std::size_t end = i;
    while (end < pattern.size() && std::tolower(static_cast<unsigned char>(pattern[end])) == c) ++end;
    auto count = end - i;
    if (c == 'd' || c == 't' || (c == 'j' && count <= 2)) {
      result.append(count == 1 && iso[8] == '0' ? iso.substr(9, 1) : iso.substr(8, 2));
      day = true;
    } else if (c == 'm') {
      if (count > 2) return std::nullopt;
      result.append(count == 1 && iso[5] == '0' ? iso.substr(6, 1) : iso.substr(5, 2));
      month = true;
    } else if (c == 'y' || c == 'j' || c == 'a') {
      if (count < 4) return std::nullopt;
      result.append(iso.substr(0, 4));
      year = true;
    } else if (c == '/' || c == '.' || c == '-' || c == ' ') {
      result.append(pattern.substr(i, count));
    } else {
      return std::nullopt;
    }
    i = end;
  }
  if (!day || !month || !year) return std::nullopt;
  return result;
}

Decision answer_date(const Field& field, const std::string& iso, Provenance provenance, double confidence) {
  if (!is_iso_date(iso)) return unanswered(field, "the date on file is not a full date");
  if (field.kind != Kind::date) return filled(iso, provenance, std::min(confidence, 0.8));
  if (field.input_type == "month") return filled(iso.substr(0, 7), provenance, confidence);
  if (field.input_type == "week") return unanswered(field, "it asks for a week");
  if (field.widget == Widget::text) {
    for (const auto& hint : {field.placeholder, field.description}) {
      if (hint.empty()) continue;
      if (auto text = format_date(iso, trim(hint))) return filled(*text, provenance, confidence);
    }
    return filled(iso, provenance, 0.7);
  }
  return filled(iso, provenance, confidence);
}

std::string with_scheme(const std::string& url) {
  return url.find("://") == std::string::npos ? "https://" + url : url;
}

std::string digits_of(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](unsigned char c) { return std::isdigit(c); });
  return digits;
}

/// The last entry of a history is not the newest by itself; the one without an end, else the one that ended last, is.
const json::object* newest(const json::object& profile, std::string_view list) {
  const auto* value = profile.if_contains(list);
  const auto* array = value ? value->if_array() : nullptr;
  const json::object* best = nullptr;
  std::string best_end;
  if (!array) return nullptr;
  for (const auto& entry : *array) {
    const auto* object = entry.if_object();
    if (!object) continue;
    const auto* end = object->if_contains("endDate");
    std::string date = end && end->is_string() && !end->get_string().empty() ? std::string(end->get_string()) : "9999";
    if (!best || date > best_end) {
      best = object;
      best_end = date;
    }
  }
  return best;
}

std::optional<std::string> member(const json::object* object, std::string_view name) {
  const auto* value = object ? object->if_contains(name) : nullptr;
  if (!value || !value->is_string() || value->get_string().empty()) return std::nullopt;
  return std::string(value->get_string());
}

/// 1 school, 2 associate, 3 bachelor, 4 master, 5 doctorate; 0 unknown.
int level_of(std::string_view text) {
  auto words = plain(text);
  int found = 0, kinds = 0;
  auto take = [&](int level, std::initializer_list<std::string_view> names) {
    if (has_any(words, names)) {
      found = level;
      ++kinds;
    }
  };
  take(5, {"phd", "ph d", "doctor*", "dr", "doktor*", "promotion", "doctorat", "doctorado"});
  take(4,
       {"master*", "msc", "m sc", "ma", "m a", "mba", "meng", "m eng", "diplom", "magister", "maestria", "m s", "ms"});
  take(3, {"bachelor*", "bsc", "b sc", "ba", "b a", "beng", "b eng", "licence", "licenciatura", "grado", "b s", "bs"});
  take(2, {"associate*"});
  take(1, {"high school", "secondary school", "abitur", "ged", "baccalaureat", "bachillerato"});
  return kinds == 1 ? found : 0;
}

std::optional<std::size_t> choose_level(const Field& field, int level) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < field.options.size(); ++i) {
    if (field.options[i].empty || level_of(field.options[i].label) != level) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

}  // namespace

bool is_unseen(const Field& field) {
  return is_choice(field) && field.options.empty();
}

Decision chosen(const Field& field, std::optional<std::size_t> index, Provenance provenance, double confidence,
                std::string_view what) {
  if (!index) return unanswered(field, "none of the options clearly says " + std::string(what));
  const auto& label = field.options[*index].label;
  if (field.kind == Kind::multiselect || field.kind == Kind::checkboxes) {
    json::array list;
    list.emplace_back(label);
    return filled(std::move(list), provenance, confidence);
  }
  return filled(json::value(label), provenance, confidence);
}

std::optional<std::string> text_of(const json::object& profile, std::string_view pointer) {
  const auto* value = at(profile, pointer);
  if (!value || !value->is_string()) return std::nullopt;
  auto text = trim(value->get_string());
  if (text.empty()) return std::nullopt;
  return text;
}

std::optional<bool> flag_of(const json::object& profile, std::string_view pointer) {
  const auto* value = at(profile, pointer);
  if (!value || !value->is_bool()) return std::nullopt;
  return value->get_bool();
}

std::optional<std::int64_t> integer_of(const json::object& profile, std::string_view pointer) {
  const auto* value = at(profile, pointer);
  if (!value || !(value->is_int64() || value->is_uint64())) return std::nullopt;
  return value->to_number<std::int64_t>();
}

Decision filled(json::value value, Provenance provenance, double confidence) {
  Decision decision;
  decision.action = Action::fill;
  decision.value = std::move(value);
  decision.provenance = provenance;
  decision.confidence = confidence;
  return decision;
}

Decision filled(const std::string& text, Provenance provenance, double confidence) {
  return filled(json::value(text), provenance, confidence);
}

Decision unanswered(const Field& field, std::string reason) {
  Decision decision;
  decision.action = field.required ? Action::ask : Action::skip;
  decision.reason = std::move(reason);
  return decision;
}

Decision answer_yes_no(const Field& field, bool yes, Provenance provenance, double confidence) {
  if (field.kind == Kind::checkbox) return filled(json::value(yes), provenance, confidence);
  if (is_unseen(field)) {
    auto decision = filled(json::value(yes ? "Yes" : "No"), provenance, confidence);
    decision.raw = yes ? "Yes" : "No";
    return decision;
  }
  if (is_choice(field))
    return chosen(field, choose_yes_no(field.options, yes), provenance, confidence, yes ? "yes" : "no");
  if (field.kind == Kind::text || field.kind == Kind::textarea)
    return filled(json::value(yes ? "Yes" : "No"), provenance, confidence);
  return unanswered(field, "a yes or no does not fit this kind of field");
}

Decision answer_text(const Field& field, const std::string& text, Provenance provenance, double confidence) {
  if (field.kind == Kind::checkbox) {
    auto flag = yes_or_no(text);
    if (!flag) return unanswered(field, "the answer on file is no yes or no");
    return filled(json::value(*flag), provenance, confidence);
  }
  if (is_unseen(field)) {
    auto decision = filled(json::value(text), provenance, confidence);
    decision.raw = text;
    return decision;
  }
  if (is_choice(field)) {
    auto index = choose_text(field.options, text);
    if (!index)
      if (auto flag = yes_or_no(text)) index = choose_yes_no(field.options, *flag);
    if (!index && is_decline(text)) index = choose_decline(field.options);
    if (!index && country_code(text)) index = choose_country(field.options, text);
    return chosen(field, index, provenance, confidence, "\"" + text + "\"");
  }
  if (field.max_length > 0 && text.size() > static_cast<std::size_t>(field.max_length))
    return unanswered(
        field, "the answer on file is longer than the " + std::to_string(field.max_length) + " characters that fit");
  switch (field.kind) {
    case Kind::email:
      if (text.find('@') == std::string::npos || text.find(' ') != std::string::npos)
        return unanswered(field, "the answer on file is no e-mail address");
      break;
    case Kind::url:
      if (text.find(' ') != std::string::npos || text.find('.') == std::string::npos)
        return unanswered(field, "the answer on file is no web address");
      return filled(with_scheme(text), provenance, confidence);
    case Kind::phone:
      if (std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); }) < 5)
        return unanswered(field, "the answer on file is no telephone number");
      break;
    case Kind::number: {
      auto number = to_number(text);
      if (!number) return unanswered(field, "it takes a number only");
      auto low = to_number(field.min);
      auto high = to_number(field.max);
      if ((low && *number < *low) || (high && *number > *high))
        return unanswered(field, "the number on file is outside of what the form takes");
      break;
    }
    case Kind::date:
      return answer_date(field, text, provenance, confidence);
    case Kind::file:
    case Kind::password:
    case Kind::unknown:
      return unanswered(field, "this kind of field is not filled with text");
    default:
      break;
  }
  return filled(json::value(text), provenance, confidence);
}

Decision answer_degree(const Field& field, const std::string& degree) {
  if (!is_choice(field) || is_unseen(field)) return answer_text(field, degree, Provenance::profile, 0.95);
  auto index = choose_text(field.options, degree);
  if (!index && level_of(degree) != 0) index = choose_level(field, level_of(degree));
  return chosen(field, index, Provenance::profile, 0.88, degree);
}

Decision answer_fact(const Field& field, Recognised recognised, const Facts& facts, const Files& files) {
  const auto& profile = facts.profile;
  auto confidence = recognised.confidence;
  auto from = [&](std::optional<std::string> text) {
    if (!text) return unanswered(field, "the profile does not say");
    return answer_text(field, *text, Provenance::profile, confidence);
  };
  auto first = text_of(profile, "firstName");
  auto last = text_of(profile, "lastName");
  auto city = text_of(profile, "address/city");
  auto country = text_of(profile, "address/country");
  auto region = text_of(profile, "address/region");
  switch (recognised.fact) {
    case Fact::first_name:
      return from(first);
    case Fact::last_name:
      return from(last);
    case Fact::full_name:
      if (!first || !last) return unanswered(field, "the profile does not say the whole name");
      return from(*first + " " + *last);
    case Fact::preferred_name:
      return from(text_of(profile, "preferredName"));
    case Fact::pronouns: {
      auto pronouns = text_of(profile, "pronouns");
      if (!pronouns && is_choice(field) && !is_unseen(field)) {
        auto decline = choose_decline(field.options);
        if (decline) return chosen(field, decline, Provenance::rule, 0.85, "no pronouns");
      }
      return from(pronouns);
    }
    case Fact::email:
      return from(text_of(profile, "email"));
    case Fact::phone: {
      auto phone = text_of(profile, "phone");
      if (phone && field.kind == Kind::number)
        return unanswered(field, "an international number does not fit a number field");
      if (phone && has_any(plain(field.label + " " + field.description),
                           {"without country code", "without area code", "ohne landervorwahl", "ohne vorwahl"}))
        return unanswered(field, "it asks for the number without its country code");
      return from(phone);
    }
    case Fact::phone_country: {
      auto phone = text_of(profile, "phone");
      if (!phone || phone->empty() || phone->front() != '+')
        return unanswered(field, "the profile's number has no country code");
      if (!country) return unanswered(field, "the profile does not say the country");
      auto code = country_code(*country);
      auto digits = digits_of(*phone);
      if (!code || calling_code(*code).empty() || digits.rfind(std::string(calling_code(*code)), 0) != 0)
        return unanswered(field, "the number's country code is not that of the country on file");
      if (!is_choice(field))
        return answer_text(field, "+" + std::string(calling_code(*code)), Provenance::profile, 0.85);
      if (is_unseen(field)) return answer_text(field, *country, Provenance::profile, 0.8);
      return chosen(field, choose_country(field.options, *country), Provenance::profile, 0.9,
                    "+" + std::string(calling_code(*code)));
    }
    case Fact::date_of_birth:
      return from(text_of(profile, "dateOfBirth"));
    case Fact::street:
      return from(text_of(profile, "address/street"));
    case Fact::city:
    case Fact::location: {
      if (!city) return unanswered(field, "the profile does not say the city");
      if (is_choice(field) && !is_unseen(field)) {
        auto index = choose_place(field.options, *city, region.value_or(""), country.value_or(""));
        if (!index && recognised.fact == Fact::location && country) index = choose_country(field.options, *country);
        return chosen(field, index, Provenance::profile, confidence, *city);
      }
      if (recognised.fact == Fact::location && country && !is_unseen(field)) return from(*city + ", " + *country);
      return from(city);
    }
    case Fact::region: {
      if (!region) return unanswered(field, "the profile does not say the region");
      if (is_choice(field) && !is_unseen(field)) {
        auto index = choose_text(field.options, *region);
        if (auto state = us_state(*region); !index && state) {
          for (std::size_t i = 0; i < field.options.size() && !index; ++i)
            if (!field.options[i].empty && us_state(field.options[i].label) == state) index = i;
        }
        return chosen(field, index, Provenance::profile, confidence, *region);
      }
      return from(region);
    }
    case Fact::postal_code:
      return from(text_of(profile, "address/postalCode"));
    case Fact::country:
      if (!country) return unanswered(field, "the profile does not say the country");
      if (is_choice(field) && !is_unseen(field))
        return chosen(field, choose_country(field.options, *country), Provenance::profile, confidence, *country);
      return from(country);
    case Fact::full_address: {
      auto street = text_of(profile, "address/street");
      if (!street || !city) return unanswered(field, "the profile does not say the whole address");
      auto code = text_of(profile, "address/postalCode");
      return from(*street + ", " + (code ? *code + " " : "") + *city + (country ? ", " + *country : ""));
    }
    case Fact::linkedin:
      return from(text_of(profile, "links/linkedin"));
    case Fact::github:
      return from(text_of(profile, "links/github"));
    case Fact::website:
      return from(text_of(profile, "links/website"));
    case Fact::current_company:
      return from(text_of(profile, "currentCompany"));
    case Fact::current_title:
      return from(text_of(profile, "currentTitle"));
    case Fact::years_of_experience: {
      auto years = integer_of(profile, "yearsOfExperience");
      if (!years) return unanswered(field, "the profile does not say the years of experience");
      if (is_choice(field) && !is_unseen(field))
        return chosen(field, choose_range(field.options, static_cast<double>(*years)), Provenance::profile, 0.9,
                      std::to_string(*years) + " years");
      return from(std::to_string(*years));
    }
    case Fact::headline:
      return from(text_of(profile, "headline"));
    case Fact::summary:
      return from(text_of(profile, "summary"));
    case Fact::skills: {
      const auto* list = profile.if_contains("skills");
      if (!list || !list->is_array() || list->get_array().empty())
        return unanswered(field, "the profile lists no skills");
      if (is_choice(field)) return unanswered(field, "which of the offered skills apply is for the person to say");
      std::string joined;
      for (const auto& skill : list->get_array())
        joined += (joined.empty() ? "" : ", ") + std::string(skill.get_string());
      return from(joined);
    }
    case Fact::school:
      return from(member(newest(profile, "education"), "school"));
    case Fact::degree: {
      auto degree = member(newest(profile, "education"), "degree");
      return degree && is_choice(field) ? answer_degree(field, *degree) : from(degree);
    }
    case Fact::field_of_study:
      return from(member(newest(profile, "education"), "field"));
    case Fact::degree_level: {
      int level = 0;
      std::string name;
      if (const auto* list = profile.if_contains("education"); list && list->is_array()) {
        for (const auto& entry : list->get_array()) {
          auto degree = member(entry.if_object(), "degree");
          if (!degree) continue;
          int its = level_of(*degree);
          // One unknown degree may be the highest.
          if (its == 0) return unanswered(field, "the level of a degree on file is not clear");
          if (its > level) {
            level = its;
            name = *degree;
          }
        }
      }
      if (level == 0) return unanswered(field, "the profile lists no degree");
      if (is_choice(field) && !is_unseen(field))
        return chosen(field, choose_level(field, level), Provenance::profile, 0.88, name);
      return from(name);
    }
    case Fact::gender:
    case Fact::ethnicity:
    case Fact::hispanic:
    case Fact::veteran:
    case Fact::disability:
    case Fact::other_equality:
      return answer_equality(field, recognised, facts);
    case Fact::cover_letter: {
      auto letter = text_of(profile, "coverLetter");
      if (!letter) return unanswered(field, "there is no cover letter on file");
      for (auto [mark, value] :
           {std::pair<std::string_view, std::string>{"{company}", facts.company}, {"{title}", facts.title}}) {
        for (auto place = letter->find(mark); place != std::string::npos;
             place = letter->find(mark, place + value.size())) {
          if (value.empty())
            return unanswered(field, "the cover letter names the company or title, which is not known");
          letter->replace(place, mark.size(), value);
        }
      }
      return from(letter);
    }
    case Fact::resume:
      if (!files.resume) return unanswered(field, "there is no résumé to give");
      return filled(json::value("resume"), Provenance::profile, confidence);
    case Fact::cover_letter_file:
      if (!files.cover_letter) return unanswered(field, "there is no cover letter as a file");
      return filled(json::value("cover_letter"), Provenance::profile, confidence);
    case Fact::how_heard:
      return from(text_of(profile, "howDidYouHear"));
  }
  return unanswered(field, "the profile does not say");
}

}  // namespace jobswipe::answer
