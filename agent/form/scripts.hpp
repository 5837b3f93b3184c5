#pragma once

#include <string>

// The page scripts as sources of one function each, ready for browser::Browser::evaluate*. They share dom.js and
// words.js and keep nothing between calls but the handles they stamped.

namespace jobswipe::form::scripts {

/// `() => page`: reads the document's form; see form::parse_page.
const std::string& scan();
/// `({handle}) => {open, loading, search, options}`: what a combobox offers now.
const std::string& popup();
/// `({handle, before}) => popup | null`: the same once it is loaded and differs from `before` (labels joined by `|`).
const std::string& popup_ready();
/// `({handle}) => bool`: makes a link stay in this tab.
const std::string& keep_in_tab();
/// `({handle, value | checked | values}) => bool`: sets a native control with its events.
const std::string& set_native();
/// `({handle, name}) => "input" | "text" | ""`: whether the page shows that it took the file.
const std::string& file_taken();
/// `({handle, date}) => bool`: picks a day in the open calendar.
const std::string& pick_date();
/// `() => {url, fields, text}`: for telling whether the page moved on.
const std::string& page_mark();
/// `({confirmationBefore, errorsBefore}) => {said} | {errors} | null`.
const std::string& after_click();

}  // namespace jobswipe::form::scripts
