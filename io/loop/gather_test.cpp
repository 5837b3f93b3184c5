#include "io/loop/gather.hpp"

#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <string>

namespace jobswipe::loop {
namespace {

class GatherTest : public testing::Test {
 protected:
  struct Batch {
    explicit Batch(asio::io_context& io) : end(io, asio::steady_timer::time_point::max()) {}
    std::vector<int> questions;
    asio::steady_timer end;
    bool fails = false;
  };

  asio::io_context io{1};
  std::vector<std::shared_ptr<Batch>> batches;
  std::vector<std::string> heard;
  Gather<int, std::string> gather{io.get_executor(),
                                  [this](std::vector<int> questions) { return answer(std::move(questions)); }, 3, 1};

  asio::awaitable<std::vector<std::string>> answer(std::vector<int> questions) {
    const auto batch = std::make_shared<Batch>(io);
    batch->questions = questions;
    batches.push_back(batch);
    try {
      co_await batch->end.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
      // Ended by the test.
    }
    if (batch->fails) throw std::runtime_error("lost");
    std::vector<std::string> answers;
    for (const int question : questions) answers.push_back("answer " + std::to_string(question));
    co_return answers;
  }

  asio::awaitable<void> put(int question) {
    std::string text;
    try {
      text = co_await gather.ask(question);
    } catch (const std::runtime_error& error) {
      text = error.what();
    }
    heard.push_back(text);
  }

  void turn() {
    io.restart();
    io.poll();
  }
  void ask(int question) {
    asio::co_spawn(io, put(question), asio::detached);
    turn();
  }
  void end(std::size_t batch) {
    batches[batch]->end.cancel();
    turn();
  }
};

TEST_F(GatherTest, TheFirstGoesAloneAndWhatComesMeanwhileGoesTogether) {
  for (int i = 1; i <= 6; ++i) ask(i);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0]->questions, std::vector<int>{1});
  end(0);
  EXPECT_EQ(heard, std::vector<std::string>{"answer 1"});
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[1]->questions, (std::vector<int>{2, 3, 4}));
  end(1);
  ASSERT_EQ(batches.size(), 3u);
  EXPECT_EQ(batches[2]->questions, (std::vector<int>{5, 6}));
  end(2);
  EXPECT_EQ(heard.size(), 6u);
  EXPECT_EQ(heard.back(), "answer 6");
}

TEST_F(GatherTest, AFailureIsHeardByItsBatchAndByNoOther) {
  for (int i = 1; i <= 3; ++i) ask(i);
  end(0);
  batches[1]->fails = true;
  end(1);
  EXPECT_EQ(heard, (std::vector<std::string>{"answer 1", "lost", "lost"}));
  ask(4);
  end(2);
  EXPECT_EQ(heard.back(), "answer 4");
}

}  // namespace
}  // namespace jobswipe::loop
