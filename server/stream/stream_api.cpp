#include "server/stream/stream_api.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <limits>

namespace jobswipe::stream {

namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;
using Wake = Subscription::Wake;

constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kHeadsAtOnce = 1000;

std::optional<std::string> after_of(const gateway::Call& call) {
  const auto found = call.query.find("after");
  if (found == call.query.end()) return std::nullopt;
  return found->second;
}

int number_of(const gateway::Call& call, const std::string& name) {
  return std::stoi(call.query.at(name));
}

bool wants_sse(const http::Request& request) {
  return request.fields.get("Accept").find("text/event-stream") != std::string_view::npos;
}

gateway::Answer page_answer(const store::ReadResult& result, const protocol::Cursor& cursor, bool reset) {
  json::array events;
  for (const auto& event : result.events) events.push_back(store::to_json(event, cursor.epoch));
  json::object body;
  body["events"] = std::move(events);
  body["cursor"] = cursor.to_string();
  body["upToDate"] = cursor.seq >= result.last_seq;
  body["reset"] = reset;
  return gateway::json_response(200, body);
}

}  // namespace

/// Reads the heads of all logs that are followed here, a thousand a query, and wakes whoever missed something.
class StreamApi::Poll : public std::enable_shared_from_this<StreamApi::Poll> {
 public:
  explicit Poll(StreamApi& api) : api_(api), timer_(api.executor_) {}

  void stop() {
    stopped_ = true;
    timer_.cancel();
  }

  static asio::awaitable<void> run(std::shared_ptr<Poll> self) {
    while (!self->stopped_) {
      const bool alone = self->api_.fan_out_healthy_ && !self->api_.fan_out_healthy_();
      const auto& settings = self->api_.settings_;
      self->timer_.expires_after(alone ? settings.poll_interval_alone : settings.poll_interval);
      auto token = asio::as_tuple(asio::use_awaitable);
      co_await self->timer_.async_wait(token);
      if (self->stopped_) co_return;
      try {
        co_await self->look();
      } catch (const std::exception& error) {
        spdlog::warn("event logs could not be looked at: {}", error.what());
      }
    }
  }

 private:
  asio::awaitable<void> look() {
    const auto users = api_.hub_.users();
    for (std::size_t at = 0; at < users.size() && !stopped_; at += kHeadsAtOnce) {
      const auto end = std::min(users.size(), at + kHeadsAtOnce);
      std::vector<base::UserId> some(users.begin() + static_cast<std::ptrdiff_t>(at),
                                     users.begin() + static_cast<std::ptrdiff_t>(end));
      const auto heads = co_await api_.events_.heads(std::move(some));
      if (stopped_) co_return;
      for (const auto& [user, seq] : heads) api_.hub_.log_reaches(user, seq);
    }
  }

  StreamApi& api_;
  asio::steady_timer timer_;
  bool stopped_ = false;
};

StreamApi::StreamApi(asio::any_io_executor executor, Hub& hub, EventSource& events, Settings settings,
                     std::function<bool()> fan_out_healthy)
    : executor_(std::move(executor)),
      hub_(hub),
      events_(events),
      settings_(settings),
      fan_out_healthy_(std::move(fan_out_healthy)) {}

StreamApi::~StreamApi() {
  stop();
}

void StreamApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("getEvents", [this](gateway::Call call) { return get_events(std::move(call)); });
  gateway.handle("openWebSocket", [this](gateway::Call call) { return open_web_socket(std::move(call)); });
}

void StreamApi::start() {
  poll_ = std::make_shared<Poll>(*this);
  asio::co_spawn(executor_, Poll::run(poll_), [](std::exception_ptr failure) {
    if (failure) spdlog::critical("the poll of event logs ended by an exception");
  });
}

void StreamApi::stop() {
  if (poll_) poll_->stop();
  poll_ = nullptr;
}

