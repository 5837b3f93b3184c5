// Work permission and sponsorship.

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

const std::initializer_list<std::string_view> kEuropeanUnion{
    "eu",           "e u",    "european union",   "eea", "europe",       "european", "schengen",
    "europaische*", "europa", "union europeenne", "ue",  "union europea"};

/// "Hamburg, Germany; Bremen, Germany" as two.
std::vector<std::string> places_of(const std::vector<std::string>& locations) {
  std::vector<std::string> places;
  for (const auto& location : locations) {
    std::size_t begin = 0;
    while (begin <= location.size()) {
      auto end = std::min(location.find_first_of(";/|", begin), location.size());
      auto place = trim(std::string_view(location).substr(begin, end - begin));
      if (!place.empty()) places.push_back(place);
      begin = end + 1;
    }
  }
  return places;
}

/// Whether the person may work in the countries that the question means; nothing when that can't be told, with
/// `unlisted` when one is known and the profile doesn't name it.
std::optional<bool> may_work(std::string_view text, const Facts& facts, bool& named_any, bool& unlisted) {
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
    for (const auto& place : places_of(facts.locations)) {
      // "Berlin, Germany": the country stands last; a bare "Berlin" or "Remote" says none.
      auto cut = place.find_last_of(",(");
      auto tail = cut == std::string::npos ? place : place.substr(cut + 1);
      auto code = country_code(tail);
      if (!code && cut != std::string::npos && us_state(tail) && plain(tail).size() > 2) code = "us";
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
  // A country that the list leaves out is one that the person may not have thought of, unless they said it is all.
  bool complete = flag_of(facts.profile, "workAuthorization/isComplete").value_or(false);
  if (allowed == 0 && !union_stated && complete) return false;
  unlisted = true;
  return std::nullopt;
}

}  // namespace

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
                           "permiso para trabajar",
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
  bool unlisted = false;
  auto allowed = may_work(text, facts, named, unlisted);
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
    if (unlisted) return unanswered(field, "the profile does not say whether work is allowed in this country");
    if (allowed && *allowed == *sponsorship)
      return unanswered(field, "the profile's countries and its word on sponsorship do not agree for this country");
    return answer_yes_no(field, *sponsorship, Provenance::rule, named || allowed ? 0.93 : 0.88);
  }
  if (!allowed) return unanswered(field, "it is not clear for which country, or the profile names none");
  if (has_any(text, {"citizen*", "national", "permanent resident"}))
    return unanswered(field, "it asks about citizenship");
  return answer_yes_no(field, *allowed, Provenance::rule, named ? 0.93 : 0.88);
}

}  // namespace jobswipe::answer
