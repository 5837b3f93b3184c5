#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "agent/browser/browser.hpp"
#include "agent/browser/refusals.hpp"

// What every driver holds to, however it reaches the browser.

namespace jobswipe::browser {

/// The host of an address that may be opened. Throws `refused` for anything but an absolute http(s) URL without
/// credentials. Looks at no more than that, because employers' addresses are not always well-formed, and browsers don't
/// mind.
std::string host_of(std::string_view url);

/// The whole path of a file in the staging directory. Throws `refused` for any other.
std::string staged_file(const std::filesystem::path& staging_directory, const std::string& path);

/// Throws again what was caught when a page could not be opened; as `refused` when it was our own proxy that did not
/// let it.
[[noreturn]] void throw_why(const BrowserError& error, const Refusals& refusals, const std::string& host);

/// Throws `tool` when it isn't base64.
std::string decode_base64(std::string_view encoded);

}  // namespace jobswipe::browser
