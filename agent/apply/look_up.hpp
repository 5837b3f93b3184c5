#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>

#include "agent/browser/browser.hpp"

namespace jobswipe::apply {

namespace asio = boost::asio;

/// What the posting's page says of an application whose outcome nobody knows.
struct LookUp {
  std::string words;   ///< the page's own, that it has an application already; empty when it doesn't say so
  std::string detail;  ///< plain words for the person when it doesn't
};

/// Opens the posting's page, presses and types nothing, and looks for the sign that it has an application of this
/// person (agent/form/platforms, words.js). Since an application is never begun on a page with that sign, one that
/// appears after the click is of that click. Never throws for what a page or browser does.
asio::awaitable<LookUp> look_up(browser::Browser& browser, std::string url, bool allow_private,
                                std::chrono::milliseconds timeout);

}  // namespace jobswipe::apply
