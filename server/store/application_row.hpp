#pragma once

#include <string>
#include <string_view>

#include "io/postgres/pool.hpp"

namespace jobswipe::store {

/// Appends `text` as a JSON string (RFC 8259, section 7).
void append_json_string(std::string& out, std::string_view text);

/// A timestamptz as PostgreSQL writes it in UTC, as RFC 3339 with milliseconds, or null when NULL; quoted.
void append_json_time(std::string& out, const postgres::Row& row, std::string_view column);

/// Appends `Application` of api/openapi.yaml, from a row with the columns that application_list.sql and claim_sync.sql
/// give; the same that `application_json` in the database makes, for a fraction of its time.
void append_application(std::string& out, const postgres::Row& row, int max_attempts);

}  // namespace jobswipe::store
