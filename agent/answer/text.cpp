#include "agent/answer/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace jobswipe::answer {
namespace {

struct Fold {
  std::uint32_t first, last;
  std::string_view to;
};

// Latin-1 Supplement and Latin Extended-A, as far as names and forms in European languages use them.
constexpr Fold kFolds[] = {
    {0xC0, 0xC5, "a"},   {0xC6, 0xC6, "ae"},  {0xC7, 0xC7, "c"},    {0xC8, 0xCB, "e"},   {0xCC, 0xCF, "i"},
    {0xD0, 0xD0, "d"},   {0xD1, 0xD1, "n"},   {0xD2, 0xD6, "o"},    {0xD8, 0xD8, "o"},   {0xD9, 0xDC, "u"},
    {0xDD, 0xDD, "y"},   {0xDF, 0xDF, "ss"},  {0xE0, 0xE5, "a"},    {0xE6, 0xE6, "ae"},  {0xE7, 0xE7, "c"},
    {0xE8, 0xEB, "e"},   {0xEC, 0xEF, "i"},   {0xF1, 0xF1, "n"},    {0xF2, 0xF6, "o"},   {0xF8, 0xF8, "o"},
    {0xF9, 0xFC, "u"},   {0xFD, 0xFD, "y"},   {0xFF, 0xFF, "y"},    {0x100, 0x105, "a"}, {0x106, 0x10D, "c"},
    {0x10E, 0x111, "d"}, {0x112, 0x11B, "e"}, {0x11C, 0x123, "g"},  {0x128, 0x131, "i"}, {0x139, 0x142, "l"},
    {0x143, 0x148, "n"}, {0x14C, 0x151, "o"}, {0x152, 0x153, "oe"}, {0x154, 0x159, "r"}, {0x15A, 0x161, "s"},
    {0x162, 0x167, "t"}, {0x168, 0x173, "u"}, {0x178, 0x178, "y"},  {0x179, 0x17E, "z"},
};

/// Decodes one code point at `at` and moves on; a byte that begins none counts as itself.
std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  auto byte = static_cast<unsigned char>(text[at++]);
  int more = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0;
  if (more == 0) return byte;
  std::uint32_t point = byte & (0x3F >> more);
  for (int i = 0; i < more && at < text.size(); ++i)
    point = point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3F);
  return point;
}

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

std::string plain(std::string_view text) {
  std::string result;
  auto gap = [&result] {
    if (!result.empty() && result.back() != ' ') result.push_back(' ');
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t begin = at;
    std::uint32_t point = next_code_point(text, at);
    if (point < 0x80) {
      char c = static_cast<char>(point);
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
      bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      bool joined = (c == '+' || c == '#') && !result.empty() && result.back() != ' ';
      // "don't" stays one word.
      bool apostrophe = c == '\'';
      if (word || joined)
        result.push_back(c);
      else if (!apostrophe)
        gap();
      continue;
    }
    if (point == 0x2019 || (point >= 0x300 && point <= 0x36F)) continue;
    auto fold = std::find_if(std::begin(kFolds), std::end(kFolds),
                             [point](const Fold& entry) { return point >= entry.first && point <= entry.last; });
    if (fold != std::end(kFolds))
      result.append(fold->to);
    else if (point < 0xC0 || (point >= 0x2000 && point <= 0x2BFF) || (point >= 0x3000 && point <= 0x303F) ||
             point >= 0xFF00)
      gap();
    else
      result.append(text.substr(begin, at - begin));
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
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

std::string normalise_question(std::string_view question) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kSpellings{{{"authoris", "authoriz"},
                                                                                            {"organis", "organiz"},
                                                                                            {"recognis", "recogniz"},
                                                                                            {"programme", "program"},
                                                                                            {"licence", "license"},
                                                                                            {"centre", "center"},
                                                                                            {"labour", "labor"},
                                                                                            {"favourite", "favorite"}}};
  static constexpr std::array<std::string_view, 11> kFillers{
      "please", "kindly", "the", "a", "an", "legally", "currently", "required", "mandatory", "optional", "bitte"};
  std::string result;
  for (auto& word : words_of(plain(question))) {
    if (std::find(kFillers.begin(), kFillers.end(), word) != kFillers.end()) continue;
    for (const auto& [from, to] : kSpellings) {
      auto at = word.find(from);
      if (at != std::string::npos) word.replace(at, from.size(), to);
    }
    if (!result.empty()) result.push_back(' ');
    result += word;
  }
  return result;
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
