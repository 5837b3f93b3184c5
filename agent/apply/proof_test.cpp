#include "agent/apply/proof.hpp"

#include <gtest/gtest.h>

namespace jobswipe::apply {
namespace {

TEST(Proof, names_a_request_without_what_is_secret_in_its_address) {
  EXPECT_EQ(path_without_secrets("https://boards.example/acme/jobs/4012/applications?token=abc#top"),
            "/acme/jobs/4012/applications");
  EXPECT_EQ(path_without_secrets("https://boards.example/apply;jsessionid=1F2E3D/submit"), "/apply/submit");
  EXPECT_EQ(path_without_secrets("https://boards.example/a/9f86d081884c7d659a2feaa0c55ad015/submit"), "/a/…/submit");
  EXPECT_EQ(path_without_secrets("https://boards.example"), "/");
  EXPECT_EQ(path_without_secrets("nonsense"), "/");
}

}  // namespace
}  // namespace jobswipe::apply
