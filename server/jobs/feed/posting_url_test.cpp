#include "server/jobs/feed/posting_url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jobswipe::jobs {
namespace {

TEST(CheckUrl, TakesWebAddressesOfPublicHosts) {
  for (const auto* url :
       {"https://jobs.example.com/a?b=c#d", "https://jobs.example.com:8443/", "https://93.184.215.14/x",
        "HTTPS://EXAMPLE.COM/x", "https://xn--bcher-kva.example/", "https://a.co"})
    EXPECT_TRUE(check_url(url, false)) << url;
}

TEST(CheckUrl, RefusesTheRestWithAReason) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "is empty"},
      {"jobs.example.com/a", "is not an absolute URL"},
      {"//jobs.example.com/a", "is not an absolute URL"},
      {"https://jobs.example.com/a b", "is not an absolute URL"},
      {"https://jobs.example.com\\@evil.example/", "is not an absolute URL"},
      {"javascript:alert(1)", "must be a web address, not javascript:"},
      {"JavaScript:alert(1)", "must be a web address, not javascript:"},
      {"data:text/html,x", "must be a web address, not data:"},
      {"file:///etc/passwd", "must be a web address, not file:"},
      {"chrome://settings", "must be a web address, not chrome:"},
      {"http://jobs.example.com/", "must start with https://"},
      {"https://user@jobs.example.com/", "must not hold a user name"},
      {"https://user:pw@jobs.example.com/", "must not hold a user name"},
      {"https:///path", "has no host"},
      {"https://localhost/x", "leads to a private address"},
      {"https://intranet/x", "leads to a private address"},
      {"https://printer.local/x", "leads to a private address"},
      {"https://127.0.0.1/x", "leads to a private address"},
      {"https://10.1.2.3/x", "leads to a private address"},
      {"https://169.254.169.254/latest", "leads to a private address"},
      {"https://[::1]/x", "leads to a private address"},
      {"https://[::ffff:127.0.0.1]/x", "leads to a private address"},
      {"https://2130706433/x", "leads to a private address"},
      {"https://127.1/x", "leads to a private address"},
      {"https://0x7f.0.0.0x1/x", "leads to a private address"},
  };
  for (const auto& [url, reason] : cases) {
    const auto checked = check_url(url, false);
    ASSERT_FALSE(checked) << url;
    EXPECT_EQ(checked.error().detail, reason) << url;
  }
  EXPECT_FALSE(check_url("https://jobs.example.com/" + std::string(2000, 'x'), false));
}

TEST(CheckUrl, OpensUpForDemonstrationsButNotForOtherSchemes) {
  EXPECT_TRUE(check_url("http://127.0.0.1:8080/x", true));
  EXPECT_TRUE(check_url("http://localhost/x", true));
  EXPECT_FALSE(check_url("javascript:alert(1)", true));
  EXPECT_FALSE(check_url("http://user@127.0.0.1/", true));
}

TEST(CanonicalUrl, IsTheSameForAllAddressesOfOneForm) {
  const std::string form = canonical_url("https://jobs.lever.co/acme/1");
  for (const auto* url : {"https://jobs.lever.co/acme/1/apply", "https://JOBS.lever.co/acme/1/",
                          "http://www.jobs.lever.co:80/acme/1?utm_source=x&lever-source=y#top",
                          "https://jobs.lever.co:443/acme/1/application"})
    EXPECT_EQ(canonical_url(url), form) << url;
  EXPECT_EQ(canonical_url("https://a.example/c?gh_jid=1&b=2"),
            canonical_url("https://a.example/c?b=2&gh_jid=1&gh_src=z"));
  EXPECT_NE(canonical_url("https://a.example/c?gh_jid=1"), canonical_url("https://a.example/c?gh_jid=2"));
  EXPECT_NE(canonical_url("https://a.example:8443/c"), canonical_url("https://a.example/c"));
}

}  // namespace
}  // namespace jobswipe::jobs
