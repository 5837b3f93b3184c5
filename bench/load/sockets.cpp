#include "bench/load/sockets.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "bench/load/wire.hpp"

namespace jobswipe::load {

class Sockets::Socket final : public Waiter {
 public:
  Socket(Sockets& all, std::size_t number, std::string request, const std::string& from)
      : all_(all), number_(number), out_(std::move(request)), socket_(open_socket(all.address_, all.port_, from)) {
    all_.loop_.watch(socket_, *this, true);
  }
  ~Socket() override { shut(); }

  void ready(std::uint32_t events) override {
    if (events & EPOLLOUT) {
      flush();
      if (socket_ >= 0) all_.loop_.change(socket_, *this, false);
    }
    if (socket_ >= 0 && (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))) receive();
  }

 private:
  // What is sent is so little that it fits the socket's buffer.
  void flush() {
    if (out_.empty()) return;
    const auto written = ::send(socket_, out_.data(), out_.size(), MSG_NOSIGNAL);
    if (written != static_cast<ssize_t>(out_.size())) return lose("it could not be written to");
    out_ = std::string();
  }

  void receive() {
    std::array<char, 16384> buffer;
    for (;;) {
      const auto got = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (got < 0 && errno == EAGAIN) break;
      if (got <= 0) return lose("it was closed");
      in_.append(buffer.data(), static_cast<std::size_t>(got));
      if (static_cast<std::size_t>(got) < buffer.size()) break;
    }
    if (!upgraded_ && !take_upgrade()) return;
    while (const auto frame = parse_frame(in_)) {
      const auto size = frame->size;
      if (frame->opcode == 8) return lose("it was closed by a frame");
      if (frame->opcode == 1) all_.heard_(number_, frame->payload);
      if (frame->opcode == 9) out_ = client_frame(10, frame->payload);
      in_.erase(0, size);
      flush();
      if (socket_ < 0) return;
    }
    if (in_.empty()) in_ = std::string();
  }

  bool take_upgrade() {
    const auto response = parse_response(in_);
    if (!response) return false;
    if (response->status != 101) {
      lose(std::string(response->head.substr(0, 200)));
      return false;
    }
    in_.erase(0, response->size);
    upgraded_ = true;
    ++all_.open_;
    return true;
  }

  void shut() {
    if (socket_ < 0) return;
    all_.loop_.forget(socket_);
    ::close(socket_);
    socket_ = -1;
  }

  void lose(std::string reason) {
    shut();
    if (upgraded_) --all_.open_;
    ++all_.lost_;
    all_.last_loss_ = std::move(reason);
  }

  Sockets& all_;
  std::size_t number_;
  std::string out_, in_;
  int socket_;
  bool upgraded_ = false;
};

Sockets::Sockets(Loop& loop, std::string address, std::uint16_t port,
                 std::function<void(std::size_t, std::string_view)> heard)
    : loop_(loop), address_(std::move(address)), port_(port), heard_(std::move(heard)) {}

Sockets::~Sockets() = default;

void Sockets::open(const std::string& request, const std::string& from) {
  sockets_.push_back(std::make_unique<Socket>(*this, sockets_.size(), request, from));
}

}  // namespace jobswipe::load
