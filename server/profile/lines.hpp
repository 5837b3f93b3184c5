#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jobswipe::profile {

/// ASCII only: other letters stay.
std::string lower(std::string_view text);
/// Without white space at its ends, and with single spaces inside.
std::string tidy(std::string_view text);
/// The parts between separators, tidied, without empty ones.
std::vector<std::string> split(std::string_view text, std::string_view separators);
/// The tidied lines, empty ones too, bullets taken off, dots between parts as `|`; at most 2,000.
struct Line {
  std::string text;
  bool bullet = false;
};
std::vector<Line> lines_of(std::string_view text);

enum class Section { head, summary, employment, education, skills, languages, other };
/// The section that a heading begins, in English or German.
std::optional<Section> heading(std::string_view line);

/// A span such as `Mar 2019 – present`, `03/2019 - 12/2021` or `2015-2018`, found in a line.
struct Span {
  std::string start, end;   ///< `2019-03` or `2019`; `end` is empty while it lasts
  std::string words, rest;  ///< the span as it stands, and the line without it
};
std::optional<Span> span_in(std::string_view line);

}  // namespace jobswipe::profile
