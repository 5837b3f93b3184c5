#pragma once

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "io/postgres/connection.hpp"

namespace jobswipe::postgres {

template <class Handler>
class HandlerRequest final : public Request {
 public:
  HandlerRequest(Statement of_statement, std::shared_ptr<const Params> with_params, Handler handler,
                 const asio::any_io_executor& fallback)
      : Request(of_statement, std::move(with_params)),
        handler_(std::move(handler)),
        work_(asio::make_work_guard(asio::get_associated_executor(handler_, fallback))) {}

  void finish(std::exception_ptr error, Rows rows) override {
    if (done) return;
    done = true;
    auto executor = work_.get_executor();
    // Posted, never called here: the caller may destroy the pool.
    asio::post(executor, [h = std::move(handler_), error, result = std::move(rows)]() mutable {
      std::move(h)(error, std::move(result));
    });
    work_.reset();
  }

 private:
  Handler handler_;
  asio::executor_work_guard<asio::associated_executor_t<Handler, asio::any_io_executor>> work_;
};

/// Awaits one request that `submit` is given; it may throw instead. A cancelled caller goes on at once.
template <class Submit>
asio::awaitable<Rows> await_request(asio::any_io_executor executor, Statement statement,
                                    std::shared_ptr<const Params> params, Submit submit) {
  auto initiate = [&](auto handler) {
    using Handler = std::decay_t<decltype(handler)>;
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto request =
        std::make_shared<HandlerRequest<Handler>>(statement, std::move(params), std::move(handler), executor);
    if (slot.is_connected()) {
      slot.assign([weak = std::weak_ptr<Request>(request)](asio::cancellation_type type) {
        if ((type & asio::cancellation_type::terminal) == asio::cancellation_type::none) return;
        if (const auto kept = weak.lock())
          kept->finish(std::make_exception_ptr(boost::system::system_error(asio::error::operation_aborted)), Rows());
      });
    }
    submit(std::move(request));
  };
  co_return co_await asio::async_initiate<decltype(asio::use_awaitable), void(std::exception_ptr, Rows)>(
      std::move(initiate), asio::use_awaitable);
}

}  // namespace jobswipe::postgres
