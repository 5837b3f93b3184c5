#pragma once

#include <string>

namespace jobswipe::server {

/// One JSON line a fact on standard error: time, level, message. Level: debug, info, warning or error; anything else is
/// info.
void start_logging(const std::string& level);

}  // namespace jobswipe::server
