#include "agent/apply/guide.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/value.hpp>

#include "agent/form/scripts.hpp"

namespace jobswipe::apply {
namespace {

constexpr int kMostWays = 6;
constexpr std::chrono::milliseconds kFormAppears{8'000};
constexpr const char* kWords = "() => (document.body ? document.body.innerText : '').slice(0, 8000)";

/// The links that a person sees; the scanner keeps those alone whose words it knows.
constexpr const char* kLinks = R"js(() => {
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && style.visibility === 'visible' && style.opacity !== '0';
  };
  const links = [...document.querySelectorAll('a[href]')].filter(seen).slice(0, 60);
  return links.map((element, index) => {
    let handle = element.getAttribute('data-jobswipe-handle');
    if (!handle) {
      handle = `way-${Math.random().toString(36).slice(2)}-${index}`;
      element.setAttribute('data-jobswipe-handle', handle);
    }
    return {text: (element.innerText || element.getAttribute('aria-label') || '').trim().slice(0, 120), href: element.href, handle};
  });
})js";

[[noreturn]] void no_form() {
  throw Ended(
      needs_review(FailureKind::form_not_understood, "No application form was found on the page, nor a way to one."));
}

asio::awaitable<std::string> words_of_page(browser::Browser& browser) {
  json::value nothing;
  const auto words = co_await browser.evaluate("main", kWords, std::move(nothing));
  std::string text;
  if (words.is_string()) text = words.get_string();
  co_return text;
}

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

asio::awaitable<std::vector<form::Button>> links_of_page(browser::Browser& browser) {
  json::value nothing;
  const auto found = co_await browser.evaluate("main", kLinks, std::move(nothing));
  std::vector<form::Button> links;
  if (!found.is_array()) co_return links;
  for (const auto& entry : found.get_array()) {
    if (!entry.is_object()) continue;
    form::Button link;
    link.frame = "main";
    link.handle = text_at(entry.get_object(), "handle");
    link.text = text_at(entry.get_object(), "text");
    link.href = text_at(entry.get_object(), "href");
    link.link = link.visible = true;
    links.push_back(std::move(link));
  }
  co_return links;
}

}  // namespace

std::vector<form::Button> ways_of(const Reading& reading, const std::vector<form::Button>& links, const Trust& trust) {
  std::vector<form::Button> ways;
  for (const auto& link : links)
    if (!link.text.empty() && origin_of(link.href) && trust.allows(link.href)) ways.push_back(link);
  for (const auto& page : reading.pages) {
    if (page.hidden || !trust.allows(page.url)) continue;
    for (const auto& button : page.buttons) {
      if (!button.visible || button.disabled || button.text.empty() || button.link) continue;
      if (button.submits || button.role == "submit" || button.role == "upload" || button.role == "cookie_refuse")
        continue;
      ways.push_back(button);
    }
  }
  return ways;
}

asio::awaitable<Reading> follow_ways(browser::Browser& browser, Hooks& hooks, Reading reading,
                                     std::chrono::milliseconds timeout, const Trust& trust) {
  WayView view;
  for (int step = 0; step < kMostWays; ++step) {
    if (hooks.cancelled()) no_form();
    const auto links = co_await links_of_page(browser);
    const auto ways = ways_of(reading, links, trust);
    view.url = reading.url;
    view.words = co_await words_of_page(browser);
    view.ways.clear();
    for (const auto& way : ways) view.ways.push_back(way.text);
    const auto chosen = co_await hooks.choose_way(view);
    if (!chosen || *chosen >= ways.size()) no_form();
    const auto& way = ways[*chosen];
    // The same way twice leads nowhere new.
    const auto name = way.text + (way.href.empty() ? "" : " (" + way.href + ")");
    if (std::find(view.taken.begin(), view.taken.end(), name) != view.taken.end()) no_form();
    view.taken.push_back(name);
    co_await hooks.log("info", fmt::format("a model chose the way \"{}\"", way.text.substr(0, 80)));
    json::object target;
    target["handle"] = way.handle;
    json::value packed(std::move(target));
    co_await browser.evaluate(way.frame, form::scripts::keep_in_tab(), std::move(packed));
    browser::Handle handle;
    handle.frame = way.frame;
    handle.id = way.handle;
    co_await browser.click(std::move(handle), timeout);
    json::value nothing;
    co_await browser.wait_for(form::scripts::form_sign(), std::move(nothing), kFormAppears);
    co_await settle(browser);
    reading = co_await read_page(browser);
    if (!trust.allows(reading.url))
      throw Ended(needs_review(
          FailureKind::form_not_understood,
          fmt::format("The page went to another site ({}), where nothing is typed.", host_of(reading.url))));
    stop_at_blockers(reading);
    if (reading.form.found() && trust.allows(reading.form.url)) co_return reading;
  }
  no_form();
}

}  // namespace jobswipe::apply
