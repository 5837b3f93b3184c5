#pragma once

#include <libpq-fe.h>

#include <exception>
#include <string>
#include <string_view>

namespace jobswipe::postgres {

/// True for codes that say "not now" rather than "not so": no connection, starting, stopping, out of slots or memory,
/// read-only after a failover, out of time (PostgreSQL, appendix A).
bool means_unavailable(std::string_view sqlstate) noexcept;

/// Error or Unavailable, from a result that holds an error.
std::exception_ptr failure_of(const PGresult* result);

/// The field, or "".
std::string_view error_field(const PGresult* result, int field) noexcept;

/// libpq's message on one line.
std::string one_line(std::string_view message);

}  // namespace jobswipe::postgres
