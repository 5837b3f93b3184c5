#include <boost/asio/use_awaitable.hpp>

#include "io/postgres/connection.hpp"
#include "io/postgres/request.hpp"

namespace jobswipe::postgres {
namespace {

constexpr Statement kTryLock{"try_advisory_lock", "SELECT pg_try_advisory_lock($1::bigint) AS locked"};

class HeldLock final : public AdvisoryLock {
 public:
  explicit HeldLock(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
  ~HeldLock() override { connection_->close("the lock was given up"); }
  bool held() const noexcept override { return connection_->answered_lately(); }

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace

asio::awaitable<std::unique_ptr<AdvisoryLock>> AdvisoryLock::try_acquire(asio::any_io_executor executor, Config config,
                                                                         std::int64_t key) {
  const auto connection = std::make_shared<Connection>(executor, config);
  co_await connection->open();
  auto submit = [connection](std::shared_ptr<Request> request) { connection->send(std::move(request)); };
  auto arguments = std::make_shared<const Params>(params(key));
  const Rows rows = co_await await_request(executor, kTryLock, std::move(arguments), std::move(submit));
  std::unique_ptr<AdvisoryLock> lock;
  if (rows.front().boolean("locked"))
    lock = std::make_unique<HeldLock>(connection);
  else
    connection->close("another session holds the lock");
  co_return lock;
}

}  // namespace jobswipe::postgres
