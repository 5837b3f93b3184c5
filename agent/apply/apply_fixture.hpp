#pragma once

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <functional>
#include <string>
#include <vector>

#include "agent/apply/apply.hpp"
#include "agent/browser/session_fixture.hpp"

namespace jobswipe::apply::testing {

inline answer::Facts ada() {
  auto facts = answer::parse_facts(json::parse(
      R"({"profile":{"firstName":"Ada","lastName":"Example","email":"ada@example.org","consent":{"privacyPolicy":true}}})"));
  EXPECT_TRUE(facts);
  return *facts;
}

inline std::string form_with(const std::string& more) {
  return "<!doctype html><html lang=en><title>Apply</title><main><h1>Smith</h1><form method=post action=/sent>"
         "<label>First name *<input name=first required></label><label>Last name *<input name=last required></label>"
         "<label>Email *<input type=email name=email required></label>" +
         more + "<button>Submit application</button></form></main></html>";
}
inline const std::string kThanksPage = "<!doctype html><main><h1>Thank you for applying!</h1></main>";

/// Grants every click; the rest as a test says.
class TestHooks : public Hooks {
 public:
  asio::awaitable<void> phase(Phase, std::string) override { co_return; }
  asio::awaitable<Gate> may_submit(std::vector<AnswerSent>) override {
    Gate gate;
    gate.granted = true;
    co_return gate;
  }
  asio::awaitable<void> evidence(Evidence, std::string) override { co_return; }
  asio::awaitable<void> log(std::string, std::string) override { co_return; }
  bool cancelled() override { return false; }
  asio::awaitable<std::vector<answer::Advice>> advise(std::vector<form::Field> fields, answer::Facts) override {
    co_return advice ? advice(fields) : std::vector<answer::Advice>();
  }
  asio::awaitable<TakeOver> take_over(FailureKind, std::string) override {
    ++waits;
    if (person == TakeOver::waiting) {
      asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(200));
      co_await timer.async_wait(asio::use_awaitable);
    }
    co_return person;
  }

  std::function<std::vector<answer::Advice>(const std::vector<form::Field>&)> advice;
  TakeOver person = TakeOver::nobody;
  int waits = 0;
};

/// Whole applications, once with each driver.
class ApplyFixture : public browser::testing::SessionFixture {
 protected:
  asio::awaitable<Outcome> apply_to(browser::Session& session, std::string url, bool allow_private = true) {
    ApplyRequest request;
    request.url = std::move(url);
    request.allow_private = allow_private;
    request.review = review_;
    request.page_timeout = std::chrono::seconds(20);
    auto page = co_await session.page();
    auto outcome = co_await apply(*page, facts_, std::move(request), hooks_);
    co_await page->close();
    co_return outcome;
  }

  answer::Facts facts_ = ada();
  Review review_ = Review::never;
  TestHooks hooks_;
};

}  // namespace jobswipe::apply::testing
