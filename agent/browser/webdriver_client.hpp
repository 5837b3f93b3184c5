#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <memory>
#include <string>

#include "agent/browser/browser.hpp"

namespace jobswipe::browser {

/// The first chromedriver of JOBSWIPE_CHROMEDRIVER, and the usual places; empty when there is none. Throws
/// std::runtime_error when the variable names none that can be run.
std::string find_chromedriver();

/// A running chromedriver as a child process, with one session of W3C WebDriver (made over HTTP on loopback) that is
/// spoken to in WebDriver BiDi over its WebSocket. For one thread. Throws BrowserError: `timeout` when the deadline of
/// a command passes, `crashed` when driver or session ended, else what the driver's own error means.
class WebDriverClient {
 public:
  using OnEvent = std::function<void(const std::string& method, const json::object& params)>;

  explicit WebDriverClient(asio::any_io_executor executor);
  ~WebDriverClient();
  WebDriverClient(const WebDriverClient&) = delete;
  WebDriverClient& operator=(const WebDriverClient&) = delete;

  /// Spawns `program`, attaches it to the Chromium at `debugger_address` (`host:port`) and subscribes to the events
  /// that the page needs.
  asio::awaitable<void> start(std::string program, std::string debugger_address, Milliseconds timeout);

  /// A command whose answer is waited for later, so that several can be under way.
  class Pending;
  std::shared_ptr<Pending> begin(std::string method, json::object params);
  asio::awaitable<json::value> wait(std::shared_ptr<Pending> pending, Milliseconds timeout);
  asio::awaitable<json::value> command(std::string method, json::object params, Milliseconds timeout);

  /// Called for every event, on the executor; null for none. Replaces the one before.
  void on_event(OnEvent handler);
  /// Waits until an event has come since `seen` events, or the time is over; gives how many have come.
  asio::awaitable<std::uint64_t> next_event(std::uint64_t seen, Milliseconds timeout);
  std::uint64_t events() const noexcept;

  /// From now on every call, also one that is waiting, throws `crashed` with this reason.
  void fail(const std::string& reason);
  bool failed() const noexcept;

  /// Closes the session, then SIGTERM, then SIGKILL; never throws.
  asio::awaitable<void> close(Milliseconds grace);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::browser
