#include "agent/claim/lease_keeper.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace jobswipe::claim {
namespace {

using base::ErrorCode;
using std::chrono::seconds;

constexpr seconds kRetry{3};

boost::json::object progress_json(const std::string& step, int percent, const std::string& waits_for) {
  boost::json::object progress;
  progress["step"] = step;
  progress["percent"] = percent;
  if (!waits_for.empty()) progress["waitsFor"] = waits_for;
  return progress;
}

}  // namespace

class LeaseKeeper::Impl : public std::enable_shared_from_this<LeaseKeeper::Impl> {
 public:
  Impl(asio::any_io_executor executor, link::Api& api, std::string application_id, int epoch, seconds heartbeat)
      : executor_(executor),
        api_(api),
        application_id_(std::move(application_id)),
        epoch_(epoch),
        heartbeat_(heartbeat),
        wake_(executor) {}

  void start() {
    asio::co_spawn(executor_, run(shared_from_this()), [](std::exception_ptr error) {
      try {
        if (error) std::rethrow_exception(error);
      } catch (const std::exception& thrown) {
        spdlog::error("the heartbeat ended: {}", thrown.what());
      }
    });
  }

  void progress(std::string step, int percent, std::string waits_for) {
    next_ = progress_json(step, percent, waits_for);
    wake_.cancel();
  }
  void stop() {
    stopped_ = true;
    wake_.cancel();
  }

  bool cancelled = false;
  bool lost = false;

 private:
  static asio::awaitable<void> run(std::shared_ptr<Impl> self) {
    while (!self->stopped_ && !self->begun_) {
      boost::json::object body;
      body["epoch"] = self->epoch_;
      body["status"] = "PROCESSING";
      body["progress"] = progress_json("starting", 2, "");
      const auto answer = co_await self->api_.put_status(self->application_id_, std::move(body));
      if (answer) self->begun_ = true;
      if (!answer && self->refused(answer.error())) co_return;
      if (!answer) co_await self->pause(kRetry);
    }
    while (!self->stopped_) {
      if (!self->next_) co_await self->pause(self->heartbeat_);
      if (self->stopped_) co_return;
      auto progress = std::exchange(self->next_, std::nullopt);
      const auto answer = co_await self->api_.heartbeat(self->application_id_, self->epoch_, progress);
      if (answer) {
        if (answer->cancel_requested) self->cancelled = true;
        continue;
      }
      if (self->refused(answer.error())) co_return;
      spdlog::info("heartbeat: {}", answer.error().detail);
      if (!self->next_) self->next_ = std::move(progress);
      co_await self->pause(std::min(kRetry, self->heartbeat_));
    }
  }

  /// Whether that ends the lease.
  bool refused(const base::Error& error) {
    switch (error.code) {
      case ErrorCode::cancelled:
        cancelled = true;
        return true;
      case ErrorCode::stale_epoch:
      case ErrorCode::not_found:
      case ErrorCode::conflict:
        spdlog::warn("the lease is gone: {}", error.detail);
        lost = true;
        return true;
      default:
        return false;
    }
  }

  asio::awaitable<void> pause(seconds time) {
    wake_.expires_after(time);
    boost::system::error_code ignored;
    co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }

  asio::any_io_executor executor_;
  link::Api& api_;
  std::string application_id_;
  int epoch_;
  seconds heartbeat_;
  asio::steady_timer wake_;
  std::optional<boost::json::object> next_;
  bool begun_ = false;
  bool stopped_ = false;
};

LeaseKeeper::LeaseKeeper(asio::any_io_executor executor, link::Api& api, std::string application_id, int epoch,
                         std::chrono::seconds heartbeat)
    : impl_(std::make_shared<Impl>(std::move(executor), api, std::move(application_id), epoch, heartbeat)) {
  impl_->start();
}
LeaseKeeper::~LeaseKeeper() {
  impl_->stop();
}
void LeaseKeeper::progress(std::string step, int percent, std::string waits_for) {
  impl_->progress(std::move(step), percent, std::move(waits_for));
}
void LeaseKeeper::note_cancel() noexcept {
  impl_->cancelled = true;
}
bool LeaseKeeper::cancel_requested() const noexcept {
  return impl_->cancelled;
}
bool LeaseKeeper::lost() const noexcept {
  return impl_->lost;
}
void LeaseKeeper::note_lost() noexcept {
  impl_->lost = true;
}
void LeaseKeeper::stop() {
  impl_->stop();
}

}  // namespace jobswipe::claim
