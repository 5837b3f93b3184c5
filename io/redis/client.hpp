#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "io/redis/config.hpp"
#include "io/redis/reply.hpp"
#include "io/redis/script.hpp"

namespace jobswipe::redis {

namespace asio = boost::asio;
/// One run of a script. `args` starts with the script's keys. The script must outlive the call.
struct Invocation {
  const Script* script;
  std::vector<std::string> args;
};

/// One connection to Redis for ordinary commands, shared by many coroutines of one thread: what they send in one turn
/// goes out together, and answers are handed out in order. The connection is watched by PING and opened again by
/// itself; while it is down every call throws Unavailable at once, so nothing queues without bound. A call that is
/// cancelled leaves its place in the line, whose answer is dropped.
///
/// On a cluster it follows MOVED and ASK to the node that serves the keys, and goes back to the URL's hosts when that
/// one is gone. All keys that go through one client should lie in one slot: each change of slot costs a redirection.
///
/// Blocking commands (BZPOPMIN) need a Client of their own, subscriptions a Subscriber. Use from the executor's thread
/// only.
class Client {
 public:
  Client(asio::any_io_executor executor, Config config);
  ~Client();  ///< what still waits gets Unavailable
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Runs one command. Throws Unavailable, or Error when Redis answers with one.
  asio::awaitable<Reply> command(Command args);
  /// The same with a deadline of its own, in place of Config::command_timeout: for a blocking command. When it passes,
  /// the connection counts as lost.
  asio::awaitable<Reply> command(Command args, std::chrono::milliseconds deadline);
  /// Runs commands in one go; the replies stand in the same order and may be errors. Not a transaction.
  asio::awaitable<std::vector<Reply>> pipeline(std::vector<Command> commands);
  /// Runs a script by its digest, loading it when Redis does not have it. Throws as `command` does.
  asio::awaitable<Reply> eval(const Script& script, std::vector<std::string> args);
  /// Runs scripts in one go, loading those that Redis does not have; replies as in `pipeline`. Those that had to be
  /// loaded first run after the others.
  asio::awaitable<std::vector<Reply>> eval_all(std::vector<Invocation> invocations);

  bool healthy() const noexcept;
  /// Why the connection is down; empty when it is up or was never tried.
  std::string failure() const;
  /// Waits until connected. Throws Unavailable with the reason after `deadline`.
  asio::awaitable<void> wait_ready(std::chrono::milliseconds deadline);
  /// Lets what is in flight end, for at most `deadline`, then closes for good.
  asio::awaitable<void> close(std::chrono::milliseconds deadline);

  const Config& config() const noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::redis
