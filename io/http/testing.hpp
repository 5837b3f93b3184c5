#pragma once

// For tests of this folder and of those that serve HTTP: a server on a thread of its own, and a raw socket.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "io/http/server.hpp"

namespace jobswipe::http::testing {

/// An io_context with its thread; work can be run on it from the test's thread.
class Loop {
 public:
  Loop() : guard_(asio::make_work_guard(context_)), thread_([this] { context_.run(); }) {}
  ~Loop() {
    guard_.reset();
    context_.stop();
    thread_.join();
  }
  asio::io_context& context() { return context_; }
  asio::any_io_executor executor() { return context_.get_executor(); }
  /// Runs a coroutine there and waits for its result; rethrows.
  template <class T>
  T run(asio::awaitable<T> work) {
    return asio::co_spawn(context_, std::move(work), asio::use_future).get();
  }
  /// Runs a function there and waits.
  template <class F>
  auto call(F function) -> decltype(function()) {
    std::packaged_task<decltype(function())()> task(std::move(function));
    auto result = task.get_future();
    asio::post(context_, [&task] { task(); });
    return result.get();
  }

 private:
  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  std::thread thread_;
};

/// A running server on a free loopback port.
class RunningServer {
 public:
  explicit RunningServer(Handler handler, ServerConfig config = {}) {
    server_ = loop_.call([&] {
      auto server = std::make_unique<Server>(loop_.executor(), config, std::move(handler));
      server->start();
      return server;
    });
  }
  ~RunningServer() {
    loop_.call([this] { server_.reset(); });
  }
  std::uint16_t port() const { return server_->port(); }
  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port()) + path; }
  Server& server() { return *server_; }
  Loop& loop() { return loop_; }

 private:
  Loop loop_;
  std::unique_ptr<Server> server_;
};

/// A blocking socket that says exactly what it is told to.
class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port) : socket_(context_) {
    socket_.connect({asio::ip::make_address("127.0.0.1"), port});
  }
  void send(std::string_view bytes) { asio::write(socket_, asio::buffer(bytes)); }
  void half_close() { socket_.shutdown(asio::ip::tcp::socket::shutdown_send); }
  void close() { socket_.close(); }
  /// All until the peer ends the connection.
  std::string read_to_end() {
    std::string all;
    boost::system::error_code ec;
    asio::read(socket_, asio::dynamic_buffer(all), ec);
    return std::exchange(received_, {}) + all;
  }
  /// Until `text` has come, and what came with it; what follows it stays for the next call.
  std::string read_until(std::string_view text) {
    boost::system::error_code ec;
    std::size_t at;
    while ((at = received_.find(text)) == std::string::npos) {
      char buffer[4096];
      const std::size_t n = socket_.read_some(asio::buffer(buffer), ec);
      if (ec) return std::exchange(received_, {});
      received_.append(buffer, n);
    }
    std::string part = received_.substr(0, at + text.size());
    received_.erase(0, at + text.size());
    return part;
  }

 private:
  asio::io_context context_;
  asio::ip::tcp::socket socket_;
  std::string received_;
};

}  // namespace jobswipe::http::testing
