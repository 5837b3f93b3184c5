#include "io/process/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <cstring>
#include <system_error>

extern char** environ;

namespace jobswipe::process {
namespace {

constexpr std::size_t kMaxStderrLine = 8 * 1024;

class Fd {
 public:
  explicit Fd(int fd = -1) noexcept : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() { reset(); }
  int get() const noexcept { return fd_; }
  int release() noexcept { return std::exchange(fd_, -1); }
  void reset() noexcept {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

std::pair<Fd, Fd> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail(errno, "pipe");
  return {Fd(ends[0]), Fd(ends[1])};
}

std::vector<std::string> merged_environment(const std::vector<std::pair<std::string, std::string>>& added,
                                            bool with_parents) {
  std::vector<std::string> merged;
  for (char** entry = environ; with_parents && *entry; ++entry) {
    const std::string_view text(*entry);
    const auto name = text.substr(0, text.find('='));
    const bool replaced = std::any_of(added.begin(), added.end(), [&](const auto& pair) { return pair.first == name; });
    if (!replaced) merged.emplace_back(text);
  }
  for (const auto& [name, value] : added) merged.push_back(name + "=" + value);
  return merged;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// A write to a child that has ended shall fail, not end this process: unlike sockets, pipes know no MSG_NOSIGNAL.
void ignore_broken_pipes() {
  struct sigaction now {};
  if (::sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) ::signal(SIGPIPE, SIG_IGN);
}

/// The whole program path, because execve doesn't search, and execvpe may allocate after fork.
std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");
  std::string_view rest = path ? path : "/usr/local/bin:/usr/bin:/bin";
  while (!rest.empty()) {
    const auto end = rest.find(':');
    const auto candidate = std::string(rest.substr(0, end)) + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  fail(ENOENT, "program " + name + " is not in PATH");
}

}  // namespace

std::string Exit::to_string() const {
  if (signal != 0) return fmt::format("killed by signal {} ({})", signal, ::strsignal(signal));
  return fmt::format("exit code {}", code);
}

class Child::Impl : public std::enable_shared_from_this<Child::Impl> {
 public:
  Impl(asio::any_io_executor executor, SpawnOptions options)
      : executor_(executor),
        options_(std::move(options)),
        stdin_(executor),
        stdout_(executor),
        stderr_(executor),
        pidfd_(executor),
        ended_(executor, asio::steady_timer::time_point::max()) {
    spawn();
  }

  void start() {
    // Both take errors as codes; what could still be thrown (no memory, a throwing on_stderr) must not pass silently.
    const auto must_not_fail = [](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);
    };
    asio::co_spawn(executor_, watch(shared_from_this()), must_not_fail);
    if (options_.on_stderr) asio::co_spawn(executor_, pump_stderr(shared_from_this()), must_not_fail);
  }

  void abandon() noexcept {
    options_.on_stderr = nullptr;
    if (!exit_) {
      signal_group(SIGKILL);
      reap(0);
    }
    // What is left of the group (a browser's renderers) must not outlive its leader.
    ::kill(-pid_, SIGKILL);
    boost::system::error_code ignored;
    for (auto* pipe : {&stdin_, &stdout_, &stderr_}) pipe->close(ignored);
    pidfd_.close(ignored);
    ended_.cancel();
  }

  void signal_group(int signal) noexcept {
    if (!exit_) ::kill(-pid_, signal);
  }

  void close_input() noexcept {
    boost::system::error_code ignored;
    stdin_.close(ignored);
  }

  void close_pipes() noexcept {
    boost::system::error_code ignored;
    stdin_.close(ignored);
    stdout_.close(ignored);
  }

