#include "server/queue/worker.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <map>
#include <random>

#include "core/base/id.hpp"
#include "io/loop/waiters.hpp"
#include "server/queue/steps.hpp"

namespace jobswipe::queue {
namespace {

using Steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr milliseconds kLongestBlock = 10s;  // a longer BZPOPMIN would outlive a connection that is gone
constexpr milliseconds kBlockMargin = 1s;  // Redis has this much longer to answer before the connection counts as lost
constexpr milliseconds kPauseAfterFailure = 200ms;

}  // namespace

class Worker::Impl : public std::enable_shared_from_this<Worker::Impl> {
 public:
  Impl(asio::any_io_executor executor, redis::Client& client, Keys keys, Handler handler, WorkerOptions options)
      : executor_(executor),
        client_(client),
        keys_(std::move(keys)),
        handler_(std::move(handler)),
        options_(std::move(options)),
        id_(base::Uuid::make().to_string()),
        news_(executor),
        renewal_(executor),
        rescue_(executor),
        pause_(executor),
        random_(std::random_device{}()) {
    if (options_.concurrency < 1) throw std::invalid_argument("a worker needs a concurrency of at least 1");
    if (options_.drain_delay > kLongestBlock) throw std::invalid_argument("a worker's drain delay is at most 10 s");
  }

  void start() {
    redis::Config config = client_.config();
    config.client_name = fmt::format("{}:{}", config.client_name, keys_.name());
    blocking_ = std::make_unique<redis::Client>(executor_, std::move(config));
    taking_ = true;
    spawn("taking", &Impl::take_jobs);
    spawn("renewing locks", &Impl::renew_locks);
    spawn("rescuing", &Impl::rescue_jobs);
  }

  asio::awaitable<void> stop(milliseconds deadline) {
    const auto until = Steady::now() + deadline;
    stopping_ = true;
    // Redis sees the connection close and hands the marker to somebody else.
    blocking_.reset();
    pause_.cancel();
    rescue_.cancel();
    news_.announce();
    // What Redis is handing over just now is ours, too: left alone it would wait for its lock to run out.
    while ((taking_ || active_ > 0) && Steady::now() < until) co_await news_.wait_until(until);
    if (active_ > 0)
      spdlog::warn("queue {}: {} jobs still ran at the end and are left to be rescued", keys_.name(), active_);
    abandon();
    while (loops_ > 0 && Steady::now() < until) co_await news_.wait_until(until);
  }

  void abandon() {
    stopping_ = abandoned_ = true;
    blocking_.reset();
    pause_.cancel();
    rescue_.cancel();
    renewal_.cancel();
    news_.announce();
  }

  Stats stats() const noexcept { return stats_; }

 private:
  void spawn(const char* what, asio::awaitable<void> (Impl::*loop)()) {
    ++loops_;
    asio::co_spawn(
        executor_, [self = shared_from_this(), loop] { return (self.get()->*loop)(); },
        [self = shared_from_this(), what](std::exception_ptr error) {
          --self->loops_;
          self->news_.announce();
          if (!error) return;
          try {
            std::rethrow_exception(error);
          } catch (const std::exception& e) {
            spdlog::critical("queue {}: {} ended: {}", self->keys_.name(), what, e.what());
          }
        });
  }

  /// True when the time passed, false when the timer was cancelled.
  static asio::awaitable<bool> wait(asio::steady_timer& timer, Steady::duration time) {
    timer.expires_after(time);
    try {
      co_await timer.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
      co_return false;
    }
    co_return true;
  }

  // Taking jobs

  asio::awaitable<void> take_jobs() {
    bool complained = false;
    while (!stopping_) {
      if (active_ >= options_.concurrency) {
        co_await news_.wait_until(Steady::now() + 1h);
        continue;
      }
      std::string failure;
      try {
        co_await take();
        complained = false;
      } catch (const std::exception& e) {
        failure = e.what();
      }
      if (stopping_) break;
      if (failure.empty()) continue;
      if (!complained) spdlog::warn("queue {}: no jobs can be taken for now: {}", keys_.name(), failure);
      complained = true;
      drained_ = false;
      block_until_ms_ = 0;
      co_await wait(pause_, kPauseAfterFailure);
    }
    taking_ = false;
    news_.announce();
  }

  asio::awaitable<void> take() {
    if (drained_) {
      const bool due = co_await wait_for_marker();
      if (!due || stopping_) co_return;
    }
    std::string token = fmt::format("{}:{}", id_, ++tokens_);
    redis::Invocation taking = take_step(keys_, lock(token));
    const redis::Reply reply = co_await client_.eval(*taking.script, std::move(taking.args));
    Taken taken = parse_taken(reply);
    if (!taken.job) {
      co_await heed(std::move(taken));
      co_return;
    }
    drained_ = false;
    begin(std::move(*taken.job), std::move(token));
  }

