#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "io/redis/config.hpp"
#include "io/redis/parser.hpp"

namespace jobswipe::redis {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;

/// Who uses a Link. Called on the link's executor, never from inside a call into the link.
class LinkOwner {
 public:
  virtual ~LinkOwner() = default;
  virtual void up() = 0;                             ///< connected and authenticated; nothing is in flight
  virtual void down(const std::string& reason) = 0;  ///< the connection is gone, with all that was sent on it
  virtual void received(Reply reply) = 0;
  virtual void tick(Steady::time_point now) = 0;  ///< a few times a second while up, but not right after a stall
};

/// One connection that is kept up: connects, greets (HELLO 2, AUTH, SELECT), and after a loss connects again with
/// jittered, growing pauses. It writes what is queued in one go per turn of the executor, which pipelines by itself.
/// Behind sentinels it asks one of them where the master is before each try, and makes sure that it found a master
/// (redis.io, "Sentinel client spec"). Not thread-safe: one executor's thread.
class Link : public std::enable_shared_from_this<Link> {
 public:
  Link(asio::any_io_executor executor, Config config, std::weak_ptr<LinkOwner> owner);

  void start();
  /// Queues a command; only while up.
  void send(std::span<const std::string> args);
  /// Breaks the connection; the owner hears of it in a later turn. Then it connects again.
  void reset(std::string reason);
  /// Closes for good; the owner is told nothing more.
  void stop();

  bool is_up() const noexcept { return up_ && reason_.empty(); }
  /// Why the last connection, or try of one, ended; empty before the first.
  const std::string& last_failure() const noexcept { return last_failure_; }
  /// The node that it speaks with, or last tried.
  const Endpoint& endpoint() const noexcept { return endpoint_; }
  const Config& config() const noexcept { return config_; }
  asio::any_io_executor executor() const { return executor_; }

 private:
  asio::awaitable<void> run();
  asio::awaitable<void> attempt(Endpoint endpoint);
  asio::awaitable<void> connect(Endpoint endpoint);
  asio::awaitable<Endpoint> ask_sentinel(Endpoint sentinel);
  asio::awaitable<void> greet();
  asio::awaitable<Reply> read_reply();
  asio::awaitable<void> read();
  void arm_tick();
  void arm_deadline();
  void flush();
  void close_socket();
  std::chrono::milliseconds next_pause();

  asio::any_io_executor executor_;
  Config config_;
  std::weak_ptr<LinkOwner> owner_;
  asio::generic::stream_protocol::socket socket_;
  asio::steady_timer pause_, tick_, deadline_;
  std::unique_ptr<Parser> parser_;
  std::vector<char> buffer_;
  std::string outgoing_;
  std::string reason_;  // why reset() closed the socket, for the reader that wakes from it
  Endpoint endpoint_;
  std::string where_, last_failure_;
  Steady::time_point up_since_{};
  std::uint64_t generation_ = 0;
  bool up_ = false, writing_ = false, flush_posted_ = false, stopped_ = false, late_ = false;
  int failures_ = 0;
  std::minstd_rand random_;
};

}  // namespace jobswipe::redis
