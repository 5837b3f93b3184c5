#include "agent/browser/webdriver_client.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <list>
#include <map>

#include "agent/browser/bidi.hpp"
#include "io/http/client.hpp"
#include "io/process/child.hpp"
#include "io/ws/client.hpp"

namespace jobswipe::browser {
namespace {

/// What chromedriver prints once it listens.
constexpr std::string_view kListening = "started successfully on port ";
constexpr int kStarts = 3;
constexpr std::size_t kMostMessageBytes = 64 * 1024 * 1024;

json::object session_request(const std::string& debugger_address) {
  json::object prompts;
  // The dialogs' own text decides; see WebDriverBrowser.
  prompts["default"] = "ignore";
  prompts["beforeUnload"] = "accept";
  prompts["file"] = "dismiss";
  json::object chrome;
  chrome["debuggerAddress"] = debugger_address;
  json::object always;
  always["webSocketUrl"] = true;
  always["pageLoadStrategy"] = "none";
  always["unhandledPromptBehavior"] = std::move(prompts);
  always["goog:chromeOptions"] = std::move(chrome);
  json::object capabilities;
  capabilities["alwaysMatch"] = std::move(always);
  json::object request;
  request["capabilities"] = std::move(capabilities);
  return request;
}

json::object subscription() {
  json::array events;
  for (const auto* event : {"network.beforeRequestSent", "network.responseStarted", "network.fetchError",
                            "browsingContext.userPromptOpened", "browsingContext.contextCreated",
                            "browsingContext.contextDestroyed", "input.fileDialogOpened"})
    events.emplace_back(event);
  json::object params;
  params["events"] = std::move(events);
  return params;
}

std::string text_in(const json::value& document, std::string_view pointer) {
  boost::system::error_code error;
  const auto* found = document.find_pointer(pointer, error);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

}  // namespace

std::string find_chromedriver() {
  if (const char* set = std::getenv("JOBSWIPE_CHROMEDRIVER"); set && *set) {
    if (::access(set, X_OK) == 0) return set;
    throw std::runtime_error(fmt::format("JOBSWIPE_CHROMEDRIVER is {}, which can't be run", set));
  }
  for (const auto* place : {"/usr/bin/chromedriver", "/usr/local/bin/chromedriver", "/usr/lib/chromium/chromedriver",
                            "/snap/bin/chromium.chromedriver"})
    if (::access(place, X_OK) == 0) return place;
  return {};
}

class WebDriverClient::Pending {
 public:
  Pending(asio::any_io_executor executor, std::string called) : timer(std::move(executor)), method(std::move(called)) {}
  asio::steady_timer timer;
  std::string method;
  std::optional<BidiReply> reply;
};

class WebDriverClient::Impl : public std::enable_shared_from_this<WebDriverClient::Impl> {
 public:
  explicit Impl(asio::any_io_executor executor) : executor_(executor), listening_(executor) {}

  /// Starts the program and waits until it has said its port (`port_`), has ended (`ended_`) or the time is up.
  asio::awaitable<void> launch(std::string program, Milliseconds timeout) {
    auto self = shared_from_this();
    process::SpawnOptions options;
    options.argv.push_back(program);
    options.argv.emplace_back("--port=0");
    options.argv.emplace_back("--log-level=WARNING");
    options.on_stderr = [self](std::string_view line) {
      spdlog::debug("chromedriver: {}", line);
      self->last_line_ = line;
    };
    try {
      child_ = std::make_unique<process::Child>(executor_, std::move(options));
    } catch (const std::exception& error) {
      throw BrowserError(BrowserFault::crashed, std::string("chromedriver can't be started: ") + error.what());
    }
    ended_ = false;
    listening_.expires_after(timeout);
    asio::co_spawn(executor_, read_output(self), [self](std::exception_ptr) {
      self->ended_ = true;
      if (!self->port_.empty()) self->fail("chromedriver ended");
      self->listening_.cancel();
    });
    boost::system::error_code ignored;
    if (port_.empty() && !ended_) co_await listening_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }

