#include "io/http/server.hpp"

#include <gmock/gmock.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "io/http/testing.hpp"
#include "io/ws/session.hpp"

namespace jobswipe::http {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RawSocket;
using testing::RunningServer;
using ::testing::StartsWith;

asio::awaitable<Response> echo(Request request) {
  std::string text = request.path + "|" + request.body;
  for (const auto& [name, value] : request.query) text += "|" + name + "=" + value;
  co_return Response::text(200, "text/plain", std::move(text));
}

std::string ask(std::uint16_t port, std::string_view bytes) {
  RawSocket socket(port);
  socket.send(bytes);
  return socket.read_to_end();
}

TEST(Server, AnswersARequestWithLengthDateAndRequestId) {
  RunningServer server(echo);
  const auto answer = ask(server.port(), "GET /a%20b?x=1&y=a+b%26 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
  EXPECT_THAT(answer, AllOf(HasSubstr("\r\nX-Request-Id: "), HasSubstr("\r\nContent-Length: 16\r\n"),
                            HasSubstr("\r\nConnection: close\r\n"), HasSubstr("\r\n\r\n/a b||x=1|y=a b&")));
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  RunningServer server(echo);
  std::string all;
  for (int i = 0; i < 50; ++i) {
    all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
  }
  all += "GET /end HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  const auto answer = ask(server.port(), all);
  std::size_t at = 0;
  for (int i = 0; i < 50; ++i) {
    at = answer.find("\r\n\r\n/" + std::to_string(i) + "|abc", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_NE(answer.find("/end|", at), std::string::npos);
}

TEST(Server, TakesARequestByteByByte) {
  RunningServer server(echo);
  RawSocket socket(server.port());
  for (const char c : std::string(
           "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")) {
    socket.send(std::string_view(&c, 1));
  }
  EXPECT_THAT(socket.read_until("abcde"), HasSubstr("\r\n\r\n/x|abcde"));
}

TEST(Server, RefusesWhatIsNotHttpWithAProblemDocument) {
  RunningServer server(echo);
  for (std::string_view bad :
       {"\x16\x03\x01\x02garbage\r\n\r\n", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", "GET /\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nBad Header: x\r\n\r\n", "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nX: a\nb\r\n\r\n"}) {
    const auto answer = ask(server.port(), bad);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n")) << bad;
    EXPECT_THAT(answer, AllOf(HasSubstr("application/problem+json"), HasSubstr("X-Request-Id: "),
                              HasSubstr("urn:jobswipe:problem:invalid_input")))
        << bad;
  }
}

TEST(Server, RefusesTargetsThatCantBeRead) {
  RunningServer server(echo);
  for (std::string_view target : {"/%", "/%zz", "/a%00b", "/%ff", "/?a=%", "/?a=%c3", "*", "h:80"}) {
    const auto answer =
        ask(server.port(), "GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 ")) << target;
  }
  std::string many = "/?";
  for (int i = 0; i < 101; ++i) many += "a=1&";
  EXPECT_THAT(ask(server.port(), "GET " + many + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 400 "));
}

TEST(Server, AcceptsTheAbsoluteFormOfATarget) {
  RunningServer server(echo);
  EXPECT_THAT(ask(server.port(), "GET http://h/p?q=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
              HasSubstr("/p||q=1"));
}

TEST(Server, AnswersOversizeBodiesWith413AndHeadersWith431) {
  ServerConfig config;
  config.max_body_bytes = 1000;
  config.max_header_bytes = 2000;
  RunningServer server(echo, config);
  EXPECT_THAT(ask(server.port(), "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x')),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(ask(server.port(), "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                                     std::string(1001, 'x') + "\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(ask(server.port(), "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(3000, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(ask(server.port(), "GET /" + std::string(3000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n"),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(ask(server.port(), "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n" +
                                     std::string(1000, 'x')),
              StartsWith("HTTP/1.1 200 "));
}

TEST(Server, DropsSendersOfSlowHeadersSlowBodiesAndIdleConnections) {
  ServerConfig config;
  config.header_timeout = std::chrono::seconds(1);
  config.body_timeout = std::chrono::seconds(1);
  config.idle_timeout = std::chrono::seconds(1);
  RunningServer server(echo, config);
  RawSocket silent(server.port());
  RawSocket header(server.port());
  RawSocket body(server.port());
  RawSocket idle(server.port());
  header.send("GET / HTTP/1.1\r\nHost:");
  body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  idle.send("GET /idle HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(silent.read_to_end(), "");
  EXPECT_THAT(header.read_to_end(), StartsWith("HTTP/1.1 408 "));
  EXPECT_EQ(body.read_to_end(), "");
  EXPECT_THAT(idle.read_to_end(), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("/idle|")));
}

TEST(Server, AnswersAPeerThatHasClosedItsSendingSide) {
  RunningServer server(echo);
  RawSocket socket(server.port());
  socket.send("GET /half HTTP/1.1\r\nHost: h\r\n\r\n");
  socket.half_close();
  EXPECT_THAT(socket.read_to_end(), HasSubstr("/half|"));
}

TEST(Server, ForgetsARequestThatEndsInTheMiddle) {
  RunningServer server(echo);
  RawSocket socket(server.port());
  socket.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  socket.half_close();
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST(Server, AnswersHeadWithTheLengthAndNoBody) {
  RunningServer server(echo);
  const auto answer = ask(server.port(), "HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, AllOf(HasSubstr("Content-Length: 3\r\n"), ::testing::EndsWith("\r\n\r\n")));
}

TEST(Server, TellsAClientThatAsksToContinueWithItsBody) {
  RunningServer server(echo);
  RawSocket socket(server.port());
  socket.send("POST /c HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(socket.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  socket.send("abc");
  EXPECT_THAT(socket.read_until("abc"), StartsWith("HTTP/1.1 200 "));
}

TEST(Server, KeepsHttp10ConnectionsOnlyWhenAsked) {
  RunningServer server(echo);
  EXPECT_THAT(ask(server.port(), "GET /old HTTP/1.0\r\n\r\n"),
              AllOf(HasSubstr("Connection: close"), HasSubstr("/old|")));
}

asio::awaitable<Response> throwing(Request) {
  throw std::runtime_error("secret detail");
  co_return Response();
}

TEST(Server, TurnsAnExceptionIntoAProblemWithoutItsText) {
  RunningServer server(throwing);
  const auto answer = ask(server.port(), "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer,
              AllOf(StartsWith("HTTP/1.1 500 "), HasSubstr("urn:jobswipe:problem:internal"), Not(HasSubstr("secret"))));
}

asio::awaitable<Response> whereabouts(Request request) {
  const std::string secure = request.secure ? " secure" : " plain";
  co_return Response::text(200, "text/plain", request.remote_address + secure);
}

TEST(Server, BelievesForwardedAddressesFromTrustedProxiesOnly) {
  const std::string forwarded =
      "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Forwarded-For: 6.6.6.6, 9.9.9.9, 10.0.0.2\r\n"
      "X-Forwarded-Proto: https\r\n\r\n";
  RunningServer direct(whereabouts);
  EXPECT_THAT(ask(direct.port(), forwarded), HasSubstr("\r\n\r\n127.0.0.1 plain"));
  ServerConfig config;
  config.trusted_proxies = {"127.0.0.1", "10.0.0.0/8"};
  RunningServer behind(whereabouts, config);
  EXPECT_THAT(ask(behind.port(), forwarded), HasSubstr("\r\n\r\n9.9.9.9 secure"));
}

asio::awaitable<void> three_pieces(std::shared_ptr<BodyWriter> writer) {
  co_await writer->write("one");
  co_await writer->write("two!");
  co_await writer->write("three");
}

asio::awaitable<Response> streaming(Request) {
  Response response;
  response.stream = three_pieces;
  co_return response;
}

TEST(Server, StreamsABodyAsChunks) {
  RunningServer server(streaming);
  EXPECT_THAT(ask(server.port(), "GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
              AllOf(HasSubstr("Transfer-Encoding: chunked\r\n"), Not(HasSubstr("Content-Length")),
                    ::testing::EndsWith("\r\n\r\n3\r\none\r\n4\r\ntwo!\r\n5\r\nthree\r\n0\r\n\r\n")));
  EXPECT_THAT(ask(server.port(), "GET / HTTP/1.0\r\n\r\n"), ::testing::EndsWith("\r\n\r\nonetwo!three"));
}

/// A stream that sends one piece and then waits until it is told that its peer went away.
struct Waiting {
  std::promise<void> closed;
  Handler handler() {
    return [this](Request) -> asio::awaitable<Response> {
      Response response;
      response.stream = [this](std::shared_ptr<BodyWriter> writer) { return body(std::move(writer)); };
      co_return response;
    };
  }
  asio::awaitable<void> body(std::shared_ptr<BodyWriter> writer) {
    asio::steady_timer forever(co_await asio::this_coro::executor, std::chrono::hours(1));
    writer->on_close([&forever] { forever.cancel(); });
    co_await writer->write("first");
    boost::system::error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    co_await forever.async_wait(token);
    if (writer->closed()) closed.set_value();
  }
};

TEST(Server, TellsAStreamThatItsPeerWentAway) {
  Waiting waiting;
  RunningServer server(waiting.handler());
  RawSocket socket(server.port());
  socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(socket.read_until("first"), HasSubstr("first"));
  socket.close();
  EXPECT_EQ(waiting.closed.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST(Server, DrainEndsStreamsAndIdleConnectionsAndRefusesNewOnes) {
  Waiting waiting;
  RunningServer server(waiting.handler());
  RawSocket stream(server.port());
  stream.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  stream.read_until("first");
  RawSocket idle(server.port());
  server.loop().run(server.server().drain(std::chrono::seconds(5)));
  EXPECT_THAT(stream.read_to_end(), HasSubstr("0\r\n\r\n"));
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_EQ(server.server().connections(), 0u);
  EXPECT_THROW(RawSocket(server.port()), boost::system::system_error);
}

/// A handler that says when it runs and waits until it may answer.
struct Held {
  explicit Held(testing::Loop& loop) : gate(loop.executor(), std::chrono::steady_clock::time_point::max()) {}
  asio::steady_timer gate;
  std::promise<void> running;
};

TEST(Server, DrainLetsARequestInFlightFinish) {
  std::unique_ptr<Held> held;
  RunningServer server([&held](Request) -> asio::awaitable<Response> {
    held->running.set_value();
    boost::system::error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    co_await held->gate.async_wait(token);
    co_return Response::text(200, "text/plain", "done");
  });
  held = std::make_unique<Held>(server.loop());
  RawSocket socket(server.port());
  socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  held->running.get_future().wait();
  auto drained =
      asio::co_spawn(server.loop().context(), server.server().drain(std::chrono::seconds(10)), asio::use_future);
  server.loop().call([&] { held->gate.cancel(); });
  drained.get();
  EXPECT_THAT(socket.read_to_end(), AllOf(HasSubstr("Connection: close"), ::testing::EndsWith("done")));
  server.loop().call([&] { held.reset(); });
}

TEST(Server, NamesTheAddressThatItCantListenOn) {
  RunningServer server(echo);
  asio::io_context context;
  ServerConfig config;
  config.port = server.port();
  config.reuse_port = false;
  try {
    Server second(context.get_executor(), config, echo);
    FAIL() << "two servers on one port";
  } catch (const boost::system::system_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("127.0.0.1:" + std::to_string(server.port())));
  }
}

}  // namespace
}  // namespace jobswipe::http
