// What every driver must do, wherever the form stands: the same acts in the page itself, in shadow roots, in frames of
// another origin, and in both at once, with the same state afterwards.

#include <gtest/gtest.h>

#include "agent/browser/session_fixture.hpp"

namespace jobswipe::browser {
namespace {

/// `window.state()` is what all controls hold; `trusted` counts input events that the browser did not trust.
constexpr const char* kWidgets = R"html(<!doctype html><meta charset=utf-8><title>Widgets</title>
<style>.far{margin-top:1800px}</style><div id=place></div>
<template id=form><form method=post action=/sent enctype="multipart/form-data">
  <input name=text data-jobswipe-handle=w-text value=before>
  <input name=email type=email data-jobswipe-handle=w-email>
  <input name=number type=number data-jobswipe-handle=w-number>
  <input name=day type=date data-jobswipe-handle=w-date>
  <input name=month type=month data-jobswipe-handle=w-month>
  <input name=range type=range min=0 max=10 data-jobswipe-handle=w-range>
  <textarea name=area data-jobswipe-handle=w-area></textarea>
  <div id=rich contenteditable style="min-height:20px" data-jobswipe-handle=w-rich>old</div>
  <select name=one data-jobswipe-handle=w-one><option value="">-</option><option value=a>A</option><option value=b>B</option></select>
  <select name=many multiple data-jobswipe-handle=w-many><option value=x selected>X</option><option value=y>Y</option><option value=z>Z</option></select>
  <input name=tick type=checkbox data-jobswipe-handle=w-tick>
  <input name=off type=checkbox checked data-jobswipe-handle=w-off>
  <label style="position:relative"><input name=veiled type=checkbox style="position:absolute;opacity:0;width:0;height:0" data-jobswipe-handle=w-veiled>Veiled</label>
  <input name=way type=radio value=r1 data-jobswipe-handle=w-r1><input name=way type=radio value=r2 data-jobswipe-handle=w-r2>
  <div id=drawn role=switch aria-checked=false tabindex=0 data-jobswipe-handle=w-drawn>Drawn</div>
  <div id=list role=combobox tabindex=0 data-jobswipe-handle=w-list>choose</div>
  <input name=cv type=file hidden data-jobswipe-handle=w-file>
  <button type=button id=choose data-jobswipe-handle=w-choose>Attach</button><input name=letter type=file style="display:none">
  <button type=button id=loose data-jobswipe-handle=w-loose>Attach another</button>
  <button type=button id=slow disabled data-jobswipe-handle=w-slow>Later</button>
  <div class=far></div>
  <button data-jobswipe-handle=w-send>Send</button>
</form></template>
<script>
  let root = document.querySelector('#place');
  if (location.search.includes('shadow')) {
    root = root.attachShadow({mode: 'open'});
    const inner = root.appendChild(document.createElement('div'));
    root = inner.attachShadow({mode: 'open'});
  }
  root.append(document.querySelector('#form').content.cloneNode(true));
  const $ = (selector) => root.querySelector(selector);
  let untrusted = 0;
  let pressed = '';
  for (const name of ['text', 'email', 'area', 'tick']) $(`[name=${name}]`).addEventListener('input', (event) => { if (!event.isTrusted) ++untrusted; });
  $('#drawn').onclick = (event) => { if (event.isTrusted) event.target.setAttribute('aria-checked', event.target.getAttribute('aria-checked') !== 'true'); };
  $('#list').onkeydown = (event) => { if (event.isTrusted) pressed += event.key + ' '; };
  $('#choose').onclick = () => $('[name=letter]').click();
  let loose = '';
  $('#loose').onclick = () => { const picker = document.createElement('input'); picker.type = 'file'; picker.onchange = () => { loose = picker.files[0].name; }; picker.click(); };
  $('#slow').onclick = () => { $('#slow').textContent = 'done'; };
  setTimeout(() => { $('#slow').disabled = false; }, 700);
  window.state = () => ({text: $('[name=text]').value, email: $('[name=email]').value, number: $('[name=number]').value, day: $('[name=day]').value,
    month: $('[name=month]').value, range: $('[name=range]').value, area: $('[name=area]').value, rich: $('#rich').textContent,
    one: $('[name=one]').value, many: [...$('[name=many]').selectedOptions].map((it) => it.value).join(), tick: $('[name=tick]').checked,
    off: $('[name=off]').checked, veiled: $('[name=veiled]').checked, way: $('[name=way]:checked')?.value ?? '', drawn: $('#drawn').getAttribute('aria-checked'),
    pressed, cv: $('[name=cv]').files[0]?.name ?? '', letter: $('[name=letter]').files[0]?.name ?? '', loose, slow: $('#slow').textContent, untrusted});
</script>)html";

constexpr const char* kExpected =
    R"({"text":"Zoë – 日本 😀","email":"a@b.example","number":"42","day":"2027-03-01","month":"2027-03","range":"7",)"
    R"("area":"line one\nline two","rich":"new é 😀!","one":"b","many":"y,z","tick":true,"off":false,"veiled":true,"way":"r2",)"
    R"("drawn":"true","pressed":"ArrowDown Enter Escape ","cv":"cv.pdf","letter":"cv.pdf","loose":"cv.pdf","slow":"done","untrusted":0})";

class ConformanceTest : public testing::SessionFixture {
 protected:
  void SetUp() override {
    SessionFixture::SetUp();
    server_.set("/widgets", {kWidgets});
    server_.set("/sent", {"<title>Sent</title><h1>Thank you</h1>"});
    server_.set("/refused", {"<h1>Try again</h1>", "Content-Type: text/html\r\n", 503});
    for (const auto* query : {"", "?shadow"}) {
      const auto source = server_.url("/widgets", "localhost") + query;
      server_.set(
          std::string("/framed") + (*query ? "-shadow" : ""),
          {"<!doctype html><title>Outer</title><p>Careers<iframe width=900 height=700 src='" + source + "'></iframe>"});
    }
    server_.set("/frame-in-shadow",
                {"<!doctype html><title>Outer</title><div id=a></div><script>const r = a.attachShadow({mode: 'open'});"
                 "r.innerHTML = `<iframe width=900 height=700 src='" +
                 server_.url("/widgets", "localhost") + "'></iframe>`;</script>"});
  }

