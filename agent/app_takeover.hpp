#pragma once

#include <spdlog/spdlog.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

#include "agent/apply/apply.hpp"

namespace jobswipe::agent {

/// Waits for the person at the browser's window. For one thread.
class Takeover {
 public:
  /// `most`: how long one application waits in all; zero: not at all, as without a window.
  Takeover(boost::asio::any_io_executor executor, std::chrono::seconds most) : timer_(executor), most_(most) {}

  void begin() {
    began_ = false;
    done_ = false;
  }
  /// The person said that it is done.
  void go_on() {
    done_ = true;
    timer_.cancel();
  }
  bool waits() const noexcept { return began_; }

  /// As apply::Hooks::take_over.
  boost::asio::awaitable<apply::TakeOver> wait() {
    const auto now = std::chrono::steady_clock::now();
    if (most_.count() == 0) co_return apply::TakeOver::nobody;
    if (!began_) {
      began_ = true;
      until_ = now + most_;
    }
    if (!done_ && now >= until_) co_return apply::TakeOver::nobody;
    if (!done_) {
      timer_.expires_after(kLook);
      boost::system::error_code ignored;
      co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }
    if (!done_) co_return apply::TakeOver::waiting;
    done_ = false;
    co_return apply::TakeOver::go_on;
  }

 private:
  static constexpr std::chrono::seconds kLook{2};
  boost::asio::steady_timer timer_;
  std::chrono::seconds most_;
  std::chrono::steady_clock::time_point until_{};
  bool began_ = false;
  bool done_ = false;
};

}  // namespace jobswipe::agent
