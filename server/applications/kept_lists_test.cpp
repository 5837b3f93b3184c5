#include "server/applications/kept_lists.hpp"

#include <gtest/gtest.h>

namespace jobswipe::applications {
namespace {

std::shared_ptr<const KeptList> list_of(std::size_t bytes) {
  auto list = std::make_shared<KeptList>();
  list->body = std::string(bytes, 'x');
  return list;
}

TEST(KeptLists, GivesWhatWasKeptForThatPersonAndRequestOnly) {
  KeptLists lists(100'000);
  const auto ada = base::UserId::make(), ben = base::UserId::make();
  const auto list = list_of(100);
  lists.keep(ada, "/queue?limit=20", list);
  EXPECT_EQ(lists.find(ada, "/queue?limit=20"), list);
  EXPECT_EQ(lists.find(ada, "/queue?limit=21"), nullptr);
  EXPECT_EQ(lists.find(ben, "/queue?limit=20"), nullptr);
  const auto newer = list_of(200);
  lists.keep(ada, "/queue?limit=20", newer);
  EXPECT_EQ(lists.find(ada, "/queue?limit=20"), newer);
}

TEST(KeptLists, StaysWithinItsBytesAndDropsWhatWasNotAskedForTheLongest) {
  KeptLists lists(10'000);
  const auto ada = base::UserId::make();
  for (int i = 0; i < 5; ++i) lists.keep(ada, std::to_string(i), list_of(1500));
  EXPECT_NE(lists.find(ada, "0"), nullptr);
  lists.keep(ada, "5", list_of(1500));
  EXPECT_LE(lists.bytes(), 10'000u);
  EXPECT_NE(lists.find(ada, "0"), nullptr) << "it was asked for a moment ago";
  EXPECT_EQ(lists.find(ada, "1"), nullptr);
  lists.keep(ada, "huge", list_of(20'000));
  EXPECT_EQ(lists.find(ada, "huge"), nullptr);
  EXPECT_NE(lists.find(ada, "5"), nullptr) << "what is too big must push out nothing";
}

TEST(KeptLists, ForgetsAfterAMinute) {
  KeptLists lists(10'000);
  const auto ada = base::UserId::make();
  const auto now = KeptLists::Clock::now();
  lists.keep(ada, "list", list_of(10), now);
  EXPECT_NE(lists.find(ada, "list", now + std::chrono::seconds(59)), nullptr);
  EXPECT_EQ(lists.find(ada, "list", now + std::chrono::seconds(60)), nullptr);
  EXPECT_EQ(lists.bytes(), 0u);
}

}  // namespace
}  // namespace jobswipe::applications
