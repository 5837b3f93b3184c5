#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/apply/reading.hpp"

namespace jobswipe::apply {

/// What every frame says before a press, for the scripts that wait for what follows it.
asio::awaitable<json::value> page_marks(browser::Browser& browser);

/// The texts of the list `name` of what such a script gave; whether its flag `name` is set.
std::vector<std::string> texts_in(const json::value& value, std::string_view name);
bool flag_in(const json::value& value, std::string_view name);

/// All on one line of at most 1500 bytes.
std::string join_texts(const std::vector<std::string>& texts);

/// The path of an address without query, session and segments that are tokens; "/" when there is none.
std::string path_without_secrets(std::string_view url);

/// What became of the final click: the page's own words, a refusal, a further step, or nothing that proves anything.
/// What the browser sent meanwhile is kept as evidence. For one click; what it is given must outlive it.
class Proof {
 public:
  /// `requests` is added to, however it ends.
  Proof(browser::Browser& browser, const Trust& trust, Hooks& hooks, std::chrono::milliseconds timeout,
        std::vector<RequestSeen>& requests)
      : browser_(browser), trust_(trust), hooks_(hooks), timeout_(timeout), requests_(requests) {}

  /// Nothing is returned when the click only led to another step, or was refused for what can be learned, and provably
  /// sent nothing. Throws Ended when the page refused or wants a person. `before`: page_marks from before the click.
  asio::awaitable<std::optional<Outcome>> wait(json::value before);

  /// Whether a page has a button by which the way goes on.
  std::function<bool(const Reading&)> can_go_on;
  /// Whether the page's refusal told of something that can be filled or asked.
  std::function<bool(const Reading&, const std::vector<std::string>&)> learned;

 private:
  asio::awaitable<void> note(std::vector<browser::Response> responses);
  /// Whether an answer may be the one to a submission: to the form's own sites, or to any whose address speaks of one.
  /// A question that is asked later gives up the permission, so in doubt it was sent.
  bool may_have_sent(const browser::Response& response) const;
  /// Fresh marks that still hold what was confirmed before the click.
  asio::awaitable<json::value> marks_keeping_sent(json::value before);

  browser::Browser& browser_;
  const Trust& trust_;
  Hooks& hooks_;
  std::chrono::milliseconds timeout_;
  std::vector<RequestSeen>& requests_;
};

}  // namespace jobswipe::apply
