#include "server/dispatch/dispatcher.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "io/redis/test_server.hpp"

namespace jobswipe::dispatch {
namespace {

using namespace std::chrono_literals;
using redis::run_through;

class DispatcherOfOffers : public testing::Test {
 protected:
  DispatcherOfOffers() : client_(io_.get_executor(), server_.config()), queues_(client_, "application") {
    run(client_.wait_ready(5s));
    Dispatcher::Options options;
    options.stalled_interval = 200ms;
    dispatcher_.emplace(
        io_.get_executor(), client_, queues_, [this](base::UserId user) { woken_.push_back(user); }, options);
    dispatcher_->start();
  }
  ~DispatcherOfOffers() override { run(dispatcher_->stop(5s)); }
  template <class T>
  T run(asio::awaitable<T> coroutine) {
    return run_through(io_, std::move(coroutine));
  }
  template <class Condition>
  void until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!condition() && std::chrono::steady_clock::now() < end) io_.run_one_for(50ms);
    ASSERT_TRUE(condition());
  }
  static queue::Offer offer() {
    queue::Offer result;
    result.user = base::UserId::make();
    result.application = base::ApplicationId::make();
    result.epoch = 2;
    return result;
  }

  redis::TestServer server_;
  asio::io_context io_;
  redis::Client client_;
  queue::Queues queues_;
  std::vector<base::UserId> woken_;
  std::optional<Dispatcher> dispatcher_;
};

TEST_F(DispatcherOfOffers, WakesTheOwnerOfEachOfferAndKeepsNoJob) {
  const queue::Offer ordinary = offer(), first = offer();
  run(queues_.processing.add(queue::offer_job(ordinary)));
  run(queues_.priority.add(queue::offer_job(first)));
  until([&] { return dispatcher_->stats().completed == 2; });
  EXPECT_EQ(std::count(woken_.begin(), woken_.end(), ordinary.user), 1);
  EXPECT_EQ(std::count(woken_.begin(), woken_.end(), first.user), 1);
  until([&] { return !run(queues_.processing.get(queue::job_id(ordinary))); });
}

TEST_F(DispatcherOfOffers, WakesTheOwnerOfARetryWhenItIsDue) {
  const auto before = std::chrono::steady_clock::now();
  run(queues_.retry.add(queue::retry_job(offer(), 300ms)));
  until([&] { return woken_.size() == 1; });
  EXPECT_GE(std::chrono::steady_clock::now() - before, 290ms);
}

TEST_F(DispatcherOfOffers, FailsAJobThatIsNoOfferAtOnceAndSaysWhy) {
  queue::NewJob strange = queue::offer_job(offer());
  strange.data.as_object()["userId"] = "somebody";
  run(queues_.processing.add(strange));
  until([&] { return dispatcher_->stats().failed == 1; });
  until([&] { return run(queues_.processing.state(strange.options.id)) == "failed"; });
  EXPECT_EQ(run(queues_.processing.get(strange.options.id))->failed_reason, "“userId” in the job's data is not a UUID");
  EXPECT_TRUE(woken_.empty());
}

TEST_F(DispatcherOfOffers, RepeatsAnOfferHarmlessly) {
  const queue::Offer twice = offer();
  run(queues_.processing.add(queue::offer_job(twice)));
  until([&] { return woken_.size() == 1; });
  until([&] { return !run(queues_.processing.get(queue::job_id(twice))); });
  run(queues_.processing.add(queue::offer_job(twice)));
  until([&] { return woken_.size() == 2; });
}

}  // namespace
}  // namespace jobswipe::dispatch
