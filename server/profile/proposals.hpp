#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace jobswipe::profile {

/// A field of the profile that a résumé's text seems to tell. For a person to look at: never saved by itself.
struct Proposal {
  std::string pointer;       ///< into `Profile` of api/openapi.yaml (RFC 6901); ends in `/-` for one more of a list
  boost::json::value value;  ///< as the profile takes it
  std::string words;         ///< what of the text it was read from
  double confidence = 0;     ///< 0 to 1: how rarely the rule is wrong, by judgement
};

/// Reads name, e-mail, phone, links, place, summary, skills, languages, education and employment by rules for English
/// and German résumés. A rule that is not sure proposes nothing. Pure; takes time linear in the text, which is taken up
/// to its first 2,000 lines.
std::vector<Proposal> propose(std::string_view text);

}  // namespace jobswipe::profile