  asio::awaitable<void> start(std::string program, std::string debugger_address, Milliseconds timeout) {
    auto self = shared_from_this();
    // With port 0 it takes a free port of IPv4 and wants the same one of IPv6: where another program has that, it ends.
    for (int attempt = 1; port_.empty(); ++attempt) {
      co_await launch(program, timeout);
      if (!port_.empty()) break;
      if (failed()) throw BrowserError(BrowserFault::crashed, failure_);
      if (!ended_) throw BrowserError(BrowserFault::crashed, "chromedriver did not open its port in time");
      if (attempt == kStarts)
        throw BrowserError(BrowserFault::crashed,
                           fmt::format("chromedriver ended at its start, {} times: {}", kStarts, last_line_));
      spdlog::warn("chromedriver ended at its start, it is started again: {}", last_line_);
    }
    auto request = session_request(debugger_address);
    const auto url = co_await new_session(std::move(request), timeout);
    ws::ConnectOptions connect;
    connect.url = url;
    connect.timeout = timeout;
    connect.max_message_bytes = kMostMessageBytes;
    try {
      session_ = co_await ws::connect(executor_, std::move(connect));
    } catch (const std::exception& error) {
      throw BrowserError(BrowserFault::crashed, std::string("WebDriver BiDi can't be reached: ") + error.what());
    }
    asio::co_spawn(executor_, read_messages(self, session_), [self](std::exception_ptr error) {
      std::string reason = "the WebDriver session ended";
      try {
        if (error) std::rethrow_exception(error);
      } catch (const std::exception& thrown) {
        reason += std::string(": ") + thrown.what();
      }
      self->fail(reason);
    });
    auto pending = begin("session.subscribe", subscription());
    co_await wait(std::move(pending), timeout);
  }

  std::shared_ptr<Pending> begin(std::string method, json::object params) {
    auto pending = std::make_shared<Pending>(executor_, method);
    if (failed()) return pending;
    const auto id = ++last_id_;
    auto message = std::make_shared<const std::string>(bidi_command(id, method, std::move(params)));
    if (!session_ || !session_->send(std::move(message))) {
      fail("the WebDriver session takes no commands any more");
      return pending;
    }
    // Those that nobody waits for any more are dropped with the next look.
    std::erase_if(waiting_, [](const auto& entry) { return entry.second.expired(); });
    waiting_[id] = pending;
    return pending;
  }

  asio::awaitable<json::value> wait(std::shared_ptr<Pending> pending, Milliseconds timeout) {
    auto self = shared_from_this();
    pending->timer.expires_after(timeout);
    boost::system::error_code ignored;
    if (!pending->reply && !failed())
      co_await pending->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (!pending->reply) {
      if (failed()) throw BrowserError(BrowserFault::crashed, failure_);
      throw BrowserError(BrowserFault::timeout,
                         fmt::format("{}: no answer within {} ms", pending->method, timeout.count()));
    }
    if (pending->reply->failure) {
      const auto& failure = *pending->reply->failure;
      const auto fault = fault_of(failure);
      const auto message = fmt::format("{}: {}: {}", pending->method, failure.code, failure.message);
      if (fault == BrowserFault::crashed) fail(message);
      throw BrowserError(fault, message);
    }
    co_return std::move(pending->reply->result);
  }

  asio::awaitable<std::uint64_t> next_event(std::uint64_t seen, Milliseconds timeout) {
    auto self = shared_from_this();
    if (failed()) throw BrowserError(BrowserFault::crashed, failure_);
    if (events_ > seen) co_return events_;
    auto timer = std::make_shared<asio::steady_timer>(executor_, timeout);
    listeners_.push_back(timer);
    boost::system::error_code ignored;
    co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (failed()) throw BrowserError(BrowserFault::crashed, failure_);
    co_return events_;
  }

  void fail(const std::string& reason) {
    if (failure_.empty()) failure_ = reason;
    for (auto& [id, weak] : waiting_)
      if (auto pending = weak.lock()) pending->timer.cancel();
    wake_listeners();
  }
  bool failed() const noexcept { return !failure_.empty(); }
  std::uint64_t events() const noexcept { return events_; }
  void on_event(OnEvent handler) { on_event_ = std::move(handler); }

  asio::awaitable<void> close(Milliseconds grace) {
    auto self = shared_from_this();
    fail("closed");
    on_event_ = nullptr;
    if (session_) session_->close(1000, "");
    session_.reset();
    if (!child_) co_return;
    child_->close_pipes();
    try {
      co_await child_->terminate(grace);
    } catch (const std::exception& error) {
      spdlog::warn("chromedriver did not end: {}", error.what());
    }
    child_.reset();
  }

  void abandon() {
    fail("closed");
    on_event_ = nullptr;
    if (session_) session_->close(1000, "");
    session_.reset();
    child_.reset();
    listening_.cancel();
  }

