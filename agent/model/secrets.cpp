#include "agent/model/secrets.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <utility>
#include <vector>

namespace jobswipe::model {
namespace {

constexpr std::array<std::string_view, 35> kAsking{
    "password",      "passwort",       "mot de passe",       "contraseña",
    "passcode",      "pin code",       "social security",    "ssn",
    "national id",   "id number",      "identity number",    "identity card",
    "passport",      "reisepass",      "pasaporte",          "personalausweis",
    "ausweisnummer", "tax id",         "tax number",         "taxpayer",
    "steuernummer",  "steuer-id",      "sozialversicherung", "iban",
    "bank account",  "account number", "kontonummer",        "routing number",
    "credit card",   "card number",    "kreditkarte",        "cvv",
    "security code", "api key",        "access token"};

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_card(const std::string& digits) {
  if (digits.size() < 13 || digits.size() > 19) return false;
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int value = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) value = value * 2 > 9 ? value * 2 - 9 : value * 2;
    sum += value;
  }
  return sum % 10 == 0;
}

/// The mod 97 check of ISO 13616.
bool is_iban(const std::string& text) {
  if (text.size() < 15 || text.size() > 34 || !letter(text[0]) || !letter(text[1]) || !digit(text[2]) ||
      !digit(text[3]))
    return false;
  int rest = 0;
  for (const char c : text.substr(4) + text.substr(0, 4)) {
    if (digit(c))
      rest = (rest * 10 + (c - '0')) % 97;
    else
      rest = (rest * 100 + (std::toupper(c) - 'A' + 10)) % 97;
  }
  return rest == 1;
}

bool is_social_security(std::string_view word) {
  if (word.size() != 11 || word[3] != '-' || word[6] != '-') return false;
  for (const std::size_t i : {0, 1, 2, 4, 5, 7, 8, 9, 10})
    if (!digit(word[i])) return false;
  return true;
}

bool is_token(std::string_view word) {
  for (const std::string_view start : {"sk-", "ghp_", "gho_", "xoxb-", "xoxp-", "AKIA", "eyJ"})
    if (word.starts_with(start) && word.size() >= 16) return true;
  if (word.size() < 28 || word.find("://") != std::string_view::npos || word.find('@') != std::string_view::npos)
    return false;
  int digits = 0;
  int letters = 0;
  for (const char c : word) {
    digits += digit(c);
    letters += letter(c);
    if (!digit(c) && !letter(c) && c != '-' && c != '_' && c != '.' && c != '+' && c != '=') return false;
  }
  return digits >= 5 && letters >= 5;
}

using Span = std::pair<std::size_t, std::size_t>;

/// Runs of characters that `takes`, with single spaces or hyphens between, without them in `plain`.
template <class Takes>
void runs(std::string_view text, Takes takes, const std::vector<bool (*)(const std::string&)>& checks,
          std::vector<Span>& found) {
  for (std::size_t at = 0; at < text.size();) {
    if (!takes(text[at])) {
      ++at;
      continue;
    }
    std::string plain;
    std::vector<std::size_t> ends;
    std::size_t end = at;
    while (end < text.size() && plain.size() < 34) {
      if (takes(text[end])) {
        plain.push_back(text[end]);
        ends.push_back(++end);
      } else if ((text[end] == ' ' || text[end] == '-') && end + 1 < text.size() && takes(text[end + 1])) {
        ++end;
      } else {
        break;
      }
    }
    // The longest beginning that is one, since words that follow belong to the same run.
    bool hit = false;
    for (std::size_t length = plain.size(); length >= 13 && !hit; --length)
      for (const auto check : checks)
        if (check(plain.substr(0, length))) {
          found.emplace_back(at, ends[length - 1]);
          at = ends[length - 1];
          hit = true;
          break;
        }
    if (hit) continue;
    while (at < text.size() && takes(text[at])) ++at;
  }
}

std::vector<Span> secrets_in(std::string_view text) {
  std::vector<Span> found;
  runs(text, digit, {is_card}, found);
  runs(
      text, [](char c) { return digit(c) || letter(c); }, {is_iban}, found);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_of(" \t\n\r\"'<>,;()", at), text.size());
    auto word = text.substr(at, end - at);
    while (!word.empty() && (word.back() == '.' || word.back() == ':' || word.back() == '!' || word.back() == '?'))
      word.remove_suffix(1);
    if (is_social_security(word) || is_token(word)) found.emplace_back(at, at + word.size());
    at = end + 1;
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

bool asks_for_secret(std::string_view question) {
  std::string lower(question);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::any_of(kAsking.begin(), kAsking.end(), [&lower](std::string_view word) {
    const auto at = lower.find(word);
    if (at == std::string::npos) return false;
    // "ssn" stands in no other word, but short ones might.
    return (at == 0 || !letter(lower[at - 1])) &&
           (word.size() > 4 || at + word.size() == lower.size() || !letter(lower[at + word.size()]));
  });
}

bool holds_secret(std::string_view text) {
  return !secrets_in(text).empty();
}

std::string redacted(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  for (const auto& [begin, end] : secrets_in(text)) {
    if (begin < at) continue;
    out.append(text.substr(at, begin - at)).append("[redacted]");
    at = end;
  }
  out.append(text.substr(at));
  return out;
}

}  // namespace jobswipe::model
