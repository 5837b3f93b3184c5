#include "agent/browser/session.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <signal.h>

#include "agent/browser/session_fixture.hpp"

// Real Chromium, pages on loopback; everything with both drivers.

namespace jobswipe::browser {
namespace {

constexpr const char* kForm = R"html(<!doctype html><title>Apply</title>
<form method=post action=/sent enctype="multipart/form-data">
  <input name=first data-jobswipe-handle=n1-1>
  <textarea name=why data-jobswipe-handle=n1-2></textarea>
  <select name=country data-jobswipe-handle=n1-3><option value=>-</option><option value=de>Germany</option></select>
  <input type=checkbox name=terms style="opacity:0;position:absolute;left:-9999px" id=terms><label for=terms data-x>Terms</label>
  <input type=checkbox name=plain data-jobswipe-handle=n1-5>
  <div role=checkbox aria-checked=false tabindex=0 data-jobswipe-handle=n1-6
       onclick="this.setAttribute('aria-checked', this.getAttribute('aria-checked') !== 'true')">Drawn</div>
  <input type=file name=cv hidden data-jobswipe-handle=n1-7>
  <button type=button id=choose data-jobswipe-handle=n1-8>Choose a file</button>
  <div contenteditable data-jobswipe-handle=n1-9 style="min-height:20px"></div>
  <div id=host></div>
  <button data-jobswipe-handle=n1-send>Send</button>
</form>
<a href=/other target=_blank data-jobswipe-handle=n1-tab>Elsewhere</a>
<button data-jobswipe-handle=n1-ask onclick="document.title = confirm('Sure?') ? 'yes' : 'no'">Ask</button>
<script>
  document.querySelector('#terms').setAttribute('data-jobswipe-handle', 'n1-4');
  const root = document.querySelector('#host').attachShadow({mode: 'open'});
  root.innerHTML = '<input data-jobswipe-handle=n1-shadow>';
  const picker = document.createElement('input');
  picker.type = 'file';
  document.querySelector('#choose').onclick = () => { picker.onchange = () => { document.title = picker.files[0].name; }; picker.click(); };
</script>)html";

/// `[png in base64, x, y]` becomes whether the picture is as high as the page, and the colour at that place.
constexpr const char* kPixel = R"js(async ([png, x, y]) => {
        const image = new Image();
        image.src = 'data:image/png;base64,' + png;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.width;
        canvas.height = image.height;
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        return `${image.height > 3900} ${[...context.getImageData(x, y, 1, 1).data].join(' ')}`;
      })js";

class SessionTest : public testing::SessionFixture {
 protected:
  void SetUp() override {
    SessionFixture::SetUp();
    server_.set("/form", {kForm});
    server_.set("/other", {"<title>Other</title>"});
    server_.set("/sent", {"<title>Sent</title><h1>Thank you</h1>"});
    server_.set("/low",
                {"<title>Low</title><body style='margin:0'><div style='height:3000px'></div><iframe src='" +
                 server_.url("/green", "localhost") + "' style='border:0;width:200px;height:1000px'></iframe>"});
    server_.set("/green", {"<body style='margin:0;background:#0a0'>"});
    server_.set("/frames", {"<title>Frames</title><iframe src='" + server_.url("/form", "localhost") +
                            "'></iframe><iframe srcdoc='<p>x'></iframe>"});
  }

