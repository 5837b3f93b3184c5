#include "server/queue/node_wakes.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace jobswipe::queue {
namespace {

redis::Config named(redis::Config config) {
  config.client_name += ":wake";
  return config;
}

}  // namespace

NodeWakes::NodeWakes(asio::any_io_executor home, redis::Config config)
    : home_(home),
      origin_(base::Uuid::make().to_string()),
      subscriber_(std::make_unique<redis::Subscriber>(home, named(std::move(config)))) {}

void NodeWakes::close() {
  subscriptions_.clear();
  subscriber_.reset();
  const std::lock_guard lock(mutex_);
  closed_ = true;
}

std::string NodeWakes::channel(base::UserId user) {
  return "user:wake:" + user.to_string();
}

NodeWakes::Member NodeWakes::join(asio::any_io_executor executor, Deliver deliver) {
  const std::lock_guard lock(mutex_);
  cores_.emplace(++last_, std::make_shared<Core>(Core{std::move(executor), std::move(deliver)}));
  return last_;
}

void NodeWakes::leave(Member member) {
  const std::lock_guard lock(mutex_);
  const auto found = cores_.find(member);
  // Read by what was posted to the member's thread, which is this one.
  found->second->deliver = nullptr;
  cores_.erase(found);
}

bool NodeWakes::listen(Member member, base::UserId user) {
  const std::lock_guard lock(mutex_);
  Person& person = people_[user];
  person.members.push_back(member);
  if (person.members.size() > 1) return person.subscribed;
  person.generation = ++last_;
  on_home([user, generation = person.generation](NodeWakes& self) { self.subscribe(user, generation); });
  return false;
}

void NodeWakes::unlisten(Member member, base::UserId user) {
  const std::lock_guard lock(mutex_);
  const auto found = people_.find(user);
  std::erase(found->second.members, member);
  if (!found->second.members.empty()) return;
  people_.erase(found);
  on_home([user](NodeWakes& self) { self.subscriptions_.erase(user); });
}

void NodeWakes::on_home(std::function<void(NodeWakes&)> step) {
  if (closed_) return;
  asio::post(home_, [weak = weak_from_this(), step = std::move(step)] {
    if (const auto self = weak.lock()) step(*self);
  });
}

void NodeWakes::subscribe(base::UserId user, std::uint64_t generation) {
  if (!subscriber_) return;
  subscriptions_[user] = subscriber_->subscribe(
      channel(user), [this, user, generation](const redis::Notice& notice) { heard(user, generation, notice); });
}

void NodeWakes::heard(base::UserId user, std::uint64_t generation, const redis::Notice& notice) {
  Wake wake = Wake::unknown;
  if (!notice.subscribed) {
    const std::size_t space = notice.payload.find(' ');
    // What this process published has reached its members already.
    if (space != std::string_view::npos && notice.payload.substr(space + 1) == origin_) return;
    wake = parse_wake(notice.payload.substr(0, space));
  }
  Parcels parcels;
  {
    const std::lock_guard lock(mutex_);
    const auto found = people_.find(user);
    if (found == people_.end() || found->second.generation != generation) return;
    if (notice.subscribed) found->second.subscribed = true;
    sort(parcels, 0, user, wake);
  }
  send(std::move(parcels));
}

void NodeWakes::spread(Member from, const Batch& batch) {
  Parcels parcels;
  {
    const std::lock_guard lock(mutex_);
    if (cores_.size() < 2) return;
    for (const auto& [user, wake] : batch) sort(parcels, from, user, wake);
  }
  send(std::move(parcels));
}

void NodeWakes::sort(Parcels& parcels, Member but, base::UserId user, Wake wake) const {
  const auto found = people_.find(user);
  if (found == people_.end()) return;
  for (const Member member : found->second.members) {
    if (member == but) continue;
    const auto core = cores_.find(member);
    if (core != cores_.end()) parcels[core->second].emplace_back(user, wake);
  }
}

void NodeWakes::send(Parcels parcels) {
  for (auto& [core, batch] : parcels) {
    asio::post(core->executor, [core = core, batch = std::move(batch)] {
      // A copy: the member may leave inside the call.
      if (const auto deliver = core->deliver) deliver(batch);
    });
  }
}

bool NodeWakes::healthy() const noexcept {
  return subscriber_ && subscriber_->healthy();
}

asio::awaitable<void> NodeWakes::wait_ready(std::chrono::milliseconds deadline) {
  co_await subscriber_->wait_ready(deadline);
}

}  // namespace jobswipe::queue
