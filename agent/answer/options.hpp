#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/form/form.hpp"

// Finding, among the options that a form offers, the one that says what the person said. Every function gives nothing
// when no option, or more than one, says it: a near miss is not an answer.

namespace jobswipe::answer {

using Options = std::vector<form::Option>;

/// The option equal to `wanted`, letter for letter, then in plain().
std::optional<std::size_t> choose_text(const Options& options, std::string_view wanted);

/// The one option that means yes, or no, in several languages; "Yes, I do" counts when no other option begins with yes.
std::optional<std::size_t> choose_yes_no(const Options& options, bool yes);

/// The one option by which a person declines to answer.
std::optional<std::size_t> choose_decline(const Options& options);

/// The option that names the country, in any language known here, or its calling code for lists such as "Germany
/// (+49)".
std::optional<std::size_t> choose_country(const Options& options, std::string_view country);

/// The one option whose range holds the number: "3-5", "50,000 – 70,000 €", "5+", "less than 2", "10k or more". A bound
/// that two ranges share belongs to neither.
std::optional<std::size_t> choose_range(const Options& options, double number);

/// The one option that states this many days: "Immediately", "2 weeks", "1 month", "1-3 months". A month is 30 days.
std::optional<std::size_t> choose_duration(const Options& options, int days);

/// The one option that stands for the place: the city alone, or the city with its region or country.
std::optional<std::size_t> choose_place(const Options& options, std::string_view city, std::string_view region,
                                        std::string_view country);

/// yes for "Yes"/"true"/"ja"…, no for "No"…, nothing for anything else. The whole text must be one of the words.
std::optional<bool> yes_or_no(std::string_view text);

/// Whether a text declines to answer.
bool is_decline(std::string_view text);

}  // namespace jobswipe::answer
