#include "agent/apply/origin.hpp"

#include <gtest/gtest.h>

namespace jobswipe::apply {
namespace {

TEST(OriginOf, writes_scheme_host_and_port_and_knows_the_web_only) {
  EXPECT_EQ(origin_of("HTTPS://Jobs.Example.COM/a?b#c"), "https://jobs.example.com:443");
  EXPECT_EQ(origin_of("http://127.0.0.1:8080/x|y"), "http://127.0.0.1:8080");
  for (auto url : {"javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "chrome://settings", "about:blank",
                   "https://", "x"})
    EXPECT_FALSE(origin_of(url)) << url;
}

TEST(IsPrivateHost, knows_every_way_to_write_the_inside) {
  for (auto host :
       {"localhost",  "a.localhost",       "127.0.0.1",        "127.1",          "0x7f.0.0.1",  "2130706433",
        "0.0.0.0",    "10.1.2.3",          "172.16.0.1",       "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "198.18.0.1",        "224.0.0.1",        "[::1]",          "[::]",        "[fe80::1]",
        "[fd00::1]",  "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "printer",        "nas.local",   "wiki.internal",
        "localhost."})
    EXPECT_TRUE(is_private_host(host)) << host;
  for (auto host : {"example.com", "8.8.8.8", "172.32.0.1", "100.128.0.1", "[2606:4700::1111]", "jobs.lever.co"})
    EXPECT_FALSE(is_private_host(host)) << host;
}

TEST(Trust, reaches_over_one_site_known_systems_and_what_the_posting_embeds) {
  Trust trust("https://www.acme.co.uk/jobs/1");
  EXPECT_TRUE(trust.allows("https://careers.acme.co.uk/apply"));
  EXPECT_TRUE(trust.allows("https://boards.greenhouse.io/acme/1"));
  EXPECT_FALSE(trust.allows("http://boards.greenhouse.io/acme/1"));
  EXPECT_FALSE(trust.allows("https://other.co.uk/apply"));
  EXPECT_FALSE(trust.allows("https://greenhouse.io.evil.example/acme"));
  EXPECT_FALSE(trust.allows("https://evilgreenhouse.io/acme"));
  EXPECT_FALSE(trust.allows("data:text/html,x"));
  trust.embed("https://forms.vendor.example/x");
  EXPECT_TRUE(trust.allows("https://forms.vendor.example/y"));
}

TEST(Trust, makes_no_site_of_addresses_and_of_shared_hosts) {
  Trust address("http://127.0.0.1:8080/job");
  EXPECT_TRUE(address.allows("http://127.0.0.1:8080/form"));
  EXPECT_FALSE(address.allows("http://127.0.0.1:8081/form"));
  Trust shared("https://acme.github.io/job");
  EXPECT_TRUE(shared.allows("https://acme.github.io/form"));
  EXPECT_FALSE(shared.allows("https://evil.github.io/form"));
}

}  // namespace
}  // namespace jobswipe::apply
