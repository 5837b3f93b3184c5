#include "agent/browser/guard_proxy.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <thread>

#include "agent/browser/testing.hpp"
#include "io/http/testing.hpp"

namespace jobswipe::browser {
namespace {

using http::testing::Loop;
using http::testing::RawSocket;
using testing::PageServer;

class GuardProxyTest : public ::testing::Test {
 protected:
  void start(AddressRule rule) {
    loop_.call([this, &rule] {
      proxy_ = std::make_unique<GuardProxy>(loop_.executor(), rule);
      const auto address = proxy_->start();
      port_ = static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1)));
    });
  }
  void TearDown() override {
    loop_.call([this] { proxy_.reset(); });
  }
  static bool loopback(const boost::asio::ip::address& address) { return address.is_loopback(); }
  std::string host() const { return "127.0.0.1:" + std::to_string(server_.port()); }

  Loop loop_;
  PageServer server_{{{"/a", {"page a"}}, {"/b", {"page b"}}}};
  std::unique_ptr<GuardProxy> proxy_;
  std::uint16_t port_ = 0;
};

TEST_F(GuardProxyTest, APlainRequestIsForwardedAndTheConnectionEnds) {
  start(loopback);
  RawSocket socket(port_);
  socket.send("GET http://" + host() + "/a HTTP/1.1\r\nHost: " + host() + "\r\n\r\n");
  const auto answer = socket.read_to_end();
  EXPECT_NE(answer.find("200"), std::string::npos) << answer;
  EXPECT_NE(answer.find("page a"), std::string::npos) << answer;
}

TEST_F(GuardProxyTest, ABodyGoesThroughWholeAlsoWhenItComesLater) {
  start(loopback);
  RawSocket socket(port_);
  socket.send("POST http://" + host() + "/a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
  socket.send("67890");
  socket.read_to_end();
  EXPECT_EQ(server_.posts(), std::vector<std::string>{"1234567890"});
}

TEST_F(GuardProxyTest, ATunnelCarriesBothWays) {
  start(loopback);
  RawSocket socket(port_);
  socket.send("CONNECT " + host() + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n");
  EXPECT_NE(socket.read_until("\r\n\r\n").find("200"), std::string::npos);
  socket.send("GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(socket.read_to_end().find("page b"), std::string::npos);
}

/// A server that reads a request and ends the connection without a word.
class Mute {
 public:
  Mute() : acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}) {
    thread_ = std::thread([this] {
      boost::asio::ip::tcp::socket socket(io_);
      acceptor_.accept(socket);
      char bytes[4096];
      boost::system::error_code ignored;
      socket.read_some(boost::asio::buffer(bytes), ignored);
      ++requests;
    });
  }
  ~Mute() { thread_.join(); }
  std::string host() const { return "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }
  std::atomic<int> requests{0};

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::thread thread_;
};

TEST_F(GuardProxyTest, APlainRequestWithoutAnAnswerIsAnsweredWith502SoThatNobodySendsItAgain) {
  start(loopback);
  Mute mute;
  RawSocket socket(port_);
  socket.send("POST http://" + mute.host() + "/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab");
  EXPECT_TRUE(socket.read_to_end().starts_with("HTTP/1.1 502"));
}

TEST_F(GuardProxyTest, ATunnelThatIsLostWithARequestUnderWayEndsBeforeTheClick) {
  start(loopback);
  Mute mute;
  RawSocket socket(port_);
  socket.send("CONNECT " + mute.host() + " HTTP/1.1\r\n\r\n");
  socket.read_until("\r\n\r\n");
  socket.send("POST / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST_F(GuardProxyTest, ATunnelThatIsLostWithARequestUnderWayStaysOpenAfterTheClick) {
  start(loopback);
  loop_.call([this] { proxy_->hold_lost_requests(true); });
  auto mute = std::make_unique<Mute>();
  RawSocket socket(port_);
  socket.send("CONNECT " + mute->host() + " HTTP/1.1\r\n\r\n");
  socket.read_until("\r\n\r\n");
  socket.send("POST / HTTP/1.1\r\n\r\n");
  mute.reset();  // it has read the request and hung up
  // What comes after is taken and goes nowhere: the connection stands.
  for (int i = 0; i < 20; ++i) {
    socket.send("more");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  // It ends with the proxy.
  loop_.call([this] { proxy_.reset(); });
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST_F(GuardProxyTest, PrivateAddressesAreRefusedByNameAndByNumberAndRemembered) {
  start(nullptr);
  for (const std::string name : {"127.0.0.1", "localhost", "10.0.0.1", "[::1]", "169.254.169.254"}) {
    RawSocket socket(port_);
    socket.send("CONNECT " + name + ":443 HTTP/1.1\r\n\r\n");
    const auto answer = socket.read_to_end();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 403")) << name << ": " << answer;
    EXPECT_NE(answer.find("X-JobSwipe-Refused"), std::string::npos);
  }
  EXPECT_TRUE(loop_.call([this] { return proxy_->refusals().contains("localhost"); }));
  RawSocket broken(port_);
  broken.send("GET / HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(broken.read_to_end().starts_with("HTTP/1.1 400"));
}

}  // namespace
}  // namespace jobswipe::browser
