#include "agent/browser/session.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <filesystem>

#include "agent/browser/chromium.hpp"
#include "agent/browser/guard_proxy.hpp"
#include "agent/browser/tool.hpp"

namespace jobswipe::browser {
namespace {

namespace fs = std::filesystem;

constexpr Milliseconds kGrace{3'000};

std::unique_ptr<Tool> make_tool(asio::any_io_executor executor, const fs::path& staging, GuardProxy& guard,
                                const SessionOptions& options) {
  auto driver = options.driver;
  if (driver == Driver::automatic)
    driver = options.mcp_script.empty() && !mcp_is_installed() && webdriver_is_installed() ? Driver::webdriver
                                                                                           : Driver::playwright;
  if (driver == Driver::webdriver) return make_webdriver_tool(std::move(executor), staging, guard);
  return make_mcp_tool(std::move(executor), staging, guard, options.node, options.mcp_script);
}

}  // namespace

class Session::Impl : public std::enable_shared_from_this<Session::Impl> {
 public:
  Impl(asio::any_io_executor executor, SessionOptions options)
      : executor_(std::move(executor)), options_(std::move(options)) {}

  asio::awaitable<std::unique_ptr<Browser>> page() {
    auto self = shared_from_this();
    if (tool_ && tool_->failed()) co_await close();
    if (!tool_) co_await start();
    std::unique_ptr<Browser> browser;
    std::exception_ptr failure;
    try {
      browser = co_await tool_->page();
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) {
      // A browser that gives no page is of no more use; the next call starts another.
      co_await close();
      std::rethrow_exception(failure);
    }
    co_return browser;
  }

  bool running() const noexcept { return tool_ && !tool_->failed(); }
  int chromium_pid() const noexcept { return chromium_ ? chromium_->pid() : 0; }

  asio::awaitable<void> close() {
    auto self = shared_from_this();
    // The tool first: it would report the browser's end as an error of its own.
    if (tool_) co_await tool_->close(kGrace);
    tool_.reset();
    if (chromium_) co_await chromium_->close(kGrace);
    chromium_.reset();
    proxy_.reset();
  }

 private:
  asio::awaitable<void> start() {
    std::exception_ptr failure;
    try {
      co_await start_all();
    } catch (...) {
      failure = std::current_exception();
    }
    if (!failure) co_return;
    co_await close();
    std::rethrow_exception(failure);
  }

  asio::awaitable<void> start_all() {
    fs::create_directories(options_.staging_directory);
    const fs::path staging = fs::canonical(options_.staging_directory);
    ChromiumOptions chromium;
    chromium.executable = options_.executable;
    chromium.profile_directory = options_.profile_directory;
    chromium.headless = options_.headless;
    auto rule = options_.address_rule;
    if (options_.allow_private) rule = [](const asio::ip::address&) { return true; };
    proxy_ = std::make_unique<GuardProxy>(executor_, std::move(rule));
    chromium.proxy = proxy_->start();
    tool_ = make_tool(executor_, staging, *proxy_, options_);
    chromium_ = std::make_unique<Chromium>(executor_);
    auto on_exit = [weak = weak_from_this()](std::string reason) {
      if (auto self = weak.lock(); self && self->tool_) self->tool_->fail(reason);
    };
    co_await chromium_->start(std::move(chromium), std::move(on_exit));

    const std::string endpoint = chromium_->endpoint();
    std::string address = endpoint.substr(endpoint.find("://") + 3);
    co_await tool_->start(std::move(address));
  }

  asio::any_io_executor executor_;
  SessionOptions options_;
  std::unique_ptr<GuardProxy> proxy_;
  std::unique_ptr<Chromium> chromium_;
  std::unique_ptr<Tool> tool_;
};

std::string_view to_string(Driver driver) noexcept {
  switch (driver) {
    case Driver::automatic:
      return "auto";
    case Driver::playwright:
      return "playwright";
    case Driver::webdriver:
      return "webdriver";
  }
  return "";
}

std::optional<Driver> driver_of(std::string_view name) noexcept {
  for (auto driver : {Driver::automatic, Driver::playwright, Driver::webdriver})
    if (name == to_string(driver)) return driver;
  return std::nullopt;
}

Session::Session(asio::any_io_executor executor, SessionOptions options)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(options))) {}
Session::~Session() = default;
asio::awaitable<std::unique_ptr<Browser>> Session::page() {
  return impl_->page();
}
bool Session::running() const noexcept {
  return impl_->running();
}
int Session::chromium_pid() const noexcept {
  return impl_->chromium_pid();
}
asio::awaitable<void> Session::close() {
  return impl_->close();
}

}  // namespace jobswipe::browser
