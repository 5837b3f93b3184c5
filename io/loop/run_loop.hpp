#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace jobswipe::loop {

namespace asio = boost::asio;

/// The loop of a service: runs its step, pauses for as long as the step says, and runs it again, until stopped. A step
/// that throws is logged, once until one succeeds, and tried again after a pause. Use from the executor's thread only.
class RunLoop {
 public:
  /// Does one turn's work; returns how long to pause after it, 0 for not at all. It must keep alive what it uses: the
  /// last one may end after the RunLoop was destroyed.
  using Step = std::function<asio::awaitable<std::chrono::milliseconds>()>;

  /// `name` begins its log lines; `after_failure` is the pause after a step that threw.
  RunLoop(asio::any_io_executor executor, std::string name, std::chrono::milliseconds after_failure, Step step);
  ~RunLoop();  ///< as abandon()
  RunLoop(const RunLoop&) = delete;
  RunLoop& operator=(const RunLoop&) = delete;

  void start();
  /// Ends the pause, or makes the next one none.
  void hurry();
  /// Ends after the step at hand, without waiting for it.
  void abandon();
  /// Ends after the step at hand, for which it waits at most `deadline`.
  asio::awaitable<void> stop(std::chrono::milliseconds deadline);
  bool stopping() const noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::loop
