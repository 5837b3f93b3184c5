#include "io/redis/client.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>

#include "io/redis/connection.hpp"
#include "io/redis/redirect.hpp"

namespace jobswipe::redis {
namespace {

using Replies = std::vector<Reply>;

constexpr int kRedirections = 8;  // of one call; a cluster at rest needs one
constexpr std::chrono::milliseconds kPauseWhileMoving{50};

std::string key_of(const Endpoint& endpoint) {
  return fmt::format("{}:{}", endpoint.host, endpoint.port);
}

bool try_again(const Reply& reply) {
  return reply.is_error() && reply.text.starts_with("TRYAGAIN");
}

}  // namespace

/// Speaks with the node that serves our keys' slot: the first that answers, until a redirection names another.
class Client::Impl final : public std::enable_shared_from_this<Client::Impl> {
 public:
  Impl(asio::any_io_executor executor, Config config)
      : executor_(executor),
        config_(std::move(config)),
        first_(Connection::open(executor, config_)),
        serving_(first_) {}

  void stop() {
    closed_ = true;
    first_->stop();
    for (const auto& [key, node] : nodes_) node->stop();
  }

  /// `commands` are written out before the first suspension and must live until it ends: in the awaiting frame.
  asio::awaitable<Replies> run(const std::vector<Command>& commands, std::chrono::milliseconds timeout) {
    const auto self = shared_from_this();
    if (closed_) throw Unavailable(why());
    const auto until = Steady::now() + timeout;
    const auto connection = serving();
    Replies replies = co_await connection->run(commands, timeout);
    std::vector<std::size_t> left = unserved(replies);
    auto from = connection;
    for (int hop = 0; !left.empty() && hop < kRedirections && Steady::now() < until; ++hop) {
      const std::optional<Redirect> redirect = parse_redirect(replies[left.front()], from->endpoint());
      if (!redirect && !try_again(replies[left.front()])) break;
      auto to = from;
      if (redirect) to = co_await node(redirect->to);
      if (!redirect) co_await pause();
      if (closed_) throw Unavailable(why());
      const bool ask = redirect && redirect->ask;
      std::vector<Command> again;
      for (const std::size_t i : left) {
        if (ask) again.push_back(Command(1, "ASKING"));
        again.push_back(commands[i]);
      }
      Replies second = co_await to->run(again, timeout);
      const std::size_t step = ask ? 2 : 1;
      for (std::size_t n = 0; n < left.size(); ++n) replies[left[n]] = std::move(second[n * step + step - 1]);
      if (redirect && !redirect->ask) serve_from(to);
      left = unserved(replies);
      from = std::move(to);
    }
    co_return replies;
  }

  asio::awaitable<void> wait_ready(std::chrono::milliseconds deadline) {
    const auto self = shared_from_this();
    if (closed_) throw Unavailable(why());
    co_await first_->wait_ready(deadline);
  }

  asio::awaitable<void> close(std::chrono::milliseconds deadline) {
    const auto self = shared_from_this();
    closed_ = true;
    const auto until = Steady::now() + deadline;
    co_await first_->wait_idle(until);
    if (serving_ != first_) co_await serving_->wait_idle(until);
    stop();
  }

  bool healthy() const noexcept { return !closed_ && (serving_->healthy() || first_->healthy()); }
  std::string why() const { return closed_ ? "the Redis client was closed" : first_->why(); }
  const Config& config() const noexcept { return config_; }

 private:
  /// Of a call whose keys lie in one slot either all or none are redirected, but a slot may move in the middle.
  static std::vector<std::size_t> unserved(const Replies& replies) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < replies.size(); ++i)
      if (replies[i].is_error() &&
          (replies[i].text.starts_with("MOVED ") || replies[i].text.starts_with("ASK ") || try_again(replies[i])))
        result.push_back(i);
    return result;
  }

  std::shared_ptr<Connection> serving() {
    // Whoever else answers knows where the slot is now.
    if (!serving_->healthy() && first_->healthy()) serving_ = first_;
    return serving_;
  }

  /// The connection to that node, opened when there is none.
  asio::awaitable<std::shared_ptr<Connection>> node(Endpoint endpoint) {
    if (first_->healthy() && first_->endpoint() == endpoint) co_return first_;
    std::shared_ptr<Connection>& place = nodes_[key_of(endpoint)];
    if (!place) {
      Config config = config_;
      config.endpoints.assign(1, endpoint);
      place = Connection::open(executor_, std::move(config));
    }
    const std::shared_ptr<Connection> connection = place;
    // One that is known to be gone is not waited for: it comes back by itself, or the cluster names another.
    if (!connection->healthy() && connection->has_failed()) throw Unavailable(connection->why());
    co_await connection->wait_ready(config_.connect_timeout);
    co_return connection;
  }

  void serve_from(std::shared_ptr<Connection> connection) {
    serving_ = std::move(connection);
    for (auto it = nodes_.begin(); it != nodes_.end();) {
      const bool kept = it->second == serving_ || !it->second->idle();
      if (!kept) it->second->stop();
      it = kept ? std::next(it) : nodes_.erase(it);
    }
  }

  asio::awaitable<void> pause() {
    asio::steady_timer timer(executor_, kPauseWhileMoving);
    co_await timer.async_wait(asio::use_awaitable);
  }

  asio::any_io_executor executor_;
  Config config_;
  std::shared_ptr<Connection> first_;                         // to any of the URL's hosts
  std::shared_ptr<Connection> serving_;                       // to the node that served last; may be first_
  std::map<std::string, std::shared_ptr<Connection>> nodes_;  // those that redirections named
  bool closed_ = false;
};

Client::Client(asio::any_io_executor executor, Config config)
    : impl_(std::make_shared<Impl>(executor, std::move(config))) {}

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
  Replies replies = co_await impl->run(commands, timeout);
  // After SCRIPT FLUSH, a restart, or on another node Redis does not know the scripts; the first of each then brings
  // its text along. A cluster may send the second try to yet another node.
  for (int round = 0; round < kRedirections; ++round) {
    std::vector<std::size_t> again;
    std::vector<Command> retry;
    std::vector<const Script*> loaded;
    for (std::size_t i = 0; i < replies.size(); ++i) {
      if (!replies[i].is_error() || !replies[i].text.starts_with("NOSCRIPT")) continue;
      const Script* script = invocations[i].script;
      again.push_back(i);
      retry.push_back(commands[i]);
      if (std::find(loaded.begin(), loaded.end(), script) != loaded.end()) continue;
      loaded.push_back(script);
      retry.back()[0] = "EVAL";
      retry.back()[1] = script->text();
    }
    if (again.empty()) break;
    Replies second = co_await impl->run(retry, timeout);
    for (std::size_t i = 0; i < again.size(); ++i) replies[again[i]] = std::move(second[i]);
  }
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
