#include "io/http/server.hpp"

#include <openssl/rand.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "io/http/connection.hpp"

namespace jobswipe::http {

namespace {

using asio::ip::tcp;
using boost::system::error_code;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr auto kTick = std::chrono::milliseconds(100);
constexpr std::size_t kTicksPerRound = 10;

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

}  // namespace

class Server::Impl : public std::enable_shared_from_this<Server::Impl> {
 public:
  Impl(asio::any_io_executor executor, ServerConfig config, Handler handler)
      : executor_(executor),
        acceptor_(executor),
        sweep_timer_(executor),
        drain_timer_(executor),
        retry_timer_(executor) {
    shared_ = std::make_shared<Shared>();
    shared_->trusted = net::AddressSet(config.trusted_proxies);
    auto websocket = std::make_shared<ws::SessionConfig>();
    websocket->max_message_bytes = config.max_websocket_message_bytes;
    websocket->max_backlog_messages = config.max_websocket_backlog_messages;
    websocket->max_backlog_bytes = config.max_websocket_backlog_bytes;
    websocket->idle_timeout = config.idle_timeout;
    shared_->websocket = std::move(websocket);
    shared_->handler = std::move(handler);
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&shared_->instance), sizeof shared_->instance) != 1) {
      throw std::runtime_error("OpenSSL has no random bytes");
    }
    if (config.tls_certificate_file.empty() != config.tls_key_file.empty()) {
      throw std::invalid_argument("TLS needs both a certificate file and a key file");
    }
    if (!config.tls_certificate_file.empty()) {
      tls_ = net::make_tls_server_context(config.tls_certificate_file, config.tls_key_file);
    }
    shared_->config = std::move(config);
    bind();
  }

  std::uint16_t port() const noexcept { return port_; }
  std::size_t connections() const noexcept { return connections_.size(); }

  void start() {
    asio::co_spawn(executor_, accept_loop(shared_from_this()), log_failure("HTTP accept loop"));
    asio::co_spawn(executor_, sweep_loop(shared_from_this()), log_failure("HTTP deadline sweep"));
  }

  asio::awaitable<void> drain(std::chrono::milliseconds deadline) {
    const auto self = shared_from_this();
    shared_->draining = true;
    stop_accepting();
    const auto all = connections_;
    for (const auto& connection : all) {
      if (connection->session) {
        connection->session->drain();
      } else if (connection->on_writer_close) {
        auto callback = std::exchange(connection->on_writer_close, nullptr);
        callback();
      } else if (connection->idle) {
        connection->close();
      }
    }
    co_await wait_until_empty(deadline);
    close_all();
    // Coroutines of closed connections end in their next step.
    co_await wait_until_empty(std::chrono::seconds(1));
    stop_sweep();
  }

  void abandon() {
    stop_accepting();
    close_all();
    stop_sweep();
  }

 private:
  void bind() {
    const auto& config = shared_->config;
    const std::string where = config.address + ":" + std::to_string(config.port);
    try {
      const tcp::endpoint endpoint(asio::ip::make_address(config.address), config.port);
      acceptor_.open(endpoint.protocol());
      acceptor_.set_option(tcp::acceptor::reuse_address(true));
      if (config.reuse_port) acceptor_.set_option(ReusePort(true));
      acceptor_.bind(endpoint);
      acceptor_.listen(4096);
      port_ = acceptor_.local_endpoint().port();
    } catch (const boost::system::system_error& error) {
      throw boost::system::system_error(error.code(), "can't listen on " + where);
    }
  }

  static asio::awaitable<void> accept_loop(std::shared_ptr<Impl> self) {
    while (self->acceptor_.is_open()) {
      tcp::endpoint peer;
      auto [ec, socket] = co_await self->acceptor_.async_accept(peer, kAwait);
      if (!self->acceptor_.is_open()) co_return;
      if (ec) {
        // Out of descriptors, most likely: connections have to end first.
        if (ec != asio::error::connection_aborted) {
          spdlog::warn("accepting a connection failed: {}", ec.message());
          self->retry_timer_.expires_after(std::chrono::milliseconds(100));
          co_await self->retry_timer_.async_wait(kAwait);
        }
        continue;
      }
      self->add(std::move(socket), peer.address());
    }
  }

  void add(tcp::socket socket, const asio::ip::address& peer) {
    auto connection = std::make_shared<Connection>();
    connection->executor = executor_;
    connection->peer = peer;
    connection->tls = tls_ != nullptr;
    if (tls_) {
      connection->stream = net::make_tls_server_stream(std::move(socket), *tls_);
    } else {
      connection->stream = net::make_plain_stream(std::move(socket));
    }
    connection->index = connections_.size();
    connections_.push_back(connection);
    asio::co_spawn(executor_, serve_connection(shared_, connection),
                   [self = shared_from_this(), connection](std::exception_ptr failure) {
                     log_failure("HTTP connection")(failure);
                     connection->close();
                     self->remove(connection);
                   });
  }

  void remove(const std::shared_ptr<Connection>& connection) {
    const std::size_t index = connection->index;
    connections_.back()->index = index;
    std::swap(connections_[index], connections_.back());
    connections_.pop_back();
    if (connections_.empty()) drain_timer_.cancel();
  }

  /// Looks at a tenth of the connections every 100 ms, so at each once a second.
  static asio::awaitable<void> sweep_loop(std::shared_ptr<Impl> self) {
    while (!self->swept_) {
      self->sweep_timer_.expires_after(kTick);
      auto [ec] = co_await self->sweep_timer_.async_wait(kAwait);
      if (ec || self->swept_) co_return;
      const std::size_t count = (self->connections_.size() + kTicksPerRound - 1) / kTicksPerRound;
      for (std::size_t i = 0; i < count && !self->connections_.empty(); ++i) {
        if (self->cursor_ >= self->connections_.size()) self->cursor_ = 0;
        self->look_at(self->connections_[self->cursor_++]);
      }
    }
  }

  void look_at(const std::shared_ptr<Connection>& connection) {
    const auto now = Clock::now();
    if (connection->session) {
      connection->session->tick(now);
    } else if (now >= connection->deadline && !connection->closed) {
      if (connection->reading_head && !connection->tls) {
        connection->stream->try_write(
            "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\nX-Request-Id: ",
            shared_->next_request_id() + "\r\n\r\n");
      }
      connection->close();
    }
  }

  asio::awaitable<void> wait_until_empty(std::chrono::milliseconds at_most) {
    if (connections_.empty()) co_return;
    drain_timer_.expires_after(at_most);
    co_await drain_timer_.async_wait(kAwait);
  }

  void close_all() {
    const auto all = connections_;
    for (const auto& connection : all) {
      if (connection->session) connection->session->abort();
      connection->close();
    }
  }

  void stop_accepting() {
    error_code ignored;
    acceptor_.close(ignored);
    retry_timer_.cancel();
  }

  void stop_sweep() {
    swept_ = true;
    sweep_timer_.cancel();
  }

  asio::any_io_executor executor_;
  std::shared_ptr<Shared> shared_;
  std::shared_ptr<asio::ssl::context> tls_;
  tcp::acceptor acceptor_;
  asio::steady_timer sweep_timer_;
  asio::steady_timer drain_timer_;
  asio::steady_timer retry_timer_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::size_t cursor_ = 0;
  std::uint16_t port_ = 0;
  bool swept_ = false;
};

Server::Server(asio::any_io_executor executor, ServerConfig config, Handler handler)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(config), std::move(handler))) {}
Server::~Server() {
  impl_->abandon();
}
std::uint16_t Server::port() const noexcept {
  return impl_->port();
}
void Server::start() {
  impl_->start();
}
asio::awaitable<void> Server::drain(std::chrono::milliseconds deadline) {
  return impl_->drain(deadline);
}
std::size_t Server::connections() const noexcept {
  return impl_->connections();
}

}  // namespace jobswipe::http
