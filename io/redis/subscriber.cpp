#include "io/redis/subscriber.hpp"

#include <atomic>
#include <map>
#include <unordered_map>
#include <utility>

#include "io/loop/waiters.hpp"
#include "io/redis/link.hpp"

namespace jobswipe::redis {
namespace {

constexpr std::size_t kChannelsPerCommand = 500;

}  // namespace

class Subscriber::Impl final : public LinkOwner, public std::enable_shared_from_this<Subscriber::Impl> {
 public:
  Impl(asio::any_io_executor executor, Config config) : ready_(executor), config_(std::move(config)) {}

  void start(asio::any_io_executor executor) {
    link_ = std::make_shared<Link>(executor, config_, weak_from_this());
    link_->start();
  }

  void stop() {
    closed_ = true;
    up_ = false;
    link_->stop();
    ready_.announce();
  }

  std::uint64_t add(const std::string& channel, Callback callback) {
    const std::uint64_t id = ++last_id_;
    channels_[channel].emplace(id, std::make_shared<Callback>(std::move(callback)));
    // A further subscription of a channel asks again too: the answer is its `subscribed`.
    if (link_->is_up()) send("SUBSCRIBE", channel);
    return id;
  }

  void remove(const std::string& channel, std::uint64_t id) {
    const auto found = channels_.find(channel);
    if (found == channels_.end()) return;
    found->second.erase(id);
    if (!found->second.empty()) return;
    channels_.erase(found);
    if (link_->is_up()) send("UNSUBSCRIBE", channel);
  }

  void up() override {
    last_activity_ = Steady::now();
    pinged_ = false;
    up_ = true;
    ready_.announce();
    std::vector<std::string> command{"SUBSCRIBE"};
    for (const auto& [channel, callbacks] : channels_) {
      command.push_back(channel);
      if (command.size() <= kChannelsPerCommand) continue;
      link_->send(command);
      command.resize(1);
    }
    if (command.size() > 1) link_->send(command);
  }

  void down(const std::string&) override { up_ = false; }

  void received(Reply reply) override {
    last_activity_ = Steady::now();
    pinged_ = false;
    if (reply.is_error()) {
      // Taken for a PONG, a refused SUBSCRIBE would be a subscription that never hears anything.
      up_ = false;
      link_->reset("the subscriber was refused: " + reply.text);
      return;
    }
    if (!reply.is_array() || reply.items.size() < 3) return;  // PONG in either form
    const std::string& kind = reply.items[0].text;
    Notice notice;
    if (kind == "message")
      notice.payload = reply.items[2].text;
    else if (kind == "subscribe")
      notice.subscribed = true;
    else
      return;
    const auto found = channels_.find(reply.items[1].text);
    if (found == channels_.end()) return;
    // Callbacks may subscribe, unsubscribe, or destroy the Subscriber.
    std::vector<std::shared_ptr<Callback>> callbacks;
    for (const auto& [id, callback] : found->second) callbacks.push_back(callback);
    for (const auto& callback : callbacks) (*callback)(notice);
  }

  void tick(Steady::time_point now) override {
    if (now - last_activity_ > config_.ping_interval + config_.command_timeout && pinged_) {
      up_ = false;
      link_->reset("no answer to PING in time");
    } else if (now - last_activity_ > config_.ping_interval && !pinged_) {
      pinged_ = true;
      const std::vector<std::string> ping{"PING"};
      link_->send(ping);
    }
  }

  asio::awaitable<void> wait_ready(std::chrono::milliseconds deadline) {
    const auto until = Steady::now() + deadline;
    while (!link_->is_up()) {
      if (closed_ || Steady::now() >= until) throw Unavailable("no subscription connection: " + link_->last_failure());
      co_await ready_.wait_until(until);
    }
  }

  bool healthy() const noexcept { return up_; }

 private:
  using Channel = std::map<std::uint64_t, std::shared_ptr<Callback>>;

  void send(const char* verb, const std::string& channel) {
    const std::vector<std::string> command{verb, channel};
    link_->send(command);
  }

  loop::Waiters ready_;
  Config config_;
  std::shared_ptr<Link> link_;
  std::unordered_map<std::string, Channel> channels_;
  std::uint64_t last_id_ = 0;
  Steady::time_point last_activity_{};
  std::atomic<bool> up_{false};  // as link_->is_up(), for other threads
  bool pinged_ = false, closed_ = false;
};

Subscriber::Subscriber(asio::any_io_executor executor, Config config)
    : impl_(std::make_shared<Impl>(executor, std::move(config))) {
  impl_->start(executor);
}

Subscriber::~Subscriber() {
  impl_->stop();
}

Subscriber::Subscription Subscriber::subscribe(std::string channel, Callback callback) {
  Subscription result;
  result.id_ = impl_->add(channel, std::move(callback));
  result.owner_ = impl_;
  result.channel_ = std::move(channel);
  return result;
}

bool Subscriber::healthy() const noexcept {
  return impl_->healthy();
}

asio::awaitable<void> Subscriber::wait_ready(std::chrono::milliseconds deadline) {
  const auto impl = impl_;
  co_await impl->wait_ready(deadline);
}

void Subscriber::Subscription::swap(Subscription& other) noexcept {
  std::swap(owner_, other.owner_);
  std::swap(channel_, other.channel_);
  std::swap(id_, other.id_);
}

Subscriber::Subscription::~Subscription() {
  if (const auto owner = owner_.lock()) std::static_pointer_cast<Impl>(owner)->remove(channel_, id_);
}

}  // namespace jobswipe::redis
