#include "io/http/client.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <list>
#include <map>

#include "io/http/parser.hpp"
#include "io/net/dial.hpp"
#include "io/net/stream.hpp"

namespace jobswipe::http {

namespace {

using Kind = TransportError::Kind;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;

constexpr std::size_t kMaxIdlePerPlace = 8;
constexpr auto kMaxIdleTime = std::chrono::seconds(50);  // Less than servers commonly keep a connection.

struct Place {
  net::Target target;
  std::string authority;  ///< for Host, and to tell origins apart
  std::string resource;
  std::string key() const { return (target.tls ? "https://" : "http://") + authority; }
};

Place parse_url(const std::string& text, bool allow_private) {
  const auto parsed = boost::urls::parse_uri(text);
  if (!parsed || (parsed->scheme() != "http" && parsed->scheme() != "https") || parsed->host().empty()) {
    throw TransportError(Kind::bad_url, "\"" + text + "\" is not an http:// or https:// URL");
  }
  if (parsed->has_userinfo()) throw TransportError(Kind::bad_url, "a URL with a user name in it is refused");
  Place place;
  place.target.tls = parsed->scheme() == "https";
  place.target.host = parsed->host_address();
  place.target.port = parsed->port_number() ? parsed->port_number() : (place.target.tls ? 443 : 80);
  place.target.allow_private = allow_private;
  place.authority = std::string(parsed->encoded_host_and_port());
  place.resource = std::string(parsed->encoded_target());
  if (!place.resource.starts_with('/')) place.resource.insert(0, "/");
  return place;
}

std::string_view method_text(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::delete_:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
    case Method::patch:
      return "PATCH";
    case Method::other:
      break;
  }
  throw std::logic_error("a request needs a method");
}

bool may_repeat(const ClientRequest& request) noexcept {
  return (request.method != Method::post && request.method != Method::patch) || request.fields.has("Idempotency-Key");
}

std::string make_head(const ClientRequest& request, const Place& place, const std::string& user_agent) {
  std::string head = std::string(method_text(request.method)) + " " + place.resource +
                     " HTTP/1.1\r\nHost: " + place.authority + "\r\n";
  for (const auto& [name, value] : request.fields) {
    if ((name + value).find_first_of("\r\n") != std::string::npos) {
      throw std::invalid_argument("request field \"" + name + "\" holds a line break");
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }
  if (!request.fields.has("User-Agent")) head.append("User-Agent: ").append(user_agent).append("\r\n");
  if (!request.fields.has("Accept")) head.append("Accept: */*\r\n");
  const bool may_have_body =
      request.method == Method::post || request.method == Method::put || request.method == Method::patch;
  if (may_have_body || !request.body.empty()) {
    head.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
  }
  head.append("\r\n");
  return head;
}

/// Closes a stream when its time is up; `restart` moves the end.
class Deadline {
 public:
  Deadline(const asio::any_io_executor& executor, std::shared_ptr<net::Stream> stream, Clock::time_point end)
      : timer_(std::make_shared<asio::steady_timer>(executor)),
        expired_(std::make_shared<bool>(false)),
        stream_(std::move(stream)) {
    restart(end);
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  ~Deadline() { timer_->cancel(); }
  void restart(Clock::time_point end) {
    timer_->expires_at(end);
    timer_->async_wait([expired = expired_, stream = stream_, timer = timer_](error_code ec) {
      // A timer that was moved after it had fired still calls back with success.
      if (ec || timer->expiry() > Clock::now()) return;
      *expired = true;
      stream->close();
    });
  }
  bool expired() const noexcept { return *expired_; }

 private:
  std::shared_ptr<asio::steady_timer> timer_;
  std::shared_ptr<bool> expired_;
  std::shared_ptr<net::Stream> stream_;
};

/// How a body is taken, and until when.
struct Reading {
  std::size_t max_body_bytes = 0;
  Clock::time_point end;                          ///< of the exchange, or of the wait for the header when streaming
  std::optional<std::chrono::milliseconds> idle;  ///< streaming: silence allowed between chunks
  std::function<bool(int, std::string_view)> on_chunk;
};

struct Outcome {
  ClientResponse response;
  bool reusable = false;
  bool nothing_came = false;  ///< the connection ended before the first byte of an answer
  std::string failure;
  Outcome() = default;
};

}  // namespace

class Client::Impl : public std::enable_shared_from_this<Client::Impl> {
 public:
  Impl(asio::any_io_executor executor, ClientConfig config)
      : executor_(std::move(executor)), config_(std::move(config)) {}

  asio::awaitable<ClientResponse> exchange(ClientRequest request, std::shared_ptr<Reading> reading) {
    const auto self = shared_from_this();
    for (int hops = 0;; ++hops) {
      const Place place = parse_url(request.url, config_.allow_private);
      ClientResponse response = co_await once(request, place, reading);
      const bool redirect = response.status == 301 || response.status == 302 || response.status == 303 ||
                            response.status == 307 || response.status == 308;
      if (!redirect || config_.max_redirects == 0 || !response.fields.has("Location")) co_return response;
      if (hops >= config_.max_redirects) {
        throw TransportError(Kind::connect,
                             request.url + " redirects more than " + std::to_string(config_.max_redirects) + " times");
      }
      follow(request, place, response);
    }
  }

 private:
  struct Idle {
    std::shared_ptr<net::Stream> stream;
    Clock::time_point since;
  };

  static void follow(ClientRequest& request, const Place& from, const ClientResponse& response) {
    boost::urls::url target;
    const auto base = boost::urls::parse_uri(request.url);
    const std::string location(response.fields.get("Location"));
    const auto reference = boost::urls::parse_uri_reference(location);
    if (!reference || !boost::urls::resolve(*base, *reference, target)) {
      throw TransportError(Kind::bad_url, request.url + " redirects to \"" + location + "\", which is not a URL");
    }
    target.remove_fragment();
    request.url = std::string(target.buffer());
    const bool becomes_get = response.status == 303 || (response.status <= 302 && request.method == Method::post);
    if (becomes_get && request.method != Method::head) {
      request.method = Method::get;
      request.body.clear();
      request.fields.remove("Content-Type");
    }
    const Place to = parse_url(request.url, true);
    if (to.key() != from.key()) {
      request.fields.remove("Authorization");
      request.fields.remove("Cookie");
    }
  }

  std::shared_ptr<net::Stream> take_idle(const std::string& key) {
    const auto found = idle_.find(key);
    if (found == idle_.end()) return nullptr;
    auto& list = found->second;
    std::shared_ptr<net::Stream> stream;
    while (!list.empty() && !stream) {
      Idle last = std::move(list.back());
      list.pop_back();
      if (Clock::now() - last.since < kMaxIdleTime && !last.stream->stale()) {
        stream = std::move(last.stream);
      } else {
        last.stream->close();
      }
    }
    if (list.empty()) idle_.erase(found);
    return stream;
  }

  void keep(const std::string& key, std::shared_ptr<net::Stream> stream) {
    auto& list = idle_[key];
    list.push_back(Idle{std::move(stream), Clock::now()});
    if (list.size() <= kMaxIdlePerPlace) return;
    list.front().stream->close();
    list.pop_front();
  }

  asio::awaitable<ClientResponse> once(ClientRequest& request, const Place& place, std::shared_ptr<Reading> reading) {
    const std::string key = place.key();
    for (;;) {
      auto stream = take_idle(key);
      const bool reused = stream != nullptr;
      if (!reused) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(reading->end - Clock::now());
        const auto timeout = std::min(config_.connect_timeout, std::max(left, std::chrono::milliseconds(1)));
        stream = co_await net::dial(executor_, place.target, timeout);
      }
      Outcome outcome = co_await talk(stream, request, place, reading);
      if (outcome.reusable) {
        keep(key, stream);
      } else {
        stream->close();
      }
      if (outcome.failure.empty()) co_return std::move(outcome.response);
      if (!(reused && outcome.nothing_came && may_repeat(request))) {
        throw TransportError(Kind::lost, request.url + ": " + outcome.failure);
      }
    }
  }

  asio::awaitable<Outcome> talk(std::shared_ptr<net::Stream> stream, ClientRequest& request, const Place& place,
                                std::shared_ptr<Reading> reading) {
    Deadline deadline(executor_, stream, reading->end);
    Outcome outcome;
    const std::string head = make_head(request, place, config_.user_agent);
    const auto written = co_await stream->write(head, request.body);
    if (deadline.expired()) throw TransportError(Kind::timeout, request.url + " did not take the request in time");
    // A server may refuse and close before it has read a whole body: its answer is worth reading.
    outcome.nothing_came = true;

    std::string input;
    auto parser = make_parser(request, reading, outcome);
    for (;;) {
      const auto ec = co_await stream->read(&input);
      if (deadline.expired()) throw TransportError(Kind::timeout, request.url + " did not answer in time");
      if (!input.empty()) outcome.nothing_came = false;
      auto state = parser->feed(input);
      while (state == ResponseParser::State::done && parser->status < 200) {  // Interim answers (RFC 9110, 15.2).
        parser = make_parser(request, reading, outcome);
        state = parser->feed(input);
      }
      if (ec && state == ResponseParser::State::more) state = parser->end();
      if (state == ResponseParser::State::more) {
        if (parser->header_complete && reading->idle) deadline.restart(Clock::now() + *reading->idle);
        continue;
      }
      if (state == ResponseParser::State::too_large) {
        throw TransportError(Kind::too_large, request.url + " answers with more than is allowed here");
      }
      if (state == ResponseParser::State::bad) {
        outcome.failure = "the connection ended without a whole answer";
        if (ec) outcome.failure += " (" + ec.message() + ")";
        if (!ec) outcome.failure = "the answer is not HTTP";
        co_return outcome;
      }
      outcome.response.status = parser->status;
      outcome.response.fields = std::move(parser->fields);
      outcome.reusable =
          state == ResponseParser::State::done && !ec && !written && parser->keep_alive() && input.empty();
      co_return outcome;
    }
  }

  std::unique_ptr<ResponseParser> make_parser(const ClientRequest& request, const std::shared_ptr<Reading>& reading,
                                              Outcome& outcome) {
    auto holder = std::make_shared<ResponseParser*>(nullptr);
    auto on_body = [reading, &outcome, holder](std::string_view chunk) {
      if (reading->on_chunk) return reading->on_chunk((*holder)->status, chunk);
      outcome.response.body.append(chunk);
      return true;
    };
    auto parser = std::make_unique<ResponseParser>(reading->max_body_bytes, request.method == Method::head, on_body);
    *holder = parser.get();
    return parser;
  }

  asio::any_io_executor executor_;
  ClientConfig config_;
  std::map<std::string, std::list<Idle>> idle_;

 public:
  const ClientConfig& config() const noexcept { return config_; }
};

Client::Client(asio::any_io_executor executor, ClientConfig config)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(config))) {}
Client::~Client() = default;

asio::awaitable<ClientResponse> Client::send(ClientRequest request) {
  auto reading = std::make_shared<Reading>();
  reading->max_body_bytes = impl_->config().max_body_bytes;
  reading->end = Clock::now() + request.timeout;
  return impl_->exchange(std::move(request), std::move(reading));
}

asio::awaitable<ClientResponse> Client::stream(ClientRequest request, std::chrono::milliseconds idle_timeout,
                                               std::function<bool(int status, std::string_view chunk)> on_chunk) {
  auto reading = std::make_shared<Reading>();
  reading->max_body_bytes = std::numeric_limits<std::size_t>::max();
  reading->end = Clock::now() + request.timeout;
  reading->idle = idle_timeout;
  reading->on_chunk = std::move(on_chunk);
  return impl_->exchange(std::move(request), std::move(reading));
}

}  // namespace jobswipe::http
