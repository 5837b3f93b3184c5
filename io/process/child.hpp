#pragma once

#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/process/confinement.hpp"

namespace jobswipe::process {

namespace asio = boost::asio;

struct SpawnOptions {
  std::vector<std::string> argv;  ///< the program's path, or its name to be found in PATH, and its arguments
  std::string directory;          ///< working directory; empty is the parent's
  std::vector<std::pair<std::string, std::string>> environment;  ///< added to the parent's; they win
  std::optional<Confinement> confinement;    ///< set: the child is confined, and `environment` is all it gets
  std::size_t max_line_bytes = 1024 * 1024;  ///< of one line from stdout
  /// Called on the executor with every line of stderr (cut at 8 KiB). Empty: stderr is discarded.
  std::function<void(std::string_view line)> on_stderr;
};

/// How a child ended.
struct Exit {
  int code = 0;    ///< exit code, when `signal` is 0
  int signal = 0;  ///< the signal that killed it, or 0
  std::string to_string() const;
};

/// A line was longer than SpawnOptions::max_line_bytes.
class LineTooLong : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A running child. For one thread: that of its executor. The child gets SIGKILL when the thread that spawned it ends.
/// Destroying the object kills the whole process group and waits for the child's (then immediate) end.
class Child {
 public:
  /// Throws std::system_error when the program can't be started.
  Child(asio::any_io_executor executor, SpawnOptions options);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const noexcept;
  /// False once the exit has been seen.
  bool running() const noexcept;

  /// The next line of stdout without its end; nothing at the end of output. Throws LineTooLong, or
  /// boost::system::system_error. One at a time; no deadline: `close_pipes` and `terminate` end it.
  asio::awaitable<std::optional<std::string>> read_line();

  /// What stdout has next, at least one byte; empty at the end of output. As read_line otherwise; don't mix the two.
  asio::awaitable<std::string> read_some();

  /// Writes all of it to stdin. Throws boost::system::system_error when the child doesn't read any more, for which the
  /// process ignores SIGPIPE from its first child on, unless it handles it itself. One at a time.
  asio::awaitable<void> write(std::string bytes);

  /// Waits until the child has ended. Any number may wait.
  asio::awaitable<Exit> wait();

  /// SIGTERM to the group, and SIGKILL when the child is still there after `grace`.
  asio::awaitable<Exit> terminate(std::chrono::milliseconds grace);

  /// Sends the signal to the whole group; nothing when it has ended.
  void signal_group(int signal) noexcept;

  /// Closes stdin, by which the child sees the end of its input.
  void close_input() noexcept;

  /// Closes stdin and stdout; a pending read ends.
  void close_pipes() noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::process
