#include "agent/browser/webdriver_browser.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "agent/browser/bidi.hpp"
#include "agent/browser/checks.hpp"
#include "agent/browser/driver.hpp"
#include "agent/browser/webdriver_heard.hpp"

namespace jobswipe::browser {
namespace {

constexpr Milliseconds kEvaluate{10'000};
constexpr Milliseconds kQuick{10'000};
constexpr Milliseconds kScreenshot{20'000};
/// What a call may take beyond the time its work in the page was given.
constexpr Milliseconds kMargin{2'000};
constexpr std::size_t kMostPngBytes = 4'900'000;

constexpr double kHighestWindow = 12'000;
constexpr const char* kSizes = "() => [innerWidth, innerHeight, document.documentElement.scrollHeight]";
/// Ends when two frames have been drawn, or after a second where none are.
constexpr const char* kDrawn =
    "() => Promise.race([new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))), "
    "new Promise((late) => setTimeout(late, 1000))]).then(() => true)";

/// Scheme, host and port of an http address.
std::string_view origin_of(std::string_view url) {
  const auto host = url.find("://");
  return host == std::string_view::npos ? url : url.substr(0, url.find('/', host + 3));
}

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

json::object context_params(const std::string& context) {
  json::object params;
  params["context"] = context;
  return params;
}

asio::awaitable<void> answer_prompt(WebDriverClient& client, std::string context, std::string page, bool accept) {
  for (const auto& where : {context, page}) {
    json::object params;
    params["context"] = where;
    params["accept"] = accept;
    try {
      co_await client.command("browsingContext.handleUserPrompt", std::move(params), kQuick);
      co_return;
    } catch (const BrowserError& error) {
      if (error.fault() == BrowserFault::crashed) co_return;
      // A dialog of a frame belongs to its page.
      spdlog::debug("dialog: {}", error.what());
    }
  }
}

}  // namespace

WebDriverBrowser::WebDriverBrowser(asio::any_io_executor executor, WebDriverClient& client,
                                   std::filesystem::path staging_directory, GuardProxy& guard)
    : executor_(std::move(executor)),
      client_(client),
      staging_directory_(std::move(staging_directory)),
      guard_(guard),
      heard_(std::make_shared<Heard>()) {
  // The next page of this client replaces the handler, maybe before this one is gone.
  client_.on_event([&client, executor = executor_, weak = std::weak_ptr<Heard>(heard_)](const std::string& method,
                                                                                        const json::object& params) {
    const auto heard = weak.lock();
    if (!heard) return;
    const auto prompt = heard->hear(method, params);
    if (!prompt) return;
    // At once: while a dialog is open, nothing in the page runs.
    asio::co_spawn(executor, answer_prompt(client, prompt->context, heard->page, prompt->accept),
                   [](std::exception_ptr error) {
                     if (error) spdlog::warn("a dialog could not be answered");
                   });
  });
}

WebDriverBrowser::~WebDriverBrowser() = default;

void WebDriverBrowser::accept_confirmations(bool accept) {
  heard_->accept_confirmations = accept;
  guard_.hold_lost_requests(accept);
}

std::vector<std::string> WebDriverBrowser::take_dialogs() {
  return std::exchange(heard_->dialogs, std::vector<std::string>());
}

asio::awaitable<void> WebDriverBrowser::reset() {
  accept_confirmations(false);
  heard_->begin_page("");
  json::object kind;
  kind["type"] = "tab";
  const auto made = co_await client_.command("browsingContext.create", std::move(kind), Milliseconds(20'000));
  const auto page = text_at(made.as_object(), "context");
  heard_->begin_page(page);
  json::object all;
  all["maxDepth"] = 0;
  const auto tree = co_await client_.command("browsingContext.getTree", std::move(all), kQuick);
  for (const auto& entry : tree.at("contexts").as_array()) {
    const auto other = text_at(entry.as_object(), "context");
    if (other == page) continue;
    try {
      co_await client_.command("browsingContext.close", context_params(other), kQuick);
    } catch (const BrowserError& error) {
      // A tab that closed itself meanwhile.
      if (error.fault() == BrowserFault::crashed) throw;
    }
  }
  co_await client_.command("browsingContext.activate", context_params(page), kQuick);
  json::object downloads;
  downloads["behavior"] = "deny";
  co_await devtools("Browser.setDownloadBehavior", std::move(downloads), kQuick);
  json::object focus;
  focus["enabled"] = true;
  co_await devtools("Emulation.setFocusEmulationEnabled", std::move(focus), kQuick);
}

/// chromedriver's own extension of BiDi, for the little that the standard has no words for.
asio::awaitable<void> WebDriverBrowser::devtools(std::string method, json::object params, Milliseconds timeout) {
  const auto given = co_await client_.command("goog:cdp.getSession", context_params(heard_->page), timeout);
  json::object command;
  command["method"] = method;
  command["params"] = std::move(params);
  command["session"] = given.at("session");
  co_await client_.command("goog:cdp.sendCommand", std::move(command), timeout);
}

asio::awaitable<Navigation> WebDriverBrowser::open(std::string url, Milliseconds timeout) {
  const auto end = Clock::now() + timeout;
  const auto host = host_of(url);
  heard_->responses.clear();
  heard_->document.reset();
  auto params = context_params(heard_->page);
  params["url"] = url;
  params["wait"] = "interactive";
  Navigation navigation;
  bool turned = false;
  try {
    const auto result = co_await client_.command("browsingContext.navigate", std::move(params), timeout);
    navigation.url = text_at(result.as_object(), "url");
  } catch (const BrowserError& error) {
    const std::string_view said = error.what();
    const bool bare = said.find("ERR_HTTP_RESPONSE_CODE_FAILURE") != std::string_view::npos && heard_->document;
    // The page went on to another address by itself while it was loaded.
    turned = error.fault() == BrowserFault::tool && heard_->document;
    if (!bare && !turned) throw_why(error, guard_.refusals(), host);
  }
  if (turned) co_await until_parsed(end);
  if (heard_->document && heard_->document->refused)
    throw BrowserError(BrowserFault::refused, "the page is on a private or loopback address, which is not allowed");
  if (turned) navigation.url = co_await current_url();
  if (navigation.url.empty() && heard_->document) navigation.url = heard_->document->url;
  navigation.status = heard_->document ? heard_->document->status : 0;
  co_return navigation;
}

asio::awaitable<void> WebDriverBrowser::until_parsed(Clock::time_point end) {
  while (true) {
    const auto left = std::chrono::duration_cast<Milliseconds>(end - Clock::now());
    if (left.count() <= 0) co_return;
    const auto seen = client_.events();
    bool loading = true;
    try {
      json::array none;
      const auto state = co_await call(heard_->page, "() => document.readyState", std::move(none), left);
      loading = remote_text(state) == "loading";
    } catch (const BrowserError& error) {
      if (error.fault() == BrowserFault::crashed) throw;
    }
    if (!loading) co_return;
    co_await client_.next_event(seen, std::min(left, Milliseconds(50)));
  }
}

asio::awaitable<std::vector<WebDriverBrowser::Place>> WebDriverBrowser::places() {
  if (heard_->page.empty()) throw BrowserError(BrowserFault::gone, "no page is open");
  json::object params;
  params["root"] = heard_->page;
  const auto tree = co_await client_.command("browsingContext.getTree", std::move(params), kQuick);
  std::vector<Place> list;
  std::vector<std::pair<const json::object*, Place>> open;
  const auto& roots = tree.at("contexts").as_array();
  if (roots.empty()) throw BrowserError(BrowserFault::gone, "the page was closed");
  Place top;
  top.frame.id = "main";
  open.emplace_back(&roots.front().as_object(), std::move(top));
  while (!open.empty()) {
    auto [info, place] = std::move(open.back());
    open.pop_back();
    place.context = text_at(*info, "context");
    place.frame.url = text_at(*info, "url");
    heard_->own.insert(place.context);
    const auto* children = info->if_contains("children");
    if (children && children->is_array()) {
      for (std::size_t i = children->get_array().size(); i-- > 0;) {
        Place child;
        child.frame.id = fmt::format("{}/{}", place.frame.id, i);
        child.frame.parent = place.frame.id;
        child.parent = place.context;
        open.emplace_back(&children->get_array()[i].as_object(), std::move(child));
      }
    }
    list.push_back(std::move(place));
  }
  co_return list;
}

asio::awaitable<std::vector<Frame>> WebDriverBrowser::frames() {
  auto all = co_await places();
  std::vector<Frame> list;
  for (auto& place : all) list.push_back(std::move(place.frame));
  co_return list;
}

json::object WebDriverBrowser::call_params(const std::string& context, std::string declaration,
                                           json::array arguments) const {
  json::object params;
  params["functionDeclaration"] = std::move(declaration);
  params["awaitPromise"] = true;
  params["target"] = context_params(context);
  params["arguments"] = std::move(arguments);
  params["resultOwnership"] = "none";
  return params;
}

asio::awaitable<json::value> WebDriverBrowser::call(std::string context, std::string declaration, json::array arguments,
                                                    Milliseconds timeout) {
  auto params = call_params(context, std::move(declaration), std::move(arguments));
  co_return co_await client_.command("script.callFunction", std::move(params), timeout);
}

namespace {

std::string page_script() {
  return std::string(driver::webdriver_page.text);
}

std::string calling(const std::string& function, std::string_view parameters, std::string_view given) {
  return fmt::format("async ({0}, packed, timeout) => (\n{1}).run(\n({2}\n), [{3}JSON.parse(packed)], timeout)",
                     parameters, page_script(), function, given);
}

/// The function with its argument as text, since BiDi's own values know no JSON.
json::array packed(const json::value& arg, Milliseconds timeout, const std::string& node) {
  json::array arguments;
  if (node.empty())
    arguments.push_back(local_text(""));
  else
    arguments.push_back(local_node(node));
  arguments.push_back(local_text(json::serialize(arg)));
  arguments.push_back(local_number(static_cast<double>(timeout.count())));
  return arguments;
}

json::value unpacked(const json::value& result) {
  boost::system::error_code error;
  auto value = json::parse(remote_text(result), error);
  if (error) throw BrowserError(BrowserFault::tool, "the script's result is no JSON");
  return value;
}

}  // namespace

asio::awaitable<json::value> WebDriverBrowser::in_page(std::string context, std::string name, std::string node,
                                                       json::array arguments, Milliseconds timeout) {
  auto declaration = fmt::format(
      "async (node, packed) => {{ const page = {}; return page.pack(await page.{}({}...JSON.parse(packed))); }}",
      page_script(), name, node.empty() ? "" : "node, ");
  const json::value list(std::move(arguments));
  auto given = packed(list, timeout, node);
  given.pop_back();
  const auto result = co_await call(std::move(context), std::move(declaration), std::move(given), timeout);
  co_return unpacked(result);
}

asio::awaitable<json::value> WebDriverBrowser::evaluate(std::string frame, std::string function, json::value arg) {
  const auto all = co_await places();
  const auto found =
      std::find_if(all.begin(), all.end(), [&frame](const Place& place) { return place.frame.id == frame; });
  if (found == all.end()) throw BrowserError(BrowserFault::gone, fmt::format("frame {} is not there any more", frame));
  auto arguments = packed(arg, kEvaluate, "");
  const auto result =
      co_await call(found->context, calling(function, "none", ""), std::move(arguments), kEvaluate + kMargin);
  co_return unpacked(result);
}

asio::awaitable<std::vector<FrameValue>> WebDriverBrowser::everywhere(std::string function, json::value arg,
                                                                      Milliseconds timeout) {
  auto all = co_await places();
  const auto declaration = calling(function, "none", "");
  const auto end = Clock::now() + timeout + kMargin;
  std::vector<std::shared_ptr<WebDriverClient::Pending>> under_way;
  for (const auto& place : all)
    under_way.push_back(
        client_.begin("script.callFunction", call_params(place.context, declaration, packed(arg, timeout, ""))));
  std::vector<FrameValue> values;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto left = std::chrono::duration_cast<Milliseconds>(end - Clock::now());
    try {
      const auto result = co_await client_.wait(under_way[i], std::max(left, Milliseconds(1)));
      FrameValue value;
      value.value = unpacked(result);
      value.frame = std::move(all[i].frame);
      values.push_back(std::move(value));
    } catch (const BrowserError& error) {
      if (error.fault() == BrowserFault::crashed) throw;
    }
  }
  co_return values;
}

asio::awaitable<std::vector<FrameValue>> WebDriverBrowser::evaluate_all(std::string function, json::value arg) {
  std::vector<FrameValue> values;
  try {
    values = co_await everywhere(std::move(function), std::move(arg), kEvaluate);
  } catch (const BrowserError& error) {
    if (error.fault() != BrowserFault::gone) throw;
  }
  co_return values;
}

asio::awaitable<json::value> WebDriverBrowser::evaluate_on(Handle element, std::string function, json::value arg) {
  const auto found = co_await find(std::move(element));
  auto arguments = packed(arg, kEvaluate, found.node);
  const auto result = co_await call(found.place.context, calling(function, "element", "element, "),
                                    std::move(arguments), kEvaluate + kMargin);
  co_return unpacked(result);
}

asio::awaitable<std::optional<FrameValue>> WebDriverBrowser::wait_for(std::string function, json::value arg,
                                                                      Milliseconds timeout) {
  const auto end = Clock::now() + timeout;
  Milliseconds pause{20};
  while (true) {
    const auto left = std::chrono::duration_cast<Milliseconds>(end - Clock::now());
    if (left.count() <= 0) co_return std::nullopt;
    const auto each = std::clamp(left, Milliseconds(50), Milliseconds(5000));
    std::vector<FrameValue> values;
    try {
      values = co_await everywhere(function, arg, each);
    } catch (const BrowserError& error) {
      if (error.fault() == BrowserFault::crashed || error.fault() == BrowserFault::refused) throw;
    }
    for (auto& entry : values) {
      const auto& value = entry.value;
      const bool truthy =
          !(value.is_null() || (value.is_bool() && !value.get_bool()) ||
            (value.is_string() && value.get_string().empty()) || (value.is_number() && value.to_number<double>() == 0));
      if (truthy) co_return std::move(entry);
    }
    asio::steady_timer timer(executor_, std::min(pause, left));
    co_await timer.async_wait(asio::use_awaitable);
    pause = std::min(pause * 3 / 2, Milliseconds(150));
  }
}

asio::awaitable<std::string> WebDriverBrowser::screenshot() {
  const bool resized = co_await show_all_frames();
  std::string png;
  std::exception_ptr failure;
  try {
    png = co_await capture("document");
  } catch (const BrowserError&) {
    failure = std::current_exception();
  }
  if (resized) {
    json::value as_before;
    co_await set_viewport(std::move(as_before));
  }
  if (failure) std::rethrow_exception(failure);
  if (png.size() > kMostPngBytes) png = co_await capture("viewport");
  co_return png;
}

asio::awaitable<std::string> WebDriverBrowser::capture(std::string origin) {
  auto params = context_params(heard_->page);
  params["origin"] = std::move(origin);
  const auto taken = co_await client_.command("browsingContext.captureScreenshot", std::move(params), kScreenshot);
  co_return decode_base64(taken.at("data").as_string());
}

asio::awaitable<void> WebDriverBrowser::set_viewport(json::value size) {
  auto params = context_params(heard_->page);
  params["viewport"] = std::move(size);
  co_await client_.command("browsingContext.setViewport", std::move(params), kQuick);
}

asio::awaitable<bool> WebDriverBrowser::show_all_frames() {
  const auto all = co_await places();
  const std::string here(origin_of(all.front().frame.url));
  const bool foreign = std::any_of(all.begin(), all.end(), [&](const auto& place) {
    return place.frame.url.starts_with("http") && origin_of(place.frame.url) != here;
  });
  if (!foreign) co_return false;
  json::value none;
  const auto sizes = co_await evaluate("main", kSizes, none);
  const auto width = sizes.at(0).to_number<double>();
  const auto height = std::min(sizes.at(2).to_number<double>(), kHighestWindow);
  if (height <= sizes.at(1).to_number<double>()) co_return false;
  json::object size;
  size["width"] = static_cast<std::int64_t>(width);
  size["height"] = static_cast<std::int64_t>(height);
  co_await set_viewport(std::move(size));
  co_await evaluate_all(kDrawn, none);
  co_return true;
}

asio::awaitable<std::string> WebDriverBrowser::current_url() {
  const auto all = co_await places();
  co_return all.front().frame.url;
}

asio::awaitable<std::vector<Response>> WebDriverBrowser::take_responses() {
  // Whatever the browser has told before this answer has been heard when it arrives.
  const auto all = co_await places();
  co_return std::exchange(heard_->responses, std::vector<Response>());
}

asio::awaitable<void> WebDriverBrowser::close() {
  if (client_.failed() || heard_->page.empty()) co_return;
  try {
    // The last tab would take the browser along.
    json::object kind;
    kind["type"] = "tab";
    co_await client_.command("browsingContext.create", std::move(kind), kQuick);
    const auto page = heard_->page;
    heard_->begin_page("");
    co_await client_.command("browsingContext.close", context_params(page), kQuick);
  } catch (const BrowserError& error) {
    spdlog::info("closing the page: {}", error.what());
  }
}

}  // namespace jobswipe::browser
