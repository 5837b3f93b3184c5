#pragma once

#include <libpq-fe.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "io/postgres/pool.hpp"

namespace jobswipe::postgres {

using Steady = std::chrono::steady_clock;

/// One query's place in a connection's line.
class Request {
 public:
  Request(Statement of_statement, std::shared_ptr<const Params> with_params)
      : statement(of_statement), params(std::move(with_params)) {}
  virtual ~Request() = default;
  /// Lets the caller go on, once; later calls do nothing.
  virtual void finish(std::exception_ptr error, Rows rows) = 0;

  const Statement statement;
  const std::shared_ptr<const Params> params;  ///< shared with the caller's repetitions
  Steady::time_point deadline = Steady::time_point::max();
  bool done = false;  ///< the caller has gone on: what comes is dropped

  // Of the connection.
  enum class Mode { prepare_first, prepared, unnamed };
  Mode mode = Mode::unnamed;
  bool repeated = false;
  std::shared_ptr<PGresult> answer, refusal;
  std::string prepared_name;
};

/// One libpq connection in pipeline mode: a line of requests, answered in order. After a loss it is of no more use. Not
/// thread-safe: one executor's thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::any_io_executor executor, const Config& config);
  ~Connection();

  /// Connects and sets the session up. Throws Unavailable.
  asio::awaitable<void> open();
  /// Connects without pipeline mode, runs several statements in one transaction, and disconnects. Throws Error or
  /// Unavailable.
  asio::awaitable<void> run_script(std::string sql, std::chrono::milliseconds deadline);

  /// Sends a request, preparing its statement when this connection has not. Only while up.
  void send(std::shared_ptr<Request> request);
  /// Returns once the connection is lost or closed.
  asio::awaitable<void> lost();
  /// Breaks the connection: what waits gets Unavailable.
  void close(const std::string& reason);

  bool is_up() const noexcept { return up_; }
  std::size_t in_flight() const noexcept { return line_.size(); }
  /// True when the first in the line holds up the others.
  bool is_slow() const noexcept;
  bool answered_lately() const noexcept;
  const std::string& reason() const noexcept { return reason_; }
  /// Called whenever the line has become empty.
  void when_idle(std::function<void()> callback) { idle_ = std::move(callback); }

 private:
  struct Prepared {
    std::string text, name;
  };

  asio::awaitable<void> connect();
  asio::awaitable<void> set_up_session();
  /// Throws Unavailable when `until_` passes first.
  asio::awaitable<void> wait(bool for_writing);
  void arm_deadline(std::chrono::milliseconds time);
  void adopt_socket();
  bool submit(const std::shared_ptr<Request>& request);
  void read_when_ready();
  void flush();
  void receive();
  void take(std::shared_ptr<PGresult> result);
  void complete_front();
  bool again(const std::shared_ptr<Request>& request);
  void forget(const Request& request);
  void tick();
  void disconnect() noexcept;
  [[noreturn]] void fail_to_connect(const std::string& what);

  asio::any_io_executor executor_;
  Config config_;
  PGconn* connection_ = nullptr;
  asio::posix::stream_descriptor socket_;
  asio::steady_timer deadline_, tick_, lost_;
  std::map<std::string, Prepared, std::less<>> prepared_;
  std::deque<std::shared_ptr<Request>> line_;
  std::function<void()> idle_;
  std::string reason_;
  std::uint64_t names_ = 0;
  Steady::time_point front_since_, last_answer_;
  bool up_ = false, ended_ = false, timed_out_ = false, writing_ = false, flush_posted_ = false;
};

}  // namespace jobswipe::postgres
