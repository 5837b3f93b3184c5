#include "agent/apply/look_up.hpp"

#include "agent/apply/apply_fixture.hpp"

namespace jobswipe::apply {
namespace {

class LookUpTest : public testing::ApplyFixture {
 protected:
  asio::awaitable<LookUp> of(browser::Session& session, std::string path) {
    auto page = co_await session.page();
    auto found = co_await look_up(*page, server_.url(path), true, std::chrono::seconds(10));
    co_await page->close();
    co_return found;
  }

  asio::awaitable<void> pages(browser::Session& session) {
    server_.set("/applied", {"<main><h1>Smith</h1><p>You have already applied for this job.</p></main>"});
    server_.set("/open",
                {testing::form_with("<label>Have you already applied for this job?<input name=before></label>")});
    auto found = co_await of(session, "/applied");
    EXPECT_NE(found.words.find("already applied"), std::string::npos) << found.words;
    found = co_await of(session, "/open");
    EXPECT_EQ(found.words, "");
    EXPECT_EQ(found.detail, "The posting's page does not say whether it has the application.");
    found = co_await of(session, "/gone");
    EXPECT_EQ(found.words, "");
    EXPECT_NE(found.detail.find("(HTTP 404)"), std::string::npos) << found.detail;
    EXPECT_TRUE(server_.posts().empty()) << "nothing is pressed";
  }
};

TEST_P(LookUpTest, OnlyThePagesOwnWordsSettleAnUnknownOutcome) {
  run(options(), [this](browser::Session& session) { return pages(session); });
}

INSTANTIATE_TEST_SUITE_P(Drivers, LookUpTest, browser::testing::both_drivers(), browser::testing::name_of);

}  // namespace
}  // namespace jobswipe::apply
