#include "agent/answer/options.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "agent/answer/places.hpp"
#include "agent/answer/text.hpp"

namespace jobswipe::answer {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool usable(const form::Option& option) {
  return !option.empty && !option.disabled;
}

/// The one usable option that the test accepts.
template <class Test>
std::optional<std::size_t> only(const Options& options, Test test) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (!usable(options[i]) || !test(options[i])) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

struct Range {
  double low = 0;
  double high = kInfinity;
};

/// Numbers of a text with thousands separators, decimal points and k: "50,000", "50.000", "1 000", "70k".
std::vector<double> numbers_in(std::string_view text) {
  std::vector<double> numbers;
  auto digit = [&text](std::size_t at) {
    return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at]));
  };
  for (std::size_t at = 0; at < text.size();) {
    if (!digit(at)) {
      ++at;
      continue;
    }
    std::string digits;
    std::string fraction;
    while (digit(at)) digits.push_back(text[at++]);
    while (at < text.size() && (text[at] == ',' || text[at] == '.' || text[at] == ' ' || text[at] == '\'') &&
           digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4)) {
      digits.append(text.substr(at + 1, 3));
      at += 4;
    }
    if (at < text.size() && (text[at] == '.' || text[at] == ',') && digit(at + 1)) {
      ++at;
      while (digit(at)) fraction.push_back(text[at++]);
    }
    double value = 0;
    auto whole = digits + (fraction.empty() ? "" : "." + fraction);
    std::from_chars(whole.data(), whole.data() + whole.size(), value);
    bool thousand = at < text.size() && (text[at] == 'k' || text[at] == 'K') &&
                    (at + 1 >= text.size() || !std::isalpha(static_cast<unsigned char>(text[at + 1])));
    if (thousand) value *= 1000;
    numbers.push_back(value);
  }
  return numbers;
}

/// "Up to one month" with its numbers as digits.
std::string with_digits(std::string_view label) {
  static constexpr std::pair<std::string_view, char> kWords[] = {
      {"one", '1'},   {"two", '2'},  {"three", '3'}, {"four", '4'},  {"five", '5'},  {"six", '6'},    {"ein", '1'},
      {"einen", '1'}, {"eine", '1'}, {"einem", '1'}, {"zwei", '2'},  {"drei", '3'},  {"vier", '4'},   {"funf", '5'},
      {"sechs", '6'}, {"un", '1'},   {"une", '1'},   {"deux", '2'},  {"trois", '3'}, {"quatre", '4'}, {"uno", '1'},
      {"una", '1'},   {"dos", '2'},  {"tres", '3'},  {"cuatro", '4'}};
  std::string result(label);
  for (std::size_t at = 0; at < result.size();) {
    auto letter = [&](std::size_t place) {
      return place < result.size() && (std::isalpha(static_cast<unsigned char>(result[place])) ||
                                       static_cast<unsigned char>(result[place]) >= 0x80);
    };
    if (!letter(at)) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (letter(end)) ++end;
    auto word = plain(std::string_view(result).substr(at, end - at));
    for (const auto& [name, digit] : kWords)
      if (word == name) {
        result.replace(at, end - at, 1, digit);
        end = at + 1;
      }
    at = end;
  }
  return result;
}

std::optional<Range> range_of(std::string_view label) {
  auto text = plain(label);
  auto numbers = numbers_in(label);
  // "50-70k" means thousands on both sides.
  if (numbers.size() == 2 && numbers[1] >= 1000 && numbers[0] < 1000) numbers[0] *= 1000;
  Range range;
  if (numbers.size() == 2) {
    range.low = numbers[0];
    range.high = numbers[1];
    if (range.low > range.high) return std::nullopt;
    return range;
  }
  if (numbers.size() != 1) return std::nullopt;
  double number = numbers[0];
  bool below = has_any(text, {"less than", "under", "below", "fewer than", "up to", "at most", "maximum", "weniger als",
                              "unter", "bis zu", "bis", "hochstens", "moins de", "jusqu a", "menos de", "hasta"}) ||
               label.find('<') != std::string_view::npos;
  bool exclusive =
      has_any(text, {"less than", "under", "below", "fewer than", "weniger als", "unter", "moins de", "menos de"}) ||
      label.find('<') != std::string_view::npos;
  bool above = has_any(text, {"more than", "over",       "above",     "at least", "minimum",   "from",
                              "or more",   "and more",   "and above", "and over", "plus",      "mehr als",
                              "uber",      "mindestens", "ab",        "und mehr", "oder mehr", "plus de",
                              "et plus",   "ou plus",    "au moins",  "mas de",   "o mas",     "al menos"}) ||
               label.find('>') != std::string_view::npos || label.find('+') != std::string_view::npos;
  bool open = has_any(text, {"more than", "over", "above", "mehr als", "uber", "plus de", "mas de"}) ||
              label.find('>') != std::string_view::npos;
  if (below == above) {
    if (below) return std::nullopt;
    range.low = range.high = number;
    return range;
  }
  if (below) {
    range.low = 0;
    range.high = exclusive ? std::nextafter(number, 0) : number;
  } else {
    range.low = open && !has_any(text, {"or more", "and more"}) ? std::nextafter(number, kInfinity) : number;
  }
  return range;
}

}  // namespace

