#include "agent/answer/months.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

namespace jobswipe::answer {
namespace {

const std::array<std::vector<std::string_view>, 12> kMonths{
    {{"january", "jan", "januar", "janvier", "janv", "enero", "ene", "gennaio", "januari"},
     {"february", "feb", "februar", "fevrier", "fevr", "febrero", "febbraio", "februari"},
     {"march", "mar", "marz", "mars", "marzo", "maart", "mrz"},
     {"april", "apr", "avril", "avr", "abril", "abr", "aprile"},
     {"may", "mai", "mayo", "maggio", "mei"},
     {"june", "jun", "juni", "juin", "junio", "giugno"},
     {"july", "jul", "juli", "juillet", "juil", "julio", "luglio"},
     {"august", "aug", "aout", "agosto", "ago", "augustus"},
     {"september", "sep", "sept", "septembre", "septiembre", "settembre"},
     {"october", "oct", "okt", "oktober", "octobre", "octubre", "ottobre"},
     {"november", "nov", "novembre", "noviembre"},
     {"december", "dec", "dez", "dezember", "decembre", "diciembre", "dic", "dicembre"}}};

}  // namespace

bool names_month(std::string_view plain_text, int month) {
  if (month < 1 || month > 12 || plain_text.empty()) return false;
  const auto& names = kMonths[static_cast<std::size_t>(month - 1)];
  if (std::find(names.begin(), names.end(), plain_text) != names.end()) return true;
  const bool digits = plain_text.size() <= 2 && std::all_of(plain_text.begin(), plain_text.end(),
                                                            [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits && std::stoi(std::string(plain_text)) == month;
}

std::string month_name(int month) {
  std::string name(kMonths[static_cast<std::size_t>(month - 1)].front());
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return name;
}

}  // namespace jobswipe::answer
