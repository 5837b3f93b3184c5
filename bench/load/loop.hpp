#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace jobswipe::load {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

/// Something that waits for its socket.
class Waiter {
 public:
  virtual ~Waiter() = default;
  virtual void ready(std::uint32_t events) = 0;  ///< of epoll(7)
};

/// epoll(7), for one thread.
class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// The waiter must live until `forget`. It hears of bytes to read always, of room to write only when `writing`.
  void watch(int socket, Waiter& waiter, bool writing);
  void change(int socket, Waiter& waiter, bool writing);
  void forget(int socket);
  /// Calls waiters until `wake`, or until one call of each that is ready has returned, whichever comes first.
  void run_once(Time wake);

 private:
  int epoll_;
};

/// A TCP connection to `address`, a dotted IPv4, that is being opened; from the local address `from` unless empty.
/// Throws std::system_error.
int open_socket(const std::string& address, std::uint16_t port, const std::string& from = {});

}  // namespace jobswipe::load
