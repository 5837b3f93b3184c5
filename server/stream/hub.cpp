#include "server/stream/hub.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace jobswipe::stream {

namespace {

constexpr auto kTick = std::chrono::milliseconds(100);
constexpr std::size_t kTicksPerRound = 10;

}  // namespace

Hub::Hub(asio::any_io_executor executor, SessionGuard* guard) : timer_(std::move(executor)), guard_(guard) {}

Hub::~Hub() {
  *alive_ = false;
}

void Hub::wake(base::UserId user) {
  const auto found = by_user_.find(user);
  if (found == by_user_.end()) return;
  const auto listeners = found->second;  // A listener may leave while it is woken.
  for (auto* listener : listeners) listener->woken();
}

void Hub::log_reaches(base::UserId user, std::int64_t seq) {
  const auto found = by_user_.find(user);
  if (found == by_user_.end()) return;
  const auto listeners = found->second;
  for (auto* listener : listeners) {
    if (listener->position() < seq) listener->woken();
  }
}

void Hub::end_session(base::Uuid session) {
  const auto all = all_;
  for (auto* listener : all) {
    if (listener->caller().session == session) listener->session_ended();
  }
}

void Hub::drain() {
  draining_ = true;
  const auto all = all_;
  for (auto* listener : all) listener->drained();
}

void Hub::add(Listener& listener) {
  auto& of_user = by_user_[listener.caller().user];
  of_user.push_back(&listener);
  listener.sweep_index_ = all_.size();
  all_.push_back(&listener);
  if (of_user.size() == 1 && on_first_) on_first_(listener.caller().user);
  if (all_.size() == 1) arm();
  if (draining_) listener.drained();
}

void Hub::remove(Listener& listener) {
  const base::UserId user = listener.caller().user;
  auto& of_user = by_user_[user];
  std::erase(of_user, &listener);
  all_.back()->sweep_index_ = listener.sweep_index_;
  std::swap(all_[listener.sweep_index_], all_.back());
  all_.pop_back();
  if (all_.empty()) timer_.cancel();
  if (!of_user.empty()) return;
  by_user_.erase(user);
  if (on_last_) on_last_(user);
}

std::vector<base::UserId> Hub::users() const {
  std::vector<base::UserId> list;
  list.reserve(by_user_.size());
  for (const auto& entry : by_user_) list.push_back(entry.first);
  return list;
}

void Hub::arm() {
  timer_.expires_after(kTick);
  timer_.async_wait([this, alive = alive_](boost::system::error_code ec) {
    if (ec || !*alive || all_.empty()) return;
    sweep();
    if (!all_.empty()) arm();
  });
}

void Hub::sweep() {
  const auto now = std::chrono::steady_clock::now();
  const std::size_t count = (all_.size() + kTicksPerRound - 1) / kTicksPerRound;
  for (std::size_t i = 0; i < count && !all_.empty(); ++i) {
    if (cursor_ >= all_.size()) cursor_ = 0;
    Listener* listener = all_[cursor_++];
    if (guard_ && guard_->revoked(listener->caller())) {
      listener->session_ended();
    } else {
      listener->tick(now);
    }
  }
}

Subscription::Subscription(asio::any_io_executor executor, Hub& hub, gateway::Caller caller)
    : hub_(hub), caller_(std::move(caller)), timer_(std::move(executor)) {
  hub_.add(*this);
}

Subscription::~Subscription() {
  hub_.remove(*this);
}

asio::awaitable<Subscription::Wake> Subscription::wait(std::chrono::steady_clock::duration timeout) {
  if (!news_ && !ended_ && !drained_ && !cancelled_) {
    timer_.expires_after(timeout);
    auto token = asio::as_tuple(asio::use_awaitable);
    co_await timer_.async_wait(token);
  }
  if (cancelled_) co_return Wake::cancelled;
  if (ended_) co_return Wake::session_ended;
  if (drained_) co_return Wake::drained;
  if (!news_) co_return Wake::timeout;
  news_ = false;
  co_return Wake::news;
}

void Subscription::ring() {
  timer_.cancel();
}

void Subscription::woken() {
  news_ = true;
  ring();
}

void Subscription::session_ended() {
  ended_ = true;
  ring();
}

void Subscription::drained() {
  drained_ = true;
  ring();
}

void Subscription::cancel() {
  cancelled_ = true;
  ring();
}

}  // namespace jobswipe::stream
