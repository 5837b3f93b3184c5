#include "server/notify/reminders.hpp"

#include <optional>
#include <set>

#include "io/loop/run_loop.hpp"

namespace jobswipe::notify {

using std::chrono::milliseconds;

namespace {
constexpr int kAtOnce = 200;
}

class Reminders::Impl : public std::enable_shared_from_this<Reminders::Impl> {
 public:
  Impl(asio::any_io_executor executor, store::TrackingStore& store, std::function<void(base::UserId)> committed,
       milliseconds interval)
      : executor_(std::move(executor)), store_(store), committed_(std::move(committed)), interval_(interval) {}

  void start() {
    loop_.emplace(executor_, "reminders", interval_, [weak = weak_from_this()]() -> asio::awaitable<milliseconds> {
      const auto self = weak.lock();
      if (!self) co_return milliseconds(0);
      co_return co_await self->turn();
    });
    loop_->start();
  }

  void abandon() {
    if (loop_) loop_->abandon();
  }

  asio::awaitable<void> stop(milliseconds deadline) {
    if (loop_) co_await loop_->stop(deadline);
  }

 private:
  asio::awaitable<milliseconds> turn() {
    const auto told = co_await store_.tell_due(kAtOnce);
    const std::set<base::UserId> people(told.begin(), told.end());
    for (const auto& user : people) committed_(user);
    co_return told.size() == kAtOnce ? milliseconds(0) : interval_;
  }

  asio::any_io_executor executor_;
  store::TrackingStore& store_;
  std::function<void(base::UserId)> committed_;
  const milliseconds interval_;
  std::optional<loop::RunLoop> loop_;
};

Reminders::Reminders(asio::any_io_executor executor, store::TrackingStore& store,
                     std::function<void(base::UserId)> committed, milliseconds interval)
    : impl_(std::make_shared<Impl>(std::move(executor), store, std::move(committed), interval)) {}

Reminders::~Reminders() {
  impl_->abandon();
}

void Reminders::start() {
  impl_->start();
}

asio::awaitable<void> Reminders::stop(milliseconds deadline) {
  const auto impl = impl_;
  co_await impl->stop(deadline);
}

}  // namespace jobswipe::notify
