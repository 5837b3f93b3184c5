#include "server/jobs/feed/html.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <regex>

namespace jobswipe::jobs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Case {
  const char* given;
  const char* html;
  const char* text;
};

TEST(CleanHtml, KeepsTheAllowListAndTurnsTheRestIntoText) {
  const Case cases[] = {
      {"plain", "plain", "plain"},
      {"a < b & c", "a &lt; b &amp; c", "a < b & c"},
      {"<p>one</p><p>two</p>", "<p>one</p><p>two</p>", "one\n\ntwo"},
      {"<div>one</div><div>two<br>three</div>", "<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"},
      {"<div><p>in</p></div>", "<p>in</p>", "in"},
      {"<h1>T</h1><h6>t</h6>", "<h2>T</h2><h6>t</h6>", "T\n\nt"},
      {"<b>a</b><i>b</i><span style='x'>c</span>", "<strong>a</strong><em>b</em>c", "abc"},
      {"<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>", "• a\n• b"},
      {"<script>alert(1)</script><style>p{}</style>ok", "ok", "ok"},
      {"<img src=x onerror=alert(1)>ok", "ok", "ok"},
      {"<svg><script>alert(1)</script><a href='https://x.example'>x</a></svg>ok", "ok", "ok"},
      {"<math><mi>x</mi></math>ok", "ok", "ok"},
      {"<iframe src='https://x.example'>in</iframe>ok", "ok", "ok"},
      {"<form action=/x><input name=a value=b>in<button>go</button></form>ok", "ok", "ok"},
      {"<textarea><b>x</b></textarea>ok", "ok", "ok"},
      {"<template><p>x</p></template>ok", "ok", "ok"},
      {"<noscript><p>x</p></noscript>ok", "ok", "ok"},
      {"<p onclick=alert(1) class=x id=y style=z>ok</p>", "<p>ok</p>", "ok"},
      {"<a href='https://x.example/?a=1&b=\"2\"'>x</a>",
       "<a href=\"https://x.example/?a=1&amp;b=&quot;2&quot;\" rel=\"nofollow noopener\">x</a>", "x"},
      {"<a href='mailto:a@x.example'>x</a>", "<a href=\"mailto:a@x.example\" rel=\"nofollow noopener\">x</a>", "x"},
      {"<a href='javascript:alert(1)'>x</a>", "x", "x"},
      {"<a href=' java\tscript:alert(1)'>x</a>", "x", "x"},
      {"<a href='&#106;avascript:alert(1)'>x</a>", "x", "x"},
      {"<a href='data:text/html,x'>x</a><a href='//x.example'>y</a><a href='/z'>z</a><a>w</a>", "xyzw", "xyzw"},
      {"<a href='https://x.example\\@y.example'>x</a>", "x", "x"},
      {"<!-- c --><![CDATA[x]]>ok", "ok", "ok"},
      {"&lt;script&gt;", "&lt;script&gt;", "<script>"},
      {"<custom-tag>in</custom-tag>", "in", "in"},
      {"<table><tr><td>a</td><td>b</td></tr></table>", "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
       "a b"},
      {"unclosed <b>bold", "unclosed <strong>bold</strong>", "unclosed bold"},
      {"", "", ""},
  };
  for (const auto& one : cases) {
    const auto clean = clean_html(one.given);
    ASSERT_TRUE(clean) << one.given;
    EXPECT_EQ(clean->html, one.html) << one.given;
    EXPECT_EQ(clean->text, one.text) << one.given;
  }
}

TEST(CleanHtml, GivesTheSameAgain) {
  const std::string once = clean_html("<div>a<p>b<ul><li>c<a href='https://x.example'>d</a></ul>e &amp; f</div>")->html;
  EXPECT_EQ(clean_html(once)->html, once);
}

TEST(CleanHtml, WritesNothingButItsOwnTagsWhateverComesIn) {
  std::mt19937 random(7);
  const char* parts[] = {
      "<",          ">",        "</",        "<p>",       "<a href=",      "'javascript:x'", "\"https://x.example\"",
      " onclick=x", "<script>", "</script>", "<svg>",     "<math><mtext>", "<style>",        "<!--",
      "-->",        "<table>",  "<td>",      "<select>",  "<template>",    "<b a=1>",        "</b>",
      "&lt;",       "&#x3c;",   "text",      "<![CDATA[", "]]>",           "<plaintext>",    "<form>",
      "<li>",       "\"",       "'",         "\\",        "<title>",       "<noscript>",     "<xmp>"};
  const std::regex allowed(
      "</"
      "?(p|br|hr|h[2-6]|ul|ol|li|dl|dt|dd|strong|em|u|s|sub|sup|code|pre|blockquote|table|thead|tbody|tfoot|tr|th|td|a)"
      ">"
      "|<a href=\"(https?://|mailto:)[^\"<>]*\" rel=\"nofollow noopener\">");
  for (int round = 0; round < 3000; ++round) {
    std::string html;
    for (int i = 0; i < 40; ++i) html += parts[random() % std::size(parts)];
    const auto clean = clean_html(html);
    ASSERT_TRUE(clean);
    const std::string rest = std::regex_replace(clean->html, allowed, "");
    EXPECT_EQ(rest.find_first_of("<>"), std::string::npos) << html << "\n" << clean->html;
  }
}

TEST(CleanHtml, RefusesWhatCantBeReadSafelyAndQuickly) {
  const auto repeated = [](std::string_view part, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += part;
    return out;
  };
  EXPECT_FALSE(clean_html(std::string((1 << 20) + 1, 'x')));
  EXPECT_FALSE(clean_html(repeated("<b>", 20'000)));
  std::string bomb = "<p>";
  for (int i = 0; i < 3000; ++i) bomb += "<b a" + std::to_string(i) + ">";
  bomb += repeated("</p><p>x", 3000);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(clean_html(bomb)) << "copies every open element into every paragraph";
  EXPECT_TRUE(clean_html(repeated("<div>", 9'000))) << "deep nesting alone is cut, not refused";
  EXPECT_TRUE(clean_html(repeated("<i><div>", 100)));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(JsonLdScripts, AreFoundInOrderAndNowhereElse) {
  const auto scripts = json_ld_scripts(
      "<html><head><script type='application/ld+json'>{\"a\": \"</b>\"}</script><script>var x = '<script "
      "type=\"application/ld+json\">';</script></head>"
      "<body><!-- <script type='application/ld+json'>no</script> --><div><script type=\"application/ld+json; "
      "charset=utf-8\">2</script></div><textarea><script type='application/ld+json'>no</script></textarea></body>");
  ASSERT_TRUE(scripts);
  EXPECT_THAT(*scripts, ::testing::ElementsAre("{\"a\": \"</b>\"}", "2"));
}

}  // namespace
}  // namespace jobswipe::jobs
