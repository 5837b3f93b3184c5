#include "io/redis/redirect.hpp"

#include <charconv>

namespace jobswipe::redis {

std::optional<Redirect> parse_redirect(const Reply& reply, const Endpoint& from) {
  if (!reply.is_error()) return std::nullopt;
  Redirect redirect;
  redirect.ask = reply.text.starts_with("ASK ");
  if (!redirect.ask && !reply.text.starts_with("MOVED ")) return std::nullopt;
  const std::string_view text = reply.text;
  const std::string_view address = text.substr(text.rfind(' ') + 1);
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  redirect.to.host = address.substr(0, colon);
  if (redirect.to.host.empty()) redirect.to.host = from.host;
  // "?" stands for a host that the cluster does not know.
  if (redirect.to.host.empty() || redirect.to.host == "?") return std::nullopt;
  const std::string_view port = address.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), redirect.to.port);
  if (error != std::errc() || end != port.data() + port.size() || redirect.to.port == 0) return std::nullopt;
  return redirect;
}

}  // namespace jobswipe::redis
