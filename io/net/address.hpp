#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace jobswipe::net {

/// True for an address that the public internet routes: not loopback, private (RFC 1918), shared (RFC 6598),
/// link-local, unique-local (RFC 4193), multicast, documentation, reserved, nor an IPv6 form that wraps an IPv4 address
/// (mapped, compatible, NAT64, 6to4, Teredo), since those reach places that a check of the outer form can't see.
bool is_public(const boost::asio::ip::address& address) noexcept;

/// The IPv4 address inside an IPv4-mapped one (::ffff:0:0/96); any other address unchanged.
boost::asio::ip::address unmapped(const boost::asio::ip::address& address) noexcept;

/// A set of addresses and CIDR networks, such as `10.0.0.0/8` or `::1`.
class AddressSet {
 public:
  AddressSet() = default;
  /// Throws std::invalid_argument naming the entry that is neither an address nor a network.
  explicit AddressSet(const std::vector<std::string>& entries);
  bool contains(const boost::asio::ip::address& address) const noexcept;
  bool empty() const noexcept { return networks_.empty(); }

 private:
  struct Network {
    boost::asio::ip::address base;
    unsigned bits;
  };
  std::vector<Network> networks_;
};

}  // namespace jobswipe::net
