#include "agent/browser/proxy_request.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace jobswipe::browser {
namespace {

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](unsigned char x, unsigned char y) {
           return std::tolower(x) == std::tolower(y);
         });
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<Authority> parse_authority(std::string_view text, std::uint16_t default_port) {
  Authority authority;
  authority.port = default_port;
  if (text.find('@') != std::string_view::npos) return std::nullopt;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    authority.host = text.substr(1, end - 1);
    const auto after = text.substr(end + 1);
    if (!after.empty() && after[0] != ':') return std::nullopt;
    if (!after.empty()) port = after.substr(1);
  } else {
    const auto colon = text.find(':');
    authority.host = text.substr(0, colon);
    if (colon != std::string_view::npos) port = text.substr(colon + 1);
  }
  if (authority.host.empty()) return std::nullopt;
  if (!port.empty()) {
    const auto value = number<std::uint16_t>(port);
    if (!value || *value == 0) return std::nullopt;
    authority.port = *value;
  }
  return authority;
}

std::optional<ProxyRequest> parse_proxy_request(std::string_view head) {
  const auto line_end = head.find("\r\n");
  if (line_end == std::string_view::npos) return std::nullopt;
  const auto line = head.substr(0, line_end);
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || last <= first) return std::nullopt;
  const auto method = line.substr(0, first);
  auto target = line.substr(first + 1, last - first - 1);
  ProxyRequest request;
  request.connect = method == "CONNECT";
  std::string_view path = "/";
  if (!request.connect) {
    constexpr std::string_view kScheme = "http://";
    if (!same(target.substr(0, kScheme.size()), kScheme)) return std::nullopt;
    target.remove_prefix(kScheme.size());
    const auto slash = target.find_first_of("/?");
    if (slash != std::string_view::npos) path = target.substr(slash);
    target = target.substr(0, slash);
  }
  const auto authority = parse_authority(target, request.connect ? 443 : 80);
  if (!authority) return std::nullopt;
  request.host = authority->host;
  request.port = authority->port;
  if (request.connect) return request;

  request.forwarded.append(method).append(path.front() == '?' ? " /" : " ").append(path).append(" HTTP/1.1\r\n");
  auto rest = head.substr(line_end + 2);
  while (true) {
    const auto end = rest.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    const auto field = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    if (field.empty()) break;
    const auto colon = field.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto name = field.substr(0, colon);
    const auto value = trim(field.substr(colon + 1));
    if (same(name, "connection") || same(name, "proxy-connection") || same(name, "proxy-authorization")) continue;
    if (same(name, "transfer-encoding")) request.chunked = true;
    if (same(name, "content-length")) {
      const auto length = number<std::size_t>(value);
      if (!length) return std::nullopt;
      request.content_length = *length;
    }
    request.forwarded.append(field).append("\r\n");
  }
  request.forwarded.append("Connection: close\r\n\r\n");
  return request;
}

}  // namespace jobswipe::browser
