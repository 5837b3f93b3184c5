#include "io/postgres/pool.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <random>

#include "io/postgres/connection.hpp"
#include "io/postgres/request.hpp"

namespace jobswipe::postgres {
namespace {

constexpr int kRepeats = 3;
constexpr std::chrono::milliseconds kFirstPause{50}, kLongestPause{2000}, kScriptTimeout{600'000};

bool may_be_repeated(const Error& error) {
  return error.sqlstate() == "40P01" || error.sqlstate() == "40001";
}

asio::awaitable<void> pause(asio::steady_timer& timer, std::chrono::milliseconds time) {
  timer.expires_after(time);
  try {
    co_await timer.async_wait(asio::use_awaitable);
  } catch (const boost::system::system_error& error) {
    if (error.code() != asio::error::operation_aborted) throw;
  }
}

}  // namespace

class Pool::Impl : public std::enable_shared_from_this<Pool::Impl> {
 public:
  Impl(asio::any_io_executor executor, Config config)
      : executor_(executor), config_(std::move(config)), idle_(executor), random_(std::random_device{}()) {
    if (config_.connections < 1 || config_.connections > 50)
      throw std::invalid_argument(fmt::format("{} connections: 1 to 50 are allowed", config_.connections));
    idle_.expires_at(Steady::time_point::max());
    slots_.resize(static_cast<std::size_t>(config_.connections));
  }

  void start() {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      slots_[i].pause = std::make_unique<asio::steady_timer>(executor_);
      ++running_;
      asio::co_spawn(executor_, keep_up(shared_from_this(), i),
                     [self = shared_from_this()](std::exception_ptr error) { self->ended(error); });
    }
  }

