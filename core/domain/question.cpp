#include "core/domain/question.hpp"

#include <array>
#include <utility>

namespace jobswipe::domain {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kPlain{{{"\u2018", "'"},
                                                                               {"\u2019", "'"},
                                                                               {"\u201C", "\""},
                                                                               {"\u201D", "\""},
                                                                               {"\u2013", "-"},
                                                                               {"\u2014", "-"},
                                                                               {"\u00A0", " "},
                                                                               {"\u202F", " "}}};
constexpr std::array<std::string_view, 7> kDecoration{" ", "*", ":", "?", "(required)", "(optional)", "\u2217"};

}  // namespace

std::string normalise_question(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::string_view next = text.substr(0, 1);
    std::size_t taken = 1;
    for (const auto& [from, to] : kPlain) {
      if (!text.starts_with(from)) continue;
      next = to;
      taken = from.size();
    }
    text.remove_prefix(taken);
    char c = next.front();
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if (c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v') c = ' ';
    if (c == ' ' && (result.empty() || result.back() == ' ')) continue;
    result.push_back(c);
  }
  for (bool again = true; again;) {
    again = false;
    for (const auto decoration : kDecoration) {
      if (!std::string_view(result).ends_with(decoration)) continue;
      result.resize(result.size() - decoration.size());
      again = true;
    }
  }
  return result;
}

}  // namespace jobswipe::domain
