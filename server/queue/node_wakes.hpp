#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/id.hpp"
#include "io/redis/config.hpp"
#include "io/redis/subscriber.hpp"
#include "server/queue/wake.hpp"

namespace jobswipe::queue {

namespace asio = boost::asio;

/// What the wake buses of one process share: one subscription of `user:wake:{userId}` per person, however many of its
/// cores listen for them, and the way from core to core, which needs no Redis. To be held by a shared_ptr. From any
/// thread, but for `close` and `wait_ready`.
class NodeWakes : public std::enable_shared_from_this<NodeWakes> {
 public:
  using Batch = std::vector<std::pair<base::UserId, Wake>>;
  using Deliver = std::function<void(const Batch&)>;
  using Member = std::uint64_t;

  /// `home` runs the connection to Redis.
  NodeWakes(asio::any_io_executor home, redis::Config config);
  NodeWakes(const NodeWakes&) = delete;
  NodeWakes& operator=(const NodeWakes&) = delete;

  /// Ends the connection, while home lives and once the members' threads have stopped.
  void close();

  /// A core comes: `deliver` is called on `executor` with what others publish for people that it listens for. It must
  /// not throw.
  Member join(asio::any_io_executor executor, Deliver deliver);
  /// On the member's own thread; from then on `deliver` is not called.
  void leave(Member member);
  /// True when the wakes of other processes arrive for that person already; else it is told `unknown` when they do.
  bool listen(Member member, base::UserId user);
  void unlisten(Member member, base::UserId user);
  /// To those other members that listen for these people.
  void spread(Member from, const Batch& batch);

  /// Stands in this process' messages, which Redis brings back to it as well.
  const std::string& origin() const noexcept { return origin_; }
  /// True while wakes of other processes arrive.
  bool healthy() const noexcept;
  /// On home's thread only. Throws redis::Unavailable with the reason after `deadline`.
  asio::awaitable<void> wait_ready(std::chrono::milliseconds deadline);

  static std::string channel(base::UserId user);

 private:
  struct Core {
    asio::any_io_executor executor;
    Deliver deliver;  // empty once it has left
  };
  struct Person {
    std::vector<Member> members;
    std::uint64_t generation = 0;  // of the subscription: words of an earlier one don't count for it
    bool subscribed = false;
  };
  using Parcels = std::unordered_map<std::shared_ptr<Core>, Batch>;

  void on_home(std::function<void(NodeWakes&)> step);  // with the lock held, so that steps keep the calls' order
  void subscribe(base::UserId user, std::uint64_t generation);
  void heard(base::UserId user, std::uint64_t generation, const redis::Notice& notice);
  void sort(Parcels& parcels, Member but, base::UserId user, Wake wake) const;
  static void send(Parcels parcels);

  const asio::any_io_executor home_;
  const std::string origin_;

  std::unique_ptr<redis::Subscriber> subscriber_;
  std::unordered_map<base::UserId, redis::Subscriber::Subscription> subscriptions_;  // on home

  mutable std::mutex mutex_;  // of what follows
  bool closed_ = false;
  std::unordered_map<Member, std::shared_ptr<Core>> cores_;
  std::unordered_map<base::UserId, Person> people_;
  std::uint64_t last_ = 0;
};

}  // namespace jobswipe::queue