  asio::awaitable<void> act_everywhere(Session& session) {
    for (const auto* path : {"/widgets", "/widgets?shadow", "/framed", "/framed-shadow", "/frame-in-shadow"}) {
      SCOPED_TRACE(path);
      auto page = co_await session.page();
      co_await page->open(server_.url(path), Milliseconds(30000));
      const auto ready = co_await page->wait_for("() => !!window.state", json::value(), Milliseconds(30000));
      EXPECT_TRUE(ready.has_value());
      if (!ready) co_return;
      const auto frame = ready->frame.id;
      co_await act(*page, frame);
      const auto state = co_await page->evaluate(frame, "() => window.state()", json::value());
      EXPECT_EQ(json::serialize(state), kExpected);
      co_await page->fill(handle("w-text", frame), "");
      const auto empty = co_await page->evaluate(frame, "() => window.state().text", json::value());
      EXPECT_EQ(empty, "");
      co_await send(*page, frame);
    }
  }

  asio::awaitable<void> act(Browser& page, std::string frame) {
    const auto at = [frame](const char* id) { return handle(id, frame); };
    co_await page.fill(at("w-text"), "Zoë – 日本 😀");
    co_await page.type(at("w-email"), "a@b.example");
    co_await page.type(at("w-number"), "42");
    co_await page.fill(at("w-date"), "2027-03-01");
    co_await page.fill(at("w-month"), "2027-03");
    co_await page.fill(at("w-range"), "7");
    co_await page.fill(at("w-area"), "line one");
    co_await page.type(at("w-area"), "\nline two");
    co_await page.fill(at("w-rich"), "new");
    co_await page.type(at("w-rich"), " é 😀!");
    std::vector<std::string> values;
    values.emplace_back("b");
    co_await page.select_options(at("w-one"), values);
    values.clear();
    values.emplace_back("y");
    values.emplace_back("z");
    co_await page.select_options(at("w-many"), values);
    co_await page.set_checked(at("w-tick"), true);
    co_await page.set_checked(at("w-tick"), true);
    co_await page.set_checked(at("w-off"), false);
    co_await page.set_checked(at("w-veiled"), true);
    co_await page.set_checked(at("w-r2"), true);
    co_await page.set_checked(at("w-drawn"), true);
    for (const auto* key : {"ArrowDown", "Enter", "Escape"}) co_await page.press(at("w-list"), key);
    co_await page.upload(at("w-file"), staged());
    co_await page.upload(at("w-choose"), staged());
    co_await page.upload(at("w-loose"), staged());
    co_await page.click(at("w-slow"), Milliseconds(30000));
  }

