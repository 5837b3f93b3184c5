#include "io/postgres/failure.hpp"

#include <fmt/format.h>

#include "io/postgres/pool.hpp"

namespace jobswipe::postgres {

Error::Error(std::string sqlstate, std::string constraint, const std::string& message)
    : std::runtime_error(message), sqlstate_(std::move(sqlstate)), constraint_(std::move(constraint)) {}

bool means_unavailable(std::string_view sqlstate) noexcept {
  return sqlstate.starts_with("08") || sqlstate.starts_with("53") || sqlstate.starts_with("57P") ||
         sqlstate == "57014" || sqlstate == "25006";
}

std::string_view error_field(const PGresult* result, int field) noexcept {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

std::string one_line(std::string_view message) {
  std::string line;
  for (const char c : message) line += c == '\n' || c == '\t' ? ' ' : c;
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::exception_ptr failure_of(const PGresult* result) {
  const std::string sqlstate(error_field(result, PG_DIAG_SQLSTATE));
  auto message = one_line(error_field(result, PG_DIAG_MESSAGE_PRIMARY));
  if (message.empty()) message = one_line(PQresultErrorMessage(result));
  // A code is absent when libpq itself reports the loss of the connection.
  if (sqlstate.empty()) return std::make_exception_ptr(Unavailable(message));
  if (means_unavailable(sqlstate))
    return std::make_exception_ptr(Unavailable(fmt::format("{} ({})", message, sqlstate)));
  return std::make_exception_ptr(Error(sqlstate, std::string(error_field(result, PG_DIAG_CONSTRAINT_NAME)),
                                       fmt::format("{} ({})", message, sqlstate)));
}

}  // namespace jobswipe::postgres
