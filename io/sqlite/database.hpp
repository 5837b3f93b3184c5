#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace jobswipe::sqlite {

/// Whatever SQLite refused; `what()` has its message and the statement.
class SqliteError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Statement;

/// One connection. For one thread at a time.
class Database {
 public:
  /// Opens or creates the file (mode 0600), WAL, synchronous FULL, foreign keys on, 5 s busy timeout. ":memory:" works.
  explicit Database(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Runs any number of statements without parameters.
  void execute(const std::string& sql);
  Statement prepare(const std::string& sql);
  /// Rows that the last INSERT, UPDATE or DELETE changed.
  int changes() const noexcept;
  std::int64_t last_insert_id() const noexcept;
  /// `PRAGMA user_version`, for migrations.
  int user_version();
  void set_user_version(int version);

 private:
  sqlite3* handle_ = nullptr;
};

/// One statement: bind all parameters in order, then `step` through the rows. Must not outlive its Database.
class Statement {
 public:
  Statement(sqlite3* database, const std::string& sql);

  Statement& bind(std::string_view text);
  Statement& bind(const char* text) { return bind(std::string_view(text)); }
  Statement& bind(std::int64_t number);
  Statement& bind(int number) { return bind(static_cast<std::int64_t>(number)); }
  Statement& bind(double number);
  Statement& bind(std::nullptr_t);
  template <class T>
  Statement& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind(nullptr);
  }

  /// True when a row is there to be read.
  bool step();
  /// For statements that give no rows.
  void run();
  /// Ready to be bound and run again.
  void reset();

  bool is_null(int column) const;
  std::string text(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::optional<std::string> optional_text(int column) const;

 private:
  void check(int code) const;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  int next_ = 1;
};

/// BEGIN IMMEDIATE … COMMIT; rolled back unless `commit` was called.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace jobswipe::sqlite
