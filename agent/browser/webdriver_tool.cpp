#include "agent/browser/tool.hpp"
#include "agent/browser/webdriver_browser.hpp"
#include "agent/browser/webdriver_client.hpp"

namespace jobswipe::browser {
namespace {

constexpr Milliseconds kStart{30'000};

class WebDriverTool final : public Tool {
 public:
  WebDriverTool(asio::any_io_executor executor, std::filesystem::path staging, GuardProxy& guard, std::string program)
      : executor_(executor),
        staging_(std::move(staging)),
        guard_(guard),
        program_(std::move(program)),
        client_(std::move(executor)) {}

  asio::awaitable<void> start(std::string debugger_address) override {
    co_await client_.start(program_, std::move(debugger_address), kStart);
  }

  asio::awaitable<std::unique_ptr<Browser>> page() override {
    auto browser = std::make_unique<WebDriverBrowser>(executor_, client_, staging_, guard_);
    co_await browser->reset();
    co_return browser;
  }

  void fail(const std::string& reason) override { client_.fail(reason); }
  bool failed() const noexcept override { return client_.failed(); }
  asio::awaitable<void> close(Milliseconds grace) override { co_await client_.close(grace); }

 private:
  asio::any_io_executor executor_;
  std::filesystem::path staging_;
  GuardProxy& guard_;
  std::string program_;
  WebDriverClient client_;
};

}  // namespace

bool webdriver_is_installed() {
  return !find_chromedriver().empty();
}

std::unique_ptr<Tool> make_webdriver_tool(asio::any_io_executor executor, std::filesystem::path staging,
                                          GuardProxy& guard) {
  std::string program;
  try {
    program = find_chromedriver();
  } catch (const std::runtime_error& error) {
    throw BrowserError(BrowserFault::crashed, error.what());
  }
  if (program.empty())
    throw BrowserError(
        BrowserFault::crashed,
        "chromedriver is not installed: apt install chromium-driver, or set JOBSWIPE_CHROMEDRIVER to its "
        "path");
  return std::make_unique<WebDriverTool>(std::move(executor), std::move(staging), guard, std::move(program));
}

}  // namespace jobswipe::browser
