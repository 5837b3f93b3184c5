#pragma once

#include <boost/asio/awaitable.hpp>

#include "io/postgres/pool.hpp"

namespace jobswipe::store {

/// Brings the schema to this program's version: applies the migrations that are missing, in order, each in one
/// transaction, while holding an advisory lock, so that several processes may start at once. Returns how many were
/// applied. Throws std::runtime_error, with what to do, when an applied file has changed or the database is newer than
/// the program; and postgres::Error or Unavailable.
boost::asio::awaitable<int> migrate(postgres::Pool& pool);

/// Throws std::runtime_error when the schema is not exactly this program's.
boost::asio::awaitable<void> require_migrated(postgres::Pool& pool);

}  // namespace jobswipe::store
