#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

// What is known of single applicant systems: platforms/*.toml, embedded at build. See platforms/README.md for the keys.

namespace jobswipe::form {

/// By what a page says something of the application as a whole.
struct PageSign {
  std::vector<std::string> words;      ///< parts of a sentence, without case
  std::vector<std::string> selectors;  ///< of elements that are seen
  std::vector<std::string> addresses;  ///< ends of the address's path
};

struct Platform {
  std::string name;  ///< the file's stem
  std::string title;
  std::vector<std::string> hosts;
  std::vector<std::string> signs;
  bool parses_resume = false;
  std::vector<std::string> apply;
  std::vector<std::string> next;
  std::vector<std::string> submit;
  std::vector<std::pair<std::string, std::string>> fields;  ///< selector, fact
  std::vector<std::string> ignore;
  PageSign confirmation;
  PageSign already_applied;
  PageSign closed;
  PageSign account;
};

/// Reads one file. Fails naming file and key: "lever.toml: fields.#x: 'nickname' is no fact".
base::Result<Platform> parse_platform(std::string_view name, std::string_view text);

/// All of them, read once. Throws when an embedded file is wrong, which a test rules out.
const std::vector<Platform>& platforms();

/// The platform of that name, or null.
const Platform* platform_named(std::string_view name);

/// The applicant system that a host belongs to ("greenhouse", "taleo", …), or empty.
std::string_view platform_of_host(std::string_view host);

/// Makes pages be read without what is known of platforms; for measuring what it is worth. Before the first script is
/// asked for, and not from several threads.
void forget_platforms();

/// `const PLATFORMS = […];` for the page scripts.
std::string platforms_script();

}  // namespace jobswipe::form
