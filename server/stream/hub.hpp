#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "core/base/id.hpp"
#include "server/gateway/gateway.hpp"

namespace jobswipe::stream {

namespace asio = boost::asio;

/// Says whether a session was logged out or its device revoked. Implemented by server/identity; asked about every
/// session each second, so it must answer from memory.
class SessionGuard {
 public:
  virtual ~SessionGuard() = default;
  virtual bool revoked(const gateway::Caller& caller) = 0;
};

/// Who waits for news of one person's log. Called on the hub's thread; must not block or throw.
class Listener {
 public:
  virtual ~Listener() = default;
  /// The log may have grown: read it.
  virtual void woken() = 0;
  /// About once a second.
  virtual void tick(std::chrono::steady_clock::time_point now) = 0;
  /// The session has ended (logout, revocation).
  virtual void session_ended() = 0;
  /// The node stops.
  virtual void drained() = 0;
  /// The last seq that it has read: rows above it are news.
  virtual std::int64_t position() const noexcept = 0;
  virtual const gateway::Caller& caller() const noexcept = 0;

 private:
  friend class Hub;
  std::size_t sweep_index_ = 0;
};

/// Wake-ups by person, for one thread. A wake-up carries no data: it makes readers look at the log, so a wake-up too
/// many costs a read and one too few costs at most a poll interval.
class Hub {
 public:
  explicit Hub(asio::any_io_executor executor, SessionGuard* guard = nullptr);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  /// The person's log has grown. From the hub's thread; other threads post.
  void wake(base::UserId user);
  /// Ends the session's readers on this thread.
  void end_session(base::Uuid session);
  /// Wakes all for the last time; whoever comes later is told at once.
  void drain();
  bool draining() const noexcept { return draining_; }

  /// For a fan-out between nodes: called when the first listener of a person comes and when the last one goes.
  void on_first_subscriber(std::function<void(base::UserId)> callback) { on_first_ = std::move(callback); }
  void on_last_subscriber(std::function<void(base::UserId)> callback) { on_last_ = std::move(callback); }

  /// A listener must be removed before it dies.
  void add(Listener& listener);
  void remove(Listener& listener);

  /// People with listeners here.
  std::vector<base::UserId> users() const;
  /// Wakes those of the person's listeners that have not read up to `seq`.
  void log_reaches(base::UserId user, std::int64_t seq);
  std::size_t listeners() const noexcept { return all_.size(); }

 private:
  void sweep();
  void arm();

  asio::steady_timer timer_;
  SessionGuard* guard_;
  std::unordered_map<base::UserId, std::vector<Listener*>> by_user_;
  std::vector<Listener*> all_;
  std::size_t cursor_ = 0;
  std::function<void(base::UserId)> on_first_, on_last_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  bool draining_ = false;
};

/// A coroutine's ear at the hub: wakes between two waits are not lost.
class Subscription final : public Listener {
 public:
  enum class Wake { news, timeout, session_ended, drained, cancelled };

  Subscription(asio::any_io_executor executor, Hub& hub, gateway::Caller caller);
  ~Subscription() override;
  /// One wait at a time. `cancelled` only after `cancel`.
  asio::awaitable<Wake> wait(std::chrono::steady_clock::duration timeout);
  /// Ends this and every later wait.
  void cancel();
  void set_position(std::int64_t seq) noexcept { position_ = seq; }

  void woken() override;
  void tick(std::chrono::steady_clock::time_point) override {}
  void session_ended() override;
  void drained() override;
  std::int64_t position() const noexcept override { return position_; }
  const gateway::Caller& caller() const noexcept override { return caller_; }

 private:
  void ring();

  Hub& hub_;
  gateway::Caller caller_;
  asio::steady_timer timer_;
  std::int64_t position_ = 0;
  bool news_ = false, ended_ = false, drained_ = false, cancelled_ = false;
};

}  // namespace jobswipe::stream
