#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/browser/browser.hpp"

namespace jobswipe::browser {

struct ChromiumOptions {
  std::string executable;         ///< empty: the first of the known places
  std::string profile_directory;  ///< of JobSwipe's own; made when missing, and nobody else's
  bool headless = true;
  std::string proxy;  ///< `host:port` that everything goes through, loopback too; empty for none
  Milliseconds start_timeout{20'000};
};

/// The first Chromium or Chrome of JOBSWIPE_CHROMIUM, PATH and the usual places. Throws std::runtime_error that says
/// what to install.
std::string find_chromium();

/// The command line for these options; `as_root` adds --no-sandbox, which root needs and nobody else gets.
std::vector<std::string> chromium_arguments(const ChromiumOptions& options, bool as_root);

/// A Chromium of ours with a debugging port on loopback. For one thread. The browser ends with the object, or with the
/// agent.
class Chromium {
 public:
  explicit Chromium(asio::any_io_executor executor);
  ~Chromium();
  Chromium(const Chromium&) = delete;
  Chromium& operator=(const Chromium&) = delete;

  /// Starts it and waits until it listens. `on_exit` is called once, with the reason, when it ends without `close`.
  /// Throws BrowserError::crashed.
  asio::awaitable<void> start(ChromiumOptions options, std::function<void(std::string reason)> on_exit);
  /// `http://127.0.0.1:PORT`
  std::string endpoint() const;
  int pid() const noexcept;
  asio::awaitable<void> close(Milliseconds grace);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::browser
