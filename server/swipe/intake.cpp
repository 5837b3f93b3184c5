#include "server/swipe/intake.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <set>
#include <stdexcept>
#include <unordered_set>

namespace jobswipe::swipe {
namespace {

using Steady = std::chrono::steady_clock;

base::Error busy() {
  base::Error error;
  error.code = base::ErrorCode::unavailable;
  error.detail = "More swipes come in than can be written. This one was not: send it again in a second.";
  error.retry_after = std::chrono::seconds(1);
  return error;
}

struct Entry;
using Line = std::list<std::shared_ptr<Entry>>;

/// A swipe on its way.
struct Entry {
  Entry(asio::any_io_executor executor, store::NewSwipe of_swipe)
      : swipe(std::move(of_swipe)), timer(std::move(executor)) {}

  enum class State { waiting, sent, done, given_up };

  store::NewSwipe swipe;
  State state = State::waiting;
  Line::iterator place;      ///< while it waits
  asio::steady_timer timer;  ///< ends the wait in the line, and is cancelled by the result
  store::SwipeResult result;
  std::exception_ptr failure;

  void finish(store::SwipeResult with) {
    result = std::move(with);
    state = State::done;
    timer.cancel();
  }
  void fail(std::exception_ptr with) {
    failure = std::move(with);
    state = State::done;
    timer.cancel();
  }
};

using Entries = std::vector<std::shared_ptr<Entry>>;

std::vector<store::NewSwipe> swipes_of(const Entries& entries) {
  std::vector<store::NewSwipe> swipes;
  swipes.reserve(entries.size());
  for (const auto& entry : entries) swipes.push_back(entry->swipe);
  return swipes;
}

void settle(const Entries& entries, std::vector<store::SwipeResult> results) {
  if (results.size() != entries.size()) throw std::logic_error("a statement gave fewer verdicts than it had swipes");
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i]->finish(std::move(results[i]));
}

}  // namespace

class Intake::Impl : public std::enable_shared_from_this<Intake::Impl> {
 public:
  Impl(asio::any_io_executor executor, Write write, Limits limits)
      : executor_(std::move(executor)), write_(std::move(write)), limits_(limits) {
    if (limits_.rows < 1 || limits_.statements < 1) throw std::invalid_argument("an intake that can write nothing");
  }

  asio::awaitable<base::Result<store::SwipeResult>> take(store::NewSwipe swipe) {
    const auto self = shared_from_this();
    if (line_.size() >= limits_.line) co_return busy();
    const auto entry = std::make_shared<Entry>(executor_, std::move(swipe));
    entry->timer.expires_after(limits_.patience);
    entry->place = line_.insert(line_.end(), entry);
    send_more();
    const auto token = asio::as_tuple(asio::use_awaitable);
    while (entry->state != Entry::State::done) {
      const auto [ended] = co_await entry->timer.async_wait(token);
      if (entry->state == Entry::State::done) break;
      if (ended) {  // Whoever asked is gone; what was sent goes on without it.
        give_up(*entry);
        throw boost::system::system_error(asio::error::operation_aborted);
      }
      if (entry->state == Entry::State::waiting) {
        give_up(*entry);
        co_return busy();
      }
      entry->timer.expires_at(Steady::time_point::max());  // The database pool has a deadline for what was sent.
    }
    if (entry->failure) std::rethrow_exception(entry->failure);
    co_return std::move(entry->result);
  }

  std::size_t waiting() const noexcept { return line_.size(); }

 private:
  void give_up(Entry& entry) {
    if (entry.state != Entry::State::waiting) return;
    entry.state = Entry::State::given_up;
    line_.erase(entry.place);
  }

  void send_more() {
    while (statements_ < limits_.statements && !line_.empty() && worth_it()) {
      Entries batch = next_batch();
      if (batch.empty()) return;
      ++statements_;
      rows_ += batch.size();
      for (const auto& entry : batch) {
        entry->state = Entry::State::sent;
        writing_.insert(entry->swipe.user);
      }
      asio::co_spawn(executor_, write(batch), [self = shared_from_this(), batch](std::exception_ptr failure) {
        if (failure) {
          spdlog::critical("swipe: a statement's end could not be handled");
          for (const auto& entry : batch)
            if (entry->state == Entry::State::sent) entry->fail(failure);
        }
        for (const auto& entry : batch) self->writing_.erase(entry->swipe.user);
        --self->statements_;
        self->rows_ -= batch.size();
        self->send_more();
      });
    }
  }

  bool worth_it() const {
    return statements_ == 0 || rows_ < limits_.few || line_.size() >= std::min(limits_.together, limits_.rows);
  }

  /// The first in the line, in their order, but nobody who has one in another statement, and nothing of a person after
  /// a swipe that must wait.
  Entries next_batch() {
    Entries batch;
    std::unordered_set<base::UserId> held;
    std::set<std::pair<base::UserId, base::JobId>> taken;
    for (auto at = line_.begin(); at != line_.end() && batch.size() < limits_.rows;) {
      const store::NewSwipe& swipe = (*at)->swipe;
      if (writing_.contains(swipe.user) || held.contains(swipe.user) || !taken.emplace(swipe.user, swipe.job).second) {
        held.insert(swipe.user);
        ++at;
      } else {
        batch.push_back(std::move(*at));
        at = line_.erase(at);
      }
    }
    return batch;
  }

  asio::awaitable<void> write(Entries batch) {
    std::exception_ptr failure;
    bool refused = false;
    try {
      auto results = co_await write_(swipes_of(batch));
      settle(batch, std::move(results));
      co_return;
    } catch (const postgres::Error&) {
      refused = true;
      failure = std::current_exception();
    } catch (...) {
      failure = std::current_exception();
    }
    if (refused && batch.size() > 1) {
      co_await write_each(std::move(batch));
      co_return;
    }
    for (const auto& entry : batch) entry->fail(failure);
  }

  /// The database refused the statement, so none of its rows was written: the one that it was for shall fail alone.
  asio::awaitable<void> write_each(Entries batch) {
    spdlog::warn("swipe: a statement of {} swipes was refused; each goes by itself", batch.size());
    for (const auto& entry : batch) {
      const Entries one(1, entry);
      co_await write(one);
    }
  }

  asio::any_io_executor executor_;
  Write write_;
  Limits limits_;
  Line line_;
  std::unordered_set<base::UserId> writing_;  ///< whose swipes are in a statement
  int statements_ = 0;
  std::size_t rows_ = 0;  ///< in those statements
};

Intake::Intake(asio::any_io_executor executor, Write write, Limits limits)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(write), limits)) {}

Intake::~Intake() = default;

asio::awaitable<base::Result<store::SwipeResult>> Intake::take(store::NewSwipe swipe) {
  return impl_->take(std::move(swipe));
}

std::size_t Intake::waiting() const noexcept {
  return impl_->waiting();
}

}  // namespace jobswipe::swipe
