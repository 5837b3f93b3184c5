#pragma once

#include <boost/asio/awaitable.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "agent/apply/apply.hpp"
#include "agent/apply/origin.hpp"
#include "agent/browser/browser.hpp"
#include "agent/form/form.hpp"

namespace jobswipe::apply {

/// What all frames of the page say at one moment.
struct Reading {
  std::string url;
  std::vector<form::Page> pages;  ///< the main frame first
  form::Form form;
  std::vector<form::Blocker> blockers;
  std::vector<std::string> errors;

  const form::Page& main() const { return pages.front(); }
};

/// Ends the way with an outcome; thrown inside the pipeline only.
class Ended : public std::runtime_error {
 public:
  explicit Ended(Outcome outcome) : std::runtime_error(outcome.detail), outcome_(std::move(outcome)) {}
  const Outcome& outcome() const noexcept { return outcome_; }

 private:
  Outcome outcome_;
};

Outcome failed(FailureKind kind, std::string detail);
Outcome needs_review(FailureKind kind, std::string detail);

/// Scans every frame. Frames whose scan isn't understood are left out; throws Ended when the main one's isn't.
asio::awaitable<Reading> read_page(browser::Browser& browser);

/// Waits until the page has come to rest: some tens of milliseconds without a change, two seconds at most.
asio::awaitable<void> settle(browser::Browser& browser);

/// Opens `url` and reads what is shown, pressing nothing. Ends (throws Ended) at an HTTP error or a foreign site.
asio::awaitable<Reading> open_page(browser::Browser& browser, std::string url, bool allow_private,
                                   std::chrono::milliseconds timeout, const Trust& trust);

/// Goes from `url` to the application form: opens, turns cookie banners away, follows "Apply". Ends (throws Ended) at
/// an HTTP error, a blocker, a foreign site or when no form is found. `trust` learns which frames the posting embeds.
asio::awaitable<Reading> reach_form(browser::Browser& browser, std::string url, bool allow_private,
                                    std::chrono::milliseconds timeout, Trust& trust);

/// As above, but blockers don't end it; for plan().
asio::awaitable<Reading> look_for_form(browser::Browser& browser, std::string url, bool allow_private,
                                       std::chrono::milliseconds timeout, Trust& trust);

/// Throws Ended when a blocker stands in the way.
void stop_at_blockers(const Reading& reading);

/// Takes from the page what nobody else said about the posting: its place, employer and title.
void learn_from_page(const Reading& reading, answer::Facts& facts);

/// The applicant system of the form, or "generic".
std::string platform_of(const Reading& reading);

}  // namespace jobswipe::apply
