#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/result.hpp"
#include "server/store/swipes_store.hpp"

namespace jobswipe::swipe {

namespace asio = boost::asio;

/// Writes the swipes of one core together: one that comes while nothing is being written goes at once, alone; those
/// that come while others are being written wait for them and then go in one statement. So latency at rest is one
/// commit, and under load the work per swipe falls.
///
/// Each swipe has its own verdict; when a statement fails as a whole, its swipes are tried one by one, so that the one
/// that caused it fails alone. A person's swipes are written in the order of their coming. The line is bounded, in
/// length and in time: past that a swipe is refused with 503 and Retry-After before anything of it was sent.
///
/// Use from the executor's thread only.
class Intake {
 public:
  using Write = std::function<asio::awaitable<std::vector<store::SwipeResult>>(std::vector<store::NewSwipe>)>;
  struct Limits {
    std::size_t rows = 128;                   ///< of one statement, ≥ 1
    int statements = 2;                       ///< at once, ≥ 1, of different people
    std::size_t few = 4;                      ///< while fewer rows are being written the next statement goes at once,
    std::size_t together = 32;                ///< otherwise when so many wait: a statement costs more than its rows
    std::size_t line = 2000;                  ///< that wait
    std::chrono::milliseconds patience{600};  ///< longest wait in the line
  };

  /// `write` is SwipesStore::write.
  Intake(asio::any_io_executor executor, Write write, Limits limits);
  ~Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  /// The swipe's verdict after its commit; `unavailable` when it was refused unsent. Throws what the write threw.
  asio::awaitable<base::Result<store::SwipeResult>> take(store::NewSwipe swipe);

  std::size_t waiting() const noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::swipe