  asio::awaitable<Rows> query(Statement statement, Params params) {
    const auto self = shared_from_this();
    const auto shared = std::make_shared<const Params>(std::move(params));
    for (int attempt = 0;; ++attempt) {
      const bool last = attempt == kRepeats;
      auto submit = [this](std::shared_ptr<Request> request) { this->submit(std::move(request)); };
      check();
      try {
        co_return co_await await_request(executor_, statement, shared, std::move(submit));
      } catch (const Error& error) {
        if (last || !may_be_repeated(error)) throw;
      }
      asio::steady_timer timer(executor_);
      const std::chrono::milliseconds time(1 + random_() % (10u << attempt));
      timer.expires_after(time);
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

  bool healthy() const noexcept {
    for (const auto& slot : slots_)
      if (slot.connection && slot.connection->answered_lately()) return true;
    return false;
  }

  std::string failure() const {
    if (closing_) return "the database pool is closed";
    for (const auto& slot : slots_)
      if (slot.connection && slot.connection->is_up()) return "";
    return failure_.empty() ? "the database is not connected yet" : failure_;
  }

  asio::awaitable<void> close(std::chrono::milliseconds deadline) {
    const auto self = shared_from_this();
    closing_ = true;
    fail_pending("the database pool is closed");
    const auto until = Steady::now() + deadline;
    while (in_flight() > 0 && Steady::now() < until) {
      idle_.expires_at(until);
      co_await wait_idle();
    }
    stop();
    while (running_ > 0) {
      idle_.expires_at(Steady::time_point::max());
      co_await wait_idle();
    }
  }

  void stop() {
    closing_ = true;
    fail_pending("the database pool is closed");
    for (auto& slot : slots_) {
      if (slot.connection) slot.connection->close("the database pool is closed");
      if (slot.opening) slot.opening->close("the database pool is closed");
      if (slot.pause) slot.pause->cancel();
    }
  }

  const Config& config() const noexcept { return config_; }
  asio::any_io_executor executor() const { return executor_; }

 private:
  struct Slot {
    std::shared_ptr<Connection> connection, opening;
    std::unique_ptr<asio::steady_timer> pause;
  };

  asio::awaitable<void> wait_idle() {
    try {
      co_await idle_.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error& error) {
      if (error.code() != asio::error::operation_aborted) throw;
    }
  }

  std::size_t in_flight() const noexcept {
    std::size_t count = pending_.size();
    for (const auto& slot : slots_)
      if (slot.connection) count += slot.connection->in_flight();
    return count;
  }

  void check() const {
    if (closing_) throw Unavailable("the database pool is closed");
    if (in_flight() >= static_cast<std::size_t>(config_.max_waiting))
      throw Unavailable(fmt::format("{} queries wait for PostgreSQL already", config_.max_waiting));
    if (!failure_.empty() && best() == nullptr) throw Unavailable(failure_);
  }

  Connection* best() const noexcept {
    Connection* chosen = nullptr;
    std::size_t lowest = 0;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      Connection* const candidate = slots_[(i + turn_) % slots_.size()].connection.get();
      if (candidate == nullptr || !candidate->is_up()) continue;
      const std::size_t cost = candidate->in_flight() + (candidate->is_slow() ? 1000 : 0);
      if (chosen == nullptr || cost < lowest) {
        chosen = candidate;
        lowest = cost;
      }
    }
    return chosen;
  }

  void submit(std::shared_ptr<Request> request) {
    request->deadline = Steady::now() + config_.query_timeout + std::chrono::seconds(1);
    ++turn_;
    if (Connection* const connection = best())
      connection->send(std::move(request));
    else
      pending_.push_back(std::move(request));
  }

  void fail_pending(const std::string& reason) {
    auto pending = std::move(pending_);
    pending_.clear();
    for (const auto& request : pending) request->finish(std::make_exception_ptr(Unavailable(reason)), Rows());
  }

  static asio::awaitable<void> keep_up(std::shared_ptr<Impl> self, std::size_t index) {
    int failures = 0;
    while (!self->closing_) {
      Slot& slot = self->slots_[index];
      slot.opening = std::make_shared<Connection>(self->executor_, self->config_);
      bool opened = false;
      try {
        co_await slot.opening->open();
        opened = true;
      } catch (const std::exception& error) {
        self->could_not_open(error.what());
      }
      const auto connection = std::move(slot.opening);
      slot.opening = nullptr;
      if (self->closing_) {
        connection->close("the database pool is closed");
        break;
      }
      if (opened && connection->is_up()) {
        failures = 0;
        self->opened(slot, connection);
        co_await connection->lost();
        slot.connection = nullptr;
        if (!self->closing_) spdlog::warn("lost a connection to PostgreSQL: {}", connection->reason());
        // At once, for the first time: the server may only have ended this one session.
        if (!self->closing_) continue;
        break;
      }
      auto longest = std::min(kFirstPause * (1 << std::min(failures++, 10)), kLongestPause);
      auto time = longest / 2 + std::chrono::milliseconds(self->random_() % (longest.count() / 2 + 1));
      co_await pause(*slot.pause, time);
    }
  }

  void opened(Slot& slot, const std::shared_ptr<Connection>& connection) {
    slot.connection = connection;
    connection->when_idle([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->idle_.cancel();
    });
    if (!failure_.empty()) spdlog::info("PostgreSQL answers again");
    failure_.clear();
    auto pending = std::move(pending_);
    pending_.clear();
    for (auto& request : pending)
      if (!request->done) submit(std::move(request));
  }

  void could_not_open(const std::string& reason) {
    if (closing_) return;
    if (failure_ != reason) spdlog::warn("can't connect to PostgreSQL: {}", reason);
    failure_ = reason;
    if (best() == nullptr) fail_pending(reason);
  }

  void ended(std::exception_ptr error) {
    --running_;
    idle_.cancel();
    if (!error) return;
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& thrown) {
      spdlog::error("a connection of the database pool ended for good: {}", thrown.what());
    }
  }

  asio::any_io_executor executor_;
  Config config_;
  asio::steady_timer idle_;
  std::vector<Slot> slots_;
  std::deque<std::shared_ptr<Request>> pending_;
  std::string failure_;
  std::size_t turn_ = 0;
  int running_ = 0;
  bool closing_ = false;
  std::minstd_rand random_;
};

Pool::Pool(asio::any_io_executor executor, Config config) : impl_(std::make_shared<Impl>(executor, std::move(config))) {
  impl_->start();
}

Pool::~Pool() {
  impl_->stop();
}

asio::awaitable<Rows> Pool::query(Statement statement, Params params) {
  return impl_->query(statement, std::move(params));
}

asio::awaitable<void> Pool::execute_script(std::string sql) {
  const auto connection = std::make_shared<Connection>(impl_->executor(), impl_->config());
  co_await connection->run_script(std::move(sql), kScriptTimeout);
}

bool Pool::healthy() const noexcept {
  return impl_->healthy();
}
std::string Pool::failure() const {
  return impl_->failure();
}
const Config& Pool::config() const noexcept {
  return impl_->config();
}
asio::any_io_executor Pool::executor() const {
  return impl_->executor();
}
asio::awaitable<void> Pool::close(std::chrono::milliseconds deadline) {
  return impl_->close(deadline);
}

}  // namespace jobswipe::postgres
