#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "agent/link/backoff.hpp"

namespace jobswipe::link {

/// The ways to hear events, best first. All carry the same events from the same cursor.
enum class Transport : std::uint8_t { websocket, sse, long_poll, poll };
constexpr std::string_view to_string(Transport transport) noexcept {
  switch (transport) {
    case Transport::websocket:
      return "websocket";
    case Transport::sse:
      return "sse";
    case Transport::long_poll:
      return "long_poll";
    case Transport::poll:
      return "poll";
  }
  return "";
}

/// Which transport to use now: down a rung after two failures in a row, and up again after a while that grows each time
/// that going up did not help. A pure state machine: the caller gives the time (seconds of a steady clock) and the
/// randomness.
class Ladder {
 public:
  using Seconds = std::chrono::duration<double>;

  Transport transport() const noexcept { return transport_; }

  /// A connection stands and has said something. `now` as in the rest.
  void worked(Seconds now) {
    backoff_.reset();
    if (trying_up_) {
      trying_up_ = false;
      patience_ = kFirstPatience;
    }
    failures_ = 0;
    if (!since_set_) since_ = now;
    since_set_ = true;
  }

  /// It could not be made, or broke. Gives the pause before the next try.
  std::chrono::milliseconds failed(Seconds now, double random) {
    ++failures_;
    if (trying_up_ || failures_ >= kFailuresToGoDown) {
      if (trying_up_) patience_ = std::min(patience_ * 2, kMostPatience);
      trying_up_ = false;
      step(transport_ == Transport::poll ? transport_ : static_cast<Transport>(static_cast<int>(transport_) + 1), now);
    }
    return backoff_.next(random);
  }

  /// True when it is time to leave a lower rung for the one above; `transport()` is then already that.
  bool climb(Seconds now) {
    if (transport_ == Transport::websocket || now - since_ < patience_) return false;
    step(static_cast<Transport>(static_cast<int>(transport_) - 1), now);
    trying_up_ = true;
    return true;
  }

  /// How long the present rung is to be kept before `climb` says yes; for a deadline on reads.
  Seconds until_climb(Seconds now) const noexcept { return std::max(Seconds(0), since_ + patience_ - now); }

 private:
  static constexpr int kFailuresToGoDown = 2;
  static constexpr Seconds kFirstPatience{60};
  static constexpr Seconds kMostPatience{1800};

  void step(Transport to, Seconds now) {
    transport_ = to;
    failures_ = 0;
    since_ = now;
    since_set_ = true;
  }

  Transport transport_ = Transport::websocket;
  int failures_ = 0;
  bool trying_up_ = false;
  bool since_set_ = false;
  Seconds since_{0};
  Seconds patience_ = kFirstPatience;
  Backoff backoff_;
};

}  // namespace jobswipe::link
