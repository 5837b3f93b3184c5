#include "io/http/connection.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <charconv>

#include "io/http/parser.hpp"
#include "io/http/target.hpp"
#include "io/ws/frame.hpp"

namespace jobswipe::http {

namespace {

using boost::system::error_code;

constexpr auto kLingerTime = std::chrono::seconds(2);
constexpr std::size_t kLingerBytes = 8 * 1024 * 1024;
constexpr std::size_t kMaxPipelinedBytes = 256 * 1024;

bool has_token(std::string_view list, std::string_view token) noexcept {
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    std::string_view item = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
    while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
    if (Fields::same(item, token)) return true;
  }
  return false;
}

bool is_upgrade(const Request& request, int http_minor) noexcept {
  return request.method == Method::get && http_minor == 1 && has_token(request.fields.get("Upgrade"), "websocket") &&
         has_token(request.fields.get("Connection"), "upgrade") &&
         request.fields.get("Sec-WebSocket-Version") == "13" &&
         ws::is_valid_key(request.fields.get("Sec-WebSocket-Key"));
}

/// The client's address and scheme as the trusted proxies in front tell them: the last forwarded address that is not
/// itself a trusted proxy.
void believe_proxies(const Shared& shared, const Connection& connection, Request& request) {
  auto address = net::unmapped(connection.peer);
  request.secure = connection.tls;
  if (!shared.trusted.empty() && shared.trusted.contains(address)) {
    std::string chain;
    for (const auto& [name, value] : request.fields) {
      if (Fields::same(name, "X-Forwarded-For")) chain += (chain.empty() ? "" : ",") + value;
    }
    while (!chain.empty() && shared.trusted.contains(address)) {
      const auto comma = chain.rfind(',');
      std::string last = comma == std::string::npos ? chain : chain.substr(comma + 1);
      chain.resize(comma == std::string::npos ? 0 : comma);
      std::erase(last, ' ');
      error_code ec;
      const auto next = boost::asio::ip::make_address(last, ec);
      if (ec) break;
      address = net::unmapped(next);
    }
    if (request.fields.get("X-Forwarded-Proto") == "https") request.secure = true;
  }
  request.remote_address = address.to_string();
}

std::string make_head(Shared& shared, const Response& response, const std::string& request_id, bool close,
                      std::string_view framing) {
  std::string head;
  head.reserve(512);
  auto out = std::back_inserter(head);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status, reason_phrase(response.status),
                 shared.now_date());
  for (const auto& [name, value] : response.fields) {
    if (value.find_first_of("\r\n") != std::string::npos || name.find_first_of("\r\n: ") != std::string::npos) {
      throw std::logic_error("response field \"" + name + "\" holds a line break");
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }
  fmt::format_to(out, "X-Request-Id: {}\r\n{}", request_id, framing);
  if (close) head.append("Connection: close\r\n");
  head.append("\r\n");
  return head;
}

bool has_no_body(int status) noexcept {
  return status < 200 || status == 204 || status == 304;
}

Response problem(int status, std::string_view code, std::string_view detail, const std::string& request_id) {
  auto response = Response::text(status, "application/problem+json", problem_body(status, code, detail, request_id));
  response.fields.add("Cache-Control", "no-store");
  response.fields.add("X-Content-Type-Options", "nosniff");
  return response;
}

class ChunkWriter final : public BodyWriter {
 public:
  ChunkWriter(std::shared_ptr<Shared> shared, std::shared_ptr<Connection> connection, bool chunked)
      : shared_(std::move(shared)), connection_(std::move(connection)), chunked_(chunked) {}

  asio::awaitable<void> write(std::string chunk) override {
    if (chunk.empty()) co_return;
    if (chunked_) {
      chunk.insert(0, fmt::format("{:x}\r\n", chunk.size()));
      chunk.append("\r\n");
    }
    co_await write_raw(std::move(chunk));
  }

  asio::awaitable<void> write_raw(std::string bytes) {
    if (connection_->closed) throw boost::system::system_error(asio::error::broken_pipe);
    const std::size_t n = connection_->stream->try_write(bytes, std::string_view());
    if (n == bytes.size()) co_return;
    connection_->deadline = Clock::now() + shared_->config.write_timeout;
    const auto ec = co_await connection_->stream->write(std::string_view(bytes).substr(n), std::string_view());
    connection_->deadline = Clock::time_point::max();
    if (ec) throw boost::system::system_error(ec);
  }

