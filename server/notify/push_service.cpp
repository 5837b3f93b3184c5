#include "server/notify/push_service.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>

namespace jobswipe::notify {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return out;
}

bool is_loopback(const boost::urls::url_view& url) {
  const std::string host = lower(url.host());
  return host == "localhost" || host.starts_with("127.") || host == "[::1]";
}

bool belongs_to(const std::string& host, const std::string& service) {
  if (service == "*") return host.find('.') != std::string::npos;
  return host == service || host.ends_with("." + service);
}

}  // namespace

PushServices::PushServices(std::string_view hosts, bool allow_private) : allow_private_(allow_private) {
  while (!hosts.empty()) {
    const auto comma = std::min(hosts.find(','), hosts.size());
    auto host = hosts.substr(0, comma);
    while (host.starts_with(' ')) host.remove_prefix(1);
    while (host.ends_with(' ')) host.remove_suffix(1);
    if (!host.empty()) hosts_.push_back(lower(host));
    hosts.remove_prefix(std::min(comma + 1, hosts.size()));
  }
}

bool PushServices::allows(std::string_view endpoint) const {
  const auto url = boost::urls::parse_uri({endpoint.data(), endpoint.size()});
  if (!url || url->has_userinfo()) return false;
  const bool https = url->scheme_id() == boost::urls::scheme::https;
  if (allow_private_ && (https || url->scheme_id() == boost::urls::scheme::http) && is_loopback(*url)) return true;
  if (!https || url->host_type() != boost::urls::host_type::name) return false;
  if (url->has_port() && url->port() != "443") return false;
  const std::string host = lower(url->host());
  return std::any_of(hosts_.begin(), hosts_.end(), [&](const auto& service) { return belongs_to(host, service); });
}

std::string origin_of(std::string_view text) {
  const auto url = boost::urls::parse_uri({text.data(), text.size()});
  if (!url || !url->has_authority()) return {};
  const std::string scheme = lower(url->scheme());
  std::string origin = scheme + "://" + lower(url->encoded_host());
  const std::string port(url->port());
  const bool usual = port.empty() || (scheme == "https" && port == "443") || (scheme == "http" && port == "80");
  if (!usual) origin += ":" + port;
  return origin;
}

}  // namespace jobswipe::notify
