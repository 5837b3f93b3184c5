#include "agent/browser/guard_proxy.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <limits>
#include <list>

#include "agent/browser/proxy_request.hpp"
#include "io/net/address.hpp"
#include "io/net/dial.hpp"
#include "io/net/stream.hpp"

namespace jobswipe::browser {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::chrono::seconds kDial{15};
constexpr std::chrono::seconds kHead{15};
constexpr std::chrono::seconds kLookUp{20};
constexpr std::size_t kMaxHead = 64 * 1024;

std::string answer(int status, std::string_view reason, std::string_view refused) {
  const std::string body = fmt::format("{}\n", reason);
  return fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n{}", status,
      reason, body.size(), refused, body);
}

/// Threads for name lookups, which block and can't be interrupted: one slow name must hold up neither another nor the
/// end of the program, so they are never joined.
asio::thread_pool& lookups() {
  static auto& pool = *new asio::thread_pool(8);
  return pool;
}

struct Found {
  std::string address;   ///< the first that is allowed; empty when there is none
  bool refused = false;  ///< there are addresses, but none is allowed
};

/// Blocks for as long as the system's resolver takes.
Found look_up_now(const std::string& host, const AddressRule& allowed) {
  Found found;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) return found;
  for (const auto* entry = list; entry && found.address.empty(); entry = entry->ai_next) {
    tcp::endpoint endpoint;
    if (entry->ai_addrlen > endpoint.capacity()) continue;
    std::memcpy(endpoint.data(), entry->ai_addr, entry->ai_addrlen);
    endpoint.resize(entry->ai_addrlen);
    if (allowed(endpoint.address())) found.address = endpoint.address().to_string();
  }
  found.refused = list && found.address.empty();
  ::freeaddrinfo(list);
  return found;
}

/// The addresses of a name; none when no answer came within kLookUp. A written address needs no thread, so that names
/// that hang can't hold it up.
asio::awaitable<Found> look_up(asio::any_io_executor executor, std::string host, AddressRule allowed) {
  boost::system::error_code not_written;
  asio::ip::make_address(host, not_written);
  if (!not_written) co_return look_up_now(host, allowed);
  struct Pending {
    explicit Pending(asio::any_io_executor on) : timer(on, kLookUp) {}
    asio::steady_timer timer;
    Found found;
  };
  const auto pending = std::make_shared<Pending>(executor);
  asio::post(lookups(), [pending, executor, host, allowed] {
    auto found = look_up_now(host, allowed);
    asio::post(executor, [pending, found = std::move(found)] {
      pending->found = found;
      pending->timer.cancel();
    });
  });
  boost::system::error_code ignored;
  co_await pending->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  co_return pending->found;
}

/// One connection of the browser and what it was connected to.
struct Connection {
  std::shared_ptr<net::Stream> client;
  std::shared_ptr<net::Stream> server;
  /// Something was sent to the server since it last said something.
  bool asked = false;
  void close() noexcept {
    if (client) client->close();
    if (server) server->close();
  }
};

/// Reads on until the browser gives up a connection whose server is lost, and says nothing.
asio::awaitable<void> hold(std::shared_ptr<Connection> owner) {
  std::string dropped;
  boost::system::error_code error;
  while (!error) {
    dropped.clear();
    error = co_await owner->client->read(&dropped);
  }
  owner->close();
}

/// Passes on at most `limit` bytes of the browser, then says that nothing more comes. `holding`: hold_lost_requests.
asio::awaitable<void> pump_up(std::shared_ptr<Connection> owner, std::size_t limit,
                              std::shared_ptr<const bool> holding) {
  std::string bytes;
  boost::system::error_code error;
  while (!error && limit > 0) {
    bytes.clear();
    error = co_await owner->client->read(&bytes);
    if (bytes.size() > limit) bytes.resize(limit);
    if (bytes.empty()) continue;
    limit -= bytes.size();
    owner->asked = true;
    const auto failed = co_await owner->server->write(bytes, std::string_view());
    if (failed && *holding) co_return co_await hold(std::move(owner));
    if (failed) {
      owner->close();
      co_return;
    }
  }
  if (error && error != asio::error::eof)
    owner->close();
  else if (error)
    co_await owner->server->finish();
}

/// Passes on what the server says, to its end; gives whether that end came in the middle of a request.
asio::awaitable<bool> pump_down(std::shared_ptr<Connection> owner) {
  std::string bytes;
  boost::system::error_code error;
  while (!error) {
    bytes.clear();
    error = co_await owner->server->read(&bytes);
    if (bytes.empty()) continue;
    owner->asked = false;
    const auto failed = co_await owner->client->write(bytes, std::string_view());
    if (failed) {
      owner->close();
      co_return false;
    }
  }
  co_return owner->asked;
}

}  // namespace

class GuardProxy::Impl : public std::enable_shared_from_this<GuardProxy::Impl> {
 public:
  Impl(asio::any_io_executor executor, AddressRule allowed)
      : executor_(executor),
        acceptor_(executor),
        allowed_(allowed ? std::move(allowed) : AddressRule(net::is_public)) {}

  std::string start() {
    const tcp::endpoint loopback(asio::ip::address_v4::loopback(), 0);
    acceptor_.open(loopback.protocol());
    acceptor_.bind(loopback);
    acceptor_.listen();
    const auto port = acceptor_.local_endpoint().port();
    asio::co_spawn(executor_, accept(shared_from_this()),
                   [](std::exception_ptr error) { log_end("the guarding proxy", error); });
    return fmt::format("127.0.0.1:{}", port);
  }

