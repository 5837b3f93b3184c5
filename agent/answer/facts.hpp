#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace jobswipe::answer {

namespace json = boost::json;

/// What the person once answered to a question. The answer is text, yes/no, a number or a list of texts.
struct SavedAnswer {
  std::string question;
  json::value answer;
};

/// All that may be said in the person's name in one application. Plain value.
struct Facts {
  json::object profile;                ///< schema `Profile` of api/openapi.yaml
  std::vector<SavedAnswer> answers;    ///< saved for every application
  std::vector<SavedAnswer> custom;     ///< `customFields`: said for this application only; they win
  std::string company;                 ///< the employer, where known
  std::string title;                   ///< the posting's title, where known
  std::vector<std::string> locations;  ///< where the job is, such as "Berlin, Germany"
  std::string today;                   ///< YYYY-MM-DD, for ages
};

/// Reads `{"profile": {…}, "answers": [{"question","answer"}], "customFields": {…}, "company", "title",
/// "locations"}`, of which only `profile` must be there: what GET /api/export gives, and what a claim holds with
/// `company`, `title` and `locations` taken from its job. `today` is set from the machine's clock. Other members are
/// left alone. Fails with invalid_input naming each wrong place; types in `profile` are checked, so that a wrong file
/// can't answer wrongly.
base::Result<Facts> parse_facts(const json::value& document);

}  // namespace jobswipe::answer
