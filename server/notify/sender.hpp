#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/domain/retry_policy.hpp"
#include "core/push/p256.hpp"
#include "server/notify/push_service.hpp"
#include "server/notify/wishes.hpp"
#include "server/store/push_store.hpp"

namespace jobswipe::notify {

namespace asio = boost::asio;

struct SenderOptions {
  std::string contact;                            ///< mailto: or https: address for push services; empty gives none
  bool allow_private = false;                     ///< lets it call loopback, for tests
  int most_at_once = 32;                          ///< messages in flight
  std::chrono::milliseconds poll{1000};           ///< how often it looks for what is due
  std::chrono::milliseconds timeout{10'000};      ///< of one message
  std::chrono::seconds lease{60};                 ///< well over the timeout: after it another sender may try
  domain::RetryPolicy retry;                      ///< while a push service does not take messages
  std::chrono::milliseconds look_around{60'000};  ///< how often it looks for silent desktops and old rows
  std::chrono::seconds silence{12 * 3600};        ///< of a desktop while work waits, of which its person is told
};

/// What the senders of a process did. Thread-safe.
struct SenderStats {
  std::atomic<std::uint64_t> sent{0}, failed{0}, gone{0}, refused{0}, dropped{0};
};

/// Sends the news in `push_outbox` to the browsers' push services (RFC 8030), encrypted (RFC 8291), in the name of the
/// server's key (RFC 8292). At least once: a crash between sending and noting it repeats the message, which replaces
/// the first by its topic. Any number of senders may be at work; each row is with one of them at a time. A service that
/// hangs or fails delays its own messages only. Use from the stores' thread.
class Sender {
 public:
  Sender(asio::any_io_executor executor, store::PushStore& store, Wishes& wishes, push::P256Key key,
         PushServices services, SenderStats& stats, SenderOptions options);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  void start();
  /// Takes no more, and lets what is in flight end, for which it waits at most `deadline`.
  asio::awaitable<void> stop(std::chrono::milliseconds deadline);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::notify
