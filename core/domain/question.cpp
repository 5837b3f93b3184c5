#include "core/domain/question.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

namespace jobswipe::domain {
namespace {

struct Fold {
  std::uint32_t first, last;
  std::string_view to;
};

// Latin-1 Supplement and Latin Extended-A, as far as names and forms in European languages use them.
constexpr Fold kFolds[] = {
    {0xC0, 0xC5, "a"},
    {0xC6, 0xC6, "ae"},
    {0xC7, 0xC7, "c"},
    {0xC8, 0xCB, "e"},
    {0xCC, 0xCF, "i"},
    {0xD0, 0xD0, "d"},
    {0xD1, 0xD1, "n"},
    {0xD2, 0xD6, "o"},
    {0xD8, 0xD8, "o"},
    {0xD9, 0xDC, "u"},
    {0xDD, 0xDD, "y"},
    {0xDF, 0xDF, "ss"},
    {0xE0, 0xE5, "a"},
    {0xE6, 0xE6, "ae"},
    {0xE7, 0xE7, "c"},
    {0xE8, 0xEB, "e"},
    {0xEC, 0xEF, "i"},
    {0xF1, 0xF1, "n"},
    {0xF2, 0xF6, "o"},
    {0xF8, 0xF8, "o"},
    {0xF9, 0xFC, "u"},
    {0xFD, 0xFD, "y"},
    {0xFF, 0xFF, "y"},
    {0x100, 0x105, "a"},
    {0x106, 0x10D, "c"},
    {0x10E, 0x111, "d"},
    {0x112, 0x11B, "e"},
    {0x11C, 0x123, "g"},
    {0x128, 0x131, "i"},
    {0x139, 0x142, "l"},
    {0x143, 0x148, "n"},
    {0x14C, 0x151, "o"},
    {0x152, 0x153, "oe"},
    {0x154, 0x159, "r"},
    {0x15A, 0x161, "s"},
    {0x162, 0x167, "t"},
    {0x168, 0x173, "u"},
    {0x178, 0x178, "y"},
    {0x179, 0x17E, "z"},
    // Devanagari letters with a nukta of their own, as those without.
    {0x958, 0x958, "क"},
    {0x959, 0x959, "ख"},
    {0x95A, 0x95A, "ग"},
    {0x95B, 0x95B, "ज"},
    {0x95C, 0x95C, "ड"},
    {0x95D, 0x95D, "ढ"},
    {0x95E, 0x95E, "फ"},
    {0x95F, 0x95F, "य"},
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

/// Length of an ending that only widens a word's gender or number: "autorisé(e)", "skill(s)", "Entwickler(in)",
/// "autorisé·e"; 0 when none begins at `at`. `before` is what was read so far.
std::size_t inclusive_ending(std::string_view text, std::size_t at, const std::string& before) {
  static constexpr std::array<std::string_view, 13> kEndings{"e",  "s",  "es", "in", "innen", "n", "en",
                                                             "er", "ne", "a",  "as", "r",     "le"};
  if (before.empty() || before.back() == ' ') return 0;
  auto rest = text.substr(at);
  bool dot = rest.starts_with("\u00B7");
  if (!dot && rest.front() != '(') return 0;
  auto body = rest.substr(dot ? 2 : 1);
  for (auto ending : kEndings) {
    if (!body.starts_with(ending)) continue;
    auto after = body.substr(ending.size());
    if (!dot && after.starts_with(')')) return 1 + ending.size() + 1;
    bool word_ends = after.empty() || (static_cast<unsigned char>(after.front()) < 0x80 &&
                                       !(after.front() >= 'a' && after.front() <= 'z'));
    if (dot && word_ends) return 2 + ending.size();
  }
  return 0;
}

/// Whether the text ends in a French word that lost its vowel before the next: d', l', j', n', qu' and the like.
bool elides(std::string_view before) {
  auto cut = before.rfind(' ');
  auto word = cut == std::string_view::npos ? before : before.substr(cut + 1);
  static constexpr std::array<std::string_view, 9> kElided{"d", "l", "j", "n", "c", "s", "m", "t", "qu"};
  return std::find(kElided.begin(), kElided.end(), word) != kElided.end();
}

/// A sign that stands for a word which changes what is asked.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kSigns{{{"\u20AC", " eur "},
                                                                               {"$", " usd "},
                                                                               {"\u00A3", " gbp "},
                                                                               {"\u20B9", " inr "},
                                                                               {"\u00A5", " jpy "},
                                                                               {"%", " percent "},
                                                                               {"<", " less than "},
                                                                               {">", " more than "}}};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace

std::string plain(std::string_view text) {
  std::string result;
  auto gap = [&result] {
    if (!result.empty() && result.back() != ' ') result.push_back(' ');
  };
  for (std::size_t at = 0; at < text.size();) {
    if (auto ending = inclusive_ending(text, at, result); ending > 0) {
      at += ending;
      continue;
    }
    std::size_t begin = at;
    std::uint32_t point = next_code_point(text, at);
    if (point < 0x80) {
      char c = static_cast<char>(point);
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
      bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      bool joined = (c == '+' || c == '#') && !result.empty() && result.back() != ' ';
      // "don't" stays one word, "d'expérience" is two.
      bool apostrophe = c == '\'' && !elides(result);
      if (word || joined)
        result.push_back(c);
      else if (!apostrophe)
        gap();
      continue;
    }
    // Marks that change no word: the typographic apostrophe, combining accents, the nukta, joiners.
    if (point == 0x2019 && elides(result)) {
      gap();
      continue;
    }
    if (point == 0x2019 || (point >= 0x300 && point <= 0x36F) || point == 0x93C || point == 0x200C || point == 0x200D)
      continue;
    auto fold = std::find_if(std::begin(kFolds), std::end(kFolds),
                             [point](const Fold& entry) { return point >= entry.first && point <= entry.last; });
    if (fold != std::end(kFolds))
      result.append(fold->to);
    else if (point == 0x964 || point < 0xC0 || (point >= 0x2000 && point <= 0x2BFF) ||
             (point >= 0x3000 && point <= 0x303F) || point >= 0xFF00)
      gap();
    else
      result.append(text.substr(begin, at - begin));
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
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
  std::string spelled;
  while (!question.empty()) {
    auto sign = std::find_if(kSigns.begin(), kSigns.end(),
                             [&](const auto& entry) { return question.starts_with(entry.first); });
    std::size_t taken = sign == kSigns.end() ? 1 : sign->first.size();
    spelled += sign == kSigns.end() ? question.substr(0, 1) : sign->second;
    question.remove_prefix(taken);
  }
  std::string result;
  for (auto& word : words_of(plain(spelled))) {
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

}  // namespace jobswipe::domain
