#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jobswipe::applications {

/// One record of CSV (RFC 4180) with its line end. A value is quoted where it must be; one that a spreadsheet would
/// take for a formula (it begins with = + - @, a tab or a carriage return) begins with an apostrophe instead. Pure.
std::string csv_record(const std::vector<std::string_view>& values);

}  // namespace jobswipe::applications
