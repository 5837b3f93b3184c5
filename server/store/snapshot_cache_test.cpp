#include "server/store/snapshot_cache.hpp"

#include <gtest/gtest.h>

namespace jobswipe::store {
namespace {

SnapshotCache::Text text(std::size_t size) {
  return std::make_shared<const std::string>(size, 'x');
}

TEST(SnapshotCache, GivesTheOldestUpForTheNewest) {
  SnapshotCache cache(100);
  cache.put("a", text(60));
  cache.put("b", text(40));
  EXPECT_EQ(cache.bytes(), 100u);
  cache.put("c", text(10));
  EXPECT_EQ(cache.find("a"), nullptr);
  EXPECT_EQ(cache.find("b")->size(), 40u);
  EXPECT_EQ(cache.find("c")->size(), 10u);
  EXPECT_EQ(cache.bytes(), 50u);
}

TEST(SnapshotCache, KeepsWhatItHasAndNothingThatIsLargerThanItself) {
  SnapshotCache cache(100);
  cache.put("a", text(60));
  cache.put("a", text(10));
  cache.put("huge", text(101));
  EXPECT_EQ(cache.find("a")->size(), 60u);
  EXPECT_EQ(cache.find("huge"), nullptr);
  EXPECT_EQ(cache.bytes(), 60u);
}

}  // namespace
}  // namespace jobswipe::store
