#include "server/identity/hasher.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/base/result.hpp"
#include "core/crypto/password.hpp"

namespace jobswipe::identity {
namespace {

namespace asio = boost::asio;

/// Runs `work` on one of the threads. The thread lets go of the caller's loop with the answer, not some time after it.
asio::awaitable<std::string> on(asio::thread_pool& threads, std::function<std::string()> work) {
  auto initiate = [&threads, &work](auto handler) {
    auto guard = asio::make_work_guard(asio::get_associated_executor(handler));
    asio::post(threads, [work = std::move(work), handler = std::move(handler), guard = std::move(guard)]() mutable {
      std::exception_ptr failure;
      std::string result;
      try {
        result = work();
      } catch (...) {
        failure = std::current_exception();
      }
      const auto executor = guard.get_executor();
      asio::post(executor, [handler = std::move(handler), guard = std::move(guard), failure,
                            result = std::move(result)]() mutable { std::move(handler)(failure, std::move(result)); });
    });
  };
  co_return co_await asio::async_initiate<decltype(asio::use_awaitable), void(std::exception_ptr, std::string)>(
      std::move(initiate), asio::use_awaitable);
}

}  // namespace

Hasher::Hasher(int parallel)
    : threads_(static_cast<std::size_t>(parallel)),
      most_waiting_(parallel * 50),
      nobody_(crypto::hash_password("nobody has this password")) {}

Hasher::~Hasher() {
  stop();
}

void Hasher::stop() {
  threads_.join();
}

asio::awaitable<std::string> Hasher::run(std::function<std::string()> work) {
  struct Place {
    std::atomic<int>& waiting;
    explicit Place(std::atomic<int>& of) : waiting(of) { ++waiting; }
    ~Place() { --waiting; }
  };
  const Place place(waiting_);
  if (waiting_ > most_waiting_) {
    base::Error busy;
    busy.code = base::ErrorCode::unavailable;
    busy.detail = "Too many people log in at this moment. Try again in a few seconds.";
    busy.retry_after = std::chrono::seconds(3);
    throw base::ErrorException(busy);
  }
  auto result = co_await on(threads_, std::move(work));
  co_return result;
}

asio::awaitable<std::string> Hasher::hash(std::string password) {
  return run([password = std::move(password)] { return crypto::hash_password(password); });
}

asio::awaitable<bool> Hasher::verify(std::string hash, std::string password) {
  std::function<std::string()> work = [hash = std::move(hash), password = std::move(password)] {
    return crypto::verify_password(hash, password) ? std::string("yes") : std::string();
  };
  const auto verdict = co_await run(std::move(work));
  co_return !verdict.empty();
}

asio::awaitable<bool> Hasher::verify_nobody(std::string password) {
  co_await verify(nobody_, std::move(password));
  co_return false;
}

}  // namespace jobswipe::identity
