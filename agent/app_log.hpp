#pragma once

#include <string>

namespace jobswipe::agent {

/// Logs go to stderr, one JSON object a line: `at` (RFC 3339), `level`, `message`. Never holds answers, résumés or
/// tokens.
void start_logging(const std::string& level);

/// The application that the lines from now on are about; empty for none. For the agent's one thread.
void set_log_subject(std::string application_id, int epoch);

/// `{"at":…}` for one message; for tests.
std::string log_line(const std::string& at, const std::string& level, const std::string& message);

}  // namespace jobswipe::agent
