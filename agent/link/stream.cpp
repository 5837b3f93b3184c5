#include "agent/link/stream.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/use_awaitable.hpp>
#include <random>

#include "io/ws/client.hpp"

namespace jobswipe::link {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kSilence{90};
constexpr seconds kLongPoll{25};
constexpr seconds kPollPause{10};
constexpr int kPolicyViolation = 1008;  // RFC 6455, 7.4.1: here, the token is not good any more

Ladder::Seconds now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

double random_part() {
  static thread_local std::mt19937_64 engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

std::string encoded_cursor(const std::string& cursor) {
  std::string out;
  for (const unsigned char c : cursor)
    if (std::isalnum(c) || c == '-' || c == '_' || c == '.')
      out += static_cast<char>(c);
    else
      out += fmt::format("%{:02X}", c);
  return out;
}

}  // namespace

EventStream::EventStream(asio::any_io_executor executor, Api& api, StreamHandlers handlers)
    : executor_(std::move(executor)), api_(api), handlers_(std::move(handlers)) {}

asio::awaitable<void> EventStream::sleep(milliseconds time) {
  asio::steady_timer timer(executor_, time);
  co_await timer.async_wait(asio::use_awaitable);
}

void EventStream::alive() {
  ladder_.worked(now());
  if (told_) return;
  told_ = true;
  handlers_.connected(ladder_.transport());
}

bool EventStream::take(const Frame& frame) {
  switch (frame.type) {
    case Frame::Type::event:
      handlers_.event(*frame.event);
      if (!frame.cursor.empty()) cursor_ = frame.cursor;
      break;
    case Frame::Type::reset:
      if (!frame.cursor.empty()) cursor_ = frame.cursor;
      handlers_.reset();
      break;
    case Frame::Type::hello:
    case Frame::Type::up_to_date:
      if (!frame.cursor.empty()) cursor_ = frame.cursor;
      handlers_.cursor(cursor_);
      break;
    case Frame::Type::drain:
      drain_pause_ = frame.retry_after;
      return false;
    case Frame::Type::ping:
    case Frame::Type::unknown:
      break;
  }
  return true;
}

asio::awaitable<void> EventStream::run(std::string cursor) {
  cursor_ = std::move(cursor);
  for (;;) {
    told_ = false;
    End end = End::failed;
    const auto transport = ladder_.transport();
    try {
      if (transport == Transport::websocket)
        end = co_await over_websocket();
      else if (transport == Transport::sse)
        end = co_await over_sse();
      else if (transport == Transport::long_poll)
        end = co_await over_poll(kLongPoll, seconds(0));
      else
        end = co_await over_poll(seconds(0), kPollPause);
    } catch (const net::TransportError& error) {
      spdlog::info("event stream over {}: {}", to_string(transport), error.what());
    }
    if (end == End::refused) co_return;
    if (end == End::climbed) continue;
    auto pause = drain_pause_;
    if (end == End::failed) pause = ladder_.failed(now(), random_part());
    drain_pause_ = milliseconds(0);
    co_await sleep(pause);
    ladder_.climb(now());
  }
}

asio::awaitable<EventStream::End> EventStream::over_websocket() {
  const auto token = co_await api_.access_token();
  if (!token) {
    const bool refused = token.error().code == base::ErrorCode::unauthenticated;
    co_return refused ? End::refused : End::failed;
  }
  ws::ConnectOptions options;
  // http://… becomes ws://…, https://… wss://…
  options.url = "ws" + api_.server().substr(4) + "/api/ws";
  if (!cursor_.empty()) options.url += "?after=" + encoded_cursor(cursor_);
  options.fields.set("Authorization", "Bearer " + *token);
  options.idle_timeout = kSilence;
  const auto session = co_await ws::connect(executor_, std::move(options));
  for (;;) {
    const auto text = co_await session->receive();
    if (!text) break;
    const auto frame = parse_frame(*text);
    if (!frame) continue;
    alive();
    if (!take(*frame)) {
      session->close(1000, "drained");
      co_return End::drained;
    }
  }
  if (session->close_code() == kPolicyViolation) api_.distrust_token();
  co_return End::failed;
}

asio::awaitable<EventStream::End> EventStream::over_sse() {
  const auto token = co_await api_.access_token();
  if (!token) {
    const bool refused = token.error().code == base::ErrorCode::unauthenticated;
    co_return refused ? End::refused : End::failed;
  }
  http::ClientRequest request;
  request.url = api_.server() + "/api/events";
  if (!cursor_.empty()) request.url += "?after=" + encoded_cursor(cursor_);
  request.fields.set("Authorization", "Bearer " + *token);
  request.fields.set("Accept", "text/event-stream");
  auto parser = std::make_shared<SseParser>();
  auto end = std::make_shared<End>(End::failed);
  auto on_chunk = [this, parser, end](int status, std::string_view chunk) {
    if (status != 200) return false;
    for (const auto& event : parser->feed(chunk)) {
      const auto frame = parse_frame(event.data);
      if (!frame) continue;
      alive();
      if (!take(*frame)) {
        *end = End::drained;
        return false;
      }
    }
    if (ladder_.climb(now())) {
      *end = End::climbed;
      return false;
    }
    return true;
  };
  const auto response = co_await api_.client().stream(std::move(request), kSilence, std::move(on_chunk));
  if (response.status == 401) api_.distrust_token();
  co_return *end;
}

asio::awaitable<EventStream::End> EventStream::over_poll(seconds wait, seconds pause) {
  for (;;) {
    const auto page = co_await api_.events(cursor_, wait);
    if (!page) {
      const bool refused = page.error().code == base::ErrorCode::unauthenticated;
      co_return refused ? End::refused : End::failed;
    }
    alive();
    if (page->reset) handlers_.reset();
    for (const auto& event : page->events) handlers_.event(event);
    cursor_ = page->cursor;
    handlers_.cursor(cursor_);
    if (ladder_.climb(now())) co_return End::climbed;
    if (pause.count() > 0) co_await sleep(pause);
  }
}

}  // namespace jobswipe::link
