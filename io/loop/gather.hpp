#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace jobswipe::loop {

namespace asio = boost::asio;

/// Questions of many coroutines, asked together: one that comes while nothing is under way goes at once, alone; those
/// that come meanwhile wait and then go as one. So a question at rest waits for nobody, and under load the cost of
/// asking is shared. What the asking throws, everybody of that batch hears. It must end by a deadline of its own.
///
/// Use from the executor's thread only.
template <class Question, class Answer>
class Gather {
 public:
  /// An answer for each question, in their order.
  using Ask = std::function<asio::awaitable<std::vector<Answer>>(std::vector<Question>)>;

  /// At most `most` questions go together, and `at_once` batches at the same time; both ≥ 1.
  Gather(asio::any_io_executor executor, Ask ask, std::size_t most, int at_once)
      : impl_(std::make_shared<Impl>(std::move(executor), std::move(ask), most, at_once)) {}

  asio::awaitable<Answer> ask(Question question) {
    const auto impl = impl_;
    const auto entry = std::make_shared<Entry>(impl->executor, std::move(question));
    impl->waiting.push_back(entry);
    impl->go();
    while (!entry->answer && !entry->failure) {
      try {
        co_await entry->answered.async_wait(asio::use_awaitable);
      } catch (const boost::system::system_error&) {
        if (!entry->answer && !entry->failure) throw;  // Whoever asked is gone.
      }
    }
    if (entry->failure) std::rethrow_exception(entry->failure);
    co_return std::move(*entry->answer);
  }

 private:
  struct Entry {
    Entry(const asio::any_io_executor& executor, Question of_question)
        : question(std::move(of_question)), answered(executor, asio::steady_timer::time_point::max()) {}
    Question question;
    std::optional<Answer> answer;
    std::exception_ptr failure;
    asio::steady_timer answered;
  };
  using Entries = std::vector<std::shared_ptr<Entry>>;

  struct Impl : std::enable_shared_from_this<Impl> {
    Impl(asio::any_io_executor on, Ask with, std::size_t together, int batches)
        : executor(std::move(on)), ask(std::move(with)), most(together), at_once(batches) {
      if (most < 1 || at_once < 1) throw std::invalid_argument("a gathering that can ask nothing");
    }

    void go() {
      while (under_way < at_once && !waiting.empty()) {
        Entries batch;
        while (!waiting.empty() && batch.size() < most) {
          batch.push_back(std::move(waiting.front()));
          waiting.pop_front();
        }
        ++under_way;
        asio::co_spawn(executor, put(batch), [self = this->shared_from_this(), batch](std::exception_ptr failure) {
          for (const auto& entry : batch) {
            if (!entry->answer) entry->failure = failure ? failure : no_answer();
            entry->answered.cancel();
          }
          --self->under_way;
          self->go();
        });
      }
    }

    asio::awaitable<void> put(Entries batch) {
      std::vector<Question> questions;
      questions.reserve(batch.size());
      for (const auto& entry : batch) questions.push_back(entry->question);
      auto answers = co_await ask(std::move(questions));
      for (std::size_t i = 0; i < batch.size() && i < answers.size(); ++i) batch[i]->answer = std::move(answers[i]);
    }

    static std::exception_ptr no_answer() {
      return std::make_exception_ptr(std::logic_error("fewer answers came than questions were asked"));
    }

    asio::any_io_executor executor;
    Ask ask;
    std::size_t most;
    int at_once;
    int under_way = 0;
    std::deque<std::shared_ptr<Entry>> waiting;
  };

  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::loop
