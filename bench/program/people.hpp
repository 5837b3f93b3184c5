#pragma once

#include <cstdint>
#include <string>

namespace jobswipe::load {

/// The UUID of the `n`-th thing of a kind: 1 posting, 2 person, 3 résumé, 4 desktop, 5 session of the web, 6 session of
/// the desktop.
std::string numbered(int kind, std::uint64_t n);

/// Writes into `folder`: people.tsv for COPY (see seed/people.sql), web.tokens and desktop.tokens with a token a line,
/// in the order of the people. Throws std::runtime_error.
void write_people(const std::string& master_key_file, std::uint64_t count, const std::string& folder);

}  // namespace jobswipe::load
