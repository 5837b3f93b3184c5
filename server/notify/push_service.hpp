#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jobswipe::notify {

/// Which servers may be called as push services: whoever subscribes names the address, and nothing here may make this
/// server call into its own network (RFC 8030, 8). Immutable.
class PushServices {
 public:
  /// `hosts` are names with commas, each with its subdomains; `*` stands for every public one. `allow_private` lets
  /// through loopback besides, over http too and at any port: for tests.
  PushServices(std::string_view hosts, bool allow_private);

  /// True for an https address at the port of https, without a user name, at one of the hosts.
  bool allows(std::string_view endpoint) const;

 private:
  std::vector<std::string> hosts_;
  bool allow_private_;
};

/// The origin of a URL (RFC 6454, 6.2), which a VAPID token is made for; empty when it is none.
std::string origin_of(std::string_view url);

}  // namespace jobswipe::notify
