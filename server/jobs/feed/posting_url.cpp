#include "server/jobs/feed/posting_url.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <boost/url/url_view.hpp>
#include <set>
#include <vector>

#include "io/net/address.hpp"

namespace jobswipe::jobs {
namespace {

namespace urls = boost::urls;

base::Error refuse(std::string reason) {
  return {base::ErrorCode::unprocessable, std::move(reason), {}, {}};
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

/// Names that never lead to the public internet (RFC 6761, RFC 6762, RFC 8375, and bare names of a local network).
bool is_local_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.find('.') == std::string_view::npos) return true;
  for (const std::string_view suffix : {".localhost", ".local", ".internal", ".home.arpa", ".lan"})
    if (host.ends_with(suffix)) return true;
  return false;
}

bool is_tracking(std::string_view key) {
  static const std::set<std::string, std::less<>> kNames{"gh_src",   "lever-source", "lever-origin", "source", "ref",
                                                         "referrer", "src",          "fbclid",       "gclid",  "utm",
                                                         "mc_cid",   "mc_eid",       "embed"};
  return key.starts_with("utm_") || kNames.contains(lower(key));
}

}  // namespace

base::Result<std::string> check_url(std::string_view url, bool allow_private) {
  if (url.empty()) return refuse("is empty");
  if (url.size() > 2000) return refuse("is longer than 2,000 characters");
  const auto parsed = urls::parse_uri({url.data(), url.size()});
  if (!parsed) return refuse("is not an absolute URL");
  const urls::url_view view = *parsed;
  if (view.scheme_id() != urls::scheme::https && !(allow_private && view.scheme_id() == urls::scheme::http))
    return refuse(view.scheme_id() == urls::scheme::http ? "must start with https://"
                                                         : "must be a web address, not " + lower(view.scheme()) + ":");
  if (view.has_userinfo()) return refuse("must not hold a user name");
  if (view.host().empty()) return refuse("has no host");
  if (allow_private) return std::string(url);
  switch (view.host_type()) {
    case urls::host_type::ipv4:
    case urls::host_type::ipv6: {
      boost::system::error_code error;
      const auto address = boost::asio::ip::make_address(view.host_address(), error);
      if (error || !net::is_public(address)) return refuse("leads to a private address");
      break;
    }
    case urls::host_type::name: {
      const std::string host = lower(view.host());
      // A name whose last label is a number is read as an IPv4 address by browsers, in forms that hide which one.
      const auto dot = host.find_last_of('.', host.size() - 2);
      const std::string last = host.substr(dot == std::string::npos ? 0 : dot + 1);
      const bool numeric =
          std::all_of(last.begin(), last.end(), [](unsigned char c) { return std::isdigit(c) || c == '.'; }) ||
          last.starts_with("0x");
      if (numeric || is_local_name(host)) return refuse("leads to a private address");
      break;
    }
    case urls::host_type::none:
    case urls::host_type::ipvfuture:
      return refuse("has no usable host");
  }
  return std::string(url);
}

std::string canonical_url(std::string_view url) {
  const auto parsed = urls::parse_uri({url.data(), url.size()});
  if (!parsed) return std::string(url);
  const urls::url_view view = *parsed;
  std::string out = lower(view.host());
  if (out.starts_with("www.")) out.erase(0, 4);
  const auto port = view.port();
  if (!port.empty() && port != "443" && port != "80") out.append(":").append(port.data(), port.size());
  std::string path = view.path();
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view suffix : {"/", "/apply", "/application"}) {
      if (!path.ends_with(suffix)) continue;
      path.resize(path.size() - suffix.size());
      again = true;
    }
  }
  out += path;
  std::vector<std::string> parameters;
  for (const auto& parameter : view.params())
    if (!is_tracking(parameter.key)) parameters.push_back(parameter.key + "=" + parameter.value);
  std::sort(parameters.begin(), parameters.end());
  char separator = '?';
  for (const auto& parameter : parameters) {
    out += separator;
    out += parameter;
    separator = '&';
  }
  return out;
}

std::string host_of(std::string_view url) {
  const auto parsed = urls::parse_uri({url.data(), url.size()});
  if (!parsed) return {};
  std::string out = lower(parsed->host());
  if (!parsed->port().empty()) out.append(":").append(parsed->port().data(), parsed->port().size());
  return out;
}

std::vector<std::string> path_segments(std::string_view url) {
  std::vector<std::string> out;
  const auto parsed = urls::parse_uri({url.data(), url.size()});
  if (!parsed) return out;
  for (const auto& segment : parsed->segments()) out.push_back(segment);
  return out;
}

}  // namespace jobswipe::jobs
