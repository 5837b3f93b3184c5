#include "io/redis/connection.hpp"

#include <fmt/core.h>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace jobswipe::redis {

/// A place in the line: so many replies, then somebody goes on.
struct Connection::Waiter {
  virtual ~Waiter() = default;
  /// Lets the caller go on, once; later calls do nothing.
  virtual void finish(std::exception_ptr error) = 0;

  std::size_t expected = 1;
  std::size_t received = 0;
  Replies replies;
  Steady::time_point deadline;
  std::string_view what;
  bool done = false;
};

/// The watchdog's own PING.
struct Connection::PingWaiter final : Waiter {
  void finish(std::exception_ptr) override { done = true; }
};

template <class Handler>
struct Connection::HandlerWaiter final : Waiter {
  HandlerWaiter(Handler h, const asio::any_io_executor& fallback)
      : handler(std::move(h)), work(asio::make_work_guard(asio::get_associated_executor(handler, fallback))) {}

  void finish(std::exception_ptr error) override {
    if (done) return;
    done = true;
    auto executor = work.get_executor();
    // Posted, never called here: the caller may destroy the client.
    asio::post(executor, [h = std::move(handler), error, result = std::move(replies)]() mutable {
      std::move(h)(error, std::move(result));
    });
    work.reset();
  }

  Handler handler;
  asio::executor_work_guard<asio::associated_executor_t<Handler, asio::any_io_executor>> work;
};

Connection::Connection(asio::any_io_executor executor, Config config)
    : ready_(executor), idle_(executor), config_(std::move(config)) {}

std::shared_ptr<Connection> Connection::open(asio::any_io_executor executor, Config config) {
  const std::shared_ptr<Connection> connection(new Connection(executor, config));
  connection->link_ = std::make_shared<Link>(executor, std::move(config), connection->weak_from_this());
  connection->link_->start();
  return connection;
}

asio::awaitable<Connection::Replies> Connection::run(const std::vector<Command>& commands,
                                                     std::chrono::milliseconds timeout) {
  const auto self = shared_from_this();
  if (commands.empty()) co_return Replies();
  check(commands.size());
  auto initiate = [this, &commands, timeout](auto handler) {
    using Handler = std::decay_t<decltype(handler)>;
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto waiter = std::make_shared<HandlerWaiter<Handler>>(std::move(handler), link_->executor());
    if (slot.is_connected()) {
      slot.assign([weak = std::weak_ptr<Waiter>(waiter)](asio::cancellation_type type) mutable {
        if ((type & asio::cancellation_type::terminal) == asio::cancellation_type::none) return;
        if (const auto kept = weak.lock())
          kept->finish(std::make_exception_ptr(boost::system::system_error(asio::error::operation_aborted)));
      });
    }
    enqueue(std::move(waiter), commands, timeout);
  };
  co_return co_await asio::async_initiate<decltype(asio::use_awaitable), void(std::exception_ptr, Replies)>(
      std::move(initiate), asio::use_awaitable);
}

asio::awaitable<void> Connection::wait_ready(std::chrono::milliseconds deadline) {
  const auto self = shared_from_this();
  const auto until = Steady::now() + deadline;
  while (!link_->is_up()) {
    if (closed_ || Steady::now() >= until) throw Unavailable(why());
    co_await ready_.wait_until(until);
  }
}

asio::awaitable<void> Connection::wait_idle(Steady::time_point until) {
  const auto self = shared_from_this();
  while (!line_.empty() && Steady::now() < until) co_await idle_.wait_until(until);
}

void Connection::stop() {
  if (closed_) return;
  closed_ = true;
  link_->stop();
  fail_all("the Redis client was closed");
  ready_.announce();
}

std::string Connection::why() const {
  if (closed_) return "the Redis client was closed";
  return link_->last_failure().empty() ? "Redis is not connected yet" : link_->last_failure();
}

void Connection::up() {
  ready_.announce();
  last_activity_ = Steady::now();
}

void Connection::down(const std::string& reason) {
  fail_all(reason);
}

void Connection::received(Reply reply) {
  last_activity_ = Steady::now();
  if (line_.empty()) {
    link_->reset("a reply that nobody asked for");
    return;
  }
  // A master that was demoted goes on answering; its address, or a sentinel, may lead to the new one.
  const bool demoted = reply.is_error() && reply.text.starts_with("READONLY");
  const auto waiter = line_.front();
  if (!waiter->done) waiter->replies.push_back(std::move(reply));
  --in_flight_;
  if (++waiter->received == waiter->expected) {
    line_.pop_front();
    waiter->finish(nullptr);
    if (line_.empty()) idle_.announce();
  }
  if (demoted) link_->reset("it has become a replica, which takes no writes");
}

void Connection::tick(Steady::time_point now) {
  if (!line_.empty()) {
    const Waiter& first = *line_.front();
    if (now > first.deadline) link_->reset(fmt::format("no answer to {} in time", first.what));
    return;
  }
  if (now - last_activity_ < config_.ping_interval) return;
  const std::vector<Command> ping{Command{"PING"}};
  enqueue(std::make_shared<PingWaiter>(), ping, config_.command_timeout);
}

void Connection::check(std::size_t count) const {
  if (!healthy()) throw Unavailable(why());
  if (in_flight_ + count > config_.max_in_flight)
    throw Unavailable(fmt::format("{} commands wait for Redis already", in_flight_));
}

void Connection::enqueue(std::shared_ptr<Waiter> waiter, const std::vector<Command>& commands,
                         std::chrono::milliseconds timeout) {
  waiter->expected = commands.size();
  waiter->replies.reserve(commands.size());
  waiter->deadline = Steady::now() + timeout;
  waiter->what = commands.size() == 1 ? "a command" : "a pipeline";
  in_flight_ += commands.size();
  line_.push_back(std::move(waiter));
  for (const Command& args : commands) link_->send(args);
}

void Connection::fail_all(const std::string& reason) {
  auto line = std::move(line_);
  line_.clear();
  in_flight_ = 0;
  for (const auto& waiter : line) waiter->finish(std::make_exception_ptr(Unavailable(reason)));
  idle_.announce();
}

}  // namespace jobswipe::redis