  /// The POST is seen wherever it came from; nothing else tells whether something was sent.
  asio::awaitable<void> send(Browser& page, std::string frame) {
    const auto posts = server_.posts().size();
    co_await page.take_responses();
    co_await page.click(handle("w-send", frame), Milliseconds(30000));
    const auto thanks = co_await page.wait_for("() => document.body?.innerText.includes('Thank you')", json::value(),
                                               Milliseconds(30000));
    EXPECT_TRUE(thanks.has_value());
    const auto responses = co_await page.take_responses();
    const bool seen = std::any_of(responses.begin(), responses.end(), [](const Response& response) {
      return response.method == "POST" && response.status == 200 && response.document;
    });
    EXPECT_TRUE(seen);
    EXPECT_EQ(server_.posts().size(), posts + 1);
  }

  asio::awaitable<void> hold_back(Session& session) {
    auto page = co_await session.page();
    server_.set("/covered",
                {"<!doctype html><button data-jobswipe-handle=c-1 onclick=\"document.title='pressed'\">A</button>"
                 "<div style='position:fixed;inset:0'></div>"});
    co_await page->open(server_.url("/covered"), Milliseconds(30000));
    const auto fault = co_await fault_of(page->click(handle("c-1"), Milliseconds(1500)));
    EXPECT_EQ(fault, BrowserFault::timeout);
    const auto title = co_await text(*page, "() => document.title");
    EXPECT_EQ(title, "\"\"");
    const auto bare = co_await page->open(server_.url("/refused"), Milliseconds(30000));
    EXPECT_EQ(bare.status, 503);
  }

  asio::awaitable<void> dialogs(Session& session) {
    server_.set(
        "/dialogs",
        {"<!doctype html><title>none</title><button data-jobswipe-handle=d-alert onclick=\"alert('Hello')\">A</button>"
         "<button data-jobswipe-handle=d-prompt onclick=\"document.title = String(prompt('Name?', 'x'))\">P</button>"
         "<a href=/late data-jobswipe-handle=d-away>away</a><a href=/sent download "
         "data-jobswipe-handle=d-load>load</a>"});
    server_.set("/late", {"<!doctype html><script>location.replace('/sent')</script>"});
    auto page = co_await session.page();
    co_await page->open(server_.url("/dialogs"), Milliseconds(30000));
    co_await page->click(handle("d-alert"), Milliseconds(30000));
    page->accept_confirmations(true);
    co_await page->click(handle("d-prompt"), Milliseconds(30000));
    const auto title = co_await text(*page, "() => document.title");
    EXPECT_EQ(title, "\"null\"");
    const auto said = page->take_dialogs();
    EXPECT_EQ(said, (std::vector<std::string>{"Hello", "Name?"}));
    co_await page->click(handle("d-load"), Milliseconds(30000));
    co_await page->click(handle("d-away"), Milliseconds(30000));
    const auto arrived = co_await page->wait_for("() => document.title === 'Sent'", json::value(), Milliseconds(30000));
    EXPECT_TRUE(arrived.has_value());
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_ / "staging"))
      if (entry.path().filename().string().find("sent") != std::string::npos) ++files;
    EXPECT_EQ(files, 0u);
  }
};

TEST_P(ConformanceTest, EveryWidgetTakesItsValueInPagesFramesAndShadowRoots) {
  run(options(), [this](Session& session) { return act_everywhere(session); });
}
TEST_P(ConformanceTest, WhatCanNotBeReachedIsNotPressedAndSaysSo) {
  run(options(), [this](Session& session) { return hold_back(session); });
}
TEST_P(ConformanceTest, DialogsAreAnsweredAtOnceAndDownloadsRefused) {
  run(options(), [this](Session& session) { return dialogs(session); });
}

INSTANTIATE_TEST_SUITE_P(Drivers, ConformanceTest, testing::both_drivers(), testing::name_of);

}  // namespace
}  // namespace jobswipe::browser
