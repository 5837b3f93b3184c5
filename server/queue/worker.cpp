#include "server/queue/worker.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <map>
#include <random>

#include "core/base/id.hpp"
#include "server/queue/msgpack.hpp"
#include "server/queue/scripts.hpp"

namespace jobswipe::queue {
namespace {

using Steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr milliseconds kLongestBlock = 10s;  // a longer BZPOPMIN would outlive a connection that is gone
constexpr milliseconds kBlockMargin = 1s;  // Redis has this much longer to answer before the connection counts as lost
constexpr milliseconds kPauseAfterFailure = 200ms;

std::int64_t now_ms() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// What moveToActive and moveToFinished tell: a job, or when there may be one.
struct Taken {
  std::optional<Job> job;
  std::int64_t rate_limited_ms = 0;
  std::int64_t delayed_until_ms = 0;  // ms since 1970; 0: nothing is delayed
};

Taken parse_taken(const redis::Reply& reply) {
  Taken taken;
  const auto& parts = reply.array();
  if (parts.size() < 4) throw redis::ProtocolError("moveToActive answered with fewer than four parts");
  if (parts[0].is_array())
    taken.job = parse_job(parts[1].string(), parts[0]);
  else {
    taken.rate_limited_ms = parts[2].integer();
    taken.delayed_until_ms = parts[3].integer();
  }
  return taken;
}

struct Outcome {
  bool completed = false;
  bool unrecoverable = false;
  std::string value;  // JSON of the return value, or why it failed
};

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
    news_.cancel();
    while ((!running_.empty() || active_ > 0) && Steady::now() < until) co_await wait(news_, until - Steady::now());
    if (active_ > 0)
      spdlog::warn("queue {}: {} jobs still ran at the end and are left to be rescued", keys_.name(), active_);
    abandon();
    while (loops_ > 0 && Steady::now() < until) co_await wait(news_, until - Steady::now());
  }

  void abandon() {
    stopping_ = abandoned_ = true;
    blocking_.reset();
    pause_.cancel();
    rescue_.cancel();
    renewal_.cancel();
    news_.cancel();
  }

  Stats stats() const noexcept { return stats_; }

