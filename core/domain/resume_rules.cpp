#include "core/domain/resume_rules.hpp"

#include <algorithm>

#include "core/domain/question.hpp"

namespace jobswipe::domain {
namespace {

bool is_among(const std::vector<std::string>& entries, const std::string& value) {
  return std::find(entries.begin(), entries.end(), value) != entries.end();
}

/// Whether any of them stands in the text as whole words, next to each other.
bool any_stands_in(const std::vector<std::string>& phrases, const std::string& text) {
  const std::string words = ' ' + plain(text) + ' ';
  return std::any_of(phrases.begin(), phrases.end(), [&](const std::string& phrase) {
    const std::string wanted = plain(phrase);
    return !wanted.empty() && words.find(' ' + wanted + ' ') != std::string::npos;
  });
}

bool any_is(const std::vector<std::string>& names, const std::string& name) {
  const std::string whole = plain(name);
  return !whole.empty() &&
         std::any_of(names.begin(), names.end(), [&](const std::string& each) { return plain(each) == whole; });
}

}  // namespace

bool holds(const ResumeRule& rule, const RulePosting& posting) {
  return (rule.title_words.empty() || any_stands_in(rule.title_words, posting.title)) &&
         (rule.companies.empty() || any_is(rule.companies, posting.company)) &&
         (rule.languages.empty() || is_among(rule.languages, posting.language)) &&
         (rule.work_modes.empty() || is_among(rule.work_modes, posting.work_mode));
}

std::optional<std::string> proposed_resume(const std::vector<ResumeRule>& rules, const RulePosting& posting) {
  for (const auto& rule : rules)
    if (holds(rule, posting)) return rule.resume;
  return std::nullopt;
}

}  // namespace jobswipe::domain
