#include "io/ws/stream_session.hpp"

#include <openssl/rand.h>
#include <spdlog/spdlog.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace jobswipe::ws {

namespace {

constexpr auto kCloseTimeout = std::chrono::seconds(5);

std::uint32_t random_mask() {
  std::uint32_t mask = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&mask), sizeof mask) != 1) {
    throw std::runtime_error("OpenSSL has no random bytes");
  }
  return mask;
}

}  // namespace

StreamSession::StreamSession(asio::any_io_executor executor, std::shared_ptr<net::Stream> stream,
                             std::shared_ptr<const SessionConfig> config, std::string received)
    : executor_(std::move(executor)),
      stream_(std::move(stream)),
      config_(std::move(config)),
      decoder_(!config_->client, config_->max_message_bytes),
      input_(std::move(received)),
      heard_(Clock::now()) {}

bool StreamSession::send(std::shared_ptr<const std::string> message) {
  if (!open()) return false;
  if (queue_.size() >= config_->max_backlog_messages || queue_bytes_ + message->size() > config_->max_backlog_bytes) {
    return false;
  }
  enqueue(Opcode::text, std::move(message));
  return open();
}

void StreamSession::enqueue(Opcode opcode, std::shared_ptr<const std::string> payload) {
  std::optional<std::uint32_t> mask;
  if (config_->client) {
    mask = random_mask();
    auto masked = std::make_shared<std::string>(*payload);
    apply_mask(*masked, *mask);
    payload = std::move(masked);
  }
  queue_bytes_ += payload->size();
  const auto header = encode_header(opcode, payload->size(), mask);
  queue_.push_back(Entry{header, opcode, std::move(payload)});
  flush();
}

void StreamSession::flush() {
  if (writing_ || dead_) return;
  // Most messages fit into the socket's buffer: written here and now, without a coroutine.
  while (!queue_.empty()) {
    const auto header = queue_.front().header.view();
    const std::size_t size = header.size() + queue_.front().payload->size();
    if (front_done_ > 0) break;
    const std::size_t n = stream_->try_write(header, *queue_.front().payload);
    wrote(n);
    if (n < size) break;
  }
  if (queue_.empty()) {
    if (queue_.capacity() > 4) std::vector<Entry>().swap(queue_);
    return;
  }
  writing_ = true;
  asio::co_spawn(executor_, write_queue(), [self = shared_from_this()](std::exception_ptr failure) {
    self->writing_ = false;
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      spdlog::warn("websocket write failed: {}", error.what());
    }
    self->fail();
  });
}

void StreamSession::wrote(std::size_t bytes) {
  front_done_ += bytes;
  const auto& front = queue_.front();
  if (front_done_ < front.header.size + front.payload->size()) return;
  front_done_ = 0;
  queue_bytes_ -= front.payload->size();
  queue_.erase(queue_.begin());
  if (queue_.empty() && flush_timer_) flush_timer_->cancel();
}

asio::awaitable<bool> StreamSession::flushed(std::chrono::milliseconds timeout) {
  const auto self = shared_from_this();
  if (!queue_.empty() && !dead_) {
    flush_timer_ = std::make_unique<asio::steady_timer>(executor_, timeout);
    auto token = asio::as_tuple(asio::use_awaitable);
    co_await flush_timer_->async_wait(token);
    flush_timer_ = nullptr;
  }
  co_return queue_.empty() && !dead_;
}

asio::awaitable<void> StreamSession::write_queue() {
  const auto self = shared_from_this();
  while (!queue_.empty() && !dead_) {
    const Entry entry = queue_.front();
    const std::string_view header = entry.header.view();
    std::string_view first = header.substr(std::min(front_done_, header.size()));
    std::string_view second = *entry.payload;
    if (front_done_ > header.size()) second.remove_prefix(front_done_ - header.size());
    const std::size_t bytes = first.size() + second.size();
    const auto ec = co_await stream_->write(first, second);
    if (ec) {
      fail();
      co_return;
    }
    wrote(bytes);
  }
}

std::optional<std::string> StreamSession::take() {
  std::size_t used = 0;
  std::optional<std::string> text;
  while (!text && !peer_closed_) {
    auto message = decoder_.next(input_, used);
    if (!message) break;
    if (message->opcode == Opcode::text) {
      text = std::move(message->payload);
    } else if (message->opcode == Opcode::ping && open()) {
      enqueue(Opcode::pong, std::make_shared<const std::string>(std::move(message->payload)));
    } else if (message->opcode == Opcode::close) {
      peer_closed_ = true;
      peer_code_ = message->close_code;
      if (!close_sent_) close(peer_code_ == 1005 ? kNormal : peer_code_, "");
    }
  }
  if (used == input_.size()) {
    std::string().swap(input_);
  } else if (used > 0) {
    input_.erase(0, used);
  }
  return text;
}

asio::awaitable<std::optional<std::string>> StreamSession::receive() {
  const auto self = shared_from_this();
  while (!dead_ && !draining_ && !peer_closed_) {
    try {
      auto text = take();
      if (text && !close_sent_) co_return text;
      if (text) continue;
    } catch (const ProtocolError& error) {
      std::string().swap(input_);
      peer_closed_ = true;  // Nothing that follows can be understood.
      peer_code_ = 1006;
      close(error.code(), error.what());
      break;
    }
    if (peer_closed_ || dead_ || draining_) break;
    const auto ec = co_await stream_->read(&input_);
    if (ec && !dead_ && !draining_) fail();
    heard_ = Clock::now();
    pinged_ = false;
  }
  co_return std::nullopt;
}

void StreamSession::close(int code, std::string reason) {
  if (close_sent_ || dead_) return;
  close_deadline_ = Clock::now() + kCloseTimeout;
  auto body = std::make_shared<const std::string>(encode_close(code, reason));
  close_sent_ = true;
  enqueue(Opcode::close, std::move(body));
}

void StreamSession::drain() {
  draining_ = true;
  stream_->cancel_read();
}

void StreamSession::tick(Clock::time_point now) {
  if (dead_) return;
  if (now >= close_deadline_ || now - heard_ > config_->idle_timeout) {
    fail();
    return;
  }
  if (!pinged_ && open() && now - heard_ > config_->idle_timeout / 3) {
    pinged_ = true;
    enqueue(Opcode::ping, std::make_shared<const std::string>());
  }
}

asio::awaitable<void> StreamSession::finish() {
  const auto self = shared_from_this();
  if (!close_sent_) close(kNormal, "");
  // The queue is written while this reads, and `tick` ends it when the peer takes too long.
  while (!dead_ && !peer_closed_) {
    try {
      const auto dropped = take();
      if (dropped) continue;
    } catch (const ProtocolError&) {
      break;
    }
    if (peer_closed_) break;
    const auto ec = co_await stream_->read(&input_);
    if (ec) break;
  }
  if (!dead_ && !queue_.empty()) {
    // The peer has closed first, or broke the protocol; our own close frame may still wait for the socket.
    std::string ignored;
    while (!dead_ && !queue_.empty()) {
      const auto ec = co_await stream_->read(&ignored);
      ignored.clear();
      if (ec) break;
    }
  }
  if (!dead_) co_await stream_->finish();
  abort();
}

void StreamSession::fail() {
  if (dead_) return;
  if (peer_code_ == 0) peer_code_ = 1006;
  abort();
}

void StreamSession::abort() {
  dead_ = true;
  stream_->close();
  if (flush_timer_) flush_timer_->cancel();
  tell_end();
}

}  // namespace jobswipe::ws
