#include "io/net/dial.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <vector>

#include "io/net/address.hpp"
#include "io/net/stream.hpp"

namespace jobswipe::net {

namespace {

using asio::ip::tcp;
using boost::system::error_code;
using Kind = TransportError::Kind;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

// What the clock may interrupt; shared with the timer's callback, which may run after the dialling has ended.
struct Attempt {
  explicit Attempt(const asio::any_io_executor& executor) : timer(executor), resolver(executor), socket(executor) {}
  asio::steady_timer timer;
  tcp::resolver resolver;
  tcp::socket socket;
  std::shared_ptr<Stream> stream;
  bool expired = false;

  void expire() {
    expired = true;
    resolver.cancel();
    error_code ignored;
    socket.close(ignored);
    if (stream) stream->close();
  }
};

std::string named(const Target& target) {
  return target.host + ":" + std::to_string(target.port);
}

[[noreturn]] void fail(const Attempt& attempt, const Target& target, Kind kind, const std::string& why) {
  if (attempt.expired) throw TransportError(Kind::timeout, named(target) + " did not answer in time");
  throw TransportError(kind, named(target) + ": " + why);
}

}  // namespace

asio::awaitable<std::shared_ptr<Stream>> dial(asio::any_io_executor executor, Target target,
                                              std::chrono::milliseconds timeout) {
  auto attempt = std::make_shared<Attempt>(executor);
  attempt->timer.expires_after(timeout);
  attempt->timer.async_wait([weak = std::weak_ptr<Attempt>(attempt)](error_code ec) {
    auto held = weak.lock();
    if (!ec && held) held->expire();
  });

  const std::string service = std::to_string(target.port);
  auto [resolved, results] =
      co_await attempt->resolver.async_resolve(target.host, service, tcp::resolver::numeric_service, kAwait);
  if (resolved) fail(*attempt, target, Kind::connect, "the name can't be resolved (" + resolved.message() + ")");

  std::vector<tcp::endpoint> endpoints;
  for (const auto& result : results) {
    if (target.allow_private || is_public(result.endpoint().address())) endpoints.push_back(result.endpoint());
  }
  if (endpoints.empty()) {
    fail(*attempt, target, Kind::refused_address, "leads into this machine or a private network, which is not allowed");
  }

  auto [connected, endpoint] = co_await asio::async_connect(attempt->socket, endpoints, kAwait);
  if (connected || attempt->expired) fail(*attempt, target, Kind::connect, connected.message());

  if (target.tls) {
    attempt->stream = make_tls_client_stream(std::move(attempt->socket), target.host);
    const error_code shaken = co_await attempt->stream->handshake();
    if (shaken) fail(*attempt, target, Kind::tls, shaken.message());
  } else {
    attempt->stream = make_plain_stream(std::move(attempt->socket));
  }
  if (attempt->expired) fail(*attempt, target, Kind::timeout, "");
  attempt->timer.cancel();
  co_return std::move(attempt->stream);
}

}  // namespace jobswipe::net
