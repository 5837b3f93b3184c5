#include "server/queue/wake_bus.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <set>
#include <unordered_map>

namespace jobswipe::queue {
namespace {

constexpr std::size_t kUnsent = 10'000;  // wakes kept while the publisher is down; the rest are found by looking
constexpr std::chrono::milliseconds kRetry{50};

}  // namespace

class WakeBus::Impl : public std::enable_shared_from_this<WakeBus::Impl> {
 public:
  Impl(asio::any_io_executor executor, redis::Client& publisher, std::shared_ptr<NodeWakes> node)
      : executor_(executor), publisher_(publisher), node_(std::move(node)), retry_(executor) {}

  void start() {
    member_ = node_->join(executor_, [this](const NodeWakes::Batch& batch) {
      const auto self = shared_from_this();
      for (const auto& [user, wake] : batch) deliver(user, wake);
    });
  }

  void publish(base::UserId user, Wake wake) {
    pending_.emplace(user, wake);
    if (flush_posted_) return;
    flush_posted_ = true;
    // Everything that one turn publishes goes out together, and twice the same once.
    asio::post(executor_, [self = shared_from_this()] { self->flush(); });
  }

  std::uint64_t add(base::UserId user, Callback callback) {
    auto& callbacks = people_[user];
    const std::uint64_t id = ++last_id_;
    callbacks.emplace(id, std::make_shared<Callback>(std::move(callback)));
    const bool arriving = callbacks.size() > 1 || stopped_ || node_->listen(member_, user);
    if (arriving) {
      asio::post(executor_, [weak = weak_from_this(), user, id] {
        if (const auto self = weak.lock()) self->deliver_to(user, id);
      });
    }
    return id;
  }

  void remove(base::UserId user, std::uint64_t id) {
    const auto found = people_.find(user);
    if (found == people_.end()) return;
    found->second.erase(id);
    if (!found->second.empty()) return;
    people_.erase(found);
    if (!stopped_) node_->unlisten(member_, user);
  }

  void stop() {
    stopped_ = true;
    retry_.cancel();
    for (const auto& [user, callbacks] : people_) node_->unlisten(member_, user);
    node_->leave(member_);
  }

  asio::any_io_executor executor() const { return executor_; }
  bool healthy() const noexcept { return node_->healthy(); }

 private:
  using Wakes = std::set<std::pair<base::UserId, Wake>>;
  using Callbacks = std::map<std::uint64_t, std::shared_ptr<Callback>>;

  void flush() {
    flush_posted_ = false;
    const auto pending = std::move(pending_);
    pending_.clear();
    if (stopped_) return;
    spawn(send(pending));
    node_->spread(member_, NodeWakes::Batch(pending.begin(), pending.end()));
    for (const auto& [user, wake] : pending) deliver(user, wake);
  }

  void spawn(asio::awaitable<void> sending) {
    asio::co_spawn(executor_, std::move(sending), [self = shared_from_this()](std::exception_ptr error) {
      if (!error) return;
      try {
        std::rethrow_exception(error);
      } catch (const std::exception& e) {
        spdlog::error("wakes were not published, and are left to those who look by themselves: {}", e.what());
      }
    });
  }

  asio::awaitable<void> send(Wakes batch) {
    const auto self = shared_from_this();
    std::vector<redis::Command> commands;
    for (const auto& [user, wake] : batch)
      commands.push_back(
          redis::Command{"PUBLISH", NodeWakes::channel(user), std::string(name(wake)) + " " + node_->origin()});
    try {
      co_await publisher_.pipeline(std::move(commands));
      co_return;
    } catch (const redis::Unavailable& e) {
      // The client has said that Redis is gone.
      spdlog::debug("wakes are not published yet: {}", e.what());
    }
    if (stopped_) co_return;
    unsent_.merge(batch);
    while (unsent_.size() > kUnsent) unsent_.erase(unsent_.begin());
    if (resending_) co_return;
    resending_ = true;
    spawn(resend());
  }