std::optional<bool> yes_or_no(std::string_view text) {
  auto word = plain(text);
  for (auto yes : {"yes", "y", "true", "ja", "oui", "si", "हाँ", "हां", "जी हाँ", "sim", "tak", "yes i do", "yes i am",
                   "yes i have", "yes i will"})
    if (word == yes) return true;
  for (auto no : {"no", "n", "false", "nein", "non", "nee", "नहीं", "जी नहीं", "nao", "nej", "no i do not", "no i dont",
                  "no i am not", "no i have not", "no i will not"})
    if (word == no) return false;
  return std::nullopt;
}

bool is_decline(std::string_view text) {
  auto word = plain(text);
  return has_any(word, {"prefer not",
                        "decline",
                        "do not wish",
                        "dont wish",
                        "dont want",
                        "do not want",
                        "rather not",
                        "choose not",
                        "wish not",
                        "not to say",
                        "not to answer",
                        "not to disclose",
                        "not to self identify",
                        "not disclose",
                        "not specified",
                        "undisclosed",
                        "do not care to",
                        "keine angabe*",
                        "mochte ich nicht",
                        "mochte nicht",
                        "nicht angeben",
                        "prefere ne pas",
                        "ne souhaite pas",
                        "ne se prononce pas",
                        "je ne prefere pas",
                        "prefiero no",
                        "no deseo",
                        "no quiero",
                        "sin especificar"});
}

std::optional<std::size_t> choose_text(const Options& options, std::string_view wanted) {
  auto exact = only(options, [&](const form::Option& option) { return option.label == wanted; });
  if (exact) return exact;
  auto text = plain(wanted);
  if (text.empty()) return std::nullopt;
  auto same = only(options, [&](const form::Option& option) { return plain(option.label) == text; });
  if (same) return same;
  auto bare = only(options, [&](const form::Option& option) { return plain(without_brackets(option.label)) == text; });
  if (bare) return bare;
  // A value is the form's own word for the option; a bare number is none.
  if (std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); })) return std::nullopt;
  return only(options,
              [&](const form::Option& option) { return option.value.size() > 1 && plain(option.value) == text; });
}

std::optional<std::size_t> choose_yes_no(const Options& options, bool yes) {
  auto exact =
      only(options, [&](const form::Option& option) { return yes_or_no(option.label) == std::optional<bool>(yes); });
  auto begins = [yes](const form::Option& option) {
    auto words = words_of(plain(option.label));
    if (words.empty() || is_decline(option.label)) return false;
    auto first = yes_or_no(words.front());
    return words.front().size() > 1 && first && *first == yes;
  };
  auto count = std::count_if(options.begin(), options.end(),
                             [&](const form::Option& option) { return usable(option) && begins(option); });
  // "Yes" beside "Yes, with a visa" leaves open which of them is meant.
  if (exact && count <= 1) return exact;
  return only(options, begins);
}

std::optional<std::size_t> choose_decline(const Options& options) {
  return only(options, [](const form::Option& option) { return is_decline(option.label); });
}

std::optional<std::size_t> choose_country(const Options& options, std::string_view country) {
  auto code = country_code(country);
  if (!code) return choose_text(options, country);
  if (auto direct = choose_text(options, country)) return direct;
  auto named = only(options, [&](const form::Option& option) { return country_code(option.label) == code; });
  if (named) return named;
  auto bare =
      only(options, [&](const form::Option& option) { return country_code(without_brackets(option.label)) == code; });
  if (bare) return bare;
  auto led = only(options, [&](const form::Option& option) {
    // "Germany +49", "+49 Germany", "DE (+49)", "🇩🇪 Germany (+49)"
    std::string letters;
    for (const auto& word : words_of(plain(without_brackets(option.label)))) {
      if (std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) || c == '+'; })) continue;
      if (!letters.empty()) letters.push_back(' ');
      letters += word;
    }
    return country_code(letters) == code;
  });
  if (led) return led;
  auto calling = calling_code(*code);
  if (!calling.empty() && calling != "1" && calling != "7") {
    auto dialled = only(options, [&](const form::Option& option) {
      auto numbers = words_of(plain(option.label));
      return option.label.find('+') != std::string::npos &&
             std::any_of(numbers.begin(), numbers.end(), [&](const std::string& word) { return word == calling; });
    });
    if (dialled) return dialled;
  }
  return only(options, [&](const form::Option& option) { return plain(option.value) == *code; });
}

