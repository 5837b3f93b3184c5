#include "bench/load/loop.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace jobswipe::load {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_in address_of(const std::string& address, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  if (inet_pton(AF_INET, address.c_str(), &result.sin_addr) != 1)
    throw std::invalid_argument(address + " is no IPv4 address");
  return result;
}

void control(int epoll, int operation, int socket, Waiter* waiter, bool writing) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP | (writing ? EPOLLOUT : 0U);
  event.data.ptr = waiter;
  if (epoll_ctl(epoll, operation, socket, &event) != 0) fail("epoll_ctl");
}

}  // namespace

Loop::Loop() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) fail("epoll_create1");
}

Loop::~Loop() {
  close(epoll_);
}

void Loop::watch(int socket, Waiter& waiter, bool writing) {
  control(epoll_, EPOLL_CTL_ADD, socket, &waiter, writing);
}

void Loop::change(int socket, Waiter& waiter, bool writing) {
  control(epoll_, EPOLL_CTL_MOD, socket, &waiter, writing);
}

void Loop::forget(int socket) {
  if (epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr) != 0) fail("epoll_ctl");
}

void Loop::run_once(Time wake) {
  const auto left = std::max(Clock::duration::zero(), wake - Clock::now());
  timespec wait{};
  wait.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(left).count();
  wait.tv_nsec = (left % std::chrono::seconds(1)).count();
  std::array<epoll_event, 256> events{};
  const int count = epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &wait, nullptr);
  if (count < 0 && errno != EINTR) fail("epoll_pwait2");
  for (int i = 0; i < count; ++i) static_cast<Waiter*>(events[i].data.ptr)->ready(events[i].events);
}

int open_socket(const std::string& address, std::uint16_t port, const std::string& from) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) fail("socket: raise the limit of open files (ulimit -n)");
  const int one = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
  if (!from.empty()) {
    // The kernel then takes the port when it connects, so that ports are used again for other local addresses.
    setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof(one));
    const auto local = address_of(from, 0);
    if (bind(socket, reinterpret_cast<const sockaddr*>(&local), sizeof(local)) != 0) fail("bind");
  }
  const auto remote = address_of(address, port);
  if (connect(socket, reinterpret_cast<const sockaddr*>(&remote), sizeof(remote)) != 0 && errno != EINPROGRESS)
    fail("connect");
  return socket;
}

}  // namespace jobswipe::load
