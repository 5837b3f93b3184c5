#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jobswipe::protocol {

/// A place in a person's event log, on the wire `epoch:seq` and opaque to clients. `seq` is the last event that was
/// seen.
struct Cursor {
  std::string epoch;     ///< names the log's life
  std::int64_t seq = 0;  ///< ≥ 0

  std::string to_string() const;
  /// Nothing when the text is not a cursor; such a client starts again with `reset`.
  static std::optional<Cursor> parse(std::string_view text);
  bool operator==(const Cursor&) const = default;
};

}  // namespace jobswipe::protocol
