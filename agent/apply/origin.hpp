#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace jobswipe::apply {

/// `scheme://host:port` in lower case, the port always written; nothing for anything but http and https.
std::optional<std::string> origin_of(std::string_view url);
std::string host_of(std::string_view url);

/// Whether the host, as written, is or may be inside: loopback, private, link-local, mapped or single-label. Names are
/// not resolved here; the browser checks the address that it connects to.
bool is_private_host(std::string_view host);

/// Where text may be typed: the posting's own site, known applicant systems, and what the posting's page itself embeds.
class Trust {
 public:
  explicit Trust(std::string_view posting_url);
  /// `url` is of the page itself or of a frame; a frame of a trusted page is embedded by it, `embedded` says so.
  bool allows(std::string_view url) const;
  void embed(std::string_view url);

 private:
  std::string origin_;
  std::string site_;
  std::set<std::string> embedded_;
};

}  // namespace jobswipe::apply