  bool closed() const noexcept override { return connection_->closed || shared_->draining; }

  void on_close(std::function<void()> callback) override {
    if (closed()) {
      callback();
    } else {
      connection_->on_writer_close = std::move(callback);
    }
  }

 private:
  std::shared_ptr<Shared> shared_;
  std::shared_ptr<Connection> connection_;
  bool chunked_;
};

/// Notices that the peer of a streamed response went away.
asio::awaitable<void> watch_peer(std::shared_ptr<Connection> connection) {
  for (;;) {
    const auto ec = co_await connection->stream->read(&connection->input);
    if (ec || connection->input.size() > kMaxPipelinedBytes) break;
  }
  connection->close();
}

enum class Then { next_request, close, linger };

/// One connection's way from request to request.
class Serving {
 public:
  Serving(std::shared_ptr<Shared> shared, std::shared_ptr<Connection> connection)
      : shared_(std::move(shared)), connection_(std::move(connection)) {}

  asio::awaitable<void> run();

 private:
  asio::awaitable<Then> one_request();
  asio::awaitable<Then> read_request(RequestParser& parser);
  asio::awaitable<Then> refuse(RequestParser& parser, RequestParser::State state);
  asio::awaitable<Response> call_handler(Request request);
  asio::awaitable<Then> answer(Response response, std::string request_id, bool head, bool close);
  asio::awaitable<Then> answer_stream(Response response, std::string request_id, int http_minor);
  asio::awaitable<Then> upgrade(Response response, std::string key, std::string request_id);
  asio::awaitable<error_code> write(std::string_view first, std::string_view second);
  asio::awaitable<void> linger();