  /// The subscribers' connections are others than the publisher's: when only this one was gone, they noticed no gap.
  asio::awaitable<void> resend() {
    const auto self = shared_from_this();
    do {
      retry_.expires_after(kRetry);
      try {
        co_await retry_.async_wait(asio::use_awaitable);
      } catch (const boost::system::system_error&) {
        // Stopped.
      }
    } while (!stopped_ && !publisher_.healthy());
    resending_ = false;
    if (stopped_) co_return;
    Wakes batch;
    batch.swap(unsent_);
    co_await send(std::move(batch));
  }

  void deliver(base::UserId user, Wake wake) {
    const auto found = people_.find(user);
    if (found == people_.end()) return;
    // Callbacks may begin and end listenings.
    std::vector<std::shared_ptr<Callback>> callbacks;
    for (const auto& [id, callback] : found->second) callbacks.push_back(callback);
    for (const auto& callback : callbacks) (*callback)(wake);
  }

  void deliver_to(base::UserId user, std::uint64_t id) {
    const auto found = people_.find(user);
    if (found == people_.end()) return;
    const auto entry = found->second.find(id);
    if (entry == found->second.end()) return;
    const auto callback = entry->second;
    (*callback)(Wake::unknown);
  }

  asio::any_io_executor executor_;
  redis::Client& publisher_;
  const std::shared_ptr<NodeWakes> node_;
  asio::steady_timer retry_;
  NodeWakes::Member member_ = 0;
  std::unordered_map<base::UserId, Callbacks> people_;
  Wakes pending_, unsent_;
  std::uint64_t last_id_ = 0;
  bool flush_posted_ = false, resending_ = false, stopped_ = false;
};

namespace {

template <class Bus>
class BusListening final : public WakeBus::Listening {
 public:
  BusListening(std::weak_ptr<Bus> bus, base::UserId user, std::uint64_t id)
      : bus_(std::move(bus)), user_(user), id_(id) {}
  ~BusListening() override {
    if (const auto bus = bus_.lock()) bus->remove(user_, id_);
  }

 private:
  std::weak_ptr<Bus> bus_;
  base::UserId user_;
  std::uint64_t id_;
};

class BusSignal final : public WakeBus::Signal {
 public:
  struct State {
    explicit State(asio::any_io_executor executor) : timer(executor) {}
    asio::steady_timer timer;
    bool woken = false;
  };

  explicit BusSignal(asio::any_io_executor executor) : state_(std::make_shared<State>(executor)) {}

  asio::awaitable<bool> wait(std::chrono::milliseconds timeout) override {
    const auto state = state_;
    if (!state->woken) {
      state->timer.expires_after(timeout);
      try {
        co_await state->timer.async_wait(asio::use_awaitable);
      } catch (const boost::system::system_error&) {
        // Woken, or the caller was cancelled: then its next wait throws.
      }
    }
    const bool woken = state->woken;
    state->woken = false;
    co_return woken;
  }

  const std::shared_ptr<State>& state() const noexcept { return state_; }
  void keep(std::unique_ptr<WakeBus::Listening> listening) { listening_ = std::move(listening); }

 private:
  std::shared_ptr<State> state_;
  std::unique_ptr<WakeBus::Listening> listening_;
};

}  // namespace

WakeBus::WakeBus(asio::any_io_executor executor, redis::Client& publisher, std::shared_ptr<NodeWakes> node)
    : impl_(std::make_shared<Impl>(executor, publisher, std::move(node))) {
  impl_->start();
}

WakeBus::~WakeBus() {
  impl_->stop();
}

void WakeBus::publish(base::UserId user, Wake wake) {
  impl_->publish(user, wake);
}

std::unique_ptr<WakeBus::Listening> WakeBus::listen(base::UserId user, Callback callback) {
  const std::uint64_t id = impl_->add(user, std::move(callback));
  return std::make_unique<BusListening<Impl>>(impl_, user, id);
}

std::unique_ptr<WakeBus::Signal> WakeBus::signal(base::UserId user, bool work_only) {
  auto result = std::make_unique<BusSignal>(impl_->executor());
  result->keep(listen(user, [weak = std::weak_ptr<BusSignal::State>(result->state()), work_only](Wake wake) {
    const auto state = weak.lock();
    if (!state || (work_only && wake == Wake::events)) return;
    state->woken = true;
    state->timer.cancel();
  }));
  return result;
}

bool WakeBus::healthy() const noexcept {
  return impl_->healthy();
}

}  // namespace jobswipe::queue