  asio::awaitable<std::optional<std::string>> read_line() {
    auto self = shared_from_this();
    for (;;) {
      const auto end = buffer_.find('\n', scanned_);
      if (end != std::string::npos) {
        std::string line = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        scanned_ = 0;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        co_return line;
      }
      scanned_ = buffer_.size();
      if (buffer_.size() > options_.max_line_bytes)
        throw LineTooLong(
            fmt::format("{} wrote a line of more than {} bytes", options_.argv[0], options_.max_line_bytes));
      std::array<char, 64 * 1024> chunk;
      boost::system::error_code error;
      const auto count =
          co_await stdout_.async_read_some(asio::buffer(chunk), asio::redirect_error(asio::use_awaitable, error));
      buffer_.append(chunk.data(), count);
      if (error == asio::error::eof) {
        if (buffer_.empty()) co_return std::nullopt;
        scanned_ = 0;
        co_return std::exchange(buffer_, std::string());
      }
      if (error) throw boost::system::system_error(error, "read from " + options_.argv[0]);
    }
  }

  asio::awaitable<std::string> read_some() {
    auto self = shared_from_this();
    std::string chunk(64 * 1024, '\0');
    boost::system::error_code error;
    const auto count =
        co_await stdout_.async_read_some(asio::buffer(chunk), asio::redirect_error(asio::use_awaitable, error));
    chunk.resize(count);
    if (error && error != asio::error::eof) throw boost::system::system_error(error, "read from " + options_.argv[0]);
    co_return chunk;
  }

  asio::awaitable<void> write(std::string bytes) {
    auto self = shared_from_this();
    boost::system::error_code error;
    co_await asio::async_write(stdin_, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
    if (error) throw boost::system::system_error(error, "write to " + options_.argv[0]);
  }

  asio::awaitable<Exit> wait() {
    auto self = shared_from_this();
    while (!exit_) {
      boost::system::error_code error;
      co_await ended_.async_wait(asio::redirect_error(asio::use_awaitable, error));
      const auto state = co_await asio::this_coro::cancellation_state;
      if (!exit_ && state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted, "wait for " + options_.argv[0]);
    }
    co_return *exit_;
  }

  asio::awaitable<Exit> terminate(std::chrono::milliseconds grace) {
    auto self = shared_from_this();
    signal_group(SIGTERM);
    asio::steady_timer deadline(executor_, grace);
    deadline.async_wait([self](boost::system::error_code error) {
      if (!error) self->signal_group(SIGKILL);
    });
    const auto exit = co_await wait();
    ::kill(-pid_, SIGKILL);
    co_return exit;
  }

  pid_t pid() const noexcept { return pid_; }
  bool running() const noexcept { return !exit_; }

 private:
  void spawn() {
    if (options_.argv.empty()) throw std::invalid_argument("argv is empty");
    ignore_broken_pipes();
    const auto program = find_program(options_.argv[0]);
    auto arguments = options_.argv;
    auto variables = merged_environment(options_.environment, !options_.confinement);
    const auto argv = pointers(arguments);
    const auto envp = pointers(variables);
    auto [in_read, in_write] = make_pipe();
    auto [out_read, out_write] = make_pipe();
    auto [err_read, err_write] = make_pipe();
    auto [failure_read, failure_write] = make_pipe();
    Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    const int error_output = options_.on_stderr ? err_write.get() : null.get();
    const pid_t parent = ::getpid();

    pid_ = ::fork();
    if (pid_ < 0) fail(errno, "fork");
    if (pid_ == 0) {
      // Only async-signal-safe calls from here to execve.
      ::setpgid(0, 0);
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      sigset_t none;
      ::sigemptyset(&none);
      ::sigprocmask(SIG_SETMASK, &none, nullptr);
      ::signal(SIGPIPE, SIG_DFL);
      const bool ready = ::getppid() == parent && ::dup2(in_read.get(), 0) == 0 && ::dup2(out_write.get(), 1) == 1 &&
                         ::dup2(error_output, 2) == 2 &&
                         (options_.directory.empty() || ::chdir(options_.directory.c_str()) == 0) &&
                         (!options_.confinement || confine(*options_.confinement));
      if (ready) ::execve(program.c_str(), argv.data(), envp.data());
      const int error = errno;
      [[maybe_unused]] const auto sent = ::write(failure_write.get(), &error, sizeof error);
      ::_exit(127);
    }
    ::setpgid(pid_, pid_);
    failure_write.reset();
    int error = 0;
    if (::read(failure_read.get(), &error, sizeof error) == sizeof error) {
      ::waitpid(pid_, nullptr, 0);
      fail(error, "start " + program + (options_.directory.empty() ? "" : " in " + options_.directory));
    }
    Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (pidfd.get() < 0) {
      error = errno;
      ::kill(-pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
      fail(error, "pidfd_open");
    }
    stdin_.assign(in_write.release());
    stdout_.assign(out_read.release());
    stderr_.assign(err_read.release());
    pidfd_.assign(pidfd.release());
  }

  void reap(int options) noexcept {
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | options) != 0 || info.si_pid == 0) return;
    Exit exit;
    if (info.si_code == CLD_EXITED)
      exit.code = info.si_status;
    else
      exit.signal = info.si_status;
    exit_ = exit;
  }

