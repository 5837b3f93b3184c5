#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "io/loop/waiters.hpp"
#include "io/redis/link.hpp"

namespace jobswipe::redis {

/// One node's connection for ordinary commands: a Link, and the line of those who wait for its answers. Watched by PING
/// while idle and by deadlines while not. Belongs to a Client; one executor's thread.
class Connection final : public LinkOwner, public std::enable_shared_from_this<Connection> {
 public:
  using Replies = std::vector<Reply>;

  /// Makes one and starts to connect.
  static std::shared_ptr<Connection> open(asio::any_io_executor executor, Config config);

  /// Sends `commands` in one go, before the first suspension. They must live until it ends. Throws Unavailable when it
  /// is down, has too much in flight, or breaks.
  asio::awaitable<Replies> run(const std::vector<Command>& commands, std::chrono::milliseconds timeout);
  /// Waits until connected. Throws Unavailable with the reason after `deadline`, or once stopped.
  asio::awaitable<void> wait_ready(std::chrono::milliseconds deadline);
  /// Waits until nothing is in flight, at most until then.
  asio::awaitable<void> wait_idle(Steady::time_point until);
  /// Closes for good; what is in flight ends with Unavailable.
  void stop();

  bool healthy() const noexcept { return !closed_ && link_->is_up(); }
  bool idle() const noexcept { return line_.empty(); }
  /// True once a connection, or a try of one, has failed.
  bool has_failed() const noexcept { return !link_->last_failure().empty(); }
  std::string why() const;
  /// The node that it speaks with, or last tried.
  const Endpoint& endpoint() const noexcept { return link_->endpoint(); }

  void up() override;
  void down(const std::string& reason) override;
  void received(Reply reply) override;
  void tick(Steady::time_point now) override;

 private:
  struct Waiter;
  struct PingWaiter;
  template <class Handler>
  struct HandlerWaiter;

  Connection(asio::any_io_executor executor, Config config);
  void check(std::size_t count) const;
  void enqueue(std::shared_ptr<Waiter> waiter, const std::vector<Command>& commands, std::chrono::milliseconds timeout);
  void fail_all(const std::string& reason);

  loop::Waiters ready_, idle_;
  Config config_;
  std::shared_ptr<Link> link_;
  std::deque<std::shared_ptr<Waiter>> line_;
  std::size_t in_flight_ = 0;
  Steady::time_point last_activity_{};
  bool closed_ = false;
};

}  // namespace jobswipe::redis
