#include <gmock/gmock.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "io/http/testing.hpp"
#include "io/ws/client.hpp"
#include "io/ws/frame.hpp"

namespace jobswipe::ws {
namespace {

using http::testing::Loop;
using http::testing::RawSocket;
using http::testing::RunningServer;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::shared_ptr<const std::string> text(std::string value) {
  return std::make_shared<const std::string>(std::move(value));
}

asio::awaitable<void> echo(std::shared_ptr<Session> session) {
  while (auto message = co_await session->receive()) {
    if (*message == "close") session->close(1008, "as you wish");
    session->send(text("echo " + *message));
  }
}

http::Handler websocket(std::function<asio::awaitable<void>(std::shared_ptr<Session>)> serve) {
  return [serve](http::Request) -> asio::awaitable<http::Response> {
    http::Response response;
    response.websocket = serve;
    co_return response;
  };
}

ConnectOptions to(RunningServer& server) {
  ConnectOptions options;
  options.url = "ws://127.0.0.1:" + std::to_string(server.port()) + "/ws?x=1";
  return options;
}

TEST(WebSocket, CarriesMessagesBothWays) {
  RunningServer server(websocket(echo));
  Loop loop;
  auto session = loop.run(connect(loop.executor(), to(server)));
  for (const std::size_t size : {0u, 5u, 200u, 60000u}) {
    const std::string payload(size, 'x');
    EXPECT_TRUE(loop.call([&] { return session->send(text(payload)); }));
    EXPECT_EQ(loop.run(session->receive()), "echo " + payload);
  }
  loop.call([&] { session->close(1000, ""); });
  EXPECT_EQ(loop.run(session->receive()), std::nullopt);
  EXPECT_EQ(loop.call([&] { return session->close_code(); }), 1000);
}

TEST(WebSocket, TellsBothSidesTheCloseCode) {
  RunningServer server(websocket(echo));
  Loop loop;
  auto session = loop.run(connect(loop.executor(), to(server)));
  loop.call([&] { session->send(text("close")); });
  EXPECT_EQ(loop.run(session->receive()), std::nullopt);
  EXPECT_EQ(loop.call([&] { return session->close_code(); }), 1008);
  EXPECT_FALSE(loop.call([&] { return session->open() || session->send(text("late")); }));
}

TEST(WebSocket, ClosesWith1009WhenAMessageIsTooLong) {
  RunningServer server(websocket(echo));
  Loop loop;
  auto session = loop.run(connect(loop.executor(), to(server)));
  loop.call([&] { session->send(text(std::string(70000, 'x'))); });
  EXPECT_EQ(loop.run(session->receive()), std::nullopt);
  EXPECT_EQ(loop.call([&] { return session->close_code(); }), 1009);
}

constexpr std::string_view kOpening =
    "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

TEST(WebSocket, AnswersTheOpeningHandshakeAndAFrameSentWithIt) {
  RunningServer server(websocket(echo));
  RawSocket socket(server.port());
  std::string payload = "hi";
  const FrameHeader header = encode_header(Opcode::text, 2, 7u);
  apply_mask(payload, 7u);
  socket.send(std::string(kOpening) + std::string(header.view()) + payload);
  const auto head = socket.read_until("\r\n\r\n");
  EXPECT_THAT(head, StartsWith("HTTP/1.1 101 Switching Protocols\r\n"));
  EXPECT_THAT(head, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  EXPECT_THAT(head, HasSubstr("X-Request-Id: "));
  EXPECT_EQ(socket.read_until("echo hi"), std::string("\x81\x07") + "echo hi");
}

TEST(WebSocket, AnswersPingsAndCloseFrames) {
  RunningServer server(websocket(echo));
  RawSocket socket(server.port());
  socket.send(kOpening);
  socket.read_until("\r\n\r\n");
  socket.send(std::string(encode_header(Opcode::ping, 0, 0u).view()));
  EXPECT_EQ(socket.read_until(std::string("\x8a\x00", 2)), std::string("\x8a\x00", 2));
  socket.send(std::string(encode_header(Opcode::close, 0, 0u).view()));
  EXPECT_EQ(socket.read_to_end(), "\x88\x02\x03\xe8");
}

TEST(WebSocket, RefusesWhatIsNoOpeningHandshakeWith426) {
  RunningServer server(websocket(echo));
  for (std::string_view bad : {"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                               "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n"
                               "Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                               "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n"
                               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n"}) {
    RawSocket socket(server.port());
    socket.send(bad);
    const auto answer = socket.read_until("\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 426 Upgrade Required\r\n"));
    EXPECT_THAT(answer, HasSubstr("Sec-WebSocket-Version: 13\r\n"));
  }
}

TEST(WebSocket, PingsASilentPeerAndDropsItWhenItStaysSilent) {
  http::ServerConfig config;
  config.idle_timeout = std::chrono::seconds(3);
  RunningServer server(websocket(echo), config);
  RawSocket socket(server.port());
  socket.send(kOpening);
  socket.read_until("\r\n\r\n");
  EXPECT_EQ(socket.read_to_end(), std::string("\x89\x00", 2));
}

TEST(WebSocket, ClientKeepsAnIdleSessionAliveByPings) {
  http::ServerConfig config;
  config.idle_timeout = std::chrono::seconds(2);
  std::promise<void> ended;
  auto serve = [&ended](std::shared_ptr<Session> session) -> asio::awaitable<void> {
    co_await session->receive();
    ended.set_value();
  };
  RunningServer server(websocket(serve), config);
  Loop loop;
  auto session = loop.run(connect(loop.executor(), to(server)));
  auto received = asio::co_spawn(loop.context(), session->receive(), asio::use_future);
  EXPECT_EQ(ended.get_future().wait_for(std::chrono::seconds(5)), std::future_status::timeout);
  EXPECT_TRUE(loop.call([&] { return session->open(); }));
  loop.call([&] { session->close(1000, ""); });
  EXPECT_EQ(received.get(), std::nullopt);
}

TEST(WebSocket, BoundsTheQueueOfASlowReader) {
  http::ServerConfig config;
  config.max_websocket_backlog_messages = 10;
  std::promise<std::pair<int, std::size_t>> flooded;
  auto flood = [&flooded](std::shared_ptr<Session> session) -> asio::awaitable<void> {
    const auto big = text(std::string(100000, 'x'));
    int sent = 0;
    while (session->send(big)) ++sent;
    const std::pair<int, std::size_t> result(sent, session->backlog());
    flooded.set_value(result);
    session->close(kTryAgainLater, "slow reader");
    co_await session->receive();
  };
  RunningServer server(websocket(flood), config);
  RawSocket socket(server.port());
  socket.send(kOpening);
  const auto [sent, backlog] = flooded.get_future().get();
  EXPECT_GT(sent, 10);
  EXPECT_EQ(backlog, 10u);
  EXPECT_THAT(socket.read_to_end(), ::testing::EndsWith(std::string("\x88\x0d\x03\xf5slow reader")));
}

TEST(WebSocket, DrainEndsReceiveAndClosesWithGoingAway) {
  std::promise<bool> drained;
  auto serve = [&drained](std::shared_ptr<Session> session) -> asio::awaitable<void> {
    const auto message = co_await session->receive();
    drained.set_value(!message && session->draining());
    session->send(text("drain"));
  };
  RunningServer server(websocket(serve));
  Loop loop;
  auto session = loop.run(connect(loop.executor(), to(server)));
  auto goodbye = asio::co_spawn(loop.context(), session->receive(), asio::use_future);
  while (server.loop().call([&] { return server.server().connections(); }) == 0) std::this_thread::yield();
  auto draining =
      asio::co_spawn(server.loop().context(), server.server().drain(std::chrono::seconds(10)), asio::use_future);
  EXPECT_TRUE(drained.get_future().get());
  EXPECT_EQ(goodbye.get(), "drain");
  EXPECT_EQ(loop.run(session->receive()), std::nullopt);
  EXPECT_EQ(loop.call([&] { return session->close_code(); }), 1001);
  draining.get();
}

TEST(Connect, SaysWhyItWasRefused) {
  RunningServer server([](http::Request) -> asio::awaitable<http::Response> { co_return http::Response::empty(401); });
  Loop loop;
  try {
    loop.run(connect(loop.executor(), to(server)));
    FAIL();
  } catch (const net::TransportError& error) {
    EXPECT_EQ(error.kind(), net::TransportError::Kind::connect);
    EXPECT_THAT(error.what(), HasSubstr("401"));
  }
  ConnectOptions bad;
  bad.url = "http://127.0.0.1/";
  EXPECT_THROW(loop.run(connect(loop.executor(), bad)), net::TransportError);
}

TEST(Connect, PassesFieldsSuchAsAuthorization) {
  std::promise<std::string> seen;
  RunningServer server([&seen](http::Request request) -> asio::awaitable<http::Response> {
    seen.set_value(std::string(request.fields.get("Authorization")) + request.target);
    http::Response response;
    response.websocket = echo;
    co_return response;
  });
  Loop loop;
  auto options = to(server);
  options.fields.add("Authorization", "Bearer abc");
  auto session = loop.run(connect(loop.executor(), options));
  EXPECT_EQ(seen.get_future().get(), "Bearer abc/ws?x=1");
  loop.call([&] { session.reset(); });
}

}  // namespace
}  // namespace jobswipe::ws
