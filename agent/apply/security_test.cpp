// The agent's lines of docs/security.md that need a browser, with both drivers.

#include <memory>

#include "agent/apply/apply_fixture.hpp"

namespace jobswipe::apply {
namespace {

using browser::Browser;
using browser::BrowserFault;
using browser::Milliseconds;

class SecurityTest : public testing::ApplyFixture {
 protected:
  void SetUp() override {
    ApplyFixture::SetUp();
    server_.set("/sent", {testing::kThanksPage});
  }

  static asio::awaitable<void> open(Browser& page, std::string url) {
    co_await page.open(std::move(url), Milliseconds(20000));
  }

  asio::awaitable<void> foreign_schemes(browser::Session& session) {
    auto page = co_await session.page();
    for (const char* url : {"javascript:document.title='x'", "file:///etc/passwd", "data:text/html,<form></form>",
                            "chrome://version", "view-source:http://example.com/", "blob:http://example.com/1"}) {
      const auto fault = co_await fault_of(open(*page, url));
      EXPECT_EQ(fault, BrowserFault::refused) << url;
    }
    const auto url = co_await page->current_url();
    EXPECT_EQ(url, "about:blank");
  }

  asio::awaitable<void> private_addresses(browser::Session& session) {
    const auto port = std::to_string(server_.port());
    auto page = co_await session.page();
    for (const std::string host :
         {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "192.168.1.1", "172.16.0.1",
          "169.254.169.254", "0.0.0.0", "2130706433", "0x7f000001", "[fe80::1]"}) {
      const auto fault = co_await fault_of(open(*page, "http://" + host + ":" + port + "/sent"));
      EXPECT_EQ(fault, BrowserFault::refused) << host;
    }
    const auto outcome = co_await apply_to(session, server_.url("/sent"), false);
    EXPECT_NE(outcome.status, OutcomeStatus::completed);
  }

  asio::awaitable<void> rebinding(browser::Session& session) {
    auto page = co_await session.page();
    co_await page->open(server_.url("/sent", "localhost"), Milliseconds(20000));
    *open_ = false;
    const auto fault = co_await fault_of(open(*page, server_.url("/sent?again", "localhost")));
    EXPECT_EQ(fault, BrowserFault::refused);
    EXPECT_GE(*checked_, 2);
  }

  asio::awaitable<void> redirects(browser::Session& session) {
    server_.set("/secret", {"<title>secret</title>"});
    server_.set("/away", {"", "Location: " + server_.url("/secret", "127.0.0.2") + "\r\n", 302});
    server_.set("/frame", {"<!doctype html><iframe src='" + server_.url("/secret", "127.0.0.2") + "'></iframe>"});
    auto page = co_await session.page();
    const auto fault = co_await fault_of(open(*page, server_.url("/away")));
    EXPECT_EQ(fault, BrowserFault::refused);
    co_await page->open(server_.url("/frame"), Milliseconds(20000));
    const auto titles = co_await page->evaluate_all("() => document.title", json::value());
    for (const auto& title : titles) EXPECT_NE(title.value, "secret");
  }

  asio::awaitable<void> hidden_field(browser::Session& session) {
    server_.set("/job", {testing::form_with("<div style='position:absolute;left:-9999px'><label>National ID number"
                                            "<input name=national_id></label></div>"
                                            "<input name=passport style='opacity:0' autocomplete=off>")});
    answer::SavedAnswer saved;
    saved.question = "National ID number";
    saved.answer = "C01X00T47";
    facts_.answers.push_back(saved);
    const auto outcome = co_await apply_to(session, server_.url("/job"));
    EXPECT_EQ(outcome.status, OutcomeStatus::completed) << outcome.detail;
    EXPECT_EQ(server_.posts(),
              std::vector<std::string>{"first=Ada&last=Example&email=ada%40example.org&national_id=&passport="});
  }

  asio::awaitable<void> foreign_frame(browser::Session& session) {
    server_.set(
        "/ad",
        {"<!doctype html><form method=post action=/leak><label>Email<input type=email name=email></label></form>"
         "<script>document.oninput = (event) => fetch('/leak', {method: 'POST', body: event.target.value})</script>"});
    server_.set("/job", {testing::form_with("") + "<iframe width=400 height=200 src='" +
                         server_.url("/ad", "localhost") + "'></iframe>"});
    const auto outcome = co_await apply_to(session, server_.url("/job"));
    EXPECT_EQ(outcome.status, OutcomeStatus::completed) << outcome.detail;
    EXPECT_EQ(server_.posts(), std::vector<std::string>{"first=Ada&last=Example&email=ada%40example.org"});
  }

