#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/browser/webdriver_browser.hpp"

namespace jobswipe::browser {

/// What the events of WebDriver BiDi told of the page; fed by the client, read by the browser, on one thread.
struct WebDriverBrowser::Heard {
  struct Document {
    std::string navigation;
    std::string url;
    int status = 0;
    bool refused = false;  ///< by our own proxy
  };
  struct Chooser {
    std::string context;
    std::string node;
  };

  std::string page;           ///< the browsing context of the page; empty for none
  std::set<std::string> own;  ///< it and the contexts beneath it
  std::vector<Response> responses;
  std::vector<std::string> dialogs;
  std::set<std::string> navigating;  ///< requests for documents without an answer yet
  std::uint64_t navigations = 0;     ///< requests for documents so far
  std::optional<Document> document;  ///< the last answer for the page's own document
  std::optional<Chooser> chooser;    ///< the file dialog that opened last
  bool accept_confirmations = false;

  /// The dialog to answer now, when the event opened one: whether to accept it.
  struct Prompt {
    std::string context;
    bool accept = false;
  };
  std::optional<Prompt> hear(const std::string& method, const json::object& params);
  void begin_page(const std::string& context);

 private:
  void hear_response(const json::object& params);
};

}  // namespace jobswipe::browser
