#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "agent/answer/decide.hpp"
#include "agent/answer/facts.hpp"
#include "agent/browser/browser.hpp"
#include "agent/form/form.hpp"

namespace jobswipe::apply {

namespace asio = boost::asio;
namespace json = boost::json;

/// The files that may be given, as staged paths; empty when there is none.
struct Staged {
  std::string resume;
  std::string cover_letter;
};

/// What one attempt at a field came to.
struct Attempt {
  bool acted = false;                ///< something was put in; whether it stayed is for reading back to say
  std::string reason;                ///< when not: why, for the person who is asked
  std::vector<std::string> chosen;   ///< the labels of the options taken from an open list
  std::vector<std::string> offered;  ///< what an open list offered when none of it fitted
};

/// Puts the decision into the field as a person would: clicks, types, chooses. `attempt` counts from 0; each tries
/// another way. Errors of the browser that concern this field alone end up in `reason`; crashes and lost connections
/// are thrown.
asio::awaitable<Attempt> fill_field(browser::Browser& browser, form::Field field, answer::Decision decision,
                                    const answer::Facts& facts, const Staged& staged, int attempt);

/// Whether the field, as read again, holds what was decided. `chosen` is what fill_field took from an open list.
bool holds(const form::Field& field, const answer::Decision& decision, const std::vector<std::string>& chosen);

/// The labels or text that a decision wants, as a list.
std::vector<std::string> wanted_texts(const answer::Decision& decision);

}  // namespace jobswipe::apply
