#pragma once

#include <optional>
#include <string>
#include <vector>

// Which of a person's résumés goes with a posting. Text is UTF-8; case and accents do not matter (domain::plain).

namespace jobswipe::domain {

/// What of a posting the rules look at.
struct RulePosting {
  std::string title, company;
  std::string language;   ///< ISO 639-1 of its description; "" when it is not known
  std::string work_mode;  ///< `remote`, `hybrid`, `onsite`; "" when it is not known
};

/// A condition that is left empty holds always; another holds by any of its entries.
struct ResumeRule {
  std::string resume;                    ///< its id
  std::vector<std::string> title_words;  ///< words or phrases that stand in the title
  std::vector<std::string> companies;    ///< whole names
  std::vector<std::string> languages, work_modes;
};

/// Whether all conditions of the rule hold. What is not known of a posting fits no entry.
bool holds(const ResumeRule& rule, const RulePosting& posting);

/// The résumé of the first rule that holds; nothing when none does: the default one then.
std::optional<std::string> proposed_resume(const std::vector<ResumeRule>& rules, const RulePosting& posting);

}  // namespace jobswipe::domain