  void stop() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    for (const auto& connection : connections_)
      if (const auto open = connection.lock()) open->close();
  }

  Refusals refusals;
  const std::shared_ptr<bool> holding = std::make_shared<bool>(false);

 private:
  static void log_end(const char* what, std::exception_ptr error) {
    try {
      if (error) std::rethrow_exception(error);
    } catch (const std::exception& thrown) {
      spdlog::debug("{}: {}", what, thrown.what());
    }
  }

  static asio::awaitable<void> accept(std::shared_ptr<Impl> self) {
    while (self->acceptor_.is_open()) {
      boost::system::error_code error;
      tcp::socket socket = co_await self->acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted || !self->acceptor_.is_open()) co_return;
      if (error) continue;
      auto connection = std::make_shared<Connection>();
      connection->client = net::make_plain_stream(std::move(socket));
      self->connections_.remove_if([](const auto& old) { return old.expired(); });
      self->connections_.push_back(connection);
      asio::co_spawn(self->executor_, serve(self, connection),
                     [connection](std::exception_ptr failed) { log_end("a proxied connection", failed); });
    }
  }

  static asio::awaitable<void> serve(std::shared_ptr<Impl> self, std::shared_ptr<Connection> connection) {
    asio::steady_timer deadline(self->executor_, kHead);
    deadline.async_wait([weak = std::weak_ptr<Connection>(connection)](boost::system::error_code error) {
      const auto open = weak.lock();
      if (!error && open) open->close();
    });
    std::string head;
    std::size_t end = std::string::npos;
    while ((end = head.find("\r\n\r\n")) == std::string::npos) {
      if (head.size() > kMaxHead) co_return;
      const auto error = co_await connection->client->read(&head);
      if (error) co_return;
    }
    deadline.cancel();
    const auto rest = head.substr(end + 4);
    const auto request = parse_proxy_request(std::string_view(head).substr(0, end + 4));
    std::string reply;
    if (!request) {
      reply = answer(400, "Bad Request", "");
    } else {
      const auto found = co_await look_up(self->executor_, request->host, self->allowed_);
      if (found.refused) {
        self->refusals.add(request->host);
        spdlog::warn("refused to open {}: it is on a private or loopback address", request->host);
        reply = answer(403, "Private address", "X-JobSwipe-Refused: 1\r\n");
      } else if (found.address.empty()) {
        reply = answer(502, "Name not found", "");
      } else {
        net::Target target;
        target.host = found.address;
        target.port = request->port;
        // Checked above; the address, not the name, is dialled.
        target.allow_private = true;
        try {
          connection->server = co_await net::dial(self->executor_, std::move(target), kDial);
        } catch (const net::TransportError& error) {
          spdlog::debug("proxy: {}", error.what());
          reply = answer(502, "Bad Gateway", "");
        }
      }
    }
    if (!connection->server) {
      // To a plain request an answer would look like the site's own; nothing was sent anywhere, so it may see the loss.
      const bool unreachable = request && !request->connect && !reply.starts_with("HTTP/1.1 403");
      if (unreachable) co_return connection->close();
      co_await connection->client->write(reply, std::string_view());
      co_await connection->client->finish();
      connection->close();
      co_return;
    }
    std::size_t limit = std::numeric_limits<std::size_t>::max();
    if (request->connect) {
      reply = "HTTP/1.1 200 Connection Established\r\n\r\n";
      const auto error = co_await connection->client->write(reply, std::string_view());
      if (error) co_return connection->close();
      reply.clear();
    } else {
      reply = request->forwarded;
      // One request per connection: the next may be for another host.
      if (!request->chunked) limit = request->content_length;
    }
    const auto first = std::string_view(rest).substr(0, std::min(rest.size(), limit));
    limit -= first.size();
    connection->asked = !request->connect || !first.empty();
    const auto error = co_await connection->server->write(reply, first);
    if (error) co_return connection->close();
    asio::co_spawn(self->executor_, pump_up(connection, limit, self->holding),
                   [connection](std::exception_ptr failed) { log_end("a proxied request", failed); });
    const bool unanswered = co_await pump_down(connection);
    if (!request->connect) {
      if (unanswered) {
        reply = answer(502, "The site ended the connection without an answer", "");
        co_await connection->client->write(reply, std::string_view());
        co_await connection->client->finish();
      }
      // A plain response is over.
      co_return connection->close();
    }
    if (unanswered && *self->holding) {
      spdlog::warn("{} ended a connection with a request under way; the browser is not let send it again",
                   request->host);
      co_return;  // pump_up reads on
    }
    // A tunnel's other half may still have something to say.
    co_await connection->client->finish();
  }

  asio::any_io_executor executor_;
  tcp::acceptor acceptor_;
  AddressRule allowed_;
  std::list<std::weak_ptr<Connection>> connections_;
};

GuardProxy::GuardProxy(asio::any_io_executor executor, AddressRule allowed)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(allowed))) {}
GuardProxy::~GuardProxy() {
  impl_->stop();
}
std::string GuardProxy::start() {
  return impl_->start();
}
const Refusals& GuardProxy::refusals() const noexcept {
  return impl_->refusals;
}
void GuardProxy::hold_lost_requests(bool hold) noexcept {
  *impl_->holding = hold;
}

}  // namespace jobswipe::browser
