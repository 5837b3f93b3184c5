#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent/browser/browser.hpp"
#include "agent/browser/guard_proxy.hpp"
#include "agent/browser/webdriver_client.hpp"

namespace jobswipe::browser {

/// The page of a Session, worked through WebDriver BiDi. `client` and `guard` must outlive it; one at a time per
/// client.
class WebDriverBrowser final : public Browser {
 public:
  /// `guard`: the proxy that all of the browser's traffic goes through.
  WebDriverBrowser(asio::any_io_executor executor, WebDriverClient& client, std::filesystem::path staging_directory,
                   GuardProxy& guard);
  ~WebDriverBrowser() override;

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
  std::vector<std::string> take_dialogs() override;
  asio::awaitable<void> close() override;

 private:
  using Clock = std::chrono::steady_clock;

  /// A frame and the browsing context that it is.
  struct Place {
    Frame frame;
    std::string context;
    std::string parent;  ///< its context
  };
  /// An element in its browsing context.
  struct Found {
    Place place;
    std::string node;
  };
  /// What the page's events told; shared with the client's handler, which may outlive a call.
  struct Heard;

  asio::awaitable<std::vector<Place>> places();
  /// PNG of the `document` or the `viewport`.
  asio::awaitable<std::string> capture(std::string origin);
  /// `{width, height}` in CSS pixels, or null for the window's own.
  asio::awaitable<void> set_viewport(json::value size);
  /// Chromium draws frames of other origins only where the window shows them, so a picture of the whole page would
  /// leave the rest of them blank: makes the viewport as high as the page. False when that is not needed.
  asio::awaitable<bool> show_all_frames();
  json::object call_params(const std::string& context, std::string declaration, json::array arguments) const;
  asio::awaitable<json::value> call(std::string context, std::string declaration, json::array arguments,
                                    Milliseconds timeout);
  /// Calls `page.NAME(…)` of webdriver_page.js in a context, JSON in and out; `node` goes first when it is one.
  asio::awaitable<json::value> in_page(std::string context, std::string name, std::string node, json::array arguments,
                                       Milliseconds timeout = Milliseconds(10'000));
  asio::awaitable<std::vector<FrameValue>> everywhere(std::string function, json::value arg, Milliseconds timeout);
  asio::awaitable<Found> find(Handle element);
  /// Calls until it is ready; throws `timeout` with what it waits for, `gone`, or `tool`.
  asio::awaitable<json::object> until_ready(Found found, std::string name, json::array arguments, Milliseconds timeout);
  asio::awaitable<void> press_at(Found found, Clock::time_point end);
  asio::awaitable<void> perform(std::string context, json::array actions, Milliseconds timeout);
  asio::awaitable<void> insert_text(std::string text);
  asio::awaitable<void> devtools(std::string method, json::object params, Milliseconds timeout);
  asio::awaitable<void> after_click(std::string page, std::uint64_t navigations, Clock::time_point end);
  asio::awaitable<void> until_parsed(Clock::time_point end);

  asio::any_io_executor executor_;
  WebDriverClient& client_;
  std::filesystem::path staging_directory_;
  GuardProxy& guard_;
  std::shared_ptr<Heard> heard_;
};

}  // namespace jobswipe::browser
