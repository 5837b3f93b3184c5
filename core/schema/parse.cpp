#include "core/schema/parse.hpp"

#include <boost/json/stream_parser.hpp>
#include <string>
#include <vector>

namespace jobswipe::schema {

namespace {

namespace json = boost::json;

std::string explain(const boost::system::error_code& ec) {
  if (ec == json::error::incomplete) return "the JSON ends too early";
  if (ec == json::error::too_deep) return "the JSON is nested too deep";
  if (ec == json::error::extra_data) return "something follows the JSON";
  if (ec == json::error::not_number) return "this number is out of range";
  // Boost.JSON reports bytes that are not UTF-8, and half a surrogate pair, as syntax errors of a string.
  if (ec == json::error::illegal_leading_surrogate || ec == json::error::illegal_trailing_surrogate ||
      ec == json::error::expected_utf16_escape) {
    return "half a surrogate pair";
  }
  return "this is not JSON (" + ec.message() + ")";
}

/// One open container on the way to a place.
struct Level {
  bool object = false;
  std::string key;
  std::size_t index = 0;
};

}  // namespace

std::string escape_pointer(std::string_view token) {
  std::string out;
  for (const char c : token) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string pointer_at(std::string_view text, std::size_t offset) {
  std::vector<Level> levels;
  bool key_next = false;
  const std::size_t end = std::min(offset, text.size());
  for (std::size_t i = 0; i < end; ++i) {
    const char c = text[i];
    if (c == '{' || c == '[') {
      levels.push_back(Level{c == '{', "", 0});
      key_next = c == '{';
    } else if (c == '}' || c == ']') {
      if (!levels.empty()) levels.pop_back();
      key_next = false;
    } else if (c == ',') {
      if (!levels.empty()) {
        if (!levels.back().object) ++levels.back().index;
        key_next = levels.back().object;
        if (key_next) levels.back().key.clear();
      }
    } else if (c == ':') {
      key_next = false;
    } else if (c == '"') {
      std::size_t close = i + 1;
      while (close < end && text[close] != '"') close += text[close] == '\\' ? 2 : 1;
      if (close >= end) break;
      if (key_next && !levels.empty()) levels.back().key = std::string(text.substr(i + 1, close - i - 1));
      i = close;
    }
  }
  std::string pointer;
  for (const auto& level : levels) {
    if (level.object && level.key.empty()) break;
    pointer += "/" + (level.object ? escape_pointer(level.key) : std::to_string(level.index));
  }
  return pointer;
}

base::Result<json::value> parse(std::string_view text) {
  json::stream_parser parser;
  boost::system::error_code ec;
  std::size_t offset = parser.write_some(text.data(), text.size(), ec);
  if (!ec && offset < text.size()) ec = json::error::extra_data;
  if (!ec) {
    parser.finish(ec);
    offset = text.size();
  }
  if (ec) {
    base::Error error =
        base::Error::invalid(pointer_at(text, offset), explain(ec) + " at byte " + std::to_string(offset));
    return error;
  }
  return parser.release();
}

}  // namespace jobswipe::schema
