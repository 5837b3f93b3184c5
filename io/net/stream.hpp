#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

namespace jobswipe::net {

namespace asio = boost::asio;

/// A connected byte stream, plain or TLS. Use from its executor's thread only; at most one read and one write at a
/// time. Has no deadlines: the owner calls `close` when the time is up, and what is pending ends with
/// operation_aborted.
class Stream {
 public:
  virtual ~Stream() = default;
  /// TLS handshake of either side; nothing for plain streams.
  virtual asio::awaitable<boost::system::error_code> handshake() = 0;
  /// Waits for bytes and appends what has arrived (at most 64 KiB). The end of the stream is asio::error::eof. `into`
  /// must live until the call ends. A plain stream holds no buffer while it waits.
  virtual asio::awaitable<boost::system::error_code> read(std::string* into) = 0;
  /// Ends a pending `read` with operation_aborted and leaves the stream usable.
  virtual void cancel_read() = 0;
  /// Writes what the kernel takes now without waiting; returns how many bytes of `first` and then `second` went. 0 when
  /// a write must wait (always for TLS) and on errors, which the next `write` reports.
  virtual std::size_t try_write(std::string_view first, std::string_view second) noexcept = 0;
  /// Writes both whole. They must live until the call ends.
  virtual asio::awaitable<boost::system::error_code> write(std::string_view first, std::string_view second) = 0;
  /// Tells the peer that nothing more comes (TLS close_notify, TCP FIN); reading goes on.
  virtual asio::awaitable<void> finish() = 0;
  virtual void close() noexcept = 0;
  /// True when an idle stream can't be used again: the peer closed it or sent what nobody asked for.
  virtual bool stale() noexcept = 0;
};

std::unique_ptr<Stream> make_plain_stream(asio::ip::tcp::socket socket);
/// `context` must outlive the stream.
std::unique_ptr<Stream> make_tls_server_stream(asio::ip::tcp::socket socket, asio::ssl::context& context);
/// Verifies the peer's chain against the system's roots (SSL_CERT_FILE is honoured) and its name against `host`.
std::unique_ptr<Stream> make_tls_client_stream(asio::ip::tcp::socket socket, const std::string& host);

/// A server's context: TLS 1.3 only. Throws boost::system::system_error naming the file that can't be used.
std::shared_ptr<asio::ssl::context> make_tls_server_context(const std::string& certificate_file,
                                                            const std::string& key_file);

}  // namespace jobswipe::net
