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

  /// Another application.
  void begin() {
    began_ = false;
    over();
  }
  /// The person said that it is done. Only what is waited for now can be.
  void go_on() {
    done_ = waits_;
    timer_.cancel();
  }
  /// Nothing is waited for any more.
  void over() {
    waits_ = false;
    done_ = false;
  }
  bool waits() const noexcept { return waits_; }
  /// Whether there is a window, and time left.
  bool possible() const noexcept { return most_.count() > 0 && (!began_ || std::chrono::steady_clock::now() < until_); }

  /// As apply::Hooks::take_over.
  boost::asio::awaitable<apply::TakeOver> wait() {
    if (!done_ && !possible()) {
      over();
      co_return apply::TakeOver::nobody;
    }
    if (!began_) until_ = std::chrono::steady_clock::now() + most_;
    began_ = true;
    waits_ = true;
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
  bool waits_ = false;
  bool done_ = false;
};

}  // namespace jobswipe::agent