  std::shared_ptr<Shared> shared_;
  std::shared_ptr<Connection> connection_;
  bool first_ = true;
};

asio::awaitable<error_code> Serving::write(std::string_view first, std::string_view second) {
  const std::size_t n = connection_->stream->try_write(first, second);
  if (n == first.size() + second.size()) co_return error_code();
  if (n >= first.size()) {
    second.remove_prefix(n - first.size());
    first = std::string_view();
  } else {
    first.remove_prefix(n);
  }
  // In slices, so that a big answer over a slow line has its time per slice and not per answer.
  while (!first.empty() || !second.empty()) {
    constexpr std::size_t kSlice = 256 * 1024;
    const std::string_view slice = second.substr(0, kSlice);
    connection_->deadline = Clock::now() + shared_->config.write_timeout;
    const auto ec = co_await connection_->stream->write(first, slice);
    if (ec) co_return ec;
    first = std::string_view();
    second.remove_prefix(slice.size());
  }
  connection_->deadline = Clock::time_point::max();
  co_return error_code();
}

asio::awaitable<Then> Serving::read_request(RequestParser& parser) {
  auto& input = connection_->input;
  const auto& config = shared_->config;
  // A connection that waits for its next request keeps nothing of a big one before.
  if (input.empty() && input.capacity() > 4096) std::string().swap(input);
  connection_->idle = input.empty();
  connection_->deadline = Clock::now() + (connection_->idle && !first_ ? config.idle_timeout : config.header_timeout);
  bool body_started = false;
  for (;;) {
    const auto state = parser.feed(input);
    if (state == RequestParser::State::done) break;
    if (state != RequestParser::State::more) co_return co_await refuse(parser, state);
    if (parser.header_complete && !body_started) {
      body_started = true;
      connection_->reading_head = false;
      connection_->deadline = Clock::now() + config.body_timeout;
      if (Fields::same(parser.request.fields.get("Expect"), "100-continue") && parser.http_minor == 1) {
        const auto ec = co_await connection_->stream->write("HTTP/1.1 100 Continue\r\n\r\n", std::string_view());
        if (ec) co_return Then::close;
      }
    }
    const auto ec = co_await connection_->stream->read(&input);
    if (ec) co_return Then::close;
    if (connection_->idle || first_) {
      if (connection_->idle) connection_->deadline = Clock::now() + config.header_timeout;
      connection_->idle = false;
      connection_->reading_head = !parser.header_complete;
      first_ = false;
    }
  }
  connection_->idle = false;
  connection_->reading_head = false;
  first_ = false;
  connection_->deadline = Clock::time_point::max();
  co_return Then::next_request;
}

asio::awaitable<Then> Serving::refuse(RequestParser&, RequestParser::State state) {
  const std::string id = shared_->next_request_id();
  connection_->reading_head = false;
  Response response;
  if (state == RequestParser::State::header_too_large) {
    response = problem(
        431, "too_large",
        "The request's header is larger than " + std::to_string(shared_->config.max_header_bytes) + " bytes.", id);
  } else if (state == RequestParser::State::body_too_large) {
    response = problem(413, "too_large",
                       "The body is larger than " + std::to_string(shared_->config.max_body_bytes) + " bytes.", id);
  } else {
    response = problem(400, "invalid_input", "This is not an HTTP/1.1 request.", id);
  }
  co_await answer(std::move(response), id, false, true);
  co_return Then::linger;
}

asio::awaitable<Response> Serving::call_handler(Request request) {
  const std::string id = request.request_id;
  std::string failure;
  try {
    co_return co_await shared_->handler(std::move(request));
  } catch (const std::exception& error) {
    failure = error.what();
  }
  spdlog::error("request {} failed: {}", id, failure);
  co_return problem(500, "internal", "The server failed; the error is logged under this request's id.", id);
}

asio::awaitable<Then> Serving::one_request() {
  RequestParser parser(shared_->config.max_header_bytes, shared_->config.max_body_bytes);
  const Then read = co_await read_request(parser);
  if (read != Then::next_request) co_return read;

  Request request = std::move(parser.request);
  const int http_minor = parser.http_minor;
  request.request_id = shared_->next_request_id();
  const std::string id = request.request_id;
  const bool head = request.method == Method::head;
  if (parser.hosts > 1 || (http_minor == 1 && parser.hosts == 0)) {
    auto response = problem(400, "invalid_input", "An HTTP/1.1 request has exactly one Host field.", id);
    co_await answer(std::move(response), id, head, true);
    co_return Then::linger;
  }
  if (!parse_target(request)) {
    auto response = problem(400, "invalid_input",
                            "The request target can't be read: not a path, a broken percent-escape, "
                            "not UTF-8, or too many query parameters.",
                            id);
    co_return co_await answer(std::move(response), id, head, !parser.keep_alive());
  }
  believe_proxies(*shared_, *connection_, request);
  request.upgrade = is_upgrade(request, http_minor);
  const bool upgradable = request.upgrade;
  std::string key = upgradable ? std::string(request.fields.get("Sec-WebSocket-Key")) : std::string();
  bool close = !parser.keep_alive();

  Response response = co_await call_handler(std::move(request));
  if (connection_->closed) co_return Then::close;
  if (shared_->draining) close = true;
  if (response.websocket) {
    if (upgradable) co_return co_await upgrade(std::move(response), std::move(key), id);
    response = problem(426, "invalid_input", "This route speaks WebSocket, version 13, only.", id);
    response.fields.add("Upgrade", "websocket");
    response.fields.add("Sec-WebSocket-Version", "13");
  }
  if (response.stream && !head) co_return co_await answer_stream(std::move(response), id, http_minor);
  co_return co_await answer(std::move(response), id, head, close);
}

asio::awaitable<Then> Serving::answer(Response response, std::string request_id, bool head, bool close) {
  std::string framing;
  if (!has_no_body(response.status) && !response.stream) {
    framing = "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  }
  const std::string text = make_head(*shared_, response, request_id, close, framing);
  std::string_view body = response.body;
  if (head || has_no_body(response.status)) body = std::string_view();
  const auto ec = co_await write(text, body);
  if (ec || close) co_return Then::close;
  co_return Then::next_request;
}

asio::awaitable<Then> Serving::answer_stream(Response response, std::string request_id, int http_minor) {
  const bool chunked = http_minor == 1;
  const std::string framing = chunked ? "Transfer-Encoding: chunked\r\n" : "";
  const std::string text = make_head(*shared_, response, request_id, true, framing);
  const auto ec = co_await write(text, std::string_view());
  if (ec) co_return Then::close;
  auto writer = std::make_shared<ChunkWriter>(shared_, connection_, chunked);
  asio::co_spawn(connection_->executor, watch_peer(connection_), log_failure("watch over a streamed response"));
  std::string failure;
  try {
    co_await response.stream(writer);
    if (chunked && !connection_->closed) co_await writer->write_raw("0\r\n\r\n");
  } catch (const boost::system::system_error& error) {
    // The peer went away: nothing is wrong here.
    if (!connection_->closed && error.code() != asio::error::broken_pipe &&
        error.code() != asio::error::connection_reset && error.code() != asio::error::operation_aborted) {
      failure = error.what();
    }
  } catch (const std::exception& error) {
    failure = error.what();
  }
  if (!failure.empty()) spdlog::error("stream of request {} failed: {}", request_id, failure);
  connection_->on_writer_close = nullptr;
  if (!connection_->closed) co_await connection_->stream->finish();
  co_return Then::close;
}

asio::awaitable<Then> Serving::upgrade(Response response, std::string key, std::string request_id) {
  response.status = 101;
  const std::string framing =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + ws::accept_for(key) + "\r\n";
  const std::string text = make_head(*shared_, response, request_id, false, framing);
  const auto ec = co_await write(text, std::string_view());
  if (!ec) connection_->websocket = std::move(response.websocket);
  co_return Then::close;
}

asio::awaitable<void> Serving::linger() {
  // Closing with unread bytes would reset the connection and could take the answer with it.
  co_await connection_->stream->finish();
  connection_->deadline = Clock::now() + kLingerTime;
  std::size_t dropped = 0;
  while (dropped < kLingerBytes) {
    const auto ec = co_await connection_->stream->read(&connection_->input);
    if (ec) break;
    dropped += connection_->input.size();
    connection_->input.clear();
  }
}

asio::awaitable<void> Serving::run() {
  if (connection_->tls) {
    connection_->idle = false;
    connection_->deadline = Clock::now() + shared_->config.header_timeout;
    const auto ec = co_await connection_->stream->handshake();
    if (ec) co_return;
  }
  Then then = Then::next_request;
  while (then == Then::next_request && !connection_->closed) {
    then = co_await one_request();
    if (then == Then::next_request && shared_->draining) then = Then::close;
  }
  if (then == Then::linger) co_await linger();
  if (!connection_->websocket && connection_->tls && !connection_->closed) {
    connection_->deadline = Clock::now() + kLingerTime;
    co_await connection_->stream->finish();
  }
}

asio::awaitable<void> serve_http(std::shared_ptr<Shared> shared, std::shared_ptr<Connection> connection) {
  Serving serving(std::move(shared), std::move(connection));
  co_await serving.run();
}

asio::awaitable<void> begin_websocket(Shared& shared, Connection& connection) {
  connection.deadline = Clock::time_point::max();
  connection.session = std::make_shared<ws::StreamSession>(connection.executor, connection.stream, shared.websocket,
                                                           std::exchange(connection.input, std::string()));
  if (shared.draining) connection.session->drain();
  // The function stays with the connection: a coroutine lambda reads its captures from there until it ends.
  return connection.websocket(connection.session);
}

void end_websocket(const Shared& shared, ws::StreamSession& session, std::exception_ptr failure) {
  if (failure) {
    log_failure("websocket")(failure);
    session.close(1011, "internal error");
  }
  if (session.open()) session.close(shared.draining ? ws::kGoingAway : ws::kNormal, "");
}

/// Its frame lives as long as the socket: it holds as little as can be.
asio::awaitable<void> serve_websocket(std::shared_ptr<Shared> shared, std::shared_ptr<Connection> connection) {
  std::exception_ptr failure;
  try {
    co_await begin_websocket(*shared, *connection);
  } catch (...) {
    failure = std::current_exception();
  }
  end_websocket(*shared, *connection->session, failure);
  co_await connection->session->finish();
}

}  // namespace

std::string_view reason_phrase(int status) noexcept {
  switch (status) {
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

std::string problem_body(int status, std::string_view code, std::string_view detail, std::string_view request_id) {
  boost::json::object problem;
  problem["type"] = "urn:jobswipe:problem:" + std::string(code);
  problem["title"] = reason_phrase(status);
  problem["status"] = status;
  problem["detail"] = detail;
  problem["code"] = code;
  problem["requestId"] = request_id;
  return boost::json::serialize(problem);
}

std::string_view Shared::now_date() {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (now != date_of) {
    date_of = now;
    // RFC 9110, 5.6.7.
    date = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
  }
  return date;
}

std::string Shared::next_request_id() {
  return fmt::format("{:08x}{:08x}", instance, ++requests);
}

void Connection::close() {
  if (closed) return;
  closed = true;
  stream->close();
  if (auto callback = std::exchange(on_writer_close, nullptr)) callback();
}

asio::awaitable<void> serve_connection(std::shared_ptr<Shared> shared, std::shared_ptr<Connection> connection) {
  co_await serve_http(shared, connection);
  if (connection->websocket) co_await serve_websocket(std::move(shared), std::move(connection));
}

}  // namespace jobswipe::http
