#include "server/gateway/precondition.hpp"

#include <charconv>
#include <string_view>

namespace jobswipe::gateway {

std::string version_etag(std::int64_t version) {
  return '"' + std::to_string(version) + '"';
}

std::optional<std::int64_t> expected_version(const http::Request& request) {
  std::string_view tag = request.fields.get("If-Match");
  if (tag.empty() || tag == "*") return std::nullopt;
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return -1;
  tag = tag.substr(1, tag.size() - 2);
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
  if (error != std::errc{} || end != tag.data() + tag.size() || version < 0) return -1;
  return version;
}

}  // namespace jobswipe::gateway