asio::awaitable<gateway::Answer> StreamApi::get_events(gateway::Call call) {
  if (wants_sse(call.http)) {
    // EventSource sends what it saw last when it reconnects, to the URL it was first given.
    std::optional<std::string> after = after_of(call);
    if (call.http.fields.has("Last-Event-ID")) after = std::string(call.http.fields.get("Last-Event-ID"));
    http::Response response;
    response.fields.add("Content-Type", "text/event-stream");
    response.fields.add("X-Accel-Buffering", "no");
    response.stream = [this, caller = call.who(), after](std::shared_ptr<http::BodyWriter> writer) {
      return follow(caller, after, std::move(writer));
    };
    co_return response;
  }

  const base::UserId user = call.who().user;
  const int limit = number_of(call, "limit");
  const auto deadline = Clock::now() + std::chrono::seconds(number_of(call, "wait"));
  Subscription subscription(executor_, hub_, call.who());
  std::string epoch = co_await events_.epoch();
  const auto bounds = co_await events_.read(user, kEnd, 1);
  const Start start = decide_start(after_of(call), epoch, bounds.last_seq, bounds.pruned_seq);
  protocol::Cursor cursor = start.cursor;
  if (start.reset) co_return page_answer(bounds, cursor, true);
  subscription.set_position(cursor.seq);
  for (;;) {
    const auto page = co_await events_.read(user, cursor.seq, limit);
    const auto left = deadline - Clock::now();
    const bool over = !page.events.empty() || left <= Clock::duration::zero();
    if (!over) {
      const Wake wake = co_await subscription.wait(left);
      if (wake == Wake::news) continue;
    }
    if (!page.events.empty()) cursor.seq = page.events.back().seq;
    co_return page_answer(page, cursor, false);
  }
}

asio::awaitable<void> StreamApi::follow(gateway::Caller caller, std::optional<std::string> after,
                                        std::shared_ptr<http::BodyWriter> writer) {
  const base::UserId user = caller.user;
  Subscription subscription(executor_, hub_, std::move(caller));
  writer->on_close([&subscription] { subscription.cancel(); });
  std::string epoch = co_await events_.epoch();
  const auto bounds = co_await events_.read(user, kEnd, 1);
  const Start start = decide_start(after, epoch, bounds.last_seq, bounds.pruned_seq);
  protocol::Cursor cursor = start.cursor;
  std::string text = "retry: 2000\n\n" + to_sse(hello_frame(cursor, base::SystemClock().now()));
  if (start.reset) text += to_sse(reset_frame(cursor));

  bool behind = true;
  Wake wake = Wake::news;
  while (wake == Wake::news || wake == Wake::timeout) {
    bool more = wake == Wake::news;
    if (wake == Wake::timeout) text += to_sse(ping_frame(base::SystemClock().now()));
    while (more) {
      const auto page = co_await events_.read(user, cursor.seq, settings_.page);
      if (cursor.seq < page.pruned_seq) {
        cursor.seq = page.last_seq;
        behind = true;
        text += to_sse(reset_frame(cursor));
      } else {
        for (const auto& event : page.events) text += to_sse(event_frame(event, epoch));
        if (!page.events.empty()) cursor.seq = page.events.back().seq;
      }
      more = static_cast<int>(page.events.size()) >= settings_.page;
      behind = behind || more;
      if (!more && behind) {
        behind = false;
        text += to_sse(up_to_date_frame(cursor));
      }
      // A write waits until the peer takes it, so a slow reader is slowed down and dropped by the server's write
      // timeout.
      if (!text.empty()) co_await writer->write(std::exchange(text, std::string()));
    }
    if (!text.empty()) co_await writer->write(std::exchange(text, std::string()));
    subscription.set_position(cursor.seq);
    wake = co_await subscription.wait(settings_.ping_interval);
  }
  const bool drained = wake == Wake::drained || (wake == Wake::cancelled && hub_.draining());
  if (drained) {
    std::string goodbye = to_sse(drain_frame(1000));
    co_await writer->write(std::move(goodbye));
  }
}

asio::awaitable<gateway::Answer> StreamApi::open_web_socket(gateway::Call call) {
  http::Response response;
  response.websocket = [this, caller = call.who(), after = after_of(call)](std::shared_ptr<ws::Session> session) {
    return LiveSocket::run(
        std::make_shared<LiveSocket>(executor_, hub_, events_, settings_, caller, std::move(session), after));
  };
  co_return response;
}

}  // namespace jobswipe::stream
