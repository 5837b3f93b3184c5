#include "agent/browser/webdriver_heard.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "io/http/message.hpp"

namespace jobswipe::browser {
namespace {

constexpr std::size_t kMostResponses = 2000;
constexpr std::size_t kMostDialogs = 100;
constexpr std::size_t kMostDialogBytes = 2000;
/// Fetch, "destination".
constexpr std::array<std::string_view, 6> kUnseen{"image", "font", "style", "audio", "video", "track"};

const json::object kNothing;

const json::object& object_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_object() ? value->get_object() : kNothing;
}

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool has_refusal(const json::object& response) {
  const auto* headers = response.if_contains("headers");
  if (!headers || !headers->is_array()) return false;
  return std::any_of(headers->get_array().begin(), headers->get_array().end(), [](const json::value& header) {
    return header.is_object() && http::Fields::same(text_at(header.get_object(), "name"), "x-jobswipe-refused");
  });
}

}  // namespace

void WebDriverBrowser::Heard::begin_page(const std::string& context) {
  page = context;
  own.clear();
  if (!context.empty()) own.insert(context);
  responses.clear();
  dialogs.clear();
  navigating.clear();
  document.reset();
  chooser.reset();
}

std::optional<WebDriverBrowser::Heard::Prompt> WebDriverBrowser::Heard::hear(const std::string& method,
                                                                             const json::object& params) {
  const auto context = text_at(params, "context");
  if (method == "browsingContext.contextCreated") {
    const auto parent = text_at(params, "parent");
    if (!parent.empty() && own.count(parent)) own.insert(context);
    // A tab that the page opened becomes the page.
    if (parent.empty() && own.count(text_at(params, "originalOpener"))) {
      page = context;
      own.clear();
      own.insert(context);
      document.reset();
    }
  } else if (method == "browsingContext.contextDestroyed") {
    own.erase(context);
  } else if (method == "browsingContext.userPromptOpened") {
    if (dialogs.size() < kMostDialogs) dialogs.push_back(text_at(params, "message").substr(0, kMostDialogBytes));
    const auto type = text_at(params, "type");
    Prompt prompt;
    prompt.context = context;
    prompt.accept = type == "alert" || type == "beforeunload" || (type == "confirm" && accept_confirmations);
    return prompt;
  } else if (method == "input.fileDialogOpened") {
    Chooser opened;
    opened.context = context;
    opened.node = text_at(object_at(params, "element"), "sharedId");
    chooser = std::move(opened);
  } else if (own.count(context)) {
    const auto& request = object_at(params, "request");
    const auto id = text_at(request, "request");
    const bool document_request = !text_at(params, "navigation").empty();
    if (method == "network.beforeRequestSent" && document_request) {
      navigating.insert(id);
      ++navigations;
    }
    if (method == "network.fetchError" || method == "network.responseStarted") navigating.erase(id);
    if (method == "network.responseStarted") hear_response(params);
  }
  return std::nullopt;
}

void WebDriverBrowser::Heard::hear_response(const json::object& params) {
  const auto& request = object_at(params, "request");
  const auto& response = object_at(params, "response");
  Response seen;
  seen.url = text_at(request, "url");
  seen.method = text_at(request, "method");
  if (const auto* status = response.if_contains("status"); status && status->is_number())
    seen.status = static_cast<int>(status->to_number<double>());
  seen.document = !text_at(params, "navigation").empty();
  if (seen.document && text_at(params, "context") == page) {
    Document answered;
    answered.navigation = text_at(params, "navigation");
    answered.url = seen.url;
    answered.status = seen.status;
    answered.refused = has_refusal(response);
    document = std::move(answered);
  }
  const auto destination = text_at(request, "destination");
  if (std::find(kUnseen.begin(), kUnseen.end(), destination) != kUnseen.end()) return;
  if (responses.size() < kMostResponses) responses.push_back(std::move(seen));
}

}  // namespace jobswipe::browser
