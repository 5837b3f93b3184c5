#pragma once

#include <sys/socket.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace jobswipe::browser::testing {

/// A web server for tests, on a thread of its own: gives fixed pages, notes what was posted.
class PageServer {
 public:
  struct Page {
    std::string body;
    std::string fields = "Content-Type: text/html; charset=utf-8\r\n";
    int status = 200;
  };

  explicit PageServer(std::map<std::string, Page> pages)
      : pages_(std::move(pages)),
        acceptor_(context_, {boost::asio::ip::address_v4::loopback(), 0}),
        thread_([this] { run(); }) {}

  ~PageServer() {
    stopping_ = true;
    // Unblocks accept.
    boost::system::error_code ignored;
    boost::asio::io_context context;
    boost::asio::ip::tcp::socket socket(context);
    socket.connect({boost::asio::ip::address_v4::loopback(), port()}, ignored);
    thread_.join();
    // A browser that goes on keeps connections open for later.
    for (auto& open : sockets_) ::shutdown(open->native_handle(), SHUT_RDWR);
    for (auto& connection : connections_) connection.join();
  }

  unsigned short port() const { return acceptor_.local_endpoint().port(); }
  std::string url(const std::string& path, const std::string& host = "127.0.0.1") const {
    return "http://" + host + ":" + std::to_string(port()) + path;
  }
  void set(const std::string& path, Page page) {
    const std::lock_guard lock(mutex_);
    pages_[path] = std::move(page);
  }
  std::vector<std::string> posts() const {
    const std::lock_guard lock(mutex_);
    return posts_;
  }

 private:
  void run() {
    while (!stopping_) {
      boost::system::error_code error;
      auto socket = acceptor_.accept(error);
      if (error || stopping_) continue;
      // A browser opens connections in advance, which must not keep others waiting.
      sockets_.push_back(std::make_shared<boost::asio::ip::tcp::socket>(std::move(socket)));
      connections_.emplace_back([this, open = sockets_.back()] { serve(*open); });
    }
  }

  void serve(boost::asio::ip::tcp::socket& socket) {
    boost::system::error_code error;
    std::string bytes;
    const auto head = boost::asio::read_until(socket, boost::asio::dynamic_buffer(bytes), "\r\n\r\n", error);
    if (error) return;
    std::size_t length = 0;
    if (const auto at = bytes.find("Content-Length: "); at != std::string::npos && at < head)
      length = std::stoul(bytes.substr(at + 16));
    while (bytes.size() < head + length && !error) {
      std::string more(length + head - bytes.size(), '\0');
      more.resize(socket.read_some(boost::asio::buffer(more), error));
      bytes += more;
    }
    const auto start = bytes.find(' ') + 1;
    const auto path = bytes.substr(start, bytes.find_first_of(" ?", start) - start);
    Page page;
    {
      const std::lock_guard lock(mutex_);
      if (bytes.starts_with("POST")) posts_.push_back(bytes.substr(head));
      const auto found = pages_.find(path);
      if (found != pages_.end())
        page = found->second;
      else
        page.status = 404;
    }
    const auto reply = "HTTP/1.1 " + std::to_string(page.status) +
                       " X\r\nConnection: close\r\nContent-Length: " + std::to_string(page.body.size()) + "\r\n" +
                       page.fields + "\r\n" + page.body;
    boost::asio::write(socket, boost::asio::buffer(reply), error);
    socket.shutdown(boost::asio::ip::tcp::socket::shutdown_both, error);
  }

  std::map<std::string, Page> pages_;
  mutable std::mutex mutex_;
  std::vector<std::string> posts_;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::vector<std::shared_ptr<boost::asio::ip::tcp::socket>> sockets_;
  std::vector<std::thread> connections_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace jobswipe::browser::testing
