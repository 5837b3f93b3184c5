#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agent/browser/browser.hpp"

namespace jobswipe::browser {

/// How to start an MCP server that speaks over stdio.
struct McpServerCommand {
  std::vector<std::string> argv;
  std::string directory;
  std::vector<std::pair<std::string, std::string>> environment;
};

/// A running MCP server as a child process. For one thread. Throws BrowserError: `timeout` when the deadline of a call
/// passes, `crashed` when the server ended or broke the protocol, `tool` when it refused.
class McpClient {
 public:
  explicit McpClient(asio::any_io_executor executor);
  ~McpClient();
  McpClient(const McpClient&) = delete;
  McpClient& operator=(const McpClient&) = delete;

  /// Spawns it, shakes hands (`initialize`, `notifications/initialized`) and asks for its tools; every name in `needed`
  /// must be among them.
  asio::awaitable<void> start(McpServerCommand command, std::vector<std::string> needed, Milliseconds timeout);

  /// Calls a tool and gives its text. A result that is marked as an error throws `tool` with its first line.
  asio::awaitable<std::string> call_tool(std::string name, json::object arguments, Milliseconds timeout);

  /// From now on every call, also one that is waiting, throws `crashed` with this reason.
  void fail(const std::string& reason);
  bool failed() const noexcept;

  /// Closes the server's stdin, then SIGTERM, then SIGKILL; never throws.
  asio::awaitable<void> close(Milliseconds grace);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::browser
