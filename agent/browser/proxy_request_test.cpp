#include "agent/browser/proxy_request.hpp"

#include <gtest/gtest.h>

namespace jobswipe::browser {
namespace {

TEST(ProxyRequest, ATunnelNamesHostAndPort) {
  const auto request = parse_proxy_request("CONNECT jobs.example:8443 HTTP/1.1\r\nHost: jobs.example:8443\r\n\r\n");
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->connect);
  EXPECT_EQ(request->host, "jobs.example");
  EXPECT_EQ(request->port, 8443);
  EXPECT_EQ(parse_proxy_request("CONNECT [::1]:443 HTTP/1.1\r\n\r\n")->host, "::1");
}

TEST(ProxyRequest, AnAbsoluteUrlIsForwardedInOriginFormAndClosedAfterwards) {
  const auto request = parse_proxy_request(
      "POST http://jobs.example/apply?x=1 HTTP/1.1\r\nHost: jobs.example\r\nProxy-Connection: keep-alive\r\n"
      "Content-Length: 12\r\n\r\n");
  ASSERT_TRUE(request);
  EXPECT_FALSE(request->connect);
  EXPECT_EQ(request->port, 80);
  EXPECT_EQ(request->content_length, 12u);
  EXPECT_EQ(request->forwarded,
            "POST /apply?x=1 HTTP/1.1\r\nHost: jobs.example\r\nContent-Length: 12\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(parse_proxy_request("GET http://a?q HTTP/1.1\r\n\r\n")->forwarded,
            "GET /?q HTTP/1.1\r\nConnection: close\r\n\r\n");
}

TEST(ProxyRequest, WhatIsNoneIsRefused) {
  for (const char* head :
       {"GET / HTTP/1.1\r\n\r\n", "GET https://a/ HTTP/1.1\r\n\r\n", "CONNECT :443 HTTP/1.1\r\n\r\n",
        "nonsense\r\n\r\n", "CONNECT a:99999 HTTP/1.1\r\n\r\n", "GET http://user@a/ HTTP/1.1\r\n\r\n",
        "POST http://a/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "GET http://a/ HTTP/1.1\r\nbroken\r\n\r\n"})
    EXPECT_FALSE(parse_proxy_request(head)) << head;
}

}  // namespace
}  // namespace jobswipe::browser
