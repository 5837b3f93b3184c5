#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace jobswipe::store::testing {

/// A schema of its own in the test database (JOBSWIPE_TEST_DATABASE_URL), migrated; dropped at the end. One per test
/// program or suite: making one takes a fraction of a second.
class TestDatabase {
 public:
  /// `migrated` false leaves the schema empty. Throws with what to do when the variable is unset or the database does
  /// not answer.
  explicit TestDatabase(bool migrated = true);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  /// For postgres::Config::url: finds the schema by search_path.
  const std::string& url() const noexcept { return url_; }
  const std::string& schema() const noexcept { return schema_; }
  /// Runs SQL statements as text in the schema, from outside of any pool under test.
  void execute(const std::string& sql);
  /// The first column of the first row of one statement, as text; "" when there is none or it is NULL.
  std::string value(const std::string& sql);

  /// JOBSWIPE_TEST_DATABASE_URL itself.
  static std::string server_url();

 private:
  std::string schema_, url_;
};

/// Runs `io` until `ended`; throws when there is nothing left to wait for.
inline void turn_until(boost::asio::io_context& io, const bool& ended) {
  // Another thread that gave up the last work a moment ago may still stop the loop once, after it was restarted.
  for (int stops = 0; !ended && stops < 100;) {
    io.restart();
    while (!ended && io.run_one() > 0) stops = 0;
    ++stops;
  }
  if (!ended) throw std::logic_error("the coroutine waits for something that never comes");
}

/// Runs a coroutine on `io` until it ends and returns what it returns or throws what it throws.
template <class T>
T run_to_end(boost::asio::io_context& io, boost::asio::awaitable<T> coroutine) {
  std::exception_ptr failure;
  bool ended = false;
  if constexpr (std::is_void_v<T>) {
    boost::asio::co_spawn(io, std::move(coroutine), [&](std::exception_ptr error) {
      failure = error;
      ended = true;
    });
    turn_until(io, ended);
    if (failure) std::rethrow_exception(failure);
  } else {
    std::optional<T> result;
    boost::asio::co_spawn(io, std::move(coroutine), [&](std::exception_ptr error, T value) {
      failure = error;
      ended = true;
      if (!error) result.emplace(std::move(value));
    });
    turn_until(io, ended);
    if (failure) std::rethrow_exception(failure);
    return std::move(*result);
  }
}

}  // namespace jobswipe::store::testing
