#include "server/applications/csv.hpp"

namespace jobswipe::applications {

std::string csv_record(const std::vector<std::string_view>& values) {
  std::string line;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) line += ',';
    std::string value;
    // OWASP, "CSV injection": a spreadsheet runs such a cell.
    if (!values[i].empty() && std::string_view("=+-@\t\r").find(values[i].front()) != std::string_view::npos)
      value = '\'';
    value += values[i];
    if (value.find_first_of("\",\r\n") == std::string::npos) {
      line += value;
      continue;
    }
    line += '"';
    for (const char c : value) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace jobswipe::applications
