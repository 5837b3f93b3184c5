#include "io/http/client.hpp"

#include <gmock/gmock.h>

#include <boost/asio/read_until.hpp>

#include "io/http/testing.hpp"

namespace jobswipe::http {
namespace {

using ::testing::HasSubstr;
using testing::Loop;
using testing::RunningServer;
using Kind = TransportError::Kind;

Client make_client(Loop& loop, ClientConfig config = {}) {
  return Client(loop.executor(), std::move(config));
}

ClientRequest get(std::string url) {
  ClientRequest request;
  request.url = std::move(url);
  request.timeout = std::chrono::seconds(10);
  return request;
}

Kind failure(Loop& loop, Client& client, ClientRequest request) {
  try {
    loop.run(client.send(std::move(request)));
  } catch (const TransportError& error) {
    return error.kind();
  }
  ADD_FAILURE() << "the request did not fail";
  return Kind::cancelled;
}

asio::awaitable<Response> echo(Request request) {
  std::string text = request.path + "|" + request.body + "|" + std::string(request.fields.get("Authorization"));
  auto response = Response::text(200, "text/plain", std::move(text));
  response.fields.add("X-Connection", request.fields.has("Connection") ? "given" : "default");
  co_return response;
}

TEST(Client, SendsARequestAndReadsItsAnswer) {
  RunningServer server(echo);
  Loop loop;
  auto client = make_client(loop);
  auto request = get(server.url("/path"));
  request.method = Method::post;
  request.body = std::string(300000, 'x');
  request.fields.add("Authorization", "Bearer t");
  const auto response = loop.run(client.send(std::move(request)));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "/path|" + std::string(300000, 'x') + "|Bearer t");
}

TEST(Client, KeepsItsConnection) {
  RunningServer server(echo);
  Loop loop;
  auto client = make_client(loop);
  for (int i = 0; i < 5; ++i) loop.run(client.send(get(server.url("/"))));
  EXPECT_EQ(server.loop().call([&] { return server.server().connections(); }), 1u);
}

TEST(Client, OpensANewConnectionWhenTheKeptOneWasClosed) {
  ServerConfig config;
  config.idle_timeout = std::chrono::seconds(0);
  RunningServer server(echo, config);
  Loop loop;
  auto client = make_client(loop);
  loop.run(client.send(get(server.url("/"))));
  while (server.loop().call([&] { return server.server().connections(); }) > 0) std::this_thread::yield();
  EXPECT_EQ(loop.run(client.send(get(server.url("/again")))).status, 200);
}

TEST(Client, ReadsNoBodyAfterHead) {
  RunningServer server(echo);
  Loop loop;
  auto client = make_client(loop);
  auto request = get(server.url("/"));
  request.method = Method::head;
  const auto response = loop.run(client.send(std::move(request)));
  EXPECT_EQ(response.fields.get("content-length"), "3");
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(loop.run(client.send(get(server.url("/x")))).body, "/x||");
}

TEST(Client, RefusesUrlsThatAreNotHttp) {
  Loop loop;
  auto client = make_client(loop);
  for (const char* url : {"", "/path", "ftp://h/", "javascript:alert(1)", "file:///etc/passwd", "http://",
                          "http://u:p@h/", "http://h h/"}) {
    EXPECT_EQ(failure(loop, client, get(url)), Kind::bad_url) << url;
  }
}

TEST(Client, RefusesPlacesOutsideThePublicInternetWhenTold) {
  RunningServer server(echo);
  Loop loop;
  ClientConfig config;
  config.allow_private = false;
  auto client = make_client(loop, config);
  const std::string port = ":" + std::to_string(server.port()) + "/";
  for (const char* host : {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]",
                           "0.0.0.0", "169.254.169.254", "10.0.0.1", "[fd00::1]", "[64:ff9b::7f00:1]"}) {
    EXPECT_EQ(failure(loop, client, get("http://" + std::string(host) + port)), Kind::refused_address) << host;
  }
}

TEST(Client, SaysThatNobodyListens) {
  Loop loop;
  auto client = make_client(loop);
  asio::io_context context;
  asio::ip::tcp::acceptor unused(context, {asio::ip::make_address("127.0.0.1"), 0});
  const auto port = unused.local_endpoint().port();
  unused.close();
  EXPECT_EQ(failure(loop, client, get("http://127.0.0.1:" + std::to_string(port) + "/")), Kind::connect);
}

