#include "agent/browser/checks.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "agent/browser/proxy_request.hpp"

namespace jobswipe::browser {

std::string host_of(std::string_view url) {
  const auto colon = url.find("://");
  if (colon == std::string_view::npos)
    throw BrowserError(BrowserFault::refused, fmt::format("not an absolute URL: {}", url.substr(0, 200)));
  const auto scheme = url.substr(0, colon);
  if (scheme != "http" && scheme != "https")
    throw BrowserError(BrowserFault::refused,
                       fmt::format("only http and https pages are opened, not {}:", scheme.substr(0, 50)));
  const auto rest = url.substr(colon + 3);
  const auto authority = parse_authority(rest.substr(0, rest.find_first_of("/?#\\")), 80);
  if (!authority)
    throw BrowserError(BrowserFault::refused, "a URL without a host, or with credentials in it, is not opened");
  return authority->host;
}

std::string staged_file(const std::filesystem::path& staging_directory, const std::string& path) {
  const auto whole = std::filesystem::weakly_canonical(path);
  const auto inside = std::filesystem::weakly_canonical(staging_directory);
  const auto relative = whole.lexically_relative(inside);
  if (relative.empty() || *relative.begin() == ".." || relative.is_absolute())
    throw BrowserError(BrowserFault::refused, "only staged files are uploaded");
  return whole.string();
}

void throw_why(const BrowserError& error, const Refusals& refusals, const std::string& host) {
  if (error.fault() == BrowserFault::network && refusals.contains(host))
    throw BrowserError(
        BrowserFault::refused,
        fmt::format("{} is on a private or loopback address, which is not allowed (--allow-private allows it)", host));
  throw error;
}

std::string decode_base64(std::string_view encoded) {
  std::string out(encoded.size() / 4 * 3, '\0');
  const int length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(encoded.data()), static_cast<int>(encoded.size()));
  if (length < 0) throw BrowserError(BrowserFault::tool, "the screenshot is not base64");
  auto size = static_cast<std::size_t>(length);
  for (int i = 0; i < 2 && !encoded.empty() && encoded.back() == '='; ++i, encoded.remove_suffix(1)) --size;
  out.resize(size);
  return out;
}

}  // namespace jobswipe::browser
