#include "agent/apply/histories.hpp"

#include <algorithm>
#include <map>

#include "agent/answer/histories.hpp"

namespace jobswipe::apply {
namespace {

using form::Button;
using form::Field;
using form::Form;

int shown_of(const Form& form, const std::string& list) {
  int shown = 0;
  for (const auto& field : form.fields)
    if (field.entry.list == list) shown = std::max(shown, field.entry.shown);
  return shown;
}

/// Every handle of a field: its own, its options' and its parts'.
std::map<std::string, const Field*> owners_of(const Form& form) {
  std::map<std::string, const Field*> owners;
  for (const auto& field : form.fields) {
    owners[field.handle] = &field;
    for (const auto& option : field.options)
      if (!option.handle.empty()) owners[option.handle] = &field;
    for (const auto& part : field.parts) owners[part.handle] = &field;
  }
  return owners;
}

bool is_surplus(const Field& field) {
  return !field.entry.list.empty() && field.entry.on_file < 0 && (field.entry.holds || field.required);
}

/// Whether the box that the button stands in holds fields of one entry, and of nothing else.
bool removes(const Button& button, const Field& wanted, const std::map<std::string, const Field*>& owners) {
  if (button.role != "remove" || !button.visible || button.disabled || button.controls.empty()) return false;
  bool any = false;
  for (const auto& handle : button.controls) {
    const auto found = owners.find(handle);
    if (found == owners.end()) continue;
    const auto& field = *found->second;
    if (!field.fillable()) continue;
    if (field.entry.list != wanted.entry.list || field.entry.index != wanted.entry.index) return false;
    any = true;
  }
  return any;
}

}  // namespace

bool HistoryChange::done(const Form& now) const {
  const int shows = shown_of(now, list);
  return adds ? shows > shown : shows < shown;
}

std::optional<HistoryChange> next_history_change(const Form& form, const answer::Facts& facts,
                                                 const std::set<std::string>& given_up) {
  const auto owners = owners_of(form);
  for (const auto& field : form.fields) {
    if (!is_surplus(field) || given_up.contains(field.entry.list)) continue;
    for (const auto& button : form.buttons)
      if (removes(button, field, owners)) return HistoryChange{button, field.entry.list, false, field.entry.shown};
  }
  for (const auto& button : form.buttons) {
    if (button.role != "add" || !button.visible || button.disabled) continue;
    const auto list = answer::history_of(button);
    if (list.empty() || given_up.contains(list)) continue;
    const int shown = shown_of(form, list);
    if (static_cast<std::size_t>(shown) < answer::entries_on_file(facts, list))
      return HistoryChange{button, list, true, shown};
  }
  return std::nullopt;
}

}  // namespace jobswipe::apply
