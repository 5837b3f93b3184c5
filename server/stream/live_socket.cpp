#include "server/stream/live_socket.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <limits>
#include <random>

#include "io/ws/frame.hpp"

namespace jobswipe::stream {

namespace {

int random_retry_ms() {
  // Spread over some seconds, so that a node's clients don't all knock at the next one at once.
  thread_local std::mt19937 engine(std::random_device{}());
  return std::uniform_int_distribution<int>(250, 4000)(engine);
}

}  // namespace

LiveSocket::LiveSocket(asio::any_io_executor executor, Hub& hub, EventSource& events, const Settings& settings,
                       gateway::Caller caller, std::shared_ptr<ws::Session> session, std::optional<std::string> after)
    : executor_(std::move(executor)),
      hub_(hub),
      events_(events),
      settings_(settings),
      caller_(std::move(caller)),
      session_(std::move(session)),
      after_(std::move(after)),
      next_ping_(std::chrono::steady_clock::now() + settings.ping_interval) {
  hub_.add(*this);
}

LiveSocket::~LiveSocket() {
  hub_.remove(*this);
}

asio::awaitable<void> LiveSocket::run(std::shared_ptr<LiveSocket> self) {
  self->woken();
  bool open = true;
  while (open) {
    // What a client says is of no use here; commands are HTTP.
    open = (co_await self->session_->receive()).has_value();
  }
  if (self->session_->draining()) {
    self->session_->send(drain_frame(random_retry_ms()).json);
    self->session_->close(ws::kServiceRestart, "restarting");
  }
}

void LiveSocket::woken() {
  dirty_ = true;
  if (pumping_ || !session_->open()) return;
  pumping_ = true;
  asio::co_spawn(executor_, pump(), [self = shared_from_this()](std::exception_ptr failure) {
    self->pumping_ = false;
    if (!failure) return;
    // The log can't be read now. A stream that has begun goes on at the next poll; one that has not lets its client try
    // elsewhere.
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      spdlog::warn("a websocket could not read the event log: {}", error.what());
    }
    if (!self->started_) self->session_->close(ws::kTryAgainLater, "the event log can't be read now");
  });
}

asio::awaitable<bool> LiveSocket::send(Frame frame) {
  if (session_->send(frame.json)) co_return true;
  if (!session_->open()) co_return false;
  const bool flushed = co_await session_->flushed(settings_.slow_reader_timeout);
  if (flushed && session_->send(frame.json)) co_return true;
  session_->close(ws::kTryAgainLater, "too slow; resume from your cursor");
  co_return false;
}

asio::awaitable<void> LiveSocket::begin() {
  std::string epoch = co_await events_.epoch();
  const auto bounds = co_await events_.read(caller_.user, std::numeric_limits<std::int64_t>::max(), 1);
  const Start start = decide_start(after_, epoch, bounds.last_seq, bounds.pruned_seq);
  cursor_ = start.cursor;
  after_.reset();
  started_ = true;
  if (!co_await send(hello_frame(cursor_, base::SystemClock().now()))) co_return;
  if (start.reset) co_await send(reset_frame(cursor_));
}

asio::awaitable<void> LiveSocket::pump() {
  const auto self = shared_from_this();
  if (!started_) co_await begin();
  while (dirty_ && session_->open()) {
    dirty_ = false;
    const auto page = co_await events_.read(caller_.user, cursor_.seq, settings_.page);
    if (cursor_.seq < page.pruned_seq) {  // Pruned while this reader was stuck.
      cursor_.seq = page.last_seq;
      behind_ = true;
      if (!co_await send(reset_frame(cursor_))) co_return;
    } else {
      for (const auto& event : page.events) {
        if (!co_await send(event_frame(event, cursor_.epoch))) co_return;
        cursor_.seq = event.seq;
      }
    }
    if (static_cast<int>(page.events.size()) >= settings_.page) {
      behind_ = true;
      dirty_ = true;
    } else if (behind_) {
      behind_ = false;
      if (!co_await send(up_to_date_frame(cursor_))) co_return;
    }
  }
}

void LiveSocket::tick(std::chrono::steady_clock::time_point now) {
  if (now < next_ping_ || !started_) return;
  next_ping_ = now + settings_.ping_interval;
  if (session_->backlog() == 0) session_->send(ping_frame(base::SystemClock().now()).json);
}

void LiveSocket::session_ended() {
  session_->close(ws::kPolicyViolation, "the session has ended");
}

}  // namespace jobswipe::stream
