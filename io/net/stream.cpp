#include "io/net/stream.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace jobswipe::net {

namespace {

using asio::ip::tcp;
using boost::system::error_code;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kScratchBytes = 64 * 1024;
constexpr std::size_t kTlsReadBytes = 16 * 1024;

// One scratch buffer per thread serves all its plain streams, because bytes leave it before anything suspends.
char* scratch() {
  thread_local const std::unique_ptr<char[]> buffer(new char[kScratchBytes]);
  return buffer.get();
}

std::array<asio::const_buffer, 2> rest_of(std::string_view first, std::string_view second, std::size_t done) {
  if (done < first.size()) return {asio::buffer(first.substr(done)), asio::buffer(second)};
  return {asio::buffer(second.substr(done - first.size())), asio::const_buffer()};
}

bool peek_is_stale(tcp::socket& socket) noexcept {
  if (!socket.is_open()) return true;
  error_code ec;
  char byte = 0;
  socket.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, ec);
  return ec != asio::error::would_block;
}

class PlainStream final : public Stream {
 public:
  explicit PlainStream(tcp::socket socket) : socket_(std::move(socket)) {
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
  }

  asio::awaitable<error_code> handshake() override { co_return error_code(); }

  asio::awaitable<error_code> read(std::string* into) override {
    for (;;) {
      auto token = asio::bind_cancellation_slot(read_signal_.slot(), kAwait);
      auto [waited] = co_await socket_.async_wait(tcp::socket::wait_read, token);
      if (waited) co_return waited;
      error_code ec;
      const std::size_t n = socket_.read_some(asio::buffer(scratch(), kScratchBytes), ec);
      if (ec == asio::error::would_block) continue;
      into->append(scratch(), n);
      co_return ec;
    }
  }

  void cancel_read() override { read_signal_.emit(asio::cancellation_type::terminal); }

  std::size_t try_write(std::string_view first, std::string_view second) noexcept override {
    error_code ec;
    const std::size_t n = socket_.write_some(rest_of(first, second, 0), ec);
    return ec ? 0 : n;
  }

  asio::awaitable<error_code> write(std::string_view first, std::string_view second) override {
    std::size_t done = 0;
    const std::size_t all = first.size() + second.size();
    while (done < all) {
      error_code ec;
      done += socket_.write_some(rest_of(first, second, done), ec);
      if (ec == asio::error::would_block) {
        auto [waited] = co_await socket_.async_wait(tcp::socket::wait_write, kAwait);
        if (waited) co_return waited;
      } else if (ec) {
        co_return ec;
      }
    }
    co_return error_code();
  }

  asio::awaitable<void> finish() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }

  void close() noexcept override {
    error_code ignored;
    socket_.close(ignored);
  }

  bool stale() noexcept override { return peek_is_stale(socket_); }

 private:
  tcp::socket socket_;
  asio::cancellation_signal read_signal_;
};

class TlsStream final : public Stream {
 public:
  TlsStream(tcp::socket socket, asio::ssl::context& context, asio::ssl::stream_base::handshake_type side)
      : stream_(std::move(socket), context), side_(side) {
    error_code ignored;
    stream_.next_layer().non_blocking(true, ignored);
    stream_.next_layer().set_option(tcp::no_delay(true), ignored);
  }

  asio::ssl::stream<tcp::socket>& ssl() { return stream_; }

  asio::awaitable<error_code> handshake() override {
    auto [ec] = co_await stream_.async_handshake(side_, kAwait);
    co_return ec;
  }

  asio::awaitable<error_code> read(std::string* into) override {
    const std::unique_ptr<char[]> buffer(new char[kTlsReadBytes]);
    auto token = asio::bind_cancellation_slot(read_signal_.slot(), kAwait);
    auto [ec, n] = co_await stream_.async_read_some(asio::buffer(buffer.get(), kTlsReadBytes), token);
    into->append(buffer.get(), n);
    // A peer that drops TCP without close_notify has ended all the same; HTTP's own framing tells a cut message.
    if (ec == asio::ssl::error::stream_truncated) co_return asio::error::eof;
    co_return ec;
  }

  void cancel_read() override { read_signal_.emit(asio::cancellation_type::terminal); }

  std::size_t try_write(std::string_view, std::string_view) noexcept override { return 0; }

  asio::awaitable<error_code> write(std::string_view first, std::string_view second) override {
    if (second.empty()) {
      auto [ec, n] = co_await asio::async_write(stream_, asio::buffer(first), kAwait);
      co_return ec;
    }
    std::string whole;  // One TLS record instead of two.
    whole.reserve(first.size() + second.size());
    whole.append(first).append(second);
    auto [ec, n] = co_await asio::async_write(stream_, asio::buffer(whole), kAwait);
    co_return ec;
  }

  asio::awaitable<void> finish() override {
    co_await stream_.async_shutdown(kAwait);
    error_code ignored;
    stream_.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
  }

  void close() noexcept override {
    error_code ignored;
    stream_.next_layer().close(ignored);
  }

  bool stale() noexcept override { return peek_is_stale(stream_.next_layer()); }

 private:
  asio::ssl::stream<tcp::socket> stream_;
  asio::ssl::stream_base::handshake_type side_;
  asio::cancellation_signal read_signal_;
};

asio::ssl::context& client_context() {
  static asio::ssl::context context = [] {
    asio::ssl::context made(asio::ssl::context::tls_client);
    made.set_default_verify_paths();
    made.set_verify_mode(asio::ssl::verify_peer);
    SSL_CTX_set_min_proto_version(made.native_handle(), TLS1_2_VERSION);
    return made;
  }();
  return context;
}

void check_file(const error_code& ec, const std::string& file) {
  if (ec) throw boost::system::system_error(ec, "TLS file \"" + file + "\" can't be used");
}

}  // namespace

std::unique_ptr<Stream> make_plain_stream(tcp::socket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

std::unique_ptr<Stream> make_tls_server_stream(tcp::socket socket, asio::ssl::context& context) {
  return std::make_unique<TlsStream>(std::move(socket), context, asio::ssl::stream_base::server);
}

std::unique_ptr<Stream> make_tls_client_stream(tcp::socket socket, const std::string& host) {
  auto stream = std::make_unique<TlsStream>(std::move(socket), client_context(), asio::ssl::stream_base::client);
  error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  // Server Name Indication is for names only (RFC 6066, 3).
  if (not_an_address) SSL_set_tlsext_host_name(stream->ssl().native_handle(), host.c_str());
  stream->ssl().set_verify_callback(asio::ssl::host_name_verification(host));
  return stream;
}

std::shared_ptr<asio::ssl::context> make_tls_server_context(const std::string& certificate_file,
                                                            const std::string& key_file) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_3_VERSION);
  SSL_CTX_set_max_proto_version(context->native_handle(), TLS1_3_VERSION);
  error_code ec;
  context->use_certificate_chain_file(certificate_file, ec);
  check_file(ec, certificate_file);
  context->use_private_key_file(key_file, asio::ssl::context::pem, ec);
  check_file(ec, key_file);
  return context;
}

}  // namespace jobswipe::net
