#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/net/stream.hpp"
#include "io/ws/frame.hpp"
#include "io/ws/session.hpp"

namespace jobswipe::ws {

struct SessionConfig {
  bool client = false;
  std::size_t max_message_bytes = 64 * 1024;
  std::size_t max_backlog_messages = 256;
  std::size_t max_backlog_bytes = 1024 * 1024;
  std::chrono::steady_clock::duration idle_timeout = std::chrono::seconds(75);  ///< a ping goes out after a third of it
};

/// A Session over a stream after the opening handshake. Holds no timer: its owner calls `tick` about every second.
class StreamSession final : public Session, public std::enable_shared_from_this<StreamSession> {
 public:
  using Clock = std::chrono::steady_clock;

  /// `received` is what came behind the handshake.
  StreamSession(asio::any_io_executor executor, std::shared_ptr<net::Stream> stream,
                std::shared_ptr<const SessionConfig> config, std::string received);

  bool send(std::shared_ptr<const std::string> message) override;
  asio::awaitable<std::optional<std::string>> receive() override;
  asio::awaitable<bool> flushed(std::chrono::milliseconds timeout) override;
  std::size_t backlog() const noexcept override { return queue_.size(); }
  bool open() const noexcept override { return !close_sent_ && !dead_; }
  void close(int code, std::string reason) override;
  int close_code() const noexcept override { return peer_code_; }
  bool draining() const noexcept override { return draining_; }

  /// Ends a pending `receive` so that the session's user can say goodbye.
  void drain();
  /// Sends a ping when the peer has been silent for a while; ends the session when it stays silent, or when the closing
  /// handshake takes longer than 5 s.
  void tick(Clock::time_point now);
  /// Waits for the closing handshake to end, reading and dropping what comes. Call after `close`, with no receive
  /// pending.
  asio::awaitable<void> finish();
  /// Closes the stream at once.
  void abort();
  /// Called once, when the stream is closed or the session destroyed; for whoever ticks.
  void on_end(std::function<void()> callback) { on_end_ = std::move(callback); }
  ~StreamSession() override { tell_end(); }
  /// The stream is closed.
  bool ended() const noexcept { return dead_; }

 private:
  struct Entry {
    FrameHeader header;
    Opcode opcode;
    std::shared_ptr<const std::string> payload;
  };

  void enqueue(Opcode opcode, std::shared_ptr<const std::string> payload);
  void flush();
  void wrote(std::size_t bytes);
  asio::awaitable<void> write_queue();
  void fail();
  /// The next message out of what has arrived, answering control frames on the way.
  std::optional<std::string> take();

  asio::any_io_executor executor_;
  std::shared_ptr<net::Stream> stream_;
  std::shared_ptr<const SessionConfig> config_;
  Decoder decoder_;
  std::string input_;
  std::vector<Entry> queue_;
  std::size_t queue_bytes_ = 0;
  std::size_t front_done_ = 0;                       ///< bytes of the front entry that are written
  std::unique_ptr<asio::steady_timer> flush_timer_;  ///< only while somebody waits for the queue
  Clock::time_point heard_;
  Clock::time_point close_deadline_ = Clock::time_point::max();
  int peer_code_ = 0;
  bool pinged_ = false;
  bool writing_ = false;
  bool close_sent_ = false;
  bool peer_closed_ = false;
  bool draining_ = false;
  bool dead_ = false;
  std::function<void()> on_end_;

  void tell_end() {
    if (const auto tell = std::exchange(on_end_, nullptr)) tell();
  }
};

}  // namespace jobswipe::ws