 private:
  asio::awaitable<std::string> new_session(json::object body, Milliseconds timeout) {
    http::Client client(executor_, http::ClientConfig());
    http::ClientRequest request;
    request.method = http::Method::post;
    request.url = fmt::format("http://127.0.0.1:{}/session", port_);
    request.fields.set("Content-Type", "application/json; charset=utf-8");
    request.body = json::serialize(body);
    request.timeout = timeout;
    http::ClientResponse response;
    try {
      response = co_await client.send(std::move(request));
    } catch (const std::exception& error) {
      throw BrowserError(BrowserFault::crashed, std::string("chromedriver gave no session: ") + error.what());
    }
    boost::system::error_code error;
    const auto answer = json::parse(response.body, error);
    const auto url = text_in(answer, "/value/capabilities/webSocketUrl");
    if (error || response.status != 200 || url.empty()) {
      auto said = text_in(answer, "/value/message");
      said = said.substr(0, std::min<std::size_t>(said.find('\n'), 300));
      throw BrowserError(
          BrowserFault::crashed,
          fmt::format("chromedriver gave no session with WebDriver BiDi: {}. It must be as new as the browser: install "
                      "both from one place (apt install chromium chromium-driver)",
                      said.empty() ? fmt::format("HTTP {}", response.status) : said));
    }
    co_return url;
  }

  static asio::awaitable<void> read_output(std::shared_ptr<Impl> self) {
    for (;;) {
      const auto line = co_await self->child_->read_line();
      if (!line) co_return;
      self->last_line_ = *line;
      if (const auto at = line->find(kListening); at != std::string::npos && self->port_.empty()) {
        for (auto digit = line->begin() + static_cast<std::ptrdiff_t>(at + kListening.size());
             digit != line->end() && *digit >= '0' && *digit <= '9'; ++digit)
          self->port_.push_back(*digit);
        self->listening_.cancel();
      }
    }
  }

  static asio::awaitable<void> read_messages(std::shared_ptr<Impl> self, std::shared_ptr<ws::Session> session) {
    for (;;) {
      const auto text = co_await session->receive();
      if (!text) co_return;
      auto message = parse_bidi(*text);
      if (auto* reply = std::get_if<BidiReply>(&message)) {
        const auto found = self->waiting_.find(reply->id);
        if (found == self->waiting_.end()) continue;
        if (auto pending = found->second.lock()) {
          pending->reply = std::move(*reply);
          pending->timer.cancel();
        }
        self->waiting_.erase(found);
      } else if (const auto* event = std::get_if<BidiEvent>(&message)) {
        ++self->events_;
        if (self->on_event_) self->on_event_(event->method, event->params);
        self->wake_listeners();
      }
    }
  }

  void wake_listeners() {
    for (auto& timer : listeners_) timer->cancel();
    listeners_.clear();
  }

  asio::any_io_executor executor_;
  asio::steady_timer listening_;
  std::unique_ptr<process::Child> child_;
  std::shared_ptr<ws::Session> session_;
  std::map<std::int64_t, std::weak_ptr<Pending>> waiting_;
  std::list<std::shared_ptr<asio::steady_timer>> listeners_;
  OnEvent on_event_;
  std::string port_;
  std::string last_line_;  ///< of what chromedriver printed
  bool ended_ = false;     ///< the child that was started last
  std::string failure_;
  std::int64_t last_id_ = 0;
  std::uint64_t events_ = 0;
};

WebDriverClient::WebDriverClient(asio::any_io_executor executor) : impl_(std::make_shared<Impl>(std::move(executor))) {}
WebDriverClient::~WebDriverClient() {
  impl_->abandon();
}
asio::awaitable<void> WebDriverClient::start(std::string program, std::string debugger_address, Milliseconds timeout) {
  return impl_->start(std::move(program), std::move(debugger_address), timeout);
}
std::shared_ptr<WebDriverClient::Pending> WebDriverClient::begin(std::string method, json::object params) {
  return impl_->begin(std::move(method), std::move(params));
}
asio::awaitable<json::value> WebDriverClient::wait(std::shared_ptr<Pending> pending, Milliseconds timeout) {
  return impl_->wait(std::move(pending), timeout);
}
asio::awaitable<json::value> WebDriverClient::command(std::string method, json::object params, Milliseconds timeout) {
  return impl_->wait(impl_->begin(std::move(method), std::move(params)), timeout);
}
void WebDriverClient::on_event(OnEvent handler) {
  impl_->on_event(std::move(handler));
}
asio::awaitable<std::uint64_t> WebDriverClient::next_event(std::uint64_t seen, Milliseconds timeout) {
  return impl_->next_event(seen, timeout);
}
std::uint64_t WebDriverClient::events() const noexcept {
  return impl_->events();
}
void WebDriverClient::fail(const std::string& reason) {
  impl_->fail(reason);
}
bool WebDriverClient::failed() const noexcept {
  return impl_->failed();
}
asio::awaitable<void> WebDriverClient::close(Milliseconds grace) {
  return impl_->close(grace);
}

}  // namespace jobswipe::browser
