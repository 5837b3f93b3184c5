#include "io/loop/run_loop.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>

#include "io/loop/waiters.hpp"

namespace jobswipe::loop {

using std::chrono::milliseconds;

class RunLoop::Impl : public std::enable_shared_from_this<RunLoop::Impl> {
 public:
  Impl(asio::any_io_executor executor, std::string name, milliseconds after_failure, Step step)
      : executor_(executor),
        name_(std::move(name)),
        after_failure_(after_failure),
        step_(std::move(step)),
        pause_(executor),
        ended_(executor) {}

  void start() {
    running_ = true;
    asio::co_spawn(
        executor_, [self = shared_from_this()] { return self->run(); },
        [self = shared_from_this()](std::exception_ptr error) {
          self->running_ = false;
          self->ended_.announce();
          if (!error) return;
          try {
            std::rethrow_exception(error);
          } catch (const std::exception& e) {
            spdlog::critical("{}: its loop ended: {}", self->name_, e.what());
          }
        });
  }

  void hurry() {
    hurried_ = true;
    pause_.announce();
  }

  void abandon() {
    stopping_ = true;
    pause_.announce();
  }

  asio::awaitable<void> stop(milliseconds deadline) {
    abandon();
    const auto until = Steady::now() + deadline;
    while (running_ && Steady::now() < until) co_await ended_.wait_until(until);
  }

  bool stopping() const noexcept { return stopping_; }

 private:
  asio::awaitable<void> run() {
    bool complained = false;
    while (!stopping_) {
      hurried_ = false;
      std::string failure;
      milliseconds pause = after_failure_;
      try {
        pause = co_await step_();
        if (complained) spdlog::info("{}: it works again", name_);
        complained = false;
      } catch (const std::exception& e) {
        failure = e.what();
        // An empty text must not pass for a success.
        if (failure.empty()) failure = "an exception without a text";
      }
      if (!failure.empty()) {
        // Hurrying does not help what can't be done for now; it would only make it a busy loop.
        hurried_ = false;
        if (!complained && !stopping_) spdlog::warn("{}: it can't be done for now: {}", name_, failure);
        complained = true;
      }
      if (stopping_) break;
      if (hurried_ || pause <= milliseconds(0)) continue;
      co_await pause_.wait_until(Steady::now() + pause);
    }
  }

  asio::any_io_executor executor_;
  std::string name_;
  milliseconds after_failure_;
  Step step_;
  Waiters pause_, ended_;
  bool running_ = false, stopping_ = false, hurried_ = false;
};

RunLoop::RunLoop(asio::any_io_executor executor, std::string name, milliseconds after_failure, Step step)
    : impl_(std::make_shared<Impl>(executor, std::move(name), after_failure, std::move(step))) {}

RunLoop::~RunLoop() {
  impl_->abandon();
}

void RunLoop::start() {
  impl_->start();
}

void RunLoop::hurry() {
  impl_->hurry();
}

void RunLoop::abandon() {
  impl_->abandon();
}

asio::awaitable<void> RunLoop::stop(milliseconds deadline) {
  const auto impl = impl_;
  co_await impl->stop(deadline);
}

bool RunLoop::stopping() const noexcept {
  return impl_->stopping();
}

}  // namespace jobswipe::loop
