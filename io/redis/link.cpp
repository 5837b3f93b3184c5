#include "io/redis/link.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace jobswipe::redis {
namespace {

constexpr std::size_t kReadBuffer = 64 * 1024;

std::string describe(const Endpoint& endpoint) {
  return endpoint.path.empty() ? fmt::format("{}:{}", endpoint.host, endpoint.port) : endpoint.path;
}

}  // namespace

Link::Link(asio::any_io_executor executor, Config config, std::weak_ptr<LinkOwner> owner)
    : executor_(executor),
      config_(std::move(config)),
      owner_(std::move(owner)),
      socket_(executor),
      pause_(executor),
      tick_(executor),
      deadline_(executor),
      buffer_(kReadBuffer),
      random_(std::random_device{}()) {}

void Link::start() {
  asio::co_spawn(
      executor_, [self = shared_from_this()] { return self->run(); },
      [](std::exception_ptr error) {
        // run() ends only by stop(); anything else is a defect worth a loud line, not a crash of the process.
        if (!error) return;
        try {
          std::rethrow_exception(error);
        } catch (const std::exception& e) {
          spdlog::critical("redis: the connection's loop ended: {}", e.what());
        }
      });
}

asio::awaitable<void> Link::run() {
  std::size_t turn = 0;
  while (!stopped_) {
    const Endpoint endpoint = config_.endpoints[turn++ % config_.endpoints.size()];
    where_ = describe(endpoint);
    std::string failure;
    try {
      co_await attempt(endpoint);
    } catch (const boost::system::system_error& e) {
      failure = e.code().message();
    } catch (const std::exception& e) {
      failure = e.what();
    }
    if (!reason_.empty()) failure = reason_;
    deadline_.cancel();
    tick_.cancel();
    const bool was_up = up_;
    up_ = false;
    close_socket();
    if (stopped_) break;
    last_failure_ = fmt::format("Redis at {}: {}", where_, failure);
    // One line when it goes, not one per try.
    if (was_up || failures_ == 0) spdlog::warn("redis: {}", last_failure_);
    if (!was_up) ++failures_;
    if (was_up) {
      // One that greets and is lost at once has not got better: its pauses go on growing.
      failures_ = Steady::now() - up_since_ < config_.backoff_cap ? failures_ + 1 : 1;
      if (const auto owner = owner_.lock()) owner->down(last_failure_);
    }
    if (stopped_) break;
    pause_.expires_after(next_pause());
    try {
      co_await pause_.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
      // stop() cuts the pause short.
    }
  }
}

asio::awaitable<void> Link::attempt(Endpoint endpoint) {
  ++generation_;
  // Here and not when the last connection ended: a write of that one may have failed during the pause.
  reason_.clear();
  parser_ = std::make_unique<Parser>();
  outgoing_.clear();
  writing_ = false;
  arm_deadline();
  if (!config_.sentinel_master.empty()) endpoint = co_await ask_sentinel(endpoint);
  endpoint_ = endpoint;
  where_ = describe(endpoint);
  co_await connect(endpoint);
  co_await greet();
  deadline_.cancel();
  if (stopped_) co_return;
  up_ = true;
  up_since_ = Steady::now();
  if (failures_ > 0) spdlog::info("redis: connected to {} after {} failures", where_, failures_);
  arm_tick();
  if (const auto owner = owner_.lock()) owner->up();
  co_await read();
}

asio::awaitable<void> Link::connect(Endpoint endpoint) {
  if (!endpoint.path.empty()) {
    const asio::generic::stream_protocol::endpoint local = asio::local::stream_protocol::endpoint(endpoint.path);
    co_await socket_.async_connect(local, asio::use_awaitable);
    co_return;
  }
  asio::ip::tcp::resolver resolver(executor_);
  const auto found = co_await resolver.async_resolve(endpoint.host, std::to_string(endpoint.port), asio::use_awaitable);
  boost::system::error_code last = asio::error::host_not_found;
  for (const auto& candidate : found) {
    if (stopped_ || !reason_.empty()) break;
    close_socket();
    const asio::generic::stream_protocol::endpoint address = candidate.endpoint();
    try {
      co_await socket_.async_connect(address, asio::use_awaitable);
      socket_.set_option(asio::ip::tcp::no_delay(true));
      co_return;
    } catch (const boost::system::system_error& e) {
      last = e.code();
    }
  }
  throw boost::system::system_error(last);
}

asio::awaitable<Endpoint> Link::ask_sentinel(Endpoint sentinel) {
  co_await connect(sentinel);
  const std::vector<std::string> question{"SENTINEL", "get-master-addr-by-name", config_.sentinel_master};
  std::string bytes;
  append_command(bytes, question);
  co_await asio::async_write(socket_, asio::buffer(bytes), asio::use_awaitable);
  const Reply reply = co_await read_reply();
  if (reply.is_nil()) throw std::runtime_error(fmt::format("this sentinel knows no “{}”", config_.sentinel_master));
  const std::vector<Reply>& address = reply.array();
  if (address.size() != 2) throw ProtocolError("a sentinel answered with something else than an address");
  Endpoint master;
  master.host = address[0].string();
  master.port = static_cast<std::uint16_t>(address[1].integer());
  close_socket();
  parser_ = std::make_unique<Parser>();
  co_return master;
}

