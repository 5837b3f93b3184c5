#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "agent/browser/browser.hpp"
#include "agent/browser/guard_proxy.hpp"
#include "agent/browser/mcp_client.hpp"

namespace jobswipe::browser {

/// The page of a Session, worked through driver.cjs in the Playwright MCP process. `client` and `guard` must outlive
/// it.
class McpBrowser final : public Browser {
 public:
  /// `guard`: the proxy that all of the browser's traffic goes through.
  McpBrowser(McpClient& client, std::filesystem::path staging_directory, GuardProxy& guard);

  /// Closes what other pages there are and opens a blank one.
  asio::awaitable<void> reset();

  asio::awaitable<Navigation> open(std::string url, Milliseconds timeout) override;
  asio::awaitable<std::vector<Frame>> frames() override;
  asio::awaitable<json::value> evaluate(std::string frame, std::string function, json::value arg) override;
  asio::awaitable<std::vector<FrameValue>> evaluate_all(std::string function, json::value arg) override;
  asio::awaitable<json::value> evaluate_on(Handle element, std::string function, json::value arg) override;
  asio::awaitable<std::optional<FrameValue>> wait_for(std::string function, json::value arg,
                                                      Milliseconds timeout) override;
  asio::awaitable<void> click(Handle element, Milliseconds timeout) override;
  asio::awaitable<void> fill(Handle element, std::string text) override;
  asio::awaitable<void> type(Handle element, std::string text) override;
  asio::awaitable<void> press(Handle element, std::string key) override;
  asio::awaitable<void> select_options(Handle element, std::vector<std::string> values) override;
  asio::awaitable<void> set_checked(Handle element, bool checked) override;
  asio::awaitable<void> upload(Handle element, std::string path) override;
  asio::awaitable<std::string> screenshot() override;
  asio::awaitable<std::string> current_url() override;
  asio::awaitable<std::vector<Response>> take_responses() override;
  void accept_confirmations(bool accept) override;
  std::vector<std::string> take_dialogs() override { return std::exchange(dialogs_, std::vector<std::string>()); }
  asio::awaitable<void> close() override;

 private:
  asio::awaitable<json::value> call(std::string method, json::object arguments, Milliseconds timeout);
  asio::awaitable<void> act(std::string method, Handle element, json::object arguments, Milliseconds timeout);

  McpClient& client_;
  std::filesystem::path staging_directory_;
  GuardProxy& guard_;
  bool accept_confirmations_ = false;
  std::vector<std::string> dialogs_;
};

}  // namespace jobswipe::browser
