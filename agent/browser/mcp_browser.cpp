#include "agent/browser/mcp_browser.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "agent/browser/checks.hpp"

namespace jobswipe::browser {
namespace {

constexpr Milliseconds kEvaluate{10'000};
constexpr Milliseconds kAction{30'000};
constexpr Milliseconds kScreenshot{40'000};
/// What a call may take beyond the time its work was given, before the tool counts as stuck.
constexpr Milliseconds kMargin{5'000};

BrowserFault fault_of(std::string_view name) {
  if (name == "timeout") return BrowserFault::timeout;
  if (name == "network") return BrowserFault::network;
  if (name == "refused") return BrowserFault::refused;
  if (name == "gone") return BrowserFault::gone;
  if (name == "crashed") return BrowserFault::crashed;
  return BrowserFault::tool;
}

std::string text(const json::value& value) {
  return std::string(value.as_string());
}

Frame frame_of(const json::value& value) {
  Frame frame;
  frame.id = text(value.at("id"));
  frame.parent = text(value.at("parent"));
  frame.url = text(value.at("url"));
  return frame;
}

FrameValue frame_value_of(const json::value& value) {
  FrameValue out;
  out.frame = frame_of(value.at("frame"));
  out.value = value.at("value");
  return out;
}

json::object handle_json(const Handle& handle) {
  json::object object;
  object["frame"] = handle.frame;
  object["id"] = handle.id;
  return object;
}

json::object script_arguments(std::string function, json::value arg, Milliseconds timeout) {
  json::object arguments;
  arguments["source"] = std::move(function);
  arguments["arg"] = std::move(arg);
  arguments["timeout"] = timeout.count();
  return arguments;
}

}  // namespace

McpBrowser::McpBrowser(McpClient& client, std::filesystem::path staging_directory, GuardProxy& guard)
    : client_(client), staging_directory_(std::move(staging_directory)), guard_(guard) {}

asio::awaitable<json::value> McpBrowser::call(std::string method, json::object arguments, Milliseconds timeout) {
  // JSON is JavaScript, so a JSON text serialised once more is a JavaScript string.
  const auto packed = json::serialize(json::value(json::serialize(arguments)));
  json::object tool;
  tool["code"] =
      fmt::format("(page) => page.context().jobswipe.call(\"{}\", {}, {})", method, packed, accept_confirmations_);
  json::object meta;
  meta["raw"] = true;
  tool["_meta"] = std::move(meta);
  const auto began = std::chrono::steady_clock::now();
  const auto answer = co_await client_.call_tool("browser_run_code_unsafe", std::move(tool), timeout + kMargin);
  const auto took = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - began);
  spdlog::debug("browser {} took {} ms", method, took.count());
  boost::system::error_code error;
  auto parsed = json::parse(answer, error);
  const auto* object = parsed.if_object();
  if (error || !object || !object->contains("ok"))
    throw BrowserError(BrowserFault::tool, method + ": the driver's answer can't be read");
  for (const auto& dialog : object->at("dialogs").as_array()) dialogs_.push_back(text(dialog));
  if (object->at("ok").as_bool()) co_return object->at("value");
  const auto fault = fault_of(text(object->at("fault")));
  const auto message = method + ": " + text(object->at("message"));
  if (fault == BrowserFault::crashed) client_.fail(message);
  throw BrowserError(fault, message);
}

asio::awaitable<void> McpBrowser::act(std::string method, Handle element, json::object arguments,
                                      Milliseconds timeout) {
  arguments["element"] = handle_json(element);
  co_await call(std::move(method), std::move(arguments), timeout);
}

void McpBrowser::accept_confirmations(bool accept) {
  accept_confirmations_ = accept;
  guard_.hold_lost_requests(accept);
}

asio::awaitable<void> McpBrowser::reset() {
  accept_confirmations(false);
  json::object none;
  co_await call("new_page", std::move(none), Milliseconds(20'000));
}

asio::awaitable<Navigation> McpBrowser::open(std::string url, Milliseconds timeout) {
  const auto host = host_of(url);
  json::object arguments;
  arguments["url"] = url;
  arguments["timeout"] = timeout.count();
  json::value value;
  try {
    value = co_await call("open", std::move(arguments), timeout);
  } catch (const BrowserError& error) {
    throw_why(error, guard_.refusals(), host);
  }
  Navigation navigation;
  navigation.url = text(value.at("url"));
  navigation.status = static_cast<int>(value.at("status").to_number<int>());
  co_return navigation;
}

asio::awaitable<std::vector<Frame>> McpBrowser::frames() {
  json::object none;
  const auto value = co_await call("frames", std::move(none), kEvaluate);
  std::vector<Frame> frames;
  for (const auto& entry : value.as_array()) frames.push_back(frame_of(entry));
  co_return frames;
}

asio::awaitable<json::value> McpBrowser::evaluate(std::string frame, std::string function, json::value arg) {
  auto arguments = script_arguments(std::move(function), std::move(arg), kEvaluate);
  arguments["frame"] = frame;
  co_return co_await call("evaluate", std::move(arguments), kEvaluate);
}

asio::awaitable<std::vector<FrameValue>> McpBrowser::evaluate_all(std::string function, json::value arg) {
  auto arguments = script_arguments(std::move(function), std::move(arg), kEvaluate);
  const auto value = co_await call("evaluate_all", std::move(arguments), kEvaluate);
  std::vector<FrameValue> values;
  for (const auto& entry : value.as_array()) values.push_back(frame_value_of(entry));
  co_return values;
}

asio::awaitable<json::value> McpBrowser::evaluate_on(Handle element, std::string function, json::value arg) {
  auto arguments = script_arguments(std::move(function), std::move(arg), kEvaluate);
  arguments["element"] = handle_json(element);
  co_return co_await call("evaluate_on", std::move(arguments), kAction);
}

asio::awaitable<std::optional<FrameValue>> McpBrowser::wait_for(std::string function, json::value arg,
                                                                Milliseconds timeout) {
  auto arguments = script_arguments(std::move(function), std::move(arg), timeout);
  const auto value = co_await call("wait_for", std::move(arguments), timeout + Milliseconds(5000));
  if (value.is_null()) co_return std::nullopt;
  co_return frame_value_of(value);
}

asio::awaitable<void> McpBrowser::click(Handle element, Milliseconds timeout) {
  json::object arguments;
  arguments["timeout"] = timeout.count();
  co_await act("click", std::move(element), std::move(arguments), timeout + Milliseconds(20'000));
}

asio::awaitable<void> McpBrowser::fill(Handle element, std::string text) {
  json::object arguments;
  arguments["text"] = std::move(text);
  co_await act("fill", std::move(element), std::move(arguments), kAction);
}

asio::awaitable<void> McpBrowser::type(Handle element, std::string text) {
  const auto allowed = kAction + Milliseconds(50 * text.size());
  json::object arguments;
  arguments["text"] = std::move(text);
  co_await act("type", std::move(element), std::move(arguments), allowed);
}

asio::awaitable<void> McpBrowser::press(Handle element, std::string key) {
  json::object arguments;
  arguments["key"] = std::move(key);
  co_await act("press", std::move(element), std::move(arguments), kAction);
}

asio::awaitable<void> McpBrowser::select_options(Handle element, std::vector<std::string> values) {
  json::object arguments;
  json::array list;
  for (auto& value : values) list.emplace_back(std::move(value));
  arguments["values"] = std::move(list);
  co_await act("select_options", std::move(element), std::move(arguments), kAction);
}

asio::awaitable<void> McpBrowser::set_checked(Handle element, bool checked) {
  json::object arguments;
  arguments["checked"] = checked;
  co_await act("set_checked", std::move(element), std::move(arguments), kAction);
}

asio::awaitable<void> McpBrowser::upload(Handle element, std::string path) {
  json::object arguments;
  arguments["path"] = staged_file(staging_directory_, path);
  co_await act("upload", std::move(element), std::move(arguments), kAction);
}

asio::awaitable<std::string> McpBrowser::screenshot() {
  json::object none;
  const auto value = co_await call("screenshot", std::move(none), kScreenshot);
  co_return decode_base64(value.as_string());
}

asio::awaitable<std::string> McpBrowser::current_url() {
  json::object none;
  const auto value = co_await call("current_url", std::move(none), kEvaluate);
  co_return text(value);
}

asio::awaitable<std::vector<Response>> McpBrowser::take_responses() {
  json::object none;
  const auto value = co_await call("take_responses", std::move(none), kEvaluate);
  std::vector<Response> responses;
  for (const auto& entry : value.as_array()) {
    Response response;
    response.url = text(entry.at("url"));
    response.method = text(entry.at("method"));
    response.status = entry.at("status").to_number<int>();
    response.document = entry.at("document").as_bool();
    responses.push_back(std::move(response));
  }
  co_return responses;
}

asio::awaitable<void> McpBrowser::close() {
  if (client_.failed()) co_return;
  try {
    json::object none;
    co_await call("close_page", std::move(none), Milliseconds(10'000));
  } catch (const BrowserError& error) {
    spdlog::info("closing the page: {}", error.what());
  }
}

}  // namespace jobswipe::browser