asio::awaitable<void> Link::greet() {
  std::vector<std::string> hello{"HELLO", "2"};
  if (!config_.password.empty()) {
    hello.push_back("AUTH");
    hello.push_back(config_.username.empty() ? "default" : config_.username);
    hello.push_back(config_.password);
  }
  hello.push_back("SETNAME");
  hello.push_back(config_.client_name);
  const std::vector<std::string> select{"SELECT", std::to_string(config_.database)};
  const std::vector<std::string> role{"ROLE"};
  const bool must_be_master = !config_.sentinel_master.empty();
  std::string bytes;
  append_command(bytes, hello);
  // A new connection is at database 0, and a sentinel or a cluster has no other.
  if (config_.database != 0) append_command(bytes, select);
  if (must_be_master) append_command(bytes, role);
  co_await asio::async_write(socket_, asio::buffer(bytes), asio::use_awaitable);
  const int greetings = config_.database != 0 ? 2 : 1;
  for (int replies = 0; replies < greetings; ++replies) {
    const Reply reply = co_await read_reply();
    throw_if_error(reply);
  }
  if (!must_be_master) co_return;
  const Reply answer = co_await read_reply();
  if (answer.array().empty() || answer.items[0].string() != "master")
    throw std::runtime_error("the sentinel named a node that is no master yet");
}

asio::awaitable<Reply> Link::read_reply() {
  while (true) {
    if (auto reply = parser_->next()) co_return std::move(*reply);
    const std::size_t size = co_await socket_.async_read_some(asio::buffer(buffer_), asio::use_awaitable);
    parser_->feed(std::string_view(buffer_.data(), size));
  }
}

asio::awaitable<void> Link::read() {
  while (true) {
    // First what came along with the greeting: left lying, it would answer the first command.
    while (auto reply = parser_->next()) {
      const auto owner = owner_.lock();
      if (!owner) co_return;
      owner->received(std::move(*reply));
      if (!is_up()) co_return;
    }
    const std::size_t size = co_await socket_.async_read_some(asio::buffer(buffer_), asio::use_awaitable);
    if (!is_up()) co_return;
    parser_->feed(std::string_view(buffer_.data(), size));
  }
}

void Link::send(std::span<const std::string> args) {
  append_command(outgoing_, args);
  if (flush_posted_ || writing_) return;
  flush_posted_ = true;
  // Posted, so that everything that runs in this turn shares one write.
  asio::post(executor_, [self = shared_from_this()] {
    self->flush_posted_ = false;
    self->flush();
  });
}

void Link::flush() {
  if (!is_up() || writing_ || outgoing_.empty()) return;
  writing_ = true;
  auto bytes = std::make_shared<std::string>(std::move(outgoing_));
  outgoing_.clear();
  asio::async_write(
      socket_, asio::buffer(*bytes),
      [self = shared_from_this(), bytes, generation = generation_](boost::system::error_code error, std::size_t) {
        if (generation != self->generation_) return;
        self->writing_ = false;
        if (error)
          self->reset(error.message());
        else
          self->flush();
      });
}

void Link::reset(std::string reason) {
  if (stopped_ || !reason_.empty()) return;
  reason_ = std::move(reason);
  last_failure_ = fmt::format("Redis at {}: {}", where_, reason_);
  close_socket();
}

void Link::stop() {
  stopped_ = true;
  up_ = false;
  owner_.reset();
  pause_.cancel();
  tick_.cancel();
  deadline_.cancel();
  close_socket();
}

void Link::close_socket() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Link::arm_deadline() {
  deadline_.expires_after(config_.connect_timeout);
  deadline_.async_wait([weak = weak_from_this(), generation = generation_](boost::system::error_code error) {
    const auto self = weak.lock();
    if (error || !self || generation != self->generation_ || self->up_) return;
    self->reset(fmt::format("no connection within {} ms", self->config_.connect_timeout.count()));
  });
}

void Link::arm_tick() {
  const auto least = std::min(config_.command_timeout, config_.ping_interval) / 6;
  const auto pause =
      std::clamp<std::chrono::milliseconds>(least, std::chrono::milliseconds(10), std::chrono::milliseconds(500));
  tick_.expires_after(pause);
  tick_.async_wait([weak = weak_from_this(), due = Steady::now() + pause, pause](boost::system::error_code error) {
    const auto self = weak.lock();
    if (error || !self || !self->is_up()) return;
    // A thread that was held up comes late itself: what is overdue may lie unsent or unread here, so it gets one tick
    // more before Redis is blamed.
    const auto now = Steady::now();
    self->late_ = !self->late_ && now - due > pause;
    const auto owner = self->owner_.lock();
    if (owner && !self->late_) owner->tick(now);
    if (self->is_up()) self->arm_tick();
  });
}

std::chrono::milliseconds Link::next_pause() {
  auto bound = config_.backoff_base;
  for (int n = 1; n < failures_ && bound < config_.backoff_cap; ++n) bound *= 2;
  bound = std::min(bound, config_.backoff_cap);
  // Half fixed, half random: spread, but never a busy loop.
  std::uniform_int_distribution<long long> jitter(0, bound.count() / 2);
  return bound - std::chrono::milliseconds(jitter(random_));
}

}  // namespace jobswipe::redis
