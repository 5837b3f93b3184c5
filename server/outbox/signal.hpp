#pragma once

#include <atomic>
#include <functional>
#include <mutex>

namespace jobswipe::outbox {

/// "There is something to relay", from any thread to the relay's. Thread-safe; must outlive those who use it.
class OutboxSignal {
 public:
  /// Wakes the relay; returns at once. Cheap when it has been woken and has not looked yet.
  void notify() {
    if (pending_.exchange(true)) return;
    const std::lock_guard lock(mutex_);
    if (wake_) wake_();
  }

 private:
  friend class Relay;
  /// `wake` is called on the notifier's thread and must only post.
  void attach(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }
  void detach() { attach(nullptr); }
  /// True when there was a notification since the last call.
  bool take() { return pending_.exchange(false); }

  std::atomic<bool> pending_{false};
  std::mutex mutex_;
  std::function<void()> wake_;
};

}  // namespace jobswipe::outbox
