#include "agent/apply/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>

#include "agent/form/platform.hpp"
#include "agent/form/scripts.hpp"

namespace jobswipe::apply {
namespace {

using browser::Handle;

/// How long a page that is there may take to draw its form.
constexpr std::chrono::milliseconds kFormAppears{12'000};

Outcome end_with(OutcomeStatus status, FailureKind kind, std::string detail) {
  Outcome outcome;
  outcome.status = status;
  outcome.kind = kind;
  outcome.detail = std::move(detail);
  return outcome;
}

/// The way to the form that a person would take from a description: a button in the page's own content, the topmost.
const form::Button* way_to_form(const Reading& reading, const std::vector<std::string>& taken) {
  for (const auto& page : reading.pages) {
    if (page.hidden) continue;
    for (const auto& button : page.buttons) {
      if (!button.apply || !button.visible || button.disabled || button.role == "other") continue;
      if (button.region == "footer" || button.region == "cookie" || button.region == "search") continue;
      if (std::find(taken.begin(), taken.end(), button.text + button.href) != taken.end()) continue;
      return &button;
    }
  }
  return nullptr;
}

const form::Button* cookie_refusal(const Reading& reading) {
  for (const auto& page : reading.pages)
    for (const auto& button : page.buttons)
      if (button.role == "cookie_refuse" && button.visible && !button.disabled) return &button;
  return nullptr;
}

void check_status(const browser::Navigation& navigation) {
  int status = navigation.status;
  if (status == 404 || status == 410)
    throw Ended(failed(FailureKind::posting_closed, fmt::format("The posting's page is gone (HTTP {}).", status)));
  if (status == 429) throw Ended(failed(FailureKind::rate_limited, "The site asks to come back later (HTTP 429)."));
  if (status >= 500)
    throw Ended(
        failed(FailureKind::portal_error, fmt::format("The site failed to show the posting (HTTP {}).", status)));
  if (status == 401)
    throw Ended(needs_review(FailureKind::login_required, "The site wants a login to show the posting (HTTP 401)."));
  // 403 is also how captcha walls answer: what the page shows decides.
  if (status >= 400 && status != 403)
    throw Ended(
        failed(FailureKind::portal_error, fmt::format("The site refused to show the posting (HTTP {}).", status)));
}

void check_address(std::string_view url, bool allow_private) {
  auto origin = origin_of(url);
  if (!origin)
    throw Ended(
        failed(FailureKind::form_not_understood, "The posting's address is not a web address (http or https)."));
  if (!allow_private && is_private_host(host_of(url)))
    throw Ended(
        failed(FailureKind::form_not_understood,
               "The posting's address is inside a private network or this machine; such pages are not opened."));
}

void check_site(const Reading& reading, const Trust& trust) {
  if (reading.url.rfind("chrome-error:", 0) == 0)
    throw Ended(failed(FailureKind::network, "The browser could not load the next page."));
  if (!trust.allows(reading.url))
    throw Ended(
        needs_review(FailureKind::form_not_understood,
                     fmt::format("The way to the form leads to another site ({}), where nothing is typed.",
                                 host_of(reading.url).empty() ? reading.url.substr(0, 60) : host_of(reading.url))));
}

/// The form counts only where text may be typed. Frames that a trusted page embeds become trusted.
void trust_frames(Reading& reading, Trust& trust) {
  for (const auto& page : reading.pages) {
    if (page.parent != "main" || page.hidden) continue;
    if (trust.allows(reading.main().url) && page.frame == reading.form.frame) trust.embed(page.url);
  }
}

}  // namespace

Outcome failed(FailureKind kind, std::string detail) {
  return end_with(OutcomeStatus::failed, kind, std::move(detail));
}
Outcome needs_review(FailureKind kind, std::string detail) {
  return end_with(OutcomeStatus::needs_review, kind, std::move(detail));
}

asio::awaitable<Reading> read_page(browser::Browser& browser) {
  json::value nothing;
  auto values = co_await browser.evaluate_all(form::scripts::scan(), nothing);
  Reading reading;
  for (auto& value : values) {
    auto page = form::parse_page(value.frame.id, value.frame.parent, value.value);
    if (page) {
      reading.pages.push_back(std::move(*page));
    } else if (value.frame.id == "main") {
      throw Ended(failed(FailureKind::portal_error, "The page could not be read: " + page.error().detail));
    }
  }
  if (reading.pages.empty() || reading.pages.front().frame != "main")
    throw Ended(failed(FailureKind::portal_error, "The page went away while it was read."));
  reading.url = reading.main().url;
  reading.form = form::choose_form(reading.pages);
  reading.blockers = form::blockers_of(reading.pages, reading.form);
  for (const auto& page : reading.pages)
    if (!page.hidden) reading.errors.insert(reading.errors.end(), page.errors.begin(), page.errors.end());
  co_return reading;
}

asio::awaitable<void> settle(browser::Browser& browser) {
  json::object arg;
  arg["quiet"] = 60;
  arg["most"] = 2000;
  json::value packed(std::move(arg));
  co_await browser.evaluate_all(form::scripts::settle(), packed);
}

void stop_at_blockers(const Reading& reading) {
  for (const auto& blocker : reading.blockers) {
    if (blocker.kind == "captcha")
      throw Ended(needs_review(FailureKind::captcha, "The page shows a captcha, which only a person may solve."));
    if (blocker.kind == "login_required")
      throw Ended(needs_review(FailureKind::login_required, "The site wants an account: " + blocker.detail));
    if (blocker.kind == "email_code")
      throw Ended(
          needs_review(FailureKind::email_code, "The site sent a code by e-mail and waits for it: " + blocker.detail));
    if (blocker.kind == "payment")
      throw Ended(needs_review(FailureKind::form_not_understood, "The page asks for a payment: " + blocker.detail));
    if (blocker.kind == "already_applied") throw Ended(failed(FailureKind::already_applied, blocker.detail));
    if (blocker.kind == "posting_closed") throw Ended(failed(FailureKind::posting_closed, blocker.detail));
  }
}

asio::awaitable<Reading> open_page(browser::Browser& browser, std::string url, bool allow_private,
                                   std::chrono::milliseconds timeout, const Trust& trust) {
  check_address(url, allow_private);
  const auto navigation = co_await browser.open(url, timeout);
  check_status(navigation);
  json::value nothing;
  co_await browser.wait_for(form::scripts::form_sign(), nothing, std::min(timeout, kFormAppears));
  co_await settle(browser);
  auto reading = co_await read_page(browser);
  check_site(reading, trust);
  co_return reading;
}

asio::awaitable<Reading> look_for_form(browser::Browser& browser, std::string url, bool allow_private,
                                       std::chrono::milliseconds timeout, Trust& trust) {
  check_address(url, allow_private);
  auto navigation = co_await browser.open(url, timeout);
  check_status(navigation);
  std::vector<std::string> taken;
  json::value nothing;
  for (int hop = 0; hop < 8; ++hop) {
    std::chrono::milliseconds patience = std::min(hop == 0 ? timeout : timeout / 2, kFormAppears);
    auto sign = co_await browser.wait_for(form::scripts::form_sign(), nothing, patience);
    co_await settle(browser);
    auto reading = co_await read_page(browser);
    check_site(reading, trust);
    trust_frames(reading, trust);
    if (reading.form.found() && trust.allows(reading.form.url)) co_return reading;
    reading.form = form::Form();
    if (!reading.blockers.empty() || !sign) co_return reading;

    const auto* refusal = cookie_refusal(reading);
    if (refusal && std::find(taken.begin(), taken.end(), refusal->text) == taken.end()) {
      taken.push_back(refusal->text);
      Handle handle{refusal->frame, refusal->handle};
      co_await browser.click(std::move(handle), timeout);
      continue;
    }
    const auto* way = way_to_form(reading, taken);
    if (!way) co_return reading;
    if (way->link && origin_of(way->href) && !trust.allows(way->href))
      throw Ended(needs_review(
          FailureKind::form_not_understood,
          fmt::format("\"{}\" leads to another site ({}), where nothing is typed.", way->text, host_of(way->href))));
    taken.push_back(way->text + way->href);
    json::object target;
    target["handle"] = way->handle;
    json::value packed(std::move(target));
    co_await browser.evaluate(way->frame, form::scripts::keep_in_tab(), std::move(packed));
    Handle handle{way->frame, way->handle};
    co_await browser.click(std::move(handle), timeout);
    co_await settle(browser);
    auto responses = co_await browser.take_responses();
    auto here = co_await browser.current_url();
    for (const auto& response : responses)
      if (response.document && response.url == here) check_status(browser::Navigation{response.url, response.status});
  }
  auto last = co_await read_page(browser);
  last.form = form::Form();
  co_return last;
}

asio::awaitable<Reading> reach_form(browser::Browser& browser, std::string url, bool allow_private,
                                    std::chrono::milliseconds timeout, Trust& trust) {
  auto reading = co_await look_for_form(browser, std::move(url), allow_private, timeout, trust);
  stop_at_blockers(reading);
  if (!reading.form.found())
    throw Ended(
        needs_review(FailureKind::form_not_understood, "No application form was found on the page, nor a way to one."));
  co_return reading;
}

void learn_from_page(const Reading& reading, answer::Facts& facts) {
  const auto& posting = reading.main().posting;
  // "Berlin" alone doesn't say the country; what the page says may.
  bool says_country = std::any_of(facts.locations.begin(), facts.locations.end(),
                                  [](const std::string& place) { return place.find(',') != std::string::npos; });
  if (!says_country && !posting.locations.empty()) facts.locations = posting.locations;
  if (facts.company.empty()) facts.company = posting.company;
  if (facts.title.empty()) facts.title = posting.title;
}

std::string platform_of(const Reading& reading) {
  for (const auto& url : {reading.form.url, reading.url}) {
    auto known = form::platform_of_host(host_of(url));
    if (!known.empty()) return std::string(known);
  }
  for (const auto& page : reading.pages)
    if (!page.platform.empty() && (page.frame == reading.form.frame || page.frame == "main")) return page.platform;
  return "generic";
}

}  // namespace jobswipe::apply