  static asio::awaitable<void> watch(std::shared_ptr<Impl> self) {
    while (!self->exit_ && self->pidfd_.is_open()) {
      boost::system::error_code error;
      co_await self->pidfd_.async_wait(asio::posix::stream_descriptor::wait_read,
                                       asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return;
      self->reap(WNOHANG);
    }
    self->ended_.cancel();
  }

  static asio::awaitable<void> pump_stderr(std::shared_ptr<Impl> self) {
    std::string text;
    std::array<char, 4096> chunk;
    for (;;) {
      boost::system::error_code error;
      const auto count =
          co_await self->stderr_.async_read_some(asio::buffer(chunk), asio::redirect_error(asio::use_awaitable, error));
      text.append(chunk.data(), count);
      for (auto end = text.find('\n');
           end != std::string::npos || text.size() > kMaxStderrLine || (error && !text.empty());
           end = text.find('\n')) {
        const auto length = std::min({end, kMaxStderrLine, text.size()});
        if (self->options_.on_stderr) self->options_.on_stderr(std::string_view(text).substr(0, length));
        text.erase(0, length == end ? length + 1 : length);
      }
      if (error) co_return;
    }
  }

  asio::any_io_executor executor_;
  SpawnOptions options_;
  asio::posix::stream_descriptor stdin_;
  asio::posix::stream_descriptor stdout_;
  asio::posix::stream_descriptor stderr_;
  asio::posix::stream_descriptor pidfd_;
  asio::steady_timer ended_;
  pid_t pid_ = -1;
  std::optional<Exit> exit_;
  std::string buffer_;
  std::size_t scanned_ = 0;
};

Child::Child(asio::any_io_executor executor, SpawnOptions options)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(options))) {
  impl_->start();
}
Child::~Child() {
  impl_->abandon();
}
pid_t Child::pid() const noexcept {
  return impl_->pid();
}
bool Child::running() const noexcept {
  return impl_->running();
}
asio::awaitable<std::optional<std::string>> Child::read_line() {
  return impl_->read_line();
}
asio::awaitable<std::string> Child::read_some() {
  return impl_->read_some();
}
asio::awaitable<void> Child::write(std::string bytes) {
  return impl_->write(std::move(bytes));
}
asio::awaitable<Exit> Child::wait() {
  return impl_->wait();
}
asio::awaitable<Exit> Child::terminate(std::chrono::milliseconds grace) {
  return impl_->terminate(grace);
}
void Child::signal_group(int signal) noexcept {
  impl_->signal_group(signal);
}
void Child::close_input() noexcept {
  impl_->close_input();
}

void Child::close_pipes() noexcept {
  impl_->close_pipes();
}

}  // namespace jobswipe::process
