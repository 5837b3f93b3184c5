#pragma once

#include <string>

// The page scripts as sources of one function each, ready for browser::Browser::evaluate*. They share dom.js and
// words.js and keep nothing between calls but the handles they stamped.

namespace jobswipe::form::scripts {

/// `() => page`: reads the document's form; see form::parse_page.
const std::string& scan();
/// `({handle}) => {open, loading, search, options}`: what a combobox offers now.
const std::string& popup();
/// `({handle}) => boolean`: before a control is touched, what stands open already is noted as not its own.
const std::string& note_open_lists();
/// `({handle, before}) => popup | null`: the same once it is loaded and differs from `before` (labels joined by `|`).
const std::string& popup_ready();
/// `({handle}) => bool`: makes a link stay in this tab.
const std::string& keep_in_tab();
/// `({handle, value | checked | values}) => bool`: sets a native control with its events.
const std::string& set_native();
/// `() => [string]`: what the page shows of files, for file_taken.
const std::string& file_signs();
/// `({handle, name, before}) => "input" | "text" | "sign" | ""`: whether the page shows that it took the file.
const std::string& file_taken();
/// `({handle, date}) => bool`: picks a day in the open calendar.
const std::string& pick_date();
/// `({quiet, most}) => bool`: resolves when the document has come to rest; times in milliseconds.
const std::string& settle();
/// `() => truthy` once the page shows fields, a way to them, or words that end the search.
const std::string& form_sign();
/// `() => mark`: what the page shows, for step_done and after_click.
const std::string& page_mark();
/// `({marks}) => {moved} | {errors} | null` after a step's button.
const std::string& step_done();
/// `({marks}) => {said, by} | {errors} | {moved} | null` after the final button.
const std::string& after_click();
/// `({handle}) => string`: what keeps a click from reaching the button, or "".
const std::string& in_the_way();
/// `({handle}) => [string]`: what the browser itself would refuse to send.
const std::string& invalid_now();

}  // namespace jobswipe::form::scripts
