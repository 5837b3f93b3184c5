#include "server/identity/hasher.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/base/result.hpp"
#include "core/crypto/password.hpp"

namespace jobswipe::identity {
namespace {

namespace asio = boost::asio;

asio::awaitable<std::string> as_coroutine(std::function<std::string()> work) { co_return work(); }

asio::awaitable<std::string> on(asio::thread_pool& threads, std::function<std::string()> work) {
  return asio::co_spawn(threads.get_executor(), as_coroutine(std::move(work)), asio::use_awaitable);
}

}  // namespace

Hasher::Hasher(int parallel)
    : threads_(static_cast<std::size_t>(parallel)), most_waiting_(parallel * 50), nobody_(crypto::hash_password("nobody has this password")) {}

Hasher::~Hasher() { threads_.join(); }

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