  asio::awaitable<void> heed(Taken nothing) {
    drained_ = true;
    block_until_ms_ = nothing.delayed_until_ms;
    if (nothing.rate_limited_ms <= 0 || stopping_) co_return;
    drained_ = false;
    co_await wait(pause_, std::min<milliseconds>(milliseconds(nothing.rate_limited_ms), 30s));
  }

  /// True when there may be a job to take.
  asio::awaitable<bool> wait_for_marker() {
    milliseconds block = options_.drain_delay;
    if (block_until_ms_ > 0) {
      const milliseconds left(block_until_ms_ - now_ms());
      if (left <= 0ms) co_return true;
      block = std::clamp<milliseconds>(left, 1ms, kLongestBlock);
    }
    if (!blocking_) co_return false;
    co_await blocking_->wait_ready(client_.config().connect_timeout);
    if (!blocking_) co_return false;
    redis::Command command{"BZPOPMIN", keys_.key("marker"),
                           fmt::format("{:.3f}", static_cast<double>(block.count()) / 1000)};
    const redis::Reply reply = co_await blocking_->command(std::move(command), block + kBlockMargin);
    if (reply.is_nil()) {
      block_until_ms_ = 0;
      co_return true;
    }
    // A marker's score is 0 when a job waits, or the time at which the next delayed one is due.
    const std::string& score = reply.array().at(2).string();
    double due = 0;
    std::from_chars(score.data(), score.data() + score.size(), due);
    block_until_ms_ = static_cast<std::int64_t>(due);
    co_return block_until_ms_ - now_ms() < 1;
  }

  // Running them

  void begin(Job job, std::string token) {
    ++active_;
    asio::co_spawn(
        executor_,
        [self = shared_from_this(), job = std::move(job), token = std::move(token)]() mutable {
          return self->run(std::move(job), std::move(token));
        },
        [self = shared_from_this()](std::exception_ptr error) {
          --self->active_;
          self->news_.announce();
          if (!error) return;
          try {
            std::rethrow_exception(error);
          } catch (const std::exception& e) {
            spdlog::error("queue {}: a job was left to be rescued: {}", self->keys_.name(), e.what());
          }
        });
  }

  /// The job, and then those that finishing it hands over.
  asio::awaitable<void> run(Job first, std::string token) {
    std::optional<Job> job(std::move(first));
    while (job && !abandoned_) {
      const std::string id = job->id;
      running_[id] = token;
      Outcome outcome = co_await execute(*job);
      if (abandoned_) co_return;
      std::optional<Taken> next;
      std::exception_ptr error;
      try {
        next = co_await settle(*job, token, std::move(outcome));
      } catch (const std::exception&) {
        error = std::current_exception();
      }
      running_.erase(id);
      if (error) std::rethrow_exception(error);
      job.reset();
      if (!next) continue;
      if (next->job)
        job = std::move(next->job);
      else
        drained_ = true, block_until_ms_ = next->delayed_until_ms;
    }
  }

  asio::awaitable<Outcome> execute(Job job) {
    Outcome outcome;
    if (!job.deferred_failure.empty()) {
      outcome.unrecoverable = true;
      outcome.value = job.deferred_failure;
      co_return outcome;
    }
    if (!job.malformed.empty()) {
      // Thrown while taking, it would stall, be rescued and be taken again for ever.
      outcome.unrecoverable = true;
      outcome.value = job.malformed;
      co_return outcome;
    }
    try {
      const boost::json::value value = co_await handler_(std::move(job));
      outcome.value = boost::json::serialize(value);
      outcome.completed = true;
    } catch (const Unrecoverable& e) {
      outcome.unrecoverable = true;
      outcome.value = e.what();
    } catch (const std::exception& e) {
      outcome.value = e.what();
    }
    co_return outcome;
  }

  /// Writes the outcome down, for as long as the lock could last; after that the job is somebody else's.
  asio::awaitable<std::optional<Taken>> settle(Job job, std::string token, Outcome outcome) {
    const milliseconds delay = retry_delay(job, outcome);
    count(job, outcome);
    const auto until = Steady::now() + options_.lock_duration;
    while (true) {
      std::string failure;
      try {
        // Made anew for each try: a worker that is stopping meanwhile must not be handed another job.
        redis::Invocation invocation = settlement(job, token, outcome, delay);
        const redis::Reply reply = co_await client_.eval(*invocation.script, std::move(invocation.args));
        co_return settled(job, reply);
      } catch (const redis::Unavailable& e) {
        failure = e.what();
      }
      if (abandoned_) co_return std::nullopt;
      if (Steady::now() >= until) throw redis::Unavailable(failure);
      asio::steady_timer timer(executor_);
      co_await wait(timer, kPauseAfterFailure);
      if (abandoned_) co_return std::nullopt;
    }
  }

  static bool tries_again(const Job& job, const Outcome& outcome) {
    return !outcome.completed && !outcome.unrecoverable && job.attempts_made + 1 < job.options.attempts;
  }

