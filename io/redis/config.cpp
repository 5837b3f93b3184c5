#include "io/redis/config.hpp"

#include <fmt/core.h>

#include <charconv>
#include <stdexcept>

namespace jobswipe::redis {
namespace {

[[noreturn]] void refuse(std::string_view reason) {
  throw std::invalid_argument(
      fmt::format("Redis URL: {}; expected redis://[user:password@]host[:port][/database], unix:///path[?db=N] or "
                  "redis+sentinel://[user:password@]host[:port]/master",
                  reason));
}

std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    unsigned value = 0;
    if (i + 2 >= text.size()) refuse("a % in the user or password is not followed by two hex digits");
    const char* from = text.data() + i + 1;
    const auto [end, error] = std::from_chars(from, from + 2, value, 16);
    if (error != std::errc() || end != from + 2)
      refuse("a % in the user or password is not followed by two hex digits");
    result += static_cast<char>(value);
    i += 2;
  }
  return result;
}

int number(std::string_view text, std::string_view what, int low, int high) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high)
    refuse(fmt::format("the {} “{}” is not a number from {} to {}", what, text, low, high));
  return value;
}

void take_credentials(std::string_view& rest, Config& config) {
  const std::size_t at = rest.substr(0, rest.find('/')).rfind('@');
  if (at == std::string_view::npos) return;
  const std::string_view credentials = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  const std::size_t colon = credentials.find(':');
  if (colon == std::string_view::npos) refuse("the part before @ holds no colon between user and password");
  config.username = percent_decoded(credentials.substr(0, colon));
  config.password = percent_decoded(credentials.substr(colon + 1));
}

constexpr std::uint16_t kSentinelPort = 26379;

Endpoint endpoint(std::string_view text, std::uint16_t port) {
  Endpoint result;
  result.port = port;
  std::size_t colon = text.rfind(':');
  if (!text.empty() && text.front() == '[') {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) refuse("an IPv6 address lacks its closing bracket");
    result.host = text.substr(1, close - 1);
    if (close + 1 < text.size() && text[close + 1] != ':') refuse("only a port may follow an IPv6 address");
    colon = close + 1 < text.size() ? close + 1 : std::string_view::npos;
  } else {
    result.host = text.substr(0, colon);
  }
  if (result.host.empty()) refuse("a host is missing");
  if (colon != std::string_view::npos)
    result.port = static_cast<std::uint16_t>(number(text.substr(colon + 1), "port", 1, 65535));
  return result;
}

}  // namespace

Config Config::parse(std::string_view url) {
  Config config;
  constexpr std::string_view kTcp = "redis://";
  constexpr std::string_view kUnix = "unix://";
  constexpr std::string_view kSentinel = "redis+sentinel://";
  if (url.starts_with("rediss://"))
    refuse("TLS to Redis is not supported; use a private network, a unix socket or a tunnel");
  if (url.starts_with(kUnix)) {
    std::string_view rest = url.substr(kUnix.size());
    take_credentials(rest, config);
    const std::size_t query = rest.find('?');
    const std::string_view path = rest.substr(0, query);
    if (path.empty() || path.front() != '/') refuse("the path of a unix socket starts with /");
    if (query != std::string_view::npos) {
      const std::string_view option = rest.substr(query + 1);
      if (!option.starts_with("db=")) refuse("the only option after ? is db=N");
      config.database = number(option.substr(3), "database", 0, 15);
    }
    Endpoint socket;
    socket.path = path;
    config.endpoints.push_back(std::move(socket));
    return config;
  }
  const bool sentinels = url.starts_with(kSentinel);
  if (!sentinels && !url.starts_with(kTcp)) refuse("it starts with neither redis:// nor redis+sentinel:// nor unix://");
  std::string_view rest = url.substr(sentinels ? kSentinel.size() : kTcp.size());
  take_credentials(rest, config);
  const std::size_t slash = rest.find('/');
  std::string_view hosts = rest.substr(0, slash);
  std::string_view path = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  if (sentinels) {
    const std::size_t end = path.find('/');
    config.sentinel_master = path.substr(0, end);
    path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
    if (config.sentinel_master.empty()) refuse("the master's name is missing behind the sentinels");
  }
  if (!path.empty()) config.database = number(path, "database", 0, 15);
  while (true) {
    const std::size_t comma = hosts.find(',');
    config.endpoints.push_back(endpoint(hosts.substr(0, comma), sentinels ? kSentinelPort : Endpoint().port));
    if (comma == std::string_view::npos) break;
    hosts.remove_prefix(comma + 1);
  }
  if (config.cluster() && config.database != 0) refuse("a cluster has only database 0");
  return config;
}

}  // namespace jobswipe::redis
