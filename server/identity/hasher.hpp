#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <string>

namespace jobswipe::identity {

/// Password hashes on threads of their own: at most `parallel` at once, 19 MiB each, and a bounded line of those that
/// wait; beyond it the request is refused as unavailable, so a storm of logins can't exhaust the memory. Shared by all
/// event loops, which must outlive it or its `stop`; thread-safe.
class Hasher {
 public:
  explicit Hasher(int parallel);
  ~Hasher();
  /// Waits for the threads' last work; nothing may be asked afterwards. Call before the event loops of the callers die.
  void stop();
  boost::asio::awaitable<std::string> hash(std::string password);
  boost::asio::awaitable<bool> verify(std::string hash, std::string password);
  /// As long as a real verification, and always false: for accounts that don't exist.
  boost::asio::awaitable<bool> verify_nobody(std::string password);

 private:
  boost::asio::awaitable<std::string> run(std::function<std::string()> work);

  boost::asio::thread_pool threads_;
  std::atomic<int> waiting_{0};
  int most_waiting_;
  std::string nobody_;
};

}  // namespace jobswipe::identity
