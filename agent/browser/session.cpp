#include "agent/browser/session.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include "agent/browser/chromium.hpp"
#include "agent/browser/driver.hpp"
#include "agent/browser/guard_proxy.hpp"
#include "agent/browser/mcp_browser.hpp"
#include "agent/browser/mcp_client.hpp"

namespace jobswipe::browser {
namespace {

namespace fs = std::filesystem;

constexpr Milliseconds kMcpStart{30'000};
constexpr Milliseconds kGrace{3'000};

std::optional<fs::path> above(fs::path directory, const fs::path& wanted) {
  for (;; directory = directory.parent_path()) {
    if (fs::exists(directory / wanted)) return directory / wanted;
    if (directory == directory.root_path() || directory.empty()) return std::nullopt;
  }
}

std::string find_in_modules(const fs::path& wanted) {
  std::error_code ignored;
  const auto program = fs::read_symlink("/proc/self/exe", ignored);
  if (auto found = above(program.parent_path(), fs::path("node_modules") / wanted)) return found->string();
  if (auto found = above(fs::current_path(ignored), fs::path("node_modules") / wanted)) return found->string();
  const auto built_with = fs::path(JOBSWIPE_NODE_MODULES) / wanted;
  return fs::exists(built_with, ignored) ? built_with.string() : std::string();
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string first_of(std::string given, const char* variable, const fs::path& in_modules) {
  if (!given.empty()) return given;
  given = environment(variable);
  if (!given.empty()) return given;
  return find_in_modules(in_modules);
}

void write_file(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.flush();
  if (!file) throw BrowserError(BrowserFault::tool, "can't write " + path.string());
}

}  // namespace

class Session::Impl : public std::enable_shared_from_this<Session::Impl> {
 public:
  Impl(asio::any_io_executor executor, SessionOptions options)
      : executor_(std::move(executor)), options_(std::move(options)) {}

  asio::awaitable<std::unique_ptr<Browser>> page() {
    auto self = shared_from_this();
    if (client_ && client_->failed()) co_await close();
    if (!client_) co_await start();
    auto browser = std::make_unique<McpBrowser>(*client_, options_.staging_directory, *proxy_);
    std::exception_ptr failure;
    try {
      co_await browser->reset();
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

  bool running() const noexcept { return client_ && !client_->failed(); }
  int chromium_pid() const noexcept { return chromium_ ? chromium_->pid() : 0; }

  asio::awaitable<void> close() {
    auto self = shared_from_this();
    // The tool first: it would report the browser's end as an error of its own.
    if (client_) co_await client_->close(kGrace);
    client_.reset();
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
    const auto script = first_of(options_.mcp_script, "JOBSWIPE_PLAYWRIGHT_MCP", "@playwright/mcp/cli.js");
    if (script.empty())
      throw BrowserError(BrowserFault::crashed,
                         "Playwright MCP is not installed: run `npm ci` in the repository, or set "
                         "JOBSWIPE_PLAYWRIGHT_MCP to its cli.js");
    auto node = first_of(options_.node, "JOBSWIPE_NODE", "node/bin/node");
    if (node.empty()) node = "node";
    const auto driver_file = staging / "driver.cjs";
    write_file(driver_file, driver::driver.text);

    ChromiumOptions chromium;
    chromium.executable = options_.executable;
    chromium.profile_directory = options_.profile_directory;
    chromium.headless = options_.headless;
    auto rule = options_.address_rule;
    if (options_.allow_private) rule = [](const asio::ip::address&) { return true; };
    proxy_ = std::make_unique<GuardProxy>(executor_, std::move(rule));
    chromium.proxy = proxy_->start();
    client_ = std::make_unique<McpClient>(executor_);
    chromium_ = std::make_unique<Chromium>(executor_);
    auto on_exit = [weak = weak_from_this()](std::string reason) {
      if (auto self = weak.lock(); self && self->client_) self->client_->fail(reason);
    };
    co_await chromium_->start(std::move(chromium), std::move(on_exit));

    McpServerCommand command;
    command.argv = make_argv(node, script, chromium_->endpoint(), staging / "output", driver_file);
    command.directory = staging.string();
    std::vector<std::string> needed;
    needed.emplace_back("browser_run_code_unsafe");
    co_await client_->start(std::move(command), std::move(needed), kMcpStart);
  }

  static std::vector<std::string> make_argv(const std::string& node, const std::string& script,
                                            const std::string& endpoint, const fs::path& output,
                                            const fs::path& driver_file) {
    return {node,
            script,
            "--cdp-endpoint",
            endpoint,
            "--timeout-settle",
            "0",
            "--snapshot-mode",
            "none",
            "--codegen",
            "none",
            "--no-webmcp",
            "--output-dir",
            output.string(),
            "--init-page",
            driver_file.string()};
  }

  asio::any_io_executor executor_;
  SessionOptions options_;
  std::unique_ptr<GuardProxy> proxy_;
  std::unique_ptr<Chromium> chromium_;
  std::unique_ptr<McpClient> client_;
};

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
