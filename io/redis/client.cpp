#include "io/redis/client.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "io/redis/link.hpp"

namespace jobswipe::redis {
namespace {

using Replies = std::vector<Reply>;

/// A place in the line: so many replies, then somebody goes on.
struct Waiter {
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
struct PingWaiter final : Waiter {
  void finish(std::exception_ptr) override { done = true; }
};

template <class Handler>
struct HandlerWaiter final : Waiter {
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

}  // namespace

class Client::Impl final : public LinkOwner, public std::enable_shared_from_this<Client::Impl> {
 public:
  Impl(asio::any_io_executor executor, Config config) : ready_(executor), idle_(executor), config_(std::move(config)) {
    ready_.expires_at(Steady::time_point::max());
    idle_.expires_at(Steady::time_point::max());
  }

  void start(asio::any_io_executor executor) {
    link_ = std::make_shared<Link>(executor, config_, weak_from_this());
    link_->start();
  }

  void stop() {
    closed_ = true;
    link_->stop();
    fail_all("the Redis client was closed");
    ready_.cancel();
  }

  /// `commands` are written out before the first suspension and must live until then: in the awaiting frame.
  asio::awaitable<Replies> run(const std::vector<Command>& commands, std::chrono::milliseconds timeout) {
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

  void up() override {
    ready_.cancel();
    last_activity_ = Steady::now();
  }

  void down(const std::string& reason) override { fail_all(reason); }

  void received(Reply reply) override {
    last_activity_ = Steady::now();
    if (line_.empty()) {
      link_->reset("a reply that nobody asked for");
      return;
    }
    const auto waiter = line_.front();
    if (!waiter->done) waiter->replies.push_back(std::move(reply));
    --in_flight_;
    if (++waiter->received < waiter->expected) return;
    line_.pop_front();
    waiter->finish(nullptr);
    if (line_.empty()) idle_.cancel();
  }

  void tick(Steady::time_point now) override {
    if (!line_.empty()) {
      const Waiter& first = *line_.front();
      if (now > first.deadline) link_->reset(fmt::format("no answer to {} in time", first.what));
      return;
    }
    if (now - last_activity_ < config_.ping_interval) return;
    const std::vector<Command> ping{Command{"PING"}};
    enqueue(std::make_shared<PingWaiter>(), ping, config_.command_timeout);
  }

  asio::awaitable<void> wait_ready(std::chrono::milliseconds deadline) {
    const auto until = Steady::now() + deadline;
    while (!link_->is_up()) {
      if (closed_ || Steady::now() >= until) throw Unavailable(why());
      ready_.expires_at(until);
      co_await quietly(ready_);
    }
  }

  asio::awaitable<void> close(std::chrono::milliseconds deadline) {
    closed_ = true;
    const auto until = Steady::now() + deadline;
    while (!line_.empty() && Steady::now() < until) {
      idle_.expires_at(until);
      co_await quietly(idle_);
    }
    stop();
  }

  bool healthy() const noexcept { return !closed_ && link_->is_up(); }
  std::string why() const {
    if (closed_) return "the Redis client was closed";
    return link_->last_failure().empty() ? "Redis is not connected yet" : link_->last_failure();
  }
  const Config& config() const noexcept { return config_; }

 private:
  static asio::awaitable<void> quietly(asio::steady_timer& timer) {
    try {
      co_await timer.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
      // Cancelled: what was waited for came about, or the caller was cancelled and its next wait throws.
    }
  }

  void check(std::size_t count) const {
    if (!healthy()) throw Unavailable(why());
    if (in_flight_ + count > config_.max_in_flight)
      throw Unavailable(fmt::format("{} commands wait for Redis already", in_flight_));
  }

  void enqueue(std::shared_ptr<Waiter> waiter, const std::vector<Command>& commands,
               std::chrono::milliseconds timeout) {
    waiter->expected = commands.size();
    waiter->replies.reserve(commands.size());
    waiter->deadline = Steady::now() + timeout;
    waiter->what = commands.size() == 1 ? "a command" : "a pipeline";
    in_flight_ += commands.size();
    line_.push_back(std::move(waiter));
    for (const Command& args : commands) link_->send(args);
  }

  void fail_all(const std::string& reason) {
    auto line = std::move(line_);
    line_.clear();
    in_flight_ = 0;
    for (const auto& waiter : line) waiter->finish(std::make_exception_ptr(Unavailable(reason)));
    idle_.cancel();
  }

  asio::steady_timer ready_, idle_;
  Config config_;
  std::shared_ptr<Link> link_;
  std::deque<std::shared_ptr<Waiter>> line_;
  std::size_t in_flight_ = 0;
  Steady::time_point last_activity_{};
  bool closed_ = false;
};

Client::Client(asio::any_io_executor executor, Config config)
    : impl_(std::make_shared<Impl>(executor, std::move(config))) {
  impl_->start(executor);
}

Client::~Client() {
  impl_->stop();
}

asio::awaitable<Reply> Client::command(Command args) {
  return command(std::move(args), impl_->config().command_timeout);
}

asio::awaitable<Reply> Client::command(Command args, std::chrono::milliseconds deadline) {
  const auto impl = impl_;
  std::vector<Command> commands;
  commands.push_back(std::move(args));
  Replies replies = co_await impl->run(commands, deadline);
  throw_if_error(replies.front());
  co_return std::move(replies.front());
}

asio::awaitable<Replies> Client::pipeline(std::vector<Command> commands) {
  const auto impl = impl_;
  co_return co_await impl->run(commands, impl->config().command_timeout);
}

asio::awaitable<Reply> Client::eval(const Script& script, std::vector<std::string> args) {
  std::vector<Invocation> invocations;
  invocations.push_back(Invocation{&script, std::move(args)});
  Replies replies = co_await eval_all(std::move(invocations));
  throw_if_error(replies.front());
  co_return std::move(replies.front());
}

asio::awaitable<Replies> Client::eval_all(std::vector<Invocation> invocations) {
  const auto impl = impl_;
  const auto timeout = impl->config().command_timeout;
  std::vector<Command> commands;
  commands.reserve(invocations.size());
  for (Invocation& invocation : invocations) {
    Command& command = commands.emplace_back();
    command.reserve(invocation.args.size() + 3);
    command.push_back("EVALSHA");
    command.push_back(invocation.script->sha1());
    command.push_back(invocation.script->keys());
    for (std::string& arg : invocation.args) command.push_back(std::move(arg));
  }
  // They stay here in case some must be sent again: after SCRIPT FLUSH or a restart Redis has forgotten the scripts.
  Replies replies = co_await impl->run(commands, timeout);
  std::vector<std::size_t> again;
  std::vector<Command> retry;
  std::vector<const Script*> loaded;
  for (std::size_t i = 0; i < replies.size(); ++i) {
    if (!replies[i].is_error() || !replies[i].text.starts_with("NOSCRIPT")) continue;
    const Script* script = invocations[i].script;
    again.push_back(i);
    if (std::find(loaded.begin(), loaded.end(), script) != loaded.end()) continue;
    loaded.push_back(script);
    retry.push_back(Command{"SCRIPT", "LOAD", script->text()});
  }
  if (again.empty()) co_return replies;
  for (const std::size_t i : again) retry.push_back(std::move(commands[i]));
  Replies second = co_await impl->run(retry, timeout);
  for (std::size_t i = 0; i < loaded.size(); ++i) throw_if_error(second[i]);
  for (std::size_t i = 0; i < again.size(); ++i) replies[again[i]] = std::move(second[loaded.size() + i]);
  co_return replies;
}

bool Client::healthy() const noexcept {
  return impl_->healthy();
}
std::string Client::failure() const {
  return impl_->healthy() ? std::string() : impl_->why();
}

asio::awaitable<void> Client::wait_ready(std::chrono::milliseconds deadline) {
  const auto impl = impl_;
  co_await impl->wait_ready(deadline);
}

asio::awaitable<void> Client::close(std::chrono::milliseconds deadline) {
  const auto impl = impl_;
  co_await impl->close(deadline);
}

const Config& Client::config() const noexcept {
  return impl_->config();
}

}  // namespace jobswipe::redis
