#include "server/jobs/open_questions.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "core/domain/question.hpp"

namespace jobswipe::jobs {
namespace {

namespace json = boost::json;

/// Questions whose answer the profile holds, with where it stands there. "" stands for what needs no answer of the
/// profile's: a desktop declines it when the profile says nothing. The desktop's own rules know far more; what they
/// would answer beyond these is asked at worst once too often.
constexpr std::pair<std::string_view, std::string_view> kInProfile[] = {
    {"First name", "/firstName"},
    {"Given name", "/firstName"},
    {"Vorname", "/firstName"},
    {"Prénom", "/firstName"},
    {"Nombre", "/firstName"},
    {"Last name", "/lastName"},
    {"Surname", "/lastName"},
    {"Family name", "/lastName"},
    {"Nachname", "/lastName"},
    {"Nom de famille", "/lastName"},
    {"Apellidos", "/lastName"},
    {"Full name", "/lastName"},
    {"Name", "/lastName"},
    {"Preferred name", "/preferredName"},
    {"Preferred first name", "/preferredName"},
    {"Pronouns", "/pronouns"},
    {"Email", "/email"},
    {"E-mail", "/email"},
    {"Email address", "/email"},
    {"E-Mail-Adresse", "/email"},
    {"Phone", "/phone"},
    {"Phone number", "/phone"},
    {"Mobile phone", "/phone"},
    {"Telefon", "/phone"},
    {"Telefonnummer", "/phone"},
    {"Téléphone", "/phone"},
    {"Street", "/address/street"},
    {"City", "/address/city"},
    {"Location (City)", "/address/city"},
    {"Postal code", "/address/postalCode"},
    {"Country", "/address/country"},
    {"LinkedIn", "/links/linkedin"},
    {"LinkedIn profile", "/links/linkedin"},
    {"LinkedIn URL", "/links/linkedin"},
    {"GitHub", "/links/github"},
    {"GitHub URL", "/links/github"},
    {"Website", "/links/website"},
    {"Portfolio", "/links/website"},
    {"Current company", "/currentCompany"},
    {"Current employer", "/currentCompany"},
    {"Current title", "/currentTitle"},
    {"Years of experience", "/yearsOfExperience"},
    {"Salary expectation", "/salaryExpectation/amount"},
    {"Salary expectations", "/salaryExpectation/amount"},
    {"Desired salary", "/salaryExpectation/amount"},
    {"Gehaltsvorstellung", "/salaryExpectation/amount"},
    {"Notice period", "/noticePeriodDays"},
    {"Kündigungsfrist", "/noticePeriodDays"},
    {"How did you hear about us?", "/howDidYouHear"},
    {"How did you hear about this job?", "/howDidYouHear"},
    {"Cover letter", "/coverLetter"},
    {"Are you willing to relocate?", "/willingToRelocate"},
    {"Gender", ""},
    {"Ethnicity", ""},
    {"Race", ""},
    {"Veteran status", ""},
    {"Disability status", ""},
};

const std::map<std::string, std::string>& in_profile() {
  static const auto kMap = [] {
    std::map<std::string, std::string> map;
    for (const auto& [question, pointer] : kInProfile) map.emplace(domain::normalise_question(question), pointer);
    return map;
  }();
  return kMap;
}

bool profile_tells(const json::object& profile, const std::string& pointer) {
  if (pointer.empty()) return true;
  const json::value* at = nullptr;
  const json::object* within = &profile;
  for (std::size_t from = 1; within != nullptr && from <= pointer.size();) {
    const auto slash = std::min(pointer.find('/', from), pointer.size());
    at = within->if_contains(std::string_view(pointer).substr(from, slash - from));
    within = at != nullptr && at->is_object() ? &at->as_object() : nullptr;
    from = slash + 1;
    if (at == nullptr) return false;
  }
  return at != nullptr && !at->is_null() && !(at->is_string() && at->as_string().empty());
}

}  // namespace

json::array open_questions(const json::array& questions, const json::object& profile, const json::array& answers) {
  std::set<std::string> told;
  for (const auto& answer : answers)
    told.insert(domain::normalise_question(std::string_view(answer.at("question").as_string())));
  json::array open;
  for (const auto& question : questions) {
    if (question.at("kind").as_string() == "file") continue;
    const auto words = domain::normalise_question(std::string_view(question.at("label").as_string()));
    const auto known = in_profile().find(words);
    if (known != in_profile().end() && profile_tells(profile, known->second)) continue;
    if (told.insert(words).second) open.push_back(question);
  }
  return open;
}

}  // namespace jobswipe::jobs
