#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/embedded.hpp"
#include "core/base/id.hpp"

namespace jobswipe::postgres {

namespace asio = boost::asio;
using Statement = base::Embedded;  ///< One SQL statement with $1…$n, prepared at its first use on each connection.

/// The database answered with an error. Thrown; `sqlstate()` is the five-character code (PostgreSQL, appendix A).
class Error : public std::runtime_error {
 public:
  Error(std::string sqlstate, std::string constraint, const std::string& message);
  const std::string& sqlstate() const noexcept { return sqlstate_; }
  const std::string& constraint() const noexcept { return constraint_; }

 private:
  std::string sqlstate_, constraint_;
};

/// The database can't be reached, is starting or stopping, has no free slot, or did not answer in time. Thrown. When
/// the statement had been sent its effect is unknown: repeat only what is safe to repeat.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Parameters of one execution, in order, text format except bytes. Plain value.
class Params {
 public:
  Params& add(std::nullptr_t);
  Params& add(std::string_view text);
  Params& add(const char* text) { return add(std::string_view(text)); }
  Params& add(const std::string& text) { return add(std::string_view(text)); }
  Params& add(std::int64_t number);
  Params& add(int number) { return add(static_cast<std::int64_t>(number)); }
  Params& add(bool flag);
  Params& add(double number);
  Params& add(const base::Uuid& uuid);
  Params& add(base::Time time);
  Params& add(const boost::json::value& json);
  Params& add_bytes(std::span<const std::uint8_t> bytes);
  Params& add_array(const std::vector<std::string>& texts);     ///< text[], also for uuid[] and the like
  Params& add_array(const std::vector<std::int64_t>& numbers);  ///< bigint[]
  template <class Tag>
  Params& add(const base::Id<Tag>& id) {
    return add(id.uuid);
  }
  template <class T>
  Params& add(const std::optional<T>& value) {
    return value ? add(*value) : add(nullptr);
  }

  struct Value {
    std::string bytes;
    bool null = false;
    bool binary = false;
  };
  const std::vector<Value>& values() const noexcept { return values_; }

 private:
  std::vector<Value> values_;
};

template <class... Ts>
Params params(const Ts&... values) {
  Params result;
  (result.add(values), ...);
  return result;
}

/// One row of Rows; refers to it. Columns are counted from 0 or found by name; an absent name throws std::out_of_range.
class Row {
 public:
  bool is_null(std::string_view column) const;
  std::string_view text(std::string_view column) const;  ///< "" when NULL
  std::optional<std::string> optional_text(std::string_view column) const;
  std::int64_t integer(std::string_view column) const;  ///< throws std::invalid_argument when not a number
  std::optional<std::int64_t> optional_integer(std::string_view column) const;
  double real(std::string_view column) const;
  bool boolean(std::string_view column) const;
  base::Uuid uuid(std::string_view column) const;
  std::optional<base::Uuid> optional_uuid(std::string_view column) const;
  base::Time time(std::string_view column) const;
  std::optional<base::Time> optional_time(std::string_view column) const;
  boost::json::value json(std::string_view column) const;  ///< null when NULL
  std::vector<std::uint8_t> bytes(std::string_view column) const;
  std::vector<std::string> text_array(std::string_view column) const;

 private:
  friend class Rows;
  Row(const void* result, int row) : result_(result), row_(row) {}
  int index(std::string_view column) const;
  const void* result_;
  int row_;
};

/// A result set; owns its memory.
class Rows {
 public:
  Rows() = default;
  explicit Rows(std::shared_ptr<void> result) : result_(std::move(result)) {}
  std::size_t size() const noexcept;
  bool empty() const noexcept { return size() == 0; }
  Row operator[](std::size_t row) const;
  Row front() const { return (*this)[0]; }
  std::int64_t affected() const noexcept;  ///< rows changed by an INSERT, UPDATE or DELETE

 private:
  std::shared_ptr<void> result_;
};

struct Config {
  std::string url;         ///< libpq connection string or URI
  int connections = 4;     ///< 1–50, of this pool
  int max_waiting = 8000;  ///< queries at once, sent or not; more throw Unavailable
  std::chrono::milliseconds connect_timeout{3000};
  std::chrono::milliseconds query_timeout{10000};  ///< also set as statement_timeout
  std::string application_name = "jobswipe";
};

/// Connections in pipeline mode to one database, for one thread's io_context: queries from many coroutines share them
/// and go out without waiting for each other's answers. Each statement is its own transaction. Lost connections are
/// opened again with jittered back-off. While the first attempt runs queries wait for it; once one has failed and none
/// is up, they throw Unavailable at once instead of queueing without bound. Use from the executor's thread only; the
/// io_context must outlive the pool.
class Pool {
 public:
  Pool(asio::any_io_executor executor, Config config);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Runs one statement. Throws Error or Unavailable. A statement that the server rolled back for a deadlock or a
  /// serialization failure (40P01, 40001) is repeated up to three times.
  asio::awaitable<Rows> query(Statement statement, Params params);

  /// Runs SQL of several statements as text, in one transaction, on a connection of its own: for migrations.
  asio::awaitable<void> execute_script(std::string sql);

  /// True when at least one connection is up and answered within the last few seconds.
  bool healthy() const noexcept;
  /// Why no connection is up; empty when one is.
  std::string failure() const;
  const Config& config() const noexcept;
  asio::any_io_executor executor() const;
  /// Finishes what is in flight within `deadline`, then closes.
  asio::awaitable<void> close(std::chrono::milliseconds deadline);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

/// Holds a session-level advisory lock on a connection of its own, which makes this process the leader for `key` while
/// the object lives and the connection stands. `held()` turns false when the connection is lost.
class AdvisoryLock {
 public:
  /// The lock, or nullptr when another session holds it. Throws Unavailable.
  static asio::awaitable<std::unique_ptr<AdvisoryLock>> try_acquire(asio::any_io_executor executor, Config config,
                                                                    std::int64_t key);
  virtual ~AdvisoryLock() = default;
  virtual bool held() const noexcept = 0;
};

}  // namespace jobswipe::postgres