/// The one option whose range holds the number. Where several say "up to", the nearest bound is the one a person would
/// take.
template <class RangeOf>
std::optional<std::size_t> nearest(const Options& options, double number, RangeOf range_in) {
  std::optional<std::size_t> found;
  Range best;
  bool several = false;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (!usable(options[i])) continue;
    std::optional<Range> range = range_in(options[i]);
    if (!range || number < range->low || range->high < number) continue;
    if (!found) {
      found = i;
      best = *range;
      continue;
    }
    bool cumulative = best.low == 0 && range->low == 0 && best.high != range->high;
    if (!cumulative)
      several = true;
    else if (range->high < best.high) {
      found = i;
      best = *range;
    }
  }
  if (several) return std::nullopt;
  return found;
}

std::optional<std::size_t> choose_range(const Options& options, double number) {
  return nearest(options, number, [](const form::Option& option) { return range_of(option.label); });
}

std::optional<std::size_t> choose_duration(const Options& options, int days) {
  return nearest(options, days, [](const form::Option& option) -> std::optional<Range> {
    auto label = with_digits(option.label);
    auto text = plain(label);
    Range range;
    bool numbered = !numbers_in(label).empty();
    if (!numbered && has_any(text, {"immediate*", "none", "no notice", "right away", "asap", "sofort", "ab sofort",
                                    "keine", "immediat*", "tout de suite", "inmediat*", "direct", "per direct",
                                    "direct beschikbaar", "तुरंत"})) {
      range.low = range.high = 0;
      return range;
    }
    int units = 0;
    double unit = 0;
    auto take = [&](double days_in_it, std::initializer_list<std::string_view> names) {
      if (!has_any(text, names)) return;
      unit = days_in_it;
      ++units;
    };
    take(1, {"day", "days", "tag", "tage", "tagen", "jour", "jours", "dia", "dias", "dag", "dagen", "दिन"});
    take(7, {"week*", "woche*", "semaine*", "semana*", "weken", "settiman*", "सप्ताह", "हफ्ते"});
    take(30, {"month*", "monat*", "mois", "mes", "meses", "maand*", "mese", "mesi", "महीन*", "माह"});
    if (units != 1) return std::nullopt;
    if (!numbered) {
      if (!has_phrase(text, "a") || has_any(text, {"less", "more", "than", "up to"})) return std::nullopt;
      range.low = range.high = unit;
      return range;
    }
    auto read = range_of(label);
    if (!read) return std::nullopt;
    range.low = read->low * unit;
    range.high = read->high == kInfinity ? kInfinity : read->high * unit;
    return range;
  });
}

std::optional<std::size_t> choose_place(const Options& options, std::string_view city, std::string_view region,
                                        std::string_view country) {
  auto town = plain(city);
  if (town.empty()) return std::nullopt;
  auto code = country_code(country);
  auto in_country = [&](const std::string& text) {
    auto named = countries_in(text);
    if (code && std::find(named.begin(), named.end(), *code) != named.end()) return true;
    return !plain(country).empty() && has_phrase(text, plain(country));
  };
  auto starts = [&](const form::Option& option) {
    auto text = plain(option.label);
    return text == town || text.rfind(town + " ", 0) == 0;
  };
  auto fitting =
      only(options, [&](const form::Option& option) { return starts(option) && in_country(plain(option.label)); });
  if (fitting) return fitting;
  // Several in the country: the one with the region, or the shortest name of the town itself.
  if (!region.empty()) {
    auto regional = only(options, [&](const form::Option& option) {
      return starts(option) && has_phrase(plain(option.label), plain(region)) &&
             (in_country(plain(option.label)) || !code);
    });
    if (regional) return regional;
  }
  auto short_form = only(options, [&](const form::Option& option) {
    auto text = plain(option.label);
    if (!starts(option) || !in_country(text)) return false;
    return country_code(std::string_view(text).substr(std::min(text.size(), town.size() + 1))) == code && code;
  });
  if (short_form) return short_form;
  return only(options, [&](const form::Option& option) { return plain(option.label) == town; });
}

}  // namespace jobswipe::answer
