// Acting on the page as a person's hands would, by input events that the browser itself trusts.

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>

#include "agent/browser/bidi.hpp"
#include "agent/browser/checks.hpp"
#include "agent/browser/driver.hpp"
#include "agent/browser/webdriver_browser.hpp"
#include "agent/browser/webdriver_heard.hpp"

namespace jobswipe::browser {
namespace {

constexpr Milliseconds kAction{10'000};
constexpr Milliseconds kFind{3'000};
constexpr Milliseconds kLabel{3'000};
constexpr Milliseconds kLooks{50};
constexpr Milliseconds kMostNavigation{15'000};

bool flag_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_bool() && value->get_bool();
}

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

template <class Instant>
Milliseconds left_until(Instant end) {
  return std::chrono::duration_cast<Milliseconds>(end - Instant::clock::now());
}

json::array listed(json::value value) {
  json::array list;
  list.push_back(std::move(value));
  return list;
}

}  // namespace

asio::awaitable<WebDriverBrowser::Found> WebDriverBrowser::find(Handle element) {
  auto all = co_await places();
  std::stable_partition(all.begin(), all.end(),
                        [&element](const Place& place) { return place.frame.id == element.frame; });
  const auto declaration = fmt::format("(id) => ({}).find(id)", driver::webdriver_page.text);
  for (auto& place : all) {
    try {
      json::array arguments;
      arguments.push_back(local_text(element.id));
      const auto result = co_await call(place.context, declaration, std::move(arguments), kFind);
      if (auto node = remote_node(result)) {
        Found found;
        found.place = std::move(place);
        found.node = std::move(*node);
        co_return found;
      }
    } catch (const BrowserError& error) {
      if (error.fault() == BrowserFault::crashed) throw;
    }
  }
  throw BrowserError(BrowserFault::gone, fmt::format("element {} is not there any more", element.id));
}

asio::awaitable<json::object> WebDriverBrowser::until_ready(Found found, std::string name, json::array arguments,
                                                            Milliseconds timeout) {
  const auto end = Clock::now() + timeout;
  std::string why;
  while (true) {
    auto again = arguments;
    const auto answer = co_await in_page(found.place.context, name, found.node, std::move(again));
    const auto& object = answer.as_object();
    if (flag_at(object, "gone")) throw BrowserError(BrowserFault::gone, "the element is not there any more");
    why = text_at(object, "why");
    if (why.empty()) co_return object;
    if (flag_at(object, "never")) throw BrowserError(BrowserFault::tool, why);
    if (left_until(end).count() <= 0) break;
    asio::steady_timer timer(executor_, kLooks);
    co_await timer.async_wait(asio::use_awaitable);
  }
  throw BrowserError(BrowserFault::timeout, fmt::format("not ready within {} ms: {}", timeout.count(), why));
}

asio::awaitable<void> WebDriverBrowser::perform(std::string context, json::array actions, Milliseconds timeout) {
  json::object params;
  params["context"] = context;
  params["actions"] = std::move(actions);
  co_await client_.command("input.performActions", std::move(params), timeout);
}

/// Presses once, when the element can be pressed: also not through something that lies over its frame.
asio::awaitable<void> WebDriverBrowser::press_at(Found found, Clock::time_point end) {
  const auto all = co_await places();
  std::string why;
  while (true) {
    const auto left = std::max(left_until(end), Milliseconds(1));
    json::array none;
    const auto aimed = co_await until_ready(found, "aim", std::move(none), left);
    auto x = aimed.at("x").to_number<double>();
    auto y = aimed.at("y").to_number<double>();
    why.clear();
    auto place = found.place;
    while (why.empty() && !place.parent.empty()) {
      json::object which;
      which["context"] = place.context;
      json::object locator;
      locator["type"] = "context";
      locator["value"] = std::move(which);
      json::object params;
      params["context"] = place.parent;
      params["locator"] = std::move(locator);
      const auto located = co_await client_.command("browsingContext.locateNodes", std::move(params), kFind);
      const auto& nodes = located.at("nodes").as_array();
      if (nodes.empty()) throw BrowserError(BrowserFault::gone, "the frame is not there any more");
      const auto holder = text_at(nodes.front().as_object(), "sharedId");
      json::array point;
      point.emplace_back(x);
      point.emplace_back(y);
      const auto passed = co_await in_page(place.parent, "through", holder, std::move(point));
      why = text_at(passed.as_object(), "why");
      if (why.empty()) {
        x = passed.at("x").to_number<double>();
        y = passed.at("y").to_number<double>();
      }
      const auto above =
          std::find_if(all.begin(), all.end(), [&place](const Place& other) { return other.context == place.parent; });
      if (above == all.end()) break;
      place = *above;
    }
    if (why.empty()) break;
    if (left_until(end).count() <= 0)
      throw BrowserError(BrowserFault::timeout, "the press does not reach the element: " + why);
    asio::steady_timer timer(executor_, kLooks);
    co_await timer.async_wait(asio::use_awaitable);
  }
  co_await perform(found.place.context, press_actions(found.node), kAction);
}

asio::awaitable<void> WebDriverBrowser::click(Handle element, Milliseconds timeout) {
  const auto end = Clock::now() + timeout;
  auto found = co_await find(std::move(element));
  const auto page = heard_->page;
  const auto navigations = heard_->navigations;
  co_await press_at(std::move(found), end);
  co_await after_click(page, navigations, end);
}

/// The click counts as done when the page has taken it. What it starts is waited for apart, because a slow answer to a
/// submitted form must not read as a click that never was.
asio::awaitable<void> WebDriverBrowser::after_click(std::string page, std::uint64_t navigations,
                                                    Clock::time_point end) {
  for (int tick = 0; tick < 2; ++tick) {
    try {
      json::array none;
      co_await call(page, "() => new Promise((resolve) => setTimeout(resolve, 0))", std::move(none), Milliseconds(300));
    } catch (const BrowserError& error) {
      if (error.fault() == BrowserFault::crashed) throw;
      break;
    }
  }
  const auto most = std::min(end, Clock::now() + kMostNavigation);
  while (heard_->navigations > navigations && !heard_->navigating.empty() && left_until(most).count() > 0)
    co_await client_.next_event(client_.events(), left_until(most));
  if (heard_->navigations > navigations || heard_->page != page) co_await until_parsed(most);
}

asio::awaitable<void> WebDriverBrowser::insert_text(std::string text) {
  json::object params;
  params["text"] = std::move(text);
  co_await devtools("Input.insertText", std::move(params), kAction);
}

asio::awaitable<void> WebDriverBrowser::fill(Handle element, std::string text) {
  auto found = co_await find(std::move(element));
  const auto ready = co_await until_ready(found, "prepare", listed(json::value(json::string_view(text))), kAction);
  if (text_at(ready, "way") != "typed") co_return;
  if (text.empty())
    co_await perform(found.place.context, chord_actions("Delete"), kAction);
  else
    co_await insert_text(std::move(text));
}

asio::awaitable<void> WebDriverBrowser::type(Handle element, std::string text) {
  auto found = co_await find(std::move(element));
  co_await until_ready(found, "focus", listed(json::value(true)), kAction);
  const auto pieces = typed_pieces(text);
  for (const auto& piece : pieces) {
    if (piece.keys)
      co_await perform(found.place.context, key_actions(piece.text), kAction);
    else
      co_await insert_text(piece.text);
  }
}

asio::awaitable<void> WebDriverBrowser::press(Handle element, std::string key) {
  auto actions = chord_actions(key);
  auto found = co_await find(std::move(element));
  co_await until_ready(found, "focus", listed(json::value(false)), kAction);
  co_await perform(found.place.context, std::move(actions), kAction);
}

asio::awaitable<void> WebDriverBrowser::select_options(Handle element, std::vector<std::string> values) {
  auto found = co_await find(std::move(element));
  json::array list;
  for (auto& value : values) list.emplace_back(std::move(value));
  co_await until_ready(std::move(found), "select", listed(json::value(std::move(list))), kAction);
}

asio::awaitable<void> WebDriverBrowser::set_checked(Handle element, bool checked) {
  auto found = co_await find(element);
  json::array none;
  const auto drawn = co_await in_page(found.place.context, "drawn", found.node, none);
  auto ticked = co_await in_page(found.place.context, "ticked", found.node, none);
  if (ticked.as_bool() == checked) co_return;
  if (drawn.as_bool()) {
    try {
      co_await press_at(found, Clock::now() + kLabel);
    } catch (const BrowserError& error) {
      if (error.fault() == BrowserFault::gone || error.fault() == BrowserFault::crashed) throw;
    }
    ticked = co_await in_page(found.place.context, "ticked", found.node, none);
    if (ticked.as_bool() == checked) co_return;
  }
  const auto declaration = fmt::format("(node) => ({}).labelOf(node)", driver::webdriver_page.text);
  json::array arguments;
  arguments.push_back(local_node(found.node));
  const auto label = co_await call(found.place.context, declaration, std::move(arguments), kFind);
  if (auto node = remote_node(label)) {
    auto beside = found;
    beside.node = std::move(*node);
    try {
      co_await press_at(std::move(beside), Clock::now() + kLabel);
    } catch (const BrowserError& error) {
      if (error.fault() == BrowserFault::crashed) throw;
    }
  }
  ticked = co_await in_page(found.place.context, "ticked", found.node, none);
  if (ticked.as_bool() == checked) co_return;
  json::array again;
  again.push_back(local_node(found.node));
  co_await call(found.place.context, "(node) => node.click()", std::move(again), kFind);
  ticked = co_await in_page(found.place.context, "ticked", found.node, none);
  if (ticked.as_bool() != checked)
    throw BrowserError(BrowserFault::tool, fmt::format("the box does not stay {}", checked ? "ticked" : "unticked"));
}

asio::awaitable<void> WebDriverBrowser::upload(Handle element, std::string path) {
  const auto file = staged_file(staging_directory_, path);
  auto found = co_await find(std::move(element));
  json::array none;
  const auto takes = co_await in_page(found.place.context, "takesFiles", found.node, std::move(none));
  Heard::Chooser chooser;
  chooser.context = found.place.context;
  chooser.node = found.node;
  if (!takes.as_bool()) {
    const auto end = Clock::now() + kAction;
    heard_->chooser.reset();
    co_await press_at(found, end);
    while (!heard_->chooser && left_until(end).count() > 0)
      co_await client_.next_event(client_.events(), left_until(end));
    if (!heard_->chooser) throw BrowserError(BrowserFault::timeout, "no file dialog opened");
    chooser = *heard_->chooser;
    if (chooser.node.empty()) throw BrowserError(BrowserFault::tool, "the file dialog belongs to no field");
  }
  json::object params;
  params["context"] = chooser.context;
  params["element"] = local_node(chooser.node);
  params["files"] = listed(json::value(json::string_view(file)));
  co_await client_.command("input.setFiles", std::move(params), kAction);
}

}  // namespace jobswipe::browser
