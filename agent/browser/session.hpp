#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "agent/browser/browser.hpp"
#include "agent/browser/guard_proxy.hpp"

namespace jobswipe::browser {

/// What the browser is worked through. `automatic`: Playwright MCP where it is installed, else WebDriver.
enum class Driver { automatic, playwright, webdriver };
std::string_view to_string(Driver driver) noexcept;
/// "auto", "playwright" or "webdriver"; nothing for any other word.
std::optional<Driver> driver_of(std::string_view name) noexcept;

struct SessionOptions {
  Driver driver = Driver::automatic;
  std::string profile_directory;  ///< Chromium's, kept between runs
  std::string staging_directory;  ///< only files in it can be uploaded
  bool headless = true;
  bool allow_private = false;  ///< let pages on loopback and in private networks be opened
  AddressRule address_rule;    ///< without `allow_private`: which addresses may be connected to; null: the public ones
  std::string executable;      ///< of Chromium; empty: find it
  std::string mcp_script;  ///< @playwright/mcp's cli.js; empty: JOBSWIPE_PLAYWRIGHT_MCP, else the node_modules above
                           ///< this program
  std::string node;        ///< empty: JOBSWIPE_NODE, else the `node` package beside it, else PATH
};

/// One running Chromium with a driver attached, for one page at a time. For one thread.
class Session {
 public:
  Session(asio::any_io_executor executor, SessionOptions options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Starts what isn't running and opens a fresh blank page; the page before, if any, is closed. When the browser has
  /// ended, a new one is started. Throws BrowserError. The page must not outlive the session.
  asio::awaitable<std::unique_ptr<Browser>> page();
  bool running() const noexcept;
  /// Process id of Chromium, 0 when it isn't running.
  int chromium_pid() const noexcept;
  /// Ends both processes; never throws. `page` may be called again.
  asio::awaitable<void> close();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::browser
