#pragma once

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "io/redis/config.hpp"

namespace jobswipe::redis {

/// For tests: a redis-server of one's own on a unix socket in a fresh folder, to be stopped, killed and started again
/// at will. It persists nothing unless its options say so. Stopped and removed when destroyed. It listens a moment
/// after start() returns, which a Client waits for by itself.
class TestServer {
 public:
  /// `options` come after the ordinary ones and win over them; `file` is the text of a configuration file, if any.
  explicit TestServer(std::vector<std::string> options = {}, std::string file = {})
      : options_(std::move(options)), file_(std::move(file)) {
    std::string pattern = (std::filesystem::temp_directory_path() / "jobswipe-redis-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder for a test's Redis");
    folder_ = pattern;
    start();
  }
  ~TestServer() {
    signal_and_wait(SIGKILL);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  void start() {
    const std::string socket = (folder_ / "redis.sock").string();
    std::filesystem::remove(socket);
    std::vector<std::string> args{"redis-server"};
    if (!file_.empty()) {
      args.push_back((folder_ / "redis.conf").string());
      // A restart finds what the server has written into it.
      if (!std::filesystem::exists(args.back())) std::ofstream(args.back()) << file_;
    } else {
      args.insert(args.end(), {"--save", ""});
    }
    args.insert(args.end(), {"--port", "0", "--unixsocket", socket, "--dir", folder_.string(), "--daemonize", "no",
                             "--logfile", (folder_ / "redis.log").string()});
    args.insert(args.end(), options_.begin(), options_.end());
    std::vector<char*> argv;
    for (std::string& arg : args) argv.push_back(arg.data());
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("fork failed");
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      execvp("redis-server", argv.data());
      _exit(127);
    }
  }
  /// Blocks the thread until a connection is taken.
  void wait_until_it_listens() const {
    const boost::asio::local::stream_protocol::endpoint endpoint((folder_ / "redis.sock").string());
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    boost::system::error_code error;
    do {
      boost::asio::io_context io;
      boost::asio::local::stream_protocol::socket socket(io);
      socket.connect(endpoint, error);
    } while (error && std::chrono::steady_clock::now() < end);
    if (error) throw std::runtime_error("a test's Redis did not start: " + error.message());
  }
  void kill() { signal_and_wait(SIGKILL); }
  /// Ends it in order: with an append-only file, nothing of it is lost.
  void stop() { signal_and_wait(SIGTERM); }
  /// SIGSTOP and SIGCONT: it holds its connections and says nothing.
  void freeze() { ::kill(pid_, SIGSTOP); }
  void thaw() { ::kill(pid_, SIGCONT); }

  std::string url() const { return "unix://" + (folder_ / "redis.sock").string(); }

  /// Impatient, so that a test of failures takes no longer than it must.
  Config config() const {
    Config config = Config::parse(url());
    config.backoff_base = std::chrono::milliseconds(10);
    config.backoff_cap = std::chrono::milliseconds(50);
    return config;
  }

 private:
  void signal_and_wait(int signal) {
    if (pid_ <= 0) return;
    ::kill(pid_, signal);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

  std::vector<std::string> options_;
  std::string file_;
  std::filesystem::path folder_;
  pid_t pid_ = -1;
};

/// For tests: runs a coroutine to its end on `io`, with whatever else lives there, and throws what it throws.
template <class T>
T run_through(boost::asio::io_context& io, boost::asio::awaitable<T> coroutine) {
  auto future = boost::asio::co_spawn(io, std::move(coroutine), boost::asio::use_future);
  io.restart();
  while (future.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
    if (io.run_one() == 0) throw std::logic_error("the coroutine waits for something that nobody will do");
  return future.get();
}

}  // namespace jobswipe::redis
