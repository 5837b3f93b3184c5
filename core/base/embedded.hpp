#pragma once

#include <string_view>

namespace jobswipe::base {

/// A file of the repository embedded at build: its stem and its whole text. Lives for ever.
struct Embedded {
  std::string_view name;
  std::string_view text;
};

}  // namespace jobswipe::base
