#include "io/sqlite/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

namespace jobswipe::sqlite {
namespace {

[[noreturn]] void fail(sqlite3* database, std::string_view doing) {
  throw SqliteError(fmt::format("SQLite: {} ({})", sqlite3_errmsg(database), doing));
}

}  // namespace

Database::Database(const std::string& path) {
  // The files with answers in them must not be born readable to others; SQLite gives -wal and -shm the mode of the main
  // file.
  const auto old_mask = ::umask(0077);
  const int code = sqlite3_open_v2(path.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  ::umask(old_mask);
  if (code != SQLITE_OK) {
    const std::string reason = handle_ ? sqlite3_errmsg(handle_) : "out of memory";
    sqlite3_close(handle_);
    throw SqliteError(fmt::format("SQLite: {} can't be opened: {}", path, reason));
  }
  sqlite3_busy_timeout(handle_, 5000);
  try {
    execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

Database::~Database() {
  sqlite3_close_v2(handle_);
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle_, sql);
}

Statement Database::prepare(const std::string& sql) {
  return Statement(handle_, sql);
}
int Database::changes() const noexcept {
  return sqlite3_changes(handle_);
}
std::int64_t Database::last_insert_id() const noexcept {
  return sqlite3_last_insert_rowid(handle_);
}

int Database::user_version() {
  auto statement = prepare("PRAGMA user_version");
  statement.step();
  return static_cast<int>(statement.integer(0));
}

void Database::set_user_version(int version) {
  execute(fmt::format("PRAGMA user_version={}", version));
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

Statement::Statement(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
    fail(database, sql);
  handle_.reset(statement);
}

void Statement::check(int code) const {
  if (code != SQLITE_OK) fail(sqlite3_db_handle(handle_.get()), sqlite3_sql(handle_.get()));
}

Statement& Statement::bind(std::string_view text) {
  // A null pointer would bind NULL.
  const char* data = text.data() ? text.data() : "";
  check(sqlite3_bind_text(handle_.get(), next_++, data, static_cast<int>(text.size()), SQLITE_TRANSIENT));
  return *this;
}
Statement& Statement::bind(std::int64_t number) {
  check(sqlite3_bind_int64(handle_.get(), next_++, number));
  return *this;
}
Statement& Statement::bind(double number) {
  check(sqlite3_bind_double(handle_.get(), next_++, number));
  return *this;
}
Statement& Statement::bind(std::nullptr_t) {
  check(sqlite3_bind_null(handle_.get(), next_++));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(sqlite3_db_handle(handle_.get()), sqlite3_sql(handle_.get()));
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::reset() {
  sqlite3_reset(handle_.get());
  sqlite3_clear_bindings(handle_.get());
  next_ = 1;
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}
std::string Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column)))
              : std::string();
}
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(handle_.get(), column);
}
std::optional<std::string> Statement::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const SqliteError&) {
    // SQLite has rolled back by itself.
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace jobswipe::sqlite