  void count(const Job& job, const Outcome& outcome) {
    ++(outcome.completed ? stats_.completed : tries_again(job, outcome) ? stats_.retried : stats_.failed);
    if (!outcome.completed && !tries_again(job, outcome))
      spdlog::warn("queue {}: job {} failed: {}", keys_.name(), job.id, outcome.value);
  }

  /// A back-off of another strategy, which a Node process may have asked for, makes the failure final.
  milliseconds retry_delay(const Job& job, Outcome& outcome) {
    if (!tries_again(job, outcome) || !job.options.backoff) return 0ms;
    std::uniform_real_distribution<double> uniform(0, 1);
    try {
      return job.options.backoff->after(job.attempts_made + 1, uniform(random_));
    } catch (const std::invalid_argument& e) {
      outcome.unrecoverable = true;
      outcome.value = fmt::format("{}; not tried again: {}", outcome.value, e.what());
    }
    return 0ms;
  }

  Lock lock(std::string token) const { return Lock{std::move(token), options_.lock_duration, options_.name}; }

  redis::Invocation settlement(const Job& job, const std::string& token, const Outcome& outcome, milliseconds delay) {
    if (tries_again(job, outcome)) return retry_step(keys_, job, token, outcome, delay);
    // Fetching the next job with the same call saves a round trip, but claims it: not when stopping.
    const bool fetch_next = !stopping_ && active_ <= options_.concurrency;
    const std::optional<Keep>& wanted = outcome.completed ? job.options.remove_on_complete : job.options.remove_on_fail;
    const Keep& otherwise = outcome.completed ? options_.keep_completed : options_.keep_failed;
    return finish_step(keys_, job, lock(token), outcome, wanted.value_or(otherwise), fetch_next);
  }

  std::optional<Taken> settled(const Job& job, const redis::Reply& reply) {
    if (reply.is_array()) return parse_taken(reply);
    const std::int64_t code = reply.integer();
    if (code < 0) {
      // Settled by an earlier try whose answer was lost, or taken over by somebody else: in both cases no longer ours.
      ++stats_.locks_lost;
      spdlog::warn("queue {}: job {} is no longer this worker's (code {})", keys_.name(), job.id, code);
    }
    return std::nullopt;
  }

  // Locks and rescue

  asio::awaitable<void> renew_locks() {
    while (!abandoned_) {
      const bool passed = co_await wait(renewal_, options_.lock_duration / 2);
      if (!passed || abandoned_) co_return;
      if (running_.empty()) continue;
      redis::Invocation renewal = renew_step(keys_, running_, options_.lock_duration);
      try {
        const redis::Reply lost = co_await client_.eval(*renewal.script, std::move(renewal.args));
        for (const redis::Reply& id : lost.array()) {
          if (!running_.contains(id.string())) continue;
          ++stats_.locks_lost;
          spdlog::warn("queue {}: the lock of job {} was lost; it may run twice", keys_.name(), id.string());
        }
      } catch (const std::exception& e) {
        spdlog::warn("queue {}: locks could not be renewed: {}", keys_.name(), e.what());
      }
    }
  }

  asio::awaitable<void> rescue_jobs() {
    while (!stopping_) {
      redis::Invocation rescue = rescue_step(keys_, options_.max_stalled, options_.stalled_interval);
      try {
        const redis::Reply reply = co_await client_.eval(*rescue.script, std::move(rescue.args));
        for (const redis::Reply& id : reply.array()) {
          ++stats_.rescued;
          spdlog::warn("queue {}: job {} had stalled and waits again", keys_.name(), id.string());
        }
      } catch (const redis::Unavailable&) {
        // The taking loop has said so already.
      } catch (const std::exception& e) {
        spdlog::error("queue {}: stalled jobs could not be looked for: {}", keys_.name(), e.what());
      }
      if (stopping_) co_return;
      co_await wait(rescue_, options_.stalled_interval);
    }
  }

  asio::any_io_executor executor_;
  redis::Client& client_;
  std::unique_ptr<redis::Client> blocking_;
  Keys keys_;
  Handler handler_;
  WorkerOptions options_;
  std::string id_;
  loop::Waiters news_;
  asio::steady_timer renewal_, rescue_, pause_;
  std::map<std::string, std::string> running_;  // job id → lock token
  Stats stats_;
  std::uint64_t tokens_ = 0;
  std::int64_t block_until_ms_ = 0;
  int active_ = 0, loops_ = 0;
  bool taking_ = false, drained_ = false, stopping_ = false, abandoned_ = false;
  std::minstd_rand random_;
};

Worker::Worker(asio::any_io_executor executor, redis::Client& client, Keys keys, Handler handler, WorkerOptions options)
    : impl_(std::make_shared<Impl>(executor, client, std::move(keys), std::move(handler), std::move(options))) {}

Worker::~Worker() {
  impl_->abandon();
}

void Worker::start() {
  impl_->start();
}

asio::awaitable<void> Worker::stop(milliseconds deadline) {
  const auto impl = impl_;
  co_await impl->stop(deadline);
}

Worker::Stats Worker::stats() const noexcept {
  return impl_->stats();
}

}  // namespace jobswipe::queue
