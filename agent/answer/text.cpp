#include "agent/answer/text.hpp"

#include <algorithm>
#include <utility>

namespace jobswipe::answer {
namespace {

bool is_ascii_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string trim(std::string_view text) {
  auto space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return std::string(text);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : text) {
    if (c == ' ') {
      if (!word.empty()) words.push_back(std::exchange(word, {}));
    } else {
      word.push_back(c);
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

bool has_phrase(std::string_view text, std::string_view phrase) {
  bool open = !phrase.empty() && phrase.back() == '*';
  if (open) phrase.remove_suffix(1);
  if (phrase.empty()) return false;
  for (std::size_t at = text.find(phrase); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
    bool starts = at == 0 || !is_ascii_word(text[at - 1]);
    std::size_t end = at + phrase.size();
    bool ends = open || end == text.size() || !is_ascii_word(text[end]);
    if (starts && ends) return true;
  }
  return false;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [text](std::string_view phrase) { return has_phrase(text, phrase); });
}

std::string without_brackets(std::string_view text) {
  std::string result;
  int depth = 0;
  for (char c : text) {
    if (c == '(' || c == '[')
      ++depth;
    else if ((c == ')' || c == ']') && depth > 0)
      --depth;
    else if (depth == 0)
      result.push_back(c);
  }
  return trim(result);
}

}  // namespace jobswipe::answer