  asio::awaitable<void> fill_and_send(Session& session) {
    auto page = co_await session.page();
    const auto navigation = co_await page->open(server_.url("/form"), Milliseconds(15000));
    EXPECT_EQ(navigation.status, 200);
    EXPECT_EQ(navigation.url, server_.url("/form"));
    co_await page->fill(handle("n1-1"), "Ada \"Quote\" \\ Ünïcode ✓");
    co_await page->fill(handle("n1-2"), "first");
    co_await page->type(handle("n1-2"), " second");
    co_await page->press(handle("n1-2"), "Enter");
    std::vector<std::string> germany;
    germany.emplace_back("de");
    co_await page->select_options(handle("n1-3"), germany);
    co_await page->set_checked(handle("n1-4"), true);
    co_await page->set_checked(handle("n1-5"), true);
    co_await page->set_checked(handle("n1-6"), true);
    co_await page->upload(handle("n1-7"), (directory_ / "staging" / "cv.pdf").string());
    co_await page->fill(handle("n1-9"), "rich");
    co_await page->fill(handle("n1-shadow"), "in the shadow");
    const auto state = co_await text(
        *page, R"js(() => [document.querySelector('[name=first]').value, document.querySelector('textarea').value,
        document.querySelector('select').value, document.querySelector('#terms').checked, document.querySelector('[name=plain]').checked,
        document.querySelector('[role=checkbox]').getAttribute('aria-checked'), document.querySelector('[name=cv]').files[0].name,
        document.querySelector('[contenteditable]').textContent, document.querySelector('#host').shadowRoot.querySelector('input').value])js");
    EXPECT_EQ(
        state,
        R"(["Ada \"Quote\" \\ Ünïcode ✓","first second\n","de",true,true,"true","cv.pdf","rich","in the shadow"])");
    co_await page->upload(handle("n1-8"), (directory_ / "staging" / "cv.pdf").string());
    const auto chosen = co_await text(*page, "() => document.title");
    EXPECT_EQ(chosen, "\"cv.pdf\"");

    const auto png = co_await page->screenshot();
    EXPECT_TRUE(png.starts_with("\x89PNG\r\n"));
    EXPECT_GT(png.size(), 1000u);
    EXPECT_EQ(png.substr(png.size() - 8, 4), "IEND");

    co_await page->take_responses();
    co_await page->click(handle("n1-send"), Milliseconds(10000));
    const auto confirmed = co_await page->wait_for("() => document.body.innerText.includes('Thank you')", json::value(),
                                                   Milliseconds(10000));
    EXPECT_TRUE(confirmed.has_value());
    const auto where = co_await page->current_url();
    EXPECT_EQ(where, server_.url("/sent"));
    const auto responses = co_await page->take_responses();
    const bool posted = std::any_of(responses.begin(), responses.end(), [](const Response& response) {
      return response.method == "POST" && response.status == 200 && response.document;
    });
    EXPECT_TRUE(posted);
    EXPECT_EQ(server_.posts().size(), 1u);
    EXPECT_NE(server_.posts().at(0).find("%PDF-1.4 test"), std::string::npos);
  }

  asio::awaitable<void> frames_and_scripts(Session& session) {
    auto page = co_await session.page();
    co_await page->open(server_.url("/frames"), Milliseconds(15000));
    const auto ready =
        co_await page->wait_for("() => !!document.querySelector('[name=first]')", json::value(), Milliseconds(10000));
    EXPECT_TRUE(ready.has_value());
    if (!ready) co_return;
    EXPECT_EQ(ready->frame.id, "main/0");
    EXPECT_EQ(ready->frame.parent, "main");
    const auto frames = co_await page->frames();
    EXPECT_EQ(frames.size(), 3u);
    EXPECT_EQ(frames.at(0).id, "main");
    json::value arg = 41;
    const auto values = co_await page->evaluate_all("async (n) => ({sum: n + 1, href: location.href})", arg);
    EXPECT_EQ(values.size(), 3u);
    for (const auto& value : values) EXPECT_EQ(value.value.at("sum"), 42);
    // The hint names the wrong frame; the element is found all the same.
    co_await page->fill(handle("n1-1", "main"), "across origins");
    const auto value = co_await page->evaluate_on(handle("n1-1", "main/0"), "(element, extra) => element.value + extra",
                                                  json::value("!"));
    EXPECT_EQ(value, "across origins!");
    const auto gone = co_await fault_of(page->fill(handle("n9-9"), "x"));
    EXPECT_EQ(gone, BrowserFault::gone);
    const auto never = co_await page->wait_for("() => false", json::value(), Milliseconds(200));
    EXPECT_FALSE(never.has_value());
    const auto lone = co_await page->evaluate("main", "() => '\\ud800'", json::value());
    EXPECT_EQ(lone, "\xEF\xBF\xBD");
  }

  /// The colour of a pixel of a PNG, decoded by the browser.
  static asio::awaitable<std::string> colour_at(Browser& page, std::string png, int x, int y) {
    std::string encoded(4 * ((png.size() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                     reinterpret_cast<const unsigned char*>(png.data()), static_cast<int>(png.size()));
    encoded.resize(static_cast<std::size_t>(size));
    json::array arg;
    arg.emplace_back(encoded);
    arg.emplace_back(x);
    arg.emplace_back(y);
    json::value packed(std::move(arg));
    const auto colour = co_await page.evaluate("main", kPixel, std::move(packed));
    co_return std::string(colour.as_string());
  }

  asio::awaitable<void> low_frame(Session& session) {
    auto page = co_await session.page();
    co_await page->open(server_.url("/low"), Milliseconds(15000));
    const char* kSize = "() => `${innerWidth} ${innerHeight} ${scrollY}`";
    const auto before = co_await text(*page, kSize);
    const auto png = co_await page->screenshot();
    const auto colour = co_await colour_at(*page, png, 100, 3900);
    EXPECT_EQ(colour, "true 0 170 0 255") << "the end of a frame of another origin, far below the window";
    const auto after = co_await text(*page, kSize);
    EXPECT_EQ(after, before);
  }

  asio::awaitable<void> tabs_dialogs_refusals(Session& session) {
    auto page = co_await session.page();
    co_await page->open(server_.url("/form"), Milliseconds(15000));
    co_await page->click(handle("n1-ask"), Milliseconds(5000));
    auto title = co_await text(*page, "() => document.title");
    EXPECT_EQ(title, "\"no\"");
    page->accept_confirmations(true);
    co_await page->click(handle("n1-ask"), Milliseconds(5000));
    title = co_await text(*page, "() => document.title");
    EXPECT_EQ(title, "\"yes\"");
    const auto dialogs = page->take_dialogs();
    EXPECT_EQ(dialogs, (std::vector<std::string>{"Sure?", "Sure?"}));
    co_await page->click(handle("n1-tab"), Milliseconds(5000));
    const auto other = co_await page->wait_for("() => document.title === 'Other'", json::value(), Milliseconds(5000));
    EXPECT_TRUE(other.has_value());
    const auto outside = co_await fault_of(page->upload(handle("n1-7"), (directory_ / "secret.pdf").string()));
    EXPECT_EQ(outside, BrowserFault::refused);
    const auto upwards =
        co_await fault_of(page->upload(handle("n1-7"), (directory_ / "staging" / ".." / "secret.pdf").string()));
    EXPECT_EQ(upwards, BrowserFault::refused);
    for (const char* url :
         {"file:///etc/passwd", "javascript:alert(1)", "chrome://version", "http://user:pass@example.com/"}) {
      const auto fault = co_await fault_of(open(*page, url));
      EXPECT_EQ(fault, BrowserFault::refused) << url;
    }
    const auto missing = co_await page->open(server_.url("/nowhere"), Milliseconds(10000));
    EXPECT_EQ(missing.status, 404);
    const auto unreachable = co_await fault_of(open(*page, nobody_there()));
    EXPECT_EQ(unreachable, BrowserFault::network);
  }

  /// An address where nothing listens.
  static std::string nobody_there() {
    asio::io_context context;
    const asio::ip::tcp::acceptor acceptor(context, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    return "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/";
  }

  static asio::awaitable<void> open(Browser& page, std::string url) {
    co_await page.open(std::move(url), Milliseconds(10000));
  }

  asio::awaitable<void> crash(Session& session) {
    auto page = co_await session.page();
    co_await page->open(server_.url("/form"), Milliseconds(15000));
    ::kill(session.chromium_pid(), SIGKILL);
    const auto fault = co_await fault_of(wait_forever(*page));
    EXPECT_EQ(fault, BrowserFault::crashed);
    EXPECT_FALSE(session.running());
    page = co_await session.page();
    const auto again = co_await page->open(server_.url("/form"), Milliseconds(15000));
    EXPECT_EQ(again.status, 200);
  }
  static asio::awaitable<void> wait_forever(Browser& page) {
    co_await page.wait_for("() => false", json::value(), Milliseconds(30000));
  }

  asio::awaitable<void> guarded(Session& session) {
    auto page = co_await session.page();
    auto fault = co_await fault_of(open(*page, server_.url("/form")));
    EXPECT_EQ(fault, BrowserFault::refused);
    fault = co_await fault_of(open(*page, server_.url("/form", "localhost")));
    EXPECT_EQ(fault, BrowserFault::refused);
    fault = co_await fault_of(open(*page, "https://127.0.0.1:9/"));
    EXPECT_EQ(fault, BrowserFault::refused);
  }
};

TEST_P(SessionTest, AFormIsFilledSentAndConfirmed) {
  run(options(), [this](Session& session) { return fill_and_send(session); });
}
TEST_P(SessionTest, FramesOfOtherOriginsAreReadAndFilled) {
  run(options(), [this](Session& session) { return frames_and_scripts(session); });
}
TEST_P(SessionTest, FramesOfOtherOriginsAreInThePictureWhereTheWindowDoesNotShowThem) {
  run(options(), [this](Session& session) { return low_frame(session); });
}
TEST_P(SessionTest, DialogsNewTabsAndForbiddenPlaces) {
  run(options(), [this](Session& session) { return tabs_dialogs_refusals(session); });
}
TEST_P(SessionTest, AKilledBrowserIsACrashAndTheNextPageHasANewOne) {
  run(options(), [this](Session& session) { return crash(session); });
}
TEST_P(SessionTest, PrivateAddressesAreRefusedByDefault) {
  auto guarded_options = options();
  guarded_options.allow_private = false;
  run(std::move(guarded_options), [this](Session& session) { return guarded(session); });
}

TEST_P(SessionTest, ThroughTheGuardingProxyEverythingWorksThatIsAllowed) {
  auto guarded_options = options();
  guarded_options.allow_private = false;
  guarded_options.address_rule = [](const asio::ip::address& address) { return address.is_loopback(); };
  run(std::move(guarded_options), [this](Session& session) { return fill_and_send(session); });
}

INSTANTIATE_TEST_SUITE_P(Drivers, SessionTest, testing::both_drivers(), testing::name_of);

}  // namespace
}  // namespace jobswipe::browser