/// A peer that accepts one connection, reads a request's head and answers with given bytes, then closes or waits.
class Scripted {
 public:
  Scripted(std::string answer, bool hold) : acceptor_(context_, {asio::ip::make_address("127.0.0.1"), 0}) {
    thread_ = std::thread([this, answer = std::move(answer), hold] {
      asio::ip::tcp::socket socket(context_);
      acceptor_.accept(socket);
      std::string head;
      asio::read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n");
      boost::system::error_code ec;
      asio::write(socket, asio::buffer(answer), ec);
      char byte;
      if (hold) socket.read_some(asio::buffer(&byte, 1), ec);
    });
  }
  ~Scripted() { thread_.join(); }
  std::string url() { return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/"; }

 private:
  asio::io_context context_;
  asio::ip::tcp::acceptor acceptor_;
  std::thread thread_;
};

TEST(Client, GivesUpAtItsDeadline) {
  Scripted silent("", true);
  Loop loop;
  auto client = make_client(loop);
  auto request = get(silent.url());
  request.timeout = std::chrono::milliseconds(100);
  EXPECT_EQ(failure(loop, client, std::move(request)), Kind::timeout);
}

TEST(Client, TellsACutAnswerFromAWholeOne) {
  for (const char* cut : {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "nonsense\r\n\r\n"}) {
    Scripted peer(cut, false);
    Loop loop;
    auto client = make_client(loop);
    EXPECT_EQ(failure(loop, client, get(peer.url())), Kind::lost) << cut;
  }
}

TEST(Client, ReadsABodyThatGoesOnUntilTheEnd) {
  Scripted peer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nall of it", false);
  Loop loop;
  auto client = make_client(loop);
  EXPECT_EQ(loop.run(client.send(get(peer.url()))).body, "all of it");
}

TEST(Client, RefusesAnswersBeyondItsLimit) {
  ClientConfig config;
  config.max_body_bytes = 10;
  Loop loop;
  for (const char* big : {"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n01234567890"}) {
    Scripted peer(big, false);
    auto client = make_client(loop, config);
    EXPECT_EQ(failure(loop, client, get(peer.url())), Kind::too_large) << big;
  }
}

TEST(Client, FollowsRedirectsAndDropsCredentialsOnTheWayToAnotherOrigin) {
  RunningServer target(echo);
  RunningServer start([&target](Request request) -> asio::awaitable<Response> {
    auto response = Response::empty(302);
    std::string location = "/two";
    if (request.path == "/two") location = target.url("/three");
    response.fields.add("Location", location);
    co_return response;
  });
  Loop loop;
  ClientConfig config;
  config.max_redirects = 2;
  auto client = make_client(loop, config);
  auto request = get(start.url("/one"));
  request.fields.add("Authorization", "Bearer secret");
  EXPECT_EQ(loop.run(client.send(request)).body, "/three||");
  config.max_redirects = 1;
  auto stricter = make_client(loop, config);
  EXPECT_EQ(failure(loop, stricter, request), Kind::connect);
  auto plain = make_client(loop);
  EXPECT_EQ(loop.run(plain.send(request)).status, 302);
}

TEST(Client, StreamsABodyPieceByPieceUntilTold) {
  RunningServer server([](Request) -> asio::awaitable<Response> {
    Response response;
    response.stream = [](std::shared_ptr<BodyWriter> writer) -> asio::awaitable<void> {
      for (int i = 0; i < 1000; ++i) {
        std::string piece = "piece" + std::to_string(i) + ";";
        co_await writer->write(std::move(piece));
      }
    };
    co_return response;
  });
  Loop loop;
  auto client = make_client(loop);
  std::string seen;
  const auto all =
      loop.run(client.stream(get(server.url("/")), std::chrono::seconds(5), [&](int status, std::string_view chunk) {
        EXPECT_EQ(status, 200);
        seen += chunk;
        return true;
      }));
  EXPECT_EQ(all.status, 200);
  EXPECT_THAT(seen, ::testing::AllOf(::testing::StartsWith("piece0;piece1;"), ::testing::EndsWith("piece999;")));
  seen.clear();
  loop.run(client.stream(get(server.url("/")), std::chrono::seconds(5), [&](int, std::string_view chunk) {
    seen += chunk;
    return false;
  }));
  EXPECT_THAT(seen, ::testing::StartsWith("piece0;"));
}

TEST(Client, EndsAStreamThatFallsSilent) {
  Scripted peer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", true);
  Loop loop;
  auto client = make_client(loop);
  std::string seen;
  auto work = client.stream(get(peer.url()), std::chrono::milliseconds(200), [&](int, std::string_view chunk) {
    seen += chunk;
    return true;
  });
  try {
    loop.run(std::move(work));
    FAIL();
  } catch (const TransportError& error) {
    EXPECT_EQ(error.kind(), Kind::timeout);
  }
  EXPECT_EQ(seen, "abc");
}

}  // namespace
}  // namespace jobswipe::http
