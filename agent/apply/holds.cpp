// Reading back: whether a field says what was decided, in whatever form its widget shows it.

#include <algorithm>
#include <boost/json/array.hpp>
#include <cctype>

#include "agent/answer/places.hpp"
#include "agent/answer/text.hpp"
#include "agent/apply/fill.hpp"

namespace jobswipe::apply {
namespace {

using form::Field;
using form::Kind;
using form::Widget;

std::string digits_of(const std::string& text) {
  std::string digits;
  for (char c : text)
    if (std::isdigit(static_cast<unsigned char>(c))) digits.push_back(c);
  return digits;
}

std::string value_text(const Field& field) {
  if (field.value.is_string()) return std::string(field.value.get_string());
  return {};
}

bool same_number(const std::string& left, const std::string& right) {
  try {
    return std::stod(left) == std::stod(right);
  } catch (const std::exception&) {
    return false;
  }
}

std::string bare_url(std::string url) {
  auto scheme = url.find("://");
  if (scheme != std::string::npos) url = url.substr(scheme + 3);
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

}  // namespace

bool holds(const Field& field, const answer::Decision& decision, const std::vector<std::string>& chosen) {
  auto wanted = wanted_texts(decision);
  if (field.kind == Kind::checkbox)
    return field.value.is_bool() && decision.value.is_bool() && field.value.get_bool() == decision.value.get_bool();
  if (field.kind == Kind::file) return !chosen.empty() || !value_text(field).empty();
  if (field.kind == Kind::checkboxes || (field.kind == Kind::multiselect && field.widget != Widget::combobox)) {
    std::vector<std::string> now;
    if (field.value.is_array())
      for (const auto& entry : field.value.get_array()) now.emplace_back(entry.get_string());
    else if (!value_text(field).empty())
      now.push_back(value_text(field));
    auto sorted = wanted;
    std::sort(now.begin(), now.end());
    std::sort(sorted.begin(), sorted.end());
    return now == sorted;
  }
  auto text = value_text(field);
  if (wanted.empty()) return text.empty();
  if (field.widget == Widget::combobox) {
    if (text.empty()) return false;
    const auto& labels = chosen.empty() ? wanted : chosen;
    return std::all_of(labels.begin(), labels.end(), [&](const std::string& label) {
      // Some lists show the option's first line only, or more than its name.
      auto shown = answer::plain(text), said = answer::plain(label);
      if (shown == said || answer::has_phrase(shown, said) || (shown.size() >= 3 && said.rfind(shown, 0) == 0))
        return true;
      // The country of a telephone number shows its calling code alone.
      if (shown.empty() || shown != digits_of(shown)) return false;
      auto code = answer::country_code(label);
      return answer::has_phrase(said, shown) || (code && answer::calling_code(*code) == shown);
    });
  }
  const auto& aim = wanted.front();
  if (field.kind == Kind::radio || field.kind == Kind::select) return text == aim;
  if (!chosen.empty() && answer::plain(text) == answer::plain(chosen.front())) return true;
  if (field.widget == Widget::parts) {
    // Read back in the order of the parts.
    std::string order;
    for (const auto& part : field.parts)
      order += (order.empty() ? "" : "-") + (part.part == "year"    ? aim.substr(0, 4)
                                             : part.part == "month" ? aim.substr(5, 2)
                                                                    : aim.substr(8, 2));
    auto pieces = [](const std::string& dashed) {
      std::vector<std::string> list;
      for (const auto& word : answer::words_of(answer::plain(dashed)))
        list.push_back(word.size() > 1 && word.front() == '0' ? word.substr(1) : word);
      return list;
    };
    auto now = pieces(text), then = pieces(order);
    if (now == then) return true;
    // A month by its name: the other parts have to agree.
    if (now.size() != then.size()) return false;
    for (std::size_t i = 0; i < now.size(); ++i)
      if (now[i] != then[i] &&
          !(field.parts[i].part == "month" && !std::isdigit(static_cast<unsigned char>(now[i].front()))))
        return false;
    return true;
  }
  if (field.widget == Widget::calendar) {
    if (text == aim) return true;
    // "1 mars 2027", "03/01/2027": the year and the day stand in it as numbers.
    auto words = answer::words_of(answer::plain(text));
    auto has = [&words](int number) {
      return std::any_of(words.begin(), words.end(), [number](const std::string& word) {
        auto digits = digits_of(word);
        return !digits.empty() && digits.size() <= 4 && std::stoi(digits) == number;
      });
    };
    return has(std::stoi(aim.substr(0, 4))) && has(std::stoi(aim.substr(8, 2)));
  }
  if (field.kind == Kind::phone || (field.input_type == "tel" || field.autocomplete.find("tel") != std::string::npos)) {
    auto now = digits_of(text), then = digits_of(aim);
    if (now == then) return true;
    // A widget that moved the country code into its own list leaves the national number.
    auto tail = now;
    while (!tail.empty() && tail.front() == '0') tail.erase(0, 1);
    return tail.size() >= 6 && then.size() - std::min(then.size(), tail.size()) <= 4 && then.ends_with(tail);
  }
  if (field.kind == Kind::number) return same_number(text, aim);
  if (field.kind == Kind::url) return bare_url(text) == bare_url(aim);
  auto squeezed = [](const std::string& from) {
    std::string to;
    for (char c : from) {
      bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
      if (!space)
        to.push_back(c);
      else if (!to.empty() && to.back() != ' ')
        to.push_back(' ');
    }
    return answer::trim(to);
  };
  return squeezed(text) == squeezed(aim);
}

}  // namespace jobswipe::apply
