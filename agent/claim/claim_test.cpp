#include "agent/claim/claim.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace jobswipe::claim {
namespace {

constexpr const char* kClaim =
    R"({"applicationId":"018f0000-0000-7000-8000-000000000001","epoch":2,"leaseSeconds":600,"heartbeatSeconds":60,
  "attempt":1,"maxAttempts":3,"job":{"applyUrl":"https://jobs.example/1","company":"Example","title":"Engineer","locations":["Berlin"]},
  "resume":{"id":"x","name":"cv.pdf","contentType":"application/pdf","sha256":"ab","url":"/api/resumes/x"},
  "profile":{"firstName":"Ada"},"answers":[],"customFields":{"Why?":"Because"}})";

json::object document() {
  return json::parse(kClaim).as_object();
}

TEST(Claim, HoldsWhatAnApplicationNeeds) {
  const auto claim = parse_claim(document());
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->epoch, 2);
  EXPECT_EQ(claim->url, "https://jobs.example/1");
  EXPECT_EQ(claim->resume->name, "cv.pdf");
  EXPECT_EQ(claim->facts.at("company"), "Example");
  EXPECT_EQ(claim->facts.at("customFields").at("Why?"), "Because");
}

TEST(Claim, MayHaveNoResume) {
  auto without = document();
  without["resume"] = nullptr;
  EXPECT_FALSE(parse_claim(without)->resume);
}

TEST(Claim, NamesWhatIsMissing) {
  for (const char* name : {"applicationId", "epoch", "heartbeatSeconds", "job", "resume"}) {
    auto broken = document();
    broken.erase(name);
    const auto claim = parse_claim(broken);
    ASSERT_FALSE(claim) << name;
    EXPECT_NE(claim.error().detail.find(name), std::string::npos);
  }
  auto elsewhere = document();
  elsewhere["resume"].as_object()["url"] = "//evil.example/cv";
  EXPECT_FALSE(parse_claim(elsewhere));
}

}  // namespace
}  // namespace jobswipe::claim
