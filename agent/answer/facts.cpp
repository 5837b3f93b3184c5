#include "agent/answer/facts.hpp"

#include <boost/json/array.hpp>
#include <ctime>
#include <utility>

#include "core/base/clock.hpp"

namespace jobswipe::answer {
namespace {

enum class Type { text, flag, integer, texts, objects };

struct Member {
  std::string_view pointer;
  Type type;
};

constexpr Member kMembers[] = {
    {"firstName", Type::text},
    {"lastName", Type::text},
    {"preferredName", Type::text},
    {"pronouns", Type::text},
    {"email", Type::text},
    {"phone", Type::text},
    {"dateOfBirth", Type::text},
    {"address/street", Type::text},
    {"address/city", Type::text},
    {"address/region", Type::text},
    {"address/postalCode", Type::text},
    {"address/country", Type::text},
    {"links/linkedin", Type::text},
    {"links/github", Type::text},
    {"links/website", Type::text},
    {"currentCompany", Type::text},
    {"currentTitle", Type::text},
    {"yearsOfExperience", Type::integer},
    {"headline", Type::text},
    {"summary", Type::text},
    {"skills", Type::texts},
    {"languages", Type::objects},
    {"education", Type::objects},
    {"employment", Type::objects},
    {"workAuthorization/authorizedCountries", Type::texts},
    {"workAuthorization/requiresSponsorship", Type::flag},
    {"workAuthorization/isComplete", Type::flag},
    {"salaryExpectation/amount", Type::integer},
    {"salaryExpectation/currency", Type::text},
    {"salaryExpectation/period", Type::text},
    {"noticePeriodDays", Type::integer},
    {"availableFrom", Type::text},
    {"willingToRelocate", Type::flag},
    {"workModes", Type::texts},
    {"equalOpportunity/gender", Type::text},
    {"equalOpportunity/ethnicity", Type::text},
    {"equalOpportunity/veteranStatus", Type::text},
    {"equalOpportunity/disabilityStatus", Type::text},
    {"consent/privacyPolicy", Type::flag},
    {"consent/talentPool", Type::flag},
    {"consent/marketing", Type::flag},
    {"howDidYouHear", Type::text},
    {"coverLetter", Type::text},
};

bool all(const json::value& value, bool (json::value::*test)() const noexcept) {
  if (!value.is_array()) return false;
  for (const auto& element : value.get_array())
    if (!(element.*test)()) return false;
  return true;
}

std::string_view wrong(Type type, const json::value& value) {
  switch (type) {
    case Type::text:
      return value.is_string() ? "" : "must be a text";
    case Type::flag:
      return value.is_bool() ? "" : "must be true or false";
    case Type::integer:
      return value.is_int64() || value.is_uint64() ? "" : "must be a whole number";
    case Type::texts:
      return all(value, &json::value::is_string) ? "" : "must be a list of texts";
    case Type::objects:
      return all(value, &json::value::is_object) ? "" : "must be a list of objects";
  }
  return "";
}

bool is_answer(const json::value& value) {
  return value.is_string() || value.is_bool() || value.is_number() || all(value, &json::value::is_string);
}

std::string optional_text(const json::object& object, std::string_view name, std::vector<base::FieldError>& errors) {
  const auto* value = object.if_contains(name);
  if (!value || value->is_null()) return {};
  if (value->is_string()) return std::string(value->get_string());
  errors.push_back(base::FieldError{"/" + std::string(name), "must be a text"});
  return {};
}

}  // namespace

base::Result<Facts> parse_facts(const json::value& document) {
  const auto* object = document.if_object();
  if (!object) return base::Error::invalid("", "must be an object with `profile` and `answers`");
  const auto* profile = object->if_contains("profile");
  if (!profile || !profile->is_object()) return base::Error::invalid("/profile", "must be an object");

  Facts facts;
  std::vector<base::FieldError> errors;
  facts.profile = profile->get_object();
  for (std::string_view group :
       {"address", "links", "workAuthorization", "salaryExpectation", "equalOpportunity", "consent"}) {
    const auto* value = facts.profile.if_contains(group);
    if (value && !value->is_null() && !value->is_object())
      errors.push_back(base::FieldError{"/profile/" + std::string(group), "must be an object"});
  }
  for (const auto& member : kMembers) {
    boost::system::error_code missing;
    const auto* value = profile->find_pointer("/" + std::string(member.pointer), missing);
    if (!value || value->is_null()) continue;
    auto reason = wrong(member.type, *value);
    if (!reason.empty())
      errors.push_back(base::FieldError{"/profile/" + std::string(member.pointer), std::string(reason)});
  }
  if (const auto* answers = object->if_contains("answers"); answers && !answers->is_null()) {
    if (!answers->is_array()) return base::Error::invalid("/answers", "must be a list");
    std::size_t at = 0;
    for (const auto& entry : answers->get_array()) {
      auto pointer = "/answers/" + std::to_string(at++);
      const auto* pair = entry.if_object();
      const auto* question = pair ? pair->if_contains("question") : nullptr;
      const auto* answer = pair ? pair->if_contains("answer") : nullptr;
      if (!question || !question->is_string() || !answer) {
        errors.push_back(base::FieldError{pointer, "must have `question` and `answer`"});
      } else if (!answer->is_null()) {
        if (is_answer(*answer))
          facts.answers.push_back(SavedAnswer{std::string(question->get_string()), *answer});
        else
          errors.push_back(
              base::FieldError{pointer + "/answer", "must be a text, a number, yes/no or a list of texts"});
      }
    }
  }
  if (const auto* custom = object->if_contains("customFields"); custom && !custom->is_null()) {
    if (!custom->is_object()) return base::Error::invalid("/customFields", "must be an object");
    for (const auto& [question, answer] : custom->get_object()) {
      if (is_answer(answer))
        facts.custom.push_back(SavedAnswer{std::string(question), answer});
      else if (!answer.is_null())
        errors.push_back(base::FieldError{"/customFields/" + std::string(question),
                                          "must be a text, a number, yes/no or a list of texts"});
    }
  }
  facts.company = optional_text(*object, "company", errors);
  facts.title = optional_text(*object, "title", errors);
  if (const auto* locations = object->if_contains("locations"); locations && !locations->is_null()) {
    if (!all(*locations, &json::value::is_string))
      errors.push_back(base::FieldError{"/locations", "must be a list of texts"});
    else
      for (const auto& place : locations->get_array()) facts.locations.emplace_back(place.get_string());
  }
  facts.today = base::to_rfc3339(base::SystemClock().now()).substr(0, 10);
  if (!errors.empty()) {
    auto error = base::Error::invalid(errors.front().pointer, errors.front().reason);
    error.fields = std::move(errors);
    return error;
  }
  return facts;
}

}  // namespace jobswipe::answer