  asio::awaitable<void> unknown_answer(browser::Session& session) {
    server_.set("/job", {testing::form_with("<label>Which motto do you follow? *<input name=motto required></label>")});
    const auto outcome = co_await apply_to(session, server_.url("/job"));
    EXPECT_EQ(outcome.status, OutcomeStatus::needs_review);
    EXPECT_EQ(outcome.kind, FailureKind::question_unanswered);
    EXPECT_EQ(outcome.questions.size(), 1u);
    EXPECT_TRUE(server_.posts().empty());
  }

  asio::awaitable<void> pauses(browser::Session& session) {
    server_.set("/captcha",
                {testing::form_with("<div class=g-recaptcha style='width:304px;height:78px'>I'm not a robot</div>")});
    server_.set("/login",
                {"<!doctype html><main><h2>Sign In</h2><p>Sign in to your candidate account to continue.</p><form>"
                 "<label>Email Address<input type=email autocomplete=username></label><label>Password<input "
                 "type=password></label><button>Sign In</button></form></main>"});
    server_.set("/pay",
                {testing::form_with("<label>Card number *<input name=card autocomplete=cc-number required></label>"
                                    "<label>CVV *<input name=cvv autocomplete=cc-csc required></label>")});
    for (const auto* path : {"/captcha", "/login", "/pay"}) {
      const auto outcome = co_await apply_to(session, server_.url(path));
      EXPECT_EQ(outcome.status, OutcomeStatus::needs_review) << path << ": " << outcome.detail;
    }
    EXPECT_TRUE(server_.posts().empty());
  }

  std::shared_ptr<bool> open_ = std::make_shared<bool>(true);
  std::shared_ptr<int> checked_ = std::make_shared<int>(0);
};

TEST_P(SecurityTest, Line21JavascriptFileDataAndChromeAddressesAreRefused) {
  run(options(), [this](browser::Session& session) { return foreign_schemes(session); });
}
TEST_P(SecurityTest, Line22PrivateLinkLocalLoopbackAndMappedAddressesAreRefused) {
  auto guarded = options();
  guarded.allow_private = false;
  run(std::move(guarded), [this](browser::Session& session) { return private_addresses(session); });
}
TEST_P(SecurityTest, Line23TheCheckedAddressIsTheOneConnectedToForEveryConnection) {
  auto guarded = options();
  guarded.allow_private = false;
  guarded.address_rule = [open = open_, checked = checked_](const asio::ip::address& address) {
    ++*checked;
    return *open && address.is_loopback();
  };
  run(std::move(guarded), [this](browser::Session& session) { return rebinding(session); });
}
TEST_P(SecurityTest, Line24ARedirectAndAFrameIntoAPrivateRangeAreStoppedInTheBrowserToo) {
  auto guarded = options();
  guarded.allow_private = false;
  guarded.address_rule = [](const asio::ip::address& address) { return address.to_string() == "127.0.0.1"; };
  run(std::move(guarded), [this](browser::Session& session) { return redirects(session); });
}
TEST_P(SecurityTest, Line36AHiddenFieldAskingForAnIdNumberStaysEmpty) {
  run(options(), [this](browser::Session& session) { return hidden_field(session); });
}
TEST_P(SecurityTest, Line38NothingIsTypedIntoAForeignFrame) {
  run(options(), [this](browser::Session& session) { return foreign_frame(session); });
}
TEST_P(SecurityTest, Line39AnAnswerNotOnFileBecomesAReview) {
  run(options(), [this](browser::Session& session) { return unknown_answer(session); });
}
TEST_P(SecurityTest, Line40CaptchaLoginAndPaymentPause) {
  run(options(), [this](browser::Session& session) { return pauses(session); });
}
INSTANTIATE_TEST_SUITE_P(Drivers, SecurityTest, browser::testing::both_drivers(), browser::testing::name_of);

}  // namespace
}  // namespace jobswipe::apply
