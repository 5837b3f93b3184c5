#include "io/net/address.hpp"

#include <gtest/gtest.h>

namespace jobswipe::net {
namespace {

boost::asio::ip::address parse(const char* text) {
  return boost::asio::ip::make_address(text);
}

TEST(IsPublic, RefusesEveryAddressThatIsNotOnThePublicInternet) {
  for (const char* text : {"0.0.0.0",
                           "10.1.2.3",
                           "100.64.0.1",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.255.254",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.8",
                           "192.0.2.1",
                           "192.88.99.1",
                           "192.168.1.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.7",
                           "203.0.113.9",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::ffff:127.0.0.1",
                           "::ffff:8.8.8.8",
                           "::7f00:1",
                           "64:ff9b::7f00:1",
                           "64:ff9b::808:808",
                           "64:ff9b:1::1",
                           "100::1",
                           "2001::1",
                           "2001:db8::1",
                           "2002:7f00:1::",
                           "3fff::1",
                           "fc00::1",
                           "fdff::1",
                           "fe80::1",
                           "febf::1",
                           "fec0::1",
                           "ff02::1",
                           "4000::1"}) {
    EXPECT_FALSE(is_public(parse(text))) << text;
  }
}

TEST(IsPublic, AcceptsPublicAddressesBesideTheRefusedNetworks) {
  for (const char* text : {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1",
                           "128.0.0.1", "169.253.1.1", "172.15.255.255", "172.32.0.1", "192.167.1.1", "198.17.0.1",
                           "198.20.0.1", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"}) {
    EXPECT_TRUE(is_public(parse(text))) << text;
  }
}

TEST(AddressSet, HoldsNetworksAndSingleAddressesAlsoInMappedForm) {
  const AddressSet set({"10.0.0.0/8", "127.0.0.1", "fd00::/8"});
  EXPECT_TRUE(set.contains(parse("10.200.0.1")));
  EXPECT_TRUE(set.contains(parse("::ffff:10.0.0.1")));
  EXPECT_TRUE(set.contains(parse("127.0.0.1")));
  EXPECT_TRUE(set.contains(parse("fd12::1")));
  EXPECT_FALSE(set.contains(parse("11.0.0.1")));
  EXPECT_FALSE(set.contains(parse("127.0.0.2")));
  EXPECT_FALSE(set.contains(parse("::1")));
}

TEST(AddressSet, NamesTheEntryThatItCantRead) {
  for (const char* bad : {"10.0.0.0/33", "10.0.0.0/", "proxy.example", "", "10.0.0.0/8x"}) {
    EXPECT_THROW(AddressSet({bad}), std::invalid_argument) << bad;
  }
}

}  // namespace
}  // namespace jobswipe::net
