#include "agent/form/platform.hpp"

#include <gtest/gtest.h>

#include <set>

#include "agent/form/platform_sources.hpp"

namespace jobswipe::form {
namespace {

constexpr std::string_view kGood = R"(
title = "Acme Hire"
hosts = ["acmehire.example"]
[fields]
"#mail" = "email"
)";

std::string problem_of(std::string_view text) {
  const auto platform = parse_platform("acme", text);
  return platform ? "" : platform.error().fields.at(0).reason;
}

TEST(Platforms, are_all_read_and_each_host_belongs_to_one) {
  EXPECT_GE(platforms().size(), 14U);
  std::set<std::string> hosts;
  for (const auto& platform : platforms()) {
    EXPECT_FALSE(platform.confirmation.words.empty() && platform.confirmation.selectors.empty()) << platform.name;
    for (const auto& host : platform.hosts) {
      EXPECT_TRUE(hosts.insert(host).second) << host;
      EXPECT_EQ(platform_of_host("jobs." + host), platform.name);
    }
  }
  for (auto name : {"greenhouse", "lever", "ashby", "workday", "smartrecruiters", "workable", "recruitee", "teamtailor",
                    "personio", "bamboohr", "jobvite", "icims", "breezy", "rippling"})
    EXPECT_NE(platform_named(name), nullptr) << name;
  EXPECT_EQ(platform_of_host("acme.taleo.net"), "taleo");
  EXPECT_EQ(platform_of_host("greenhouse.io.evil.example"), "");
  EXPECT_EQ(platform_of_host("evilgreenhouse.io"), "");
}

TEST(Platforms, put_their_knowledge_in_front_of_the_page_scripts) {
  const auto script = platforms_script();
  EXPECT_EQ(script.find("const PLATFORMS = ["), 0U);
  EXPECT_NE(script.find("_systemfield_name"), std::string::npos);
}

TEST(ParsePlatform, reads_what_a_file_says) {
  const auto platform = parse_platform("acme", kGood);
  ASSERT_TRUE(platform);
  EXPECT_EQ(platform->name, "acme");
  EXPECT_EQ(platform->fields.at(0).second, "email");
  EXPECT_FALSE(platform->parses_resume);
}

TEST(ParsePlatform, names_file_and_key_of_what_is_wrong) {
  const std::string good(kGood);
  EXPECT_EQ(problem_of(good + "\"#x\" = \"nickname\"\n"), "acme.toml: fields.#x: 'nickname' is no fact");
  EXPECT_EQ(problem_of("title = \"A\"\nhosts = []\n"), "acme.toml: hosts: must name a domain");
  EXPECT_EQ(problem_of("hosts = [\"a.example\"]\n"), "acme.toml: title: must be the system's name");
  EXPECT_EQ(problem_of("title = \"A\"\nhosts = [\"https://a.example/\"]\n"),
            "acme.toml: hosts: 'https://a.example/' is no domain in lower case");
  EXPECT_EQ(problem_of(good + "[buttons]\nsend = [\"#s\"]\n"), "acme.toml: buttons.send: is not known here");
  EXPECT_EQ(problem_of("colour = 1\n" + good), "acme.toml: colour: is not known here");
  EXPECT_EQ(problem_of(good + "[closed]\nwords = \"gone\"\n"), "acme.toml: closed.words: must be a list of texts");
  EXPECT_EQ(problem_of(good + "[closed]\n"), "acme.toml: closed: says nothing");
  EXPECT_EQ(problem_of("quirks = [\"slow\"]\n" + good), "acme.toml: quirks: 'slow' is not known");
  EXPECT_NE(problem_of("title = \n").find("acme.toml: line 1"), std::string::npos);
}

}  // namespace
}  // namespace jobswipe::form
