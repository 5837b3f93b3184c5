#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "agent/browser/browser.hpp"
#include "agent/browser/guard_proxy.hpp"

namespace jobswipe::browser {

/// What a Session works its Chromium through: Playwright MCP or WebDriver. For one thread.
class Tool {
 public:
  virtual ~Tool() = default;

  /// Attaches to the Chromium with this debugging port, `host:port`. Throws BrowserError.
  virtual asio::awaitable<void> start(std::string debugger_address) = 0;
  /// A fresh blank page; the ones before are closed. The page must not outlive the tool. Throws BrowserError.
  virtual asio::awaitable<std::unique_ptr<Browser>> page() = 0;
  /// From now on every call throws `crashed` with this reason.
  virtual void fail(const std::string& reason) = 0;
  virtual bool failed() const noexcept = 0;
  /// Never throws.
  virtual asio::awaitable<void> close(Milliseconds grace) = 0;
};

/// The files that may be uploaded stand in `staging`, which must be there. `guard` must outlive the tool. Empty `node`
/// and `script` are looked for; throws BrowserError::crashed saying what to install.
std::unique_ptr<Tool> make_mcp_tool(asio::any_io_executor executor, std::filesystem::path staging, GuardProxy& guard,
                                    std::string node, std::string script);
bool mcp_is_installed();

std::unique_ptr<Tool> make_webdriver_tool(asio::any_io_executor executor, std::filesystem::path staging,
                                          GuardProxy& guard);
bool webdriver_is_installed();

}  // namespace jobswipe::browser
