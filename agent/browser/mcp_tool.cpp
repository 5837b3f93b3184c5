#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include "agent/browser/driver.hpp"
#include "agent/browser/mcp_browser.hpp"
#include "agent/browser/mcp_client.hpp"
#include "agent/browser/tool.hpp"

namespace jobswipe::browser {
namespace {

namespace fs = std::filesystem;

constexpr Milliseconds kMcpStart{30'000};
constexpr const char* kScript = "@playwright/mcp/cli.js";

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

std::vector<std::string> make_argv(const std::string& node, const std::string& script, const std::string& endpoint,
                                   const fs::path& output, const fs::path& driver_file) {
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

class McpTool final : public Tool {
 public:
  McpTool(asio::any_io_executor executor, fs::path staging, GuardProxy& guard, std::string node, std::string script)
      : staging_(std::move(staging)),
        guard_(guard),
        node_(std::move(node)),
        script_(std::move(script)),
        client_(std::move(executor)) {}

  asio::awaitable<void> start(std::string debugger_address) override {
    const auto driver_file = staging_ / "driver.cjs";
    write_file(driver_file, driver::driver.text);
    McpServerCommand command;
    command.argv = make_argv(node_, script_, "http://" + debugger_address, staging_ / "output", driver_file);
    command.directory = staging_.string();
    std::vector<std::string> needed;
    needed.emplace_back("browser_run_code_unsafe");
    co_await client_.start(std::move(command), std::move(needed), kMcpStart);
  }

  asio::awaitable<std::unique_ptr<Browser>> page() override {
    auto browser = std::make_unique<McpBrowser>(client_, staging_, guard_);
    co_await browser->reset();
    co_return browser;
  }

  void fail(const std::string& reason) override { client_.fail(reason); }
  bool failed() const noexcept override { return client_.failed(); }
  asio::awaitable<void> close(Milliseconds grace) override { co_await client_.close(grace); }

 private:
  fs::path staging_;
  GuardProxy& guard_;
  std::string node_;
  std::string script_;
  McpClient client_;
};

}  // namespace

bool mcp_is_installed() {
  return !first_of("", "JOBSWIPE_PLAYWRIGHT_MCP", kScript).empty();
}

std::unique_ptr<Tool> make_mcp_tool(asio::any_io_executor executor, fs::path staging, GuardProxy& guard,
                                    std::string node, std::string script) {
  script = first_of(std::move(script), "JOBSWIPE_PLAYWRIGHT_MCP", kScript);
  if (script.empty())
    throw BrowserError(BrowserFault::crashed,
                       "Playwright MCP is not installed: run `npm ci` in the repository, or set "
                       "JOBSWIPE_PLAYWRIGHT_MCP to its cli.js");
  node = first_of(std::move(node), "JOBSWIPE_NODE", "node/bin/node");
  if (node.empty()) node = "node";
  return std::make_unique<McpTool>(std::move(executor), std::move(staging), guard, std::move(node), std::move(script));
}

}  // namespace jobswipe::browser
