#include "io/ws/client.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "io/net/dial.hpp"
#include "io/ws/stream_session.hpp"

namespace jobswipe::ws {

namespace {

namespace beast_http = boost::beast::http;
using Kind = net::TransportError::Kind;
using boost::system::error_code;

struct Place {
  net::Target target;
  std::string authority;
  std::string resource;
};

Place parse_url(const std::string& text) {
  const auto parsed = boost::urls::parse_uri(text);
  if (!parsed || (parsed->scheme() != "ws" && parsed->scheme() != "wss") || parsed->host().empty() ||
      parsed->has_userinfo()) {
    throw net::TransportError(Kind::bad_url, "\"" + text + "\" is not a ws:// or wss:// URL");
  }
  Place place;
  place.target.tls = parsed->scheme() == "wss";
  place.target.host = parsed->host_address();
  place.target.port = parsed->port_number() ? parsed->port_number() : (place.target.tls ? 443 : 80);
  place.authority = std::string(parsed->encoded_host_and_port());
  place.resource = std::string(parsed->encoded_target());
  if (place.resource.empty() || place.resource[0] != '/') place.resource.insert(0, "/");
  return place;
}

asio::awaitable<void> keep_alive(std::weak_ptr<StreamSession> weak, std::shared_ptr<asio::steady_timer> timer,
                                 std::chrono::steady_clock::duration period) {
  for (;;) {
    timer->expires_after(period);
    auto [ec] = co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
    const auto session = weak.lock();
    if (ec || !session) co_return;
    session->tick(StreamSession::Clock::now());
    if (session->ended()) co_return;
  }
}

std::string opening(const Place& place, const http::Fields& fields, const std::string& key) {
  std::string text =
      "GET " + place.resource + " HTTP/1.1\r\nHost: " + place.authority +
      "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key +
      "\r\n";
  for (const auto& [name, value] : fields) text += name + ": " + value + "\r\n";
  text += "\r\n";
  return text;
}

/// Reads the answer to the opening handshake and checks it (RFC 6455, 4.1); leaves in `input` what follows it.
asio::awaitable<void> read_answer(std::shared_ptr<net::Stream> stream, std::string url, std::string key,
                                  std::string* input, std::shared_ptr<bool> expired) {
  beast_http::response_parser<beast_http::empty_body> parser;
  parser.skip(true);
  for (;;) {
    error_code ec;
    const std::size_t used = parser.put(asio::buffer(*input), ec);
    input->erase(0, used);
    if (ec && ec != beast_http::error::need_more) {
      throw net::TransportError(Kind::lost, url + " did not answer in HTTP: " + ec.message());
    }
    if (parser.is_header_done()) break;
    const auto read = co_await stream->read(input);
    if (*expired) throw net::TransportError(Kind::timeout, url + " did not answer in time");
    if (read) throw net::TransportError(Kind::lost, url + " closed the connection: " + read.message());
  }
  const auto& answer = parser.get();
  if (answer.result_int() != 101) {
    throw net::TransportError(Kind::connect,
                              url + " refused the WebSocket with status " + std::to_string(answer.result_int()));
  }
  if (std::string_view(answer["Sec-WebSocket-Accept"]) != accept_for(key)) {
    throw net::TransportError(Kind::connect, url + " answered with a wrong Sec-WebSocket-Accept");
  }
}

}  // namespace

asio::awaitable<std::shared_ptr<Session>> connect(asio::any_io_executor executor, ConnectOptions options) {
  const Place place = parse_url(options.url);
  const auto deadline = std::chrono::steady_clock::now() + options.timeout;
  auto stream = co_await net::dial(executor, place.target, options.timeout);

  auto expired = std::make_shared<bool>(false);
  asio::steady_timer timer(executor, deadline);
  timer.async_wait([expired, weak = std::weak_ptr<net::Stream>(stream)](error_code ec) {
    const auto held = weak.lock();
    if (ec || !held) return;
    *expired = true;
    held->close();
  });

  const std::string key = make_key();
  const std::string request = opening(place, options.fields, key);
  const auto written = co_await stream->write(request, std::string_view());
  if (written) throw net::TransportError(Kind::lost, options.url + ": " + written.message());
  std::string input;
  co_await read_answer(stream, options.url, key, &input, expired);
  timer.cancel();

  auto config = std::make_shared<SessionConfig>();
  config->client = true;
  config->max_message_bytes = options.max_message_bytes;
  config->idle_timeout = options.idle_timeout;
  auto session = std::make_shared<StreamSession>(executor, stream, std::move(config), std::move(input));
  using Duration = std::chrono::steady_clock::duration;
  const auto period = std::max<Duration>(options.idle_timeout / 9, std::chrono::milliseconds(50));
  const auto ticker = std::make_shared<asio::steady_timer>(executor);
  // Otherwise the timer would keep the loop running for a session that is no more.
  session->on_end([ticker] { ticker->cancel(); });
  asio::co_spawn(executor, keep_alive(session, ticker, period), [url = options.url](std::exception_ptr failure) {
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      spdlog::warn("websocket to {} is no longer kept alive: {}", url, error.what());
    }
  });
  co_return session;
}

}  // namespace jobswipe::ws
