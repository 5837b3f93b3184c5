#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "agent/answer/decide.hpp"

namespace jobswipe::answer {

/// What somebody who is no person (a language model) says to a question that has no answer on file. It has been
/// checked against the field and the facts; what did not pass is not here.
struct Advice {
  std::size_t field = 0;             ///< index into the fields that were asked about
  std::optional<Decision> decision;  ///< to be filled in; its provenance is `model`
  std::string suggestion;            ///< else what the person is shown to accept or change; may be empty
};

}  // namespace jobswipe::answer
