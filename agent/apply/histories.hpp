#pragma once

#include <optional>
#include <set>
#include <string>

#include "agent/answer/facts.hpp"
#include "agent/form/form.hpp"

namespace jobswipe::apply {

/// One press that brings a form's list of schools or employers nearer to the profile's.
struct HistoryChange {
  form::Button button;
  std::string list;
  bool adds = false;  ///< else it takes away an entry that is not on file
  int shown = 0;      ///< entries of the list before the press

  /// Whether the form, read again, shows that the press did what it should.
  bool done(const form::Form& now) const;
};

/// What is to be pressed next in a form whose histories are marked: first what removes entries that are not on file
/// (a parser's duplicates), then what adds those that are missing. Lists in `given_up` are left alone.
std::optional<HistoryChange> next_history_change(const form::Form& form, const answer::Facts& facts,
                                                 const std::set<std::string>& given_up);

}  // namespace jobswipe::apply
