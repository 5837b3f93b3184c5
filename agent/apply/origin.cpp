#include "agent/apply/origin.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <cctype>
#include <utility>

#include "agent/form/platform.hpp"

namespace jobswipe::apply {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool is_under(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.';
}

bool is_address(const std::string& host) {
  boost::system::error_code failure;
  boost::asio::ip::make_address(host, failure);
  return !failure;
}

/// The part of a name that one owner registers: two labels, three under the usual second levels. An address or a single
/// label stands for nothing but itself.
std::string site_of(const std::string& host) {
  if (host.empty() || is_address(host)) return {};
  auto last = host.rfind('.');
  if (last == std::string::npos || last == 0) return {};
  auto second = host.rfind('.', last - 1);
  if (second == std::string::npos) return host;
  static constexpr std::array<std::string_view, 9> kSecond{"co", "com", "org", "net", "ac", "gov", "edu", "or", "ne"};
  auto label = std::string_view(host).substr(second + 1, last - second - 1);
  bool country = host.size() - last - 1 == 2;
  if (country && std::find(kSecond.begin(), kSecond.end(), label) != kSecond.end()) {
    auto third = second == 0 ? std::string::npos : host.rfind('.', second - 1);
    return third == std::string::npos ? host : host.substr(third + 1);
  }
  return host.substr(second + 1);
}

// Everybody's pages live under these: having one in common makes no two sites one.
constexpr std::string_view kShared[] = {
    "github.io",   "gitlab.io",         "netlify.app",    "vercel.app",    "herokuapp.com",   "pages.dev",
    "web.app",     "azurewebsites.net", "cloudfront.net", "amazonaws.com", "notion.site",     "webflow.io",
    "wixsite.com", "myshopify.com",     "wordpress.com",  "blogspot.com",  "firebaseapp.com", "appspot.com"};

}  // namespace

std::optional<std::string> origin_of(std::string_view url) {
  auto parsed = boost::urls::parse_uri(url.substr(0, url.find('#')));
  std::string scheme, host, port;
  if (parsed) {
    scheme = lower(parsed->scheme());
    host = lower(std::string(parsed->host_address()));
    port = std::string(parsed->port());
  } else {
    // Browsers write addresses that RFC 3986 doesn't allow (`|`, `{`); the authority is all that matters here.
    auto colon = url.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    scheme = lower(url.substr(0, colon));
    auto rest = url.substr(colon + 3);
    auto short_form = scheme + "://" + std::string(rest.substr(0, rest.find_first_of("/?#")));
    auto authority = boost::urls::parse_uri(short_form);
    if (!authority) return std::nullopt;
    host = lower(std::string(authority->host_address()));
    port = std::string(authority->port());
  }
  if ((scheme != "http" && scheme != "https") || host.empty()) return std::nullopt;
  if (port.empty()) port = scheme == "http" ? "80" : "443";
  return scheme + "://" + host + ":" + port;
}

std::string host_of(std::string_view url) {
  auto origin = origin_of(url);
  if (!origin) return {};
  auto begin = origin->find("://") + 3;
  return origin->substr(begin, origin->rfind(':') - begin);
}

bool is_private_host(std::string_view written) {
  auto host = lower(written);
  if (!host.empty() && host.front() == '[') host = host.substr(1, host.size() - 2);
  while (!host.empty() && host.back() == '.') host.pop_back();
  if (host.empty()) return true;
  boost::system::error_code failure;
  auto address = boost::asio::ip::make_address(host, failure);
  if (failure) {
    for (std::string_view inside :
         {"localhost", "local", "internal", "intranet", "lan", "home", "corp", "test", "invalid", "home.arpa"})
      if (is_under(host, inside)) return true;
    if (host.find('.') == std::string::npos) return true;
    // "0x7f.1", "127.1": browsers read a name that ends in a number as an address.
    auto last = host.substr(host.rfind('.') + 1);
    return std::isdigit(static_cast<unsigned char>(last.front())) != 0;
  }
  if (address.is_v6()) {
    auto six = address.to_v6();
    auto bytes = six.to_bytes();
    bool translated = bytes[0] == 0x00 && bytes[1] == 0x64 && bytes[2] == 0xff && bytes[3] == 0x9b;
    return six.is_loopback() || six.is_unspecified() || six.is_link_local() || six.is_site_local() ||
           six.is_multicast() || six.is_v4_mapped() || (bytes[0] & 0xFE) == 0xFC || translated ||
           std::all_of(bytes.begin(), bytes.begin() + 12, [](unsigned char byte) { return byte == 0; });
  }
  auto bytes = address.to_v4().to_bytes();
  return bytes[0] == 0 || bytes[0] == 10 || bytes[0] == 127 || bytes[0] >= 224 ||
         (bytes[0] == 100 && (bytes[1] & 0xC0) == 64) || (bytes[0] == 169 && bytes[1] == 254) ||
         (bytes[0] == 172 && (bytes[1] & 0xF0) == 16) || (bytes[0] == 192 && bytes[1] == 168) ||
         (bytes[0] == 192 && bytes[1] == 0 && bytes[2] == 0) || (bytes[0] == 198 && (bytes[1] & 0xFE) == 18);
}

Trust::Trust(std::string_view posting_url)
    : origin_(origin_of(posting_url).value_or("")), site_(site_of(host_of(posting_url))) {
  if (std::find(std::begin(kShared), std::end(kShared), site_) != std::end(kShared)) site_.clear();
}

bool Trust::allows(std::string_view url) const {
  auto origin = origin_of(url);
  if (!origin) return false;
  if (*origin == origin_ || embedded_.contains(*origin)) return true;
  auto host = host_of(url);
  if (!form::platform_of_host(host).empty() && url.rfind("https:", 0) == 0) return true;
  return !site_.empty() && site_of(host) == site_;
}

void Trust::embed(std::string_view url) {
  if (auto origin = origin_of(url)) embedded_.insert(*origin);
}

}  // namespace jobswipe::apply
