#include "io/net/address.hpp"

#include <array>
#include <charconv>
#include <span>
#include <stdexcept>

namespace jobswipe::net {

namespace {

namespace ip = boost::asio::ip;

bool prefix_matches(std::span<const unsigned char> address, std::span<const unsigned char> base,
                    unsigned bits) noexcept {
  for (std::size_t i = 0; i < address.size() && bits > 0; ++i) {
    const unsigned here = bits < 8 ? bits : 8;
    const auto mask = static_cast<unsigned char>(0xff << (8 - here));
    if ((address[i] & mask) != (base[i] & mask)) return false;
    bits -= here;
  }
  return true;
}

struct V4Network {
  std::array<unsigned char, 4> base;
  unsigned bits;
};

struct V6Network {
  std::array<unsigned char, 16> base;
  unsigned bits;
};

// IANA's IPv4 special-purpose registry, plus multicast and the reserved top.
constexpr V4Network kNotPublicV4[] = {
    {{0, 0, 0, 0}, 8},      {{10, 0, 0, 0}, 8},     {{100, 64, 0, 0}, 10}, {{127, 0, 0, 0}, 8},
    {{169, 254, 0, 0}, 16}, {{172, 16, 0, 0}, 12},  {{192, 0, 0, 0}, 24},  {{192, 0, 2, 0}, 24},
    {{192, 88, 99, 0}, 24}, {{192, 168, 0, 0}, 16}, {{198, 18, 0, 0}, 15}, {{198, 51, 100, 0}, 24},
    {{203, 0, 113, 0}, 24}, {{224, 0, 0, 0}, 4},    {{240, 0, 0, 0}, 4},
};

constexpr V6Network kGlobalUnicastV6{{0x20}, 3};

// What is special inside 2000::/3: IETF assignments (with Teredo), documentation, 6to4.
constexpr V6Network kNotPublicV6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},
    {{0x20, 0x01, 0x0d, 0xb8}, 32},
    {{0x20, 0x02}, 16},
    {{0x3f, 0xff, 0x00}, 20},
};

}  // namespace

bool is_public(const ip::address& address) noexcept {
  if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    for (const auto& network : kNotPublicV4) {
      if (prefix_matches(bytes, network.base, network.bits)) return false;
    }
    return true;
  }
  // Everything outside 2000::/3 is refused, which covers ::, ::1, mapped, compatible, NAT64, fc00::/7, fe80::/10,
  // ff00::/8.
  const auto bytes = address.to_v6().to_bytes();
  if (!prefix_matches(bytes, kGlobalUnicastV6.base, kGlobalUnicastV6.bits)) return false;
  for (const auto& network : kNotPublicV6) {
    if (prefix_matches(bytes, network.base, network.bits)) return false;
  }
  return true;
}

ip::address unmapped(const ip::address& address) noexcept {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

AddressSet::AddressSet(const std::vector<std::string>& entries) {
  for (const auto& entry : entries) {
    const auto slash = entry.find('/');
    boost::system::error_code ec;
    const auto base = ip::make_address(entry.substr(0, slash), ec);
    unsigned bits = !ec && base.is_v4() ? 32 : 128;
    bool good = !ec;
    if (good && slash != std::string::npos) {
      unsigned given = 0;
      const char* end = entry.data() + entry.size();
      const auto [stop, error] = std::from_chars(entry.data() + slash + 1, end, given);
      good = error == std::errc() && stop == end && given <= bits;
      bits = given;
    }
    if (!good) throw std::invalid_argument("\"" + entry + "\" is not an address or a network such as 10.0.0.0/8");
    networks_.push_back(Network{unmapped(base), bits});
  }
}

bool AddressSet::contains(const ip::address& given) const noexcept {
  const auto address = unmapped(given);
  for (const auto& network : networks_) {
    if (address.is_v4() != network.base.is_v4()) continue;
    if (address.is_v4()) {
      if (prefix_matches(address.to_v4().to_bytes(), network.base.to_v4().to_bytes(), network.bits)) return true;
    } else if (prefix_matches(address.to_v6().to_bytes(), network.base.to_v6().to_bytes(), network.bits)) {
      return true;
    }
  }
  return false;
}

}  // namespace jobswipe::net
