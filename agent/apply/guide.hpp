#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "agent/apply/apply.hpp"
#include "agent/apply/origin.hpp"
#include "agent/apply/reading.hpp"

namespace jobswipe::apply {

/// What may be pressed on the way to a form: seen, enabled, with words of its own; no button that sends or uploads, no
/// link to a place that isn't trusted. `links` are all that the page shows.
std::vector<form::Button> ways_of(const Reading& reading, const std::vector<form::Button>& links, const Trust& trust);

/// Where neither knowledge of platforms nor a page's own words lead to a form, `hooks` is asked for the next way, a few
/// times at most. Gives the page with the form; throws Ended when none is found, or a blocker stands in the way.
asio::awaitable<Reading> follow_ways(browser::Browser& browser, Hooks& hooks, Reading reading,
                                     std::chrono::milliseconds timeout, const Trust& trust);

}  // namespace jobswipe::apply
