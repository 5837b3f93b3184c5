#include "agent/apply/proof.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cctype>
#include <utility>

#include "agent/apply/origin.hpp"
#include "agent/form/scripts.hpp"
#include "core/base/clock.hpp"

namespace jobswipe::apply {
namespace {

/// A segment that is no word but a token or a number of somebody's.
bool is_secret(std::string_view segment) {
  const auto letters = std::count_if(segment.begin(), segment.end(), [](unsigned char c) { return std::isalpha(c); });
  const auto digits = std::count_if(segment.begin(), segment.end(), [](unsigned char c) { return std::isdigit(c); });
  return segment.size() >= 20 && (digits >= 4 || letters == static_cast<std::ptrdiff_t>(segment.size())) &&
         segment.find('-') == std::string_view::npos;
}

}  // namespace

std::string path_without_secrets(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return "/";
  auto rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("?#"));
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return "/";
  rest.remove_prefix(slash + 1);
  std::string path;
  while (true) {
    const auto end = rest.find('/');
    // Of "jsessionid" and the like, which stand behind a semicolon, nothing is kept.
    const auto segment = rest.substr(0, end).substr(0, rest.substr(0, end).find(';'));
    path += "/" + (is_secret(segment) ? std::string("…") : std::string(segment));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return path.substr(0, 300);
}

std::string join_texts(const std::vector<std::string>& texts) {
  std::string joined;
  for (const auto& text : texts) joined += (joined.empty() ? "" : " · ") + text;
  return joined.substr(0, 1500);
}

asio::awaitable<json::value> page_marks(browser::Browser& browser) {
  json::value nothing;
  auto values = co_await browser.evaluate_all(form::scripts::page_mark(), nothing);
  json::array list;
  for (auto& value : values) list.push_back(std::move(value.value));
  json::object arg;
  arg["marks"] = std::move(list);
  json::value packed(std::move(arg));
  co_return packed;
}

std::vector<std::string> texts_in(const json::value& value, std::string_view name) {
  std::vector<std::string> texts;
  const auto* object = value.if_object();
  const auto* list = object ? object->if_contains(name) : nullptr;
  if (list && list->is_array())
    for (const auto& entry : list->get_array())
      if (entry.is_string()) texts.emplace_back(entry.get_string());
  return texts;
}

bool flag_in(const json::value& value, std::string_view name) {
  const auto* object = value.if_object();
  const auto* flag = object ? object->if_contains(name) : nullptr;
  return flag && flag->is_bool() && flag->get_bool();
}

/// Keeps what went out, without what was in it.
asio::awaitable<void> Proof::note(std::vector<browser::Response> responses) {
  for (const auto& response : responses) {
    if (!may_have_sent(response)) continue;
    RequestSeen seen;
    seen.method = response.method;
    seen.host = host_of(response.url);
    seen.path = path_without_secrets(response.url);
    seen.status = response.status;
    seen.at = base::to_rfc3339(base::SystemClock().now());
    std::string line = fmt::format("{} {}{} was answered {}", seen.method, seen.host, seen.path, seen.status);
    requests_.push_back(std::move(seen));
    co_await hooks_.log("info", std::move(line));
  }
}

asio::awaitable<std::optional<Outcome>> Proof::wait(json::value before) {
  auto deadline = std::chrono::steady_clock::now() + timeout_;
  std::vector<browser::Response> seen;
  std::string last_words;
  while (true) {
    auto left = std::chrono::duration_cast<browser::Milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    auto copy = before;
    auto sign = co_await browser_.wait_for(form::scripts::after_click(), std::move(copy), left);
    auto responses = co_await browser_.take_responses();
    co_await note(responses);
    seen.insert(seen.end(), responses.begin(), responses.end());
    if (!sign) break;
    const auto& value = sign->value;
    if (const auto* said = value.is_object() ? value.get_object().if_contains("said") : nullptr;
        said && said->is_string()) {
      Outcome outcome;
      outcome.status = OutcomeStatus::completed;
      outcome.confirmation = std::string(said->get_string()).substr(0, 2000);
      outcome.detail = "The page confirmed the application.";
      co_return outcome;
    }
    int worst = 0;
    bool sent = false;
    for (const auto& response : seen) {
      if (!may_have_sent(response)) continue;
      sent = true;
      worst = std::max(worst, response.status);
    }
    auto errors = texts_in(value, "errors");
    if (flag_in(value, "lost")) {
      last_words = errors.empty() ? "the connection was lost" : join_texts(errors);
      break;
    }
    if (!errors.empty()) {
      last_words = join_texts(errors);
      if (worst >= 500 || worst == 429) break;
      auto now = co_await read_page(browser_);
      // The form stands there again with what is wrong: it was refused, whatever the status of the answer.
      if (now.form.found() || worst >= 400 || !sent) {
        stop_at_blockers(now);
        // The page itself refused, before anything went out: what it now wants may be known, or can be asked.
        std::string said = "the page did not accept the form";
        if (!sent) said += ", and sent nothing";
        said += ": " + last_words.substr(0, 200);
        co_await hooks_.log("warn", said);
        if (!sent && learned(now, errors)) co_return std::nullopt;
        throw Ended(needs_review(FailureKind::form_not_understood, "The form was refused: " + last_words));
      }
    }
    if (flag_in(value, "moved")) {
      co_await settle(browser_);
      auto now = co_await read_page(browser_);
      auto more = co_await browser_.take_responses();
      co_await note(more);
      for (const auto& response : more) {
        sent = sent || may_have_sent(response);
        seen.push_back(response);
      }
      if (!form::confirmation_of(now.pages).empty()) continue;
      for (const auto& blocker : now.blockers)
        if (blocker.kind == "captcha" || blocker.kind == "email_code" || blocker.kind == "login_required" ||
            blocker.kind == "already_applied")
          if (!sent || blocker.kind == "email_code") stop_at_blockers(now);
      if (!sent && can_go_on(now)) co_return std::nullopt;
      // Something went out and something else is shown: words may still come. Only changes from here on count.
      before = co_await marks_keeping_sent(std::move(before));
    }
  }
  Outcome outcome = needs_review(FailureKind::outcome_unknown,
                                 "The button was pressed, but the page did not confirm that the application arrived." +
                                     (last_words.empty() ? std::string() : " It says: " + last_words));
  co_return outcome;
}

bool Proof::may_have_sent(const browser::Response& response) const {
  if (response.method == "GET" || response.method == "OPTIONS" || response.method == "HEAD") return false;
  if (trust_.allows(response.url)) return true;
  return response.url.find("/submit") != std::string::npos || response.url.find("appl") != std::string::npos ||
         response.url.find("candidat") != std::string::npos;
}

asio::awaitable<json::value> Proof::marks_keeping_sent(json::value before) {
  auto now = co_await page_marks(browser_);
  auto& list = now.as_object().at("marks").as_array();
  for (auto& mark : list)
    if (auto* object = mark.if_object()) (*object)["sent"] = "";
  for (auto& mark : before.as_object().at("marks").as_array())
    if (auto* object = mark.if_object();
        object && object->contains("sent") && !object->at("sent").as_string().empty()) {
      json::object kept;
      kept["url"] = "";
      kept["sent"] = object->at("sent");
      kept["errors"] = json::array();
      kept["at"] = 0;
      list.push_back(std::move(kept));
    }
  co_return now;
}

}  // namespace jobswipe::apply
