#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load/loop.hpp"

namespace jobswipe::load {

/// Many WebSockets that only listen, and answer pings.
class Sockets {
 public:
  /// `heard` gets each text message with the number of its socket.
  Sockets(Loop& loop, std::string address, std::uint16_t port,
          std::function<void(std::size_t, std::string_view)> heard);
  ~Sockets();

  /// Begins another one with `request`, a whole HTTP request that asks for the upgrade, from the local address `from`.
  void open(const std::string& request, const std::string& from);
  std::size_t open_count() const noexcept { return open_; }
  std::size_t lost_count() const noexcept { return lost_; }
  /// What the last lost one was told, or the reason that it has.
  const std::string& last_loss() const noexcept { return last_loss_; }

 private:
  class Socket;

  Loop& loop_;
  std::string address_;
  std::uint16_t port_;
  std::function<void(std::size_t, std::string_view)> heard_;
  std::vector<std::unique_ptr<Socket>> sockets_;
  std::size_t open_ = 0, lost_ = 0;
  std::string last_loss_;
};

}  // namespace jobswipe::load
