#include "server/gateway/idempotency.hpp"

#include <gmock/gmock.h>

#include "server/store/testing/fixture.hpp"

namespace jobswipe::gateway {
namespace {

using Verdict = Idempotency::Verdict;

/// Seals by writing the context in front, so that a wrong context is noticed.
class LabellingVault final : public store::Vault {
 public:
  asio::awaitable<std::vector<std::uint8_t>> seal(base::UserId, std::string context, std::string plain) override {
    const std::string text = context + "|" + plain;
    co_return std::vector<std::uint8_t>(text.begin(), text.end());
  }
  asio::awaitable<std::string> open(base::UserId, std::string context, std::vector<std::uint8_t> sealed) override {
    const std::string text(sealed.begin(), sealed.end());
    if (!text.starts_with(context + "|")) throw std::runtime_error("sealed for another place");
    co_return text.substr(context.size() + 1);
  }
  asio::awaitable<store::Bytes> digest(base::UserId user, std::string context, std::string text) override {
    return seal(user, std::move(context), std::move(text));
  }
};

class IdempotencyTest : public store::testing::StoreFixture {
 protected:
  Idempotency::Beginning begin(std::string key, std::string operation = "swipeRight", std::uint8_t hash = 1) {
    return run(keys.begin(user, std::move(key), std::move(operation), std::vector<std::uint8_t>(32, hash)));
  }
  LabellingVault vault;
  PostgresIdempotency keys{pool(), vault};
};

TEST_F(IdempotencyTest, ReplaysWhatWasFinished) {
  EXPECT_EQ(begin("a").verdict, Verdict::fresh);
  EXPECT_EQ(begin("a").verdict, Verdict::in_progress);
  KeptAnswer answer{201, "application/json", R"({"id":"x"})"};
  run(keys.finish(user, "a", answer));
  const auto again = begin("a");
  EXPECT_EQ(again.verdict, Verdict::replay);
  EXPECT_EQ(again.answer.status, 201);
  EXPECT_EQ(again.answer.content_type, "application/json");
  EXPECT_EQ(again.answer.body, answer.body);
}

TEST_F(IdempotencyTest, ReplaysAnEmptyAnswer) {
  begin("e");
  run(keys.finish(user, "e", KeptAnswer{204, "", ""}));
  EXPECT_EQ(begin("e").verdict, Verdict::replay);
  EXPECT_EQ(begin("e").answer.body, "");
}

TEST_F(IdempotencyTest, TellsAnotherRequestApart) {
  begin("b");
  EXPECT_EQ(begin("b", "swipeRight", 2).verdict, Verdict::different);
  EXPECT_EQ(begin("b", "undoSwipe", 1).verdict, Verdict::different);
}

TEST_F(IdempotencyTest, FreesTheKeyOfAFailedRequest) {
  begin("c");
  run(keys.forget(user, "c"));
  EXPECT_EQ(begin("c", "undoSwipe", 9).verdict, Verdict::fresh);
}

TEST_F(IdempotencyTest, TakesOverAPlaceholderThatIsAMinuteOld) {
  begin("d");
  database().execute("UPDATE idempotency_keys SET created_at = now() - interval '61 seconds' WHERE key = 'd'");
  EXPECT_EQ(begin("d").verdict, Verdict::fresh);
  EXPECT_EQ(begin("d").verdict, Verdict::in_progress);
}

TEST_F(IdempotencyTest, TakesOverAtOnceWhatADeadServerWorkedOn) {
  begin("h");
  database().execute("UPDATE idempotency_keys SET backend_pid = 2147483647 WHERE key = 'h'");
  EXPECT_EQ(begin("h", "swipeRight", 2).verdict, Verdict::different) << "it is still the first request's key";
  EXPECT_EQ(begin("h").verdict, Verdict::fresh);
  EXPECT_EQ(begin("h").verdict, Verdict::in_progress);
}

TEST_F(IdempotencyTest, TellsTheNextTryWhatWasCommitted) {
  begin("i");
  database().execute(R"(UPDATE idempotency_keys SET outcome = '{"id": "x"}' WHERE key = 'i')");
  EXPECT_EQ(begin("i").verdict, Verdict::in_progress);
  run(keys.forget(user, "i"));
  EXPECT_EQ(begin("i", "undoSwipe", 9).verdict, Verdict::different) << "what was committed belongs to its request";
  const auto again = begin("i");
  EXPECT_EQ(again.verdict, Verdict::fresh);
  ASSERT_TRUE(again.committed.has_value());
  EXPECT_EQ(again.committed->at("id"), "x");
}

TEST_F(IdempotencyTest, KeysArePerPerson) {
  const auto other = add_user();
  EXPECT_EQ(begin("f").verdict, Verdict::fresh);
  EXPECT_EQ(run(keys.begin(other, "f", "swipeRight", std::vector<std::uint8_t>(32, 1))).verdict, Verdict::fresh);
}

TEST_F(IdempotencyTest, LetsExactlyOneOfManyAtOnceBegin) {
  int fresh = 0;
  run_all(20, [&](std::size_t) -> asio::awaitable<void> {
    std::vector<std::uint8_t> hash(32, 1);
    const auto beginning = co_await keys.begin(user, "g", "swipeRight", std::move(hash));
    if (beginning.verdict == Verdict::fresh) ++fresh;
    EXPECT_TRUE(beginning.verdict == Verdict::fresh || beginning.verdict == Verdict::in_progress);
  });
  EXPECT_EQ(fresh, 1);
}

}  // namespace
}  // namespace jobswipe::gateway