 private:
  void spawn(const char* what, asio::awaitable<void> (Impl::*loop)()) {
    ++loops_;
    asio::co_spawn(
        executor_, [self = shared_from_this(), loop] { return (self.get()->*loop)(); },
        [self = shared_from_this(), what](std::exception_ptr error) {
          --self->loops_;
          self->news_.cancel();
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
        co_await wait(news_, 1h);
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
  }

  asio::awaitable<void> take() {
    if (drained_) {
      const bool due = co_await wait_for_marker();
      if (!due || stopping_) co_return;
    }
    std::string token = fmt::format("{}:{}", id_, ++tokens_);
    std::vector<std::string> args{
        keys_.key("wait"),    keys_.key("active"),  keys_.key("prioritized"), keys_.key("events"), keys_.key("stalled"),
        keys_.key("limiter"), keys_.key("delayed"), keys_.key("paused"),      keys_.key("meta"),   keys_.key("pc"),
        keys_.key("marker"),  keys_.base(),         std::to_string(now_ms())};
    args.push_back(pack_lock(token));
    const redis::Reply reply = co_await client_.eval(scripts().move_to_active, std::move(args));
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
    if (nothing.rate_limited_ms <= 0) co_return;
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
          self->news_.cancel();
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
    const redis::Invocation invocation = settlement(job, token, outcome);
    const auto until = Steady::now() + options_.lock_duration;
    while (true) {
      std::string failure;
      try {
        std::vector<std::string> args = invocation.args;
        const redis::Reply reply = co_await client_.eval(*invocation.script, std::move(args));
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

  redis::Invocation settlement(const Job& job, const std::string& token, const Outcome& outcome) {
    redis::Invocation invocation;
    auto& args = invocation.args;
    const auto keys = [&](std::initializer_list<std::string_view> names) {
      for (const std::string_view name : names) args.push_back(keys_.key(name));
    };
    if (outcome.completed) {
      ++stats_.completed;
      return finished(job, token, outcome, options_.keep_completed, job.options.remove_on_complete);
    }
    const int failures = job.attempts_made + 1;
    if (outcome.unrecoverable || failures >= job.options.attempts) {
      ++stats_.failed;
      spdlog::warn("queue {}: job {} failed: {}", keys_.name(), job.id, outcome.value);
      return finished(job, token, outcome, options_.keep_failed, job.options.remove_on_fail);
    }
    ++stats_.retried;
    std::uniform_real_distribution<double> uniform(0, 1);
    const milliseconds delay = job.options.backoff ? job.options.backoff->after(failures, uniform(random_)) : 0ms;
    if (delay > 0ms) {
      invocation.script = &scripts().move_to_delayed;
      keys({"marker", "active", "prioritized", "delayed"});
      args.push_back(keys_.key(job.id));
      keys({"events", "meta", "stalled", "wait", "limiter", "pc"});
      args.insert(args.end(), {keys_.base(), std::to_string(now_ms()), job.id, token, std::to_string(delay.count()),
                               "0", pack_failure(job, outcome), "0", ""});
    } else {
      invocation.script = &scripts().retry;
      keys({"active", "wait", "paused"});
      args.push_back(keys_.key(job.id));
      keys({"meta", "events", "delayed", "prioritized", "pc", "marker", "stalled"});
      args.insert(args.end(),
                  {keys_.base(), std::to_string(now_ms()), "LPUSH", job.id, token, pack_failure(job, outcome)});
    }
    return invocation;
  }

  redis::Invocation finished(const Job& job, const std::string& token, const Outcome& outcome, const Keep& otherwise,
                             const std::optional<Keep>& wanted) {
    const std::string target = outcome.completed ? "completed" : "failed";
    // Fetching the next job with the same call saves a round trip, but claims it: not when stopping.
    const bool fetch_next = !stopping_ && active_ <= options_.concurrency;
    redis::Invocation invocation;
    invocation.script = &scripts().move_to_finished;
    auto& args = invocation.args;
    for (const std::string_view name :
         {"wait", "active", "prioritized", "events", "stalled", "limiter", "delayed", "paused", "meta", "pc"})
      args.push_back(keys_.key(name));
    args.push_back(keys_.key(target));
    args.push_back(keys_.key(job.id));
    args.push_back(keys_.key("metrics:" + target));
    args.push_back(keys_.key("marker"));
    args.insert(args.end(),
                {job.id, std::to_string(now_ms()), outcome.completed ? "returnvalue" : "failedReason", outcome.value,
                 target, fetch_next ? "1" : "0", keys_.base(), pack_finish(job, token, wanted.value_or(otherwise)),
                 outcome.completed ? std::string() : pack_failure(job, outcome)});
    return invocation;
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

  // Arguments

  std::string pack_lock(const std::string& token) const {
    std::string out;
    Packer pack(out);
    pack.map(options_.name.empty() ? 2 : 3);
    pack.text("token").text(token).text("lockDuration").integer(options_.lock_duration.count());
    if (!options_.name.empty()) pack.text("name").text(options_.name);
    return out;
  }

  std::string pack_finish(const Job& job, const std::string& token, const Keep& keep) const {
    std::string out;
    Packer pack(out);
    pack.map(options_.name.empty() ? 9 : 10);
    pack.text("token").text(token).text("lockDuration").integer(options_.lock_duration.count());
    if (!options_.name.empty()) pack.text("name").text(options_.name);
    pack.text("keepJobs").map(keep.age ? 2 : 1).text("count").integer(keep.count.value_or(-1));
    if (keep.age) pack.text("age").integer(keep.age->count());
    pack.text("attempts").integer(job.options.attempts).text("maxMetricsSize").text("");
    for (const std::string_view flag : {"fpof", "cpof", "idof", "rdof"}) pack.text(flag).boolean(false);
    return out;
  }

  static std::string pack_failure(const Job& job, const Outcome& outcome) {
    boost::json::array trace;
    boost::system::error_code error;
    if (const auto before = boost::json::parse(job.stacktrace, error); !error && before.is_array())
      trace = before.get_array();
    trace.emplace_back(outcome.value);
    std::string out;
    Packer(out)
        .array(4)
        .text("failedReason")
        .text(outcome.value)
        .text("stacktrace")
        .text(boost::json::serialize(trace));
    return out;
  }

  // Locks and rescue

  asio::awaitable<void> renew_locks() {
    while (!abandoned_) {
      const bool passed = co_await wait(renewal_, options_.lock_duration / 2);
      if (!passed || abandoned_) co_return;
      if (running_.empty()) continue;
      std::string tokens, ids;
      Packer pack_tokens(tokens), pack_ids(ids);
      pack_tokens.array(static_cast<std::uint32_t>(running_.size()));
      pack_ids.array(static_cast<std::uint32_t>(running_.size()));
      for (const auto& [id, token] : running_) pack_ids.text(id), pack_tokens.text(token);
      std::vector<std::string> args{keys_.key("stalled"), keys_.base(), std::move(tokens), std::move(ids),
                                    std::to_string(options_.lock_duration.count())};
      try {
        const redis::Reply lost = co_await client_.eval(scripts().extend_locks, std::move(args));
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
      std::vector<std::string> args{keys_.key("stalled"),
                                    keys_.key("wait"),
                                    keys_.key("active"),
                                    keys_.key("stalled-check"),
                                    keys_.key("meta"),
                                    keys_.key("paused"),
                                    keys_.key("marker"),
                                    keys_.key("events"),
                                    keys_.key("repeat"),
                                    std::to_string(options_.max_stalled),
                                    keys_.base(),
                                    std::to_string(now_ms()),
                                    std::to_string(options_.stalled_interval.count())};
      try {
        const redis::Reply reply = co_await client_.eval(scripts().move_stalled, std::move(args));
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
  asio::steady_timer news_, renewal_, rescue_, pause_;
  std::map<std::string, std::string> running_;  // job id → lock token
  Stats stats_;
  std::uint64_t tokens_ = 0;
  std::int64_t block_until_ms_ = 0;
  int active_ = 0, loops_ = 0;
  bool drained_ = false, stopping_ = false, abandoned_ = false;
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
