#pragma once

#include <string>

#include "server/config.hpp"

namespace jobswipe::server {

// The composition root: the only place that knows every part. Each function runs to its end and returns the process's
// exit code; what can't be started throws with a reason that says what to do.

/// Serves until SIGTERM or SIGINT, then drains. Prints `{"event":"listening","url":…}` on standard output when ready.
int serve(const Config& config);
/// Applies the migrations that are missing.
int migrate(const Config& config);
/// Imports a feed and prints a line per refused record and a summary; 0 when at least one posting was imported or
/// unchanged.
int import_postings(const Config& config, const std::string& feed);

}  // namespace jobswipe::server
