#include "core/protocol/cursor.hpp"

#include <charconv>

namespace jobswipe::protocol {

std::string Cursor::to_string() const {
  return epoch + ':' + std::to_string(seq);
}

std::optional<Cursor> Cursor::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return std::nullopt;
  Cursor cursor;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, cursor.seq);
  if (error != std::errc{} || stop != end || cursor.seq < 0) return std::nullopt;
  cursor.epoch = text.substr(0, colon);
  return cursor;
}

}  // namespace jobswipe::protocol
