#pragma once

#include <boost/asio/awaitable.hpp>
#include <exception>
#include <functional>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "io/postgres/pool.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

/// What became of one of many that were written in one statement.
template <class Answer>
struct Attempt {
  Answer answer{};
  std::exception_ptr failure;

  Answer take() && {
    if (failure) std::rethrow_exception(failure);
    return std::move(answer);
  }
};

/// Writes many in one statement, ordered by their keys. Two of one key never go together: the second goes after the
/// first. When the database refuses a statement each of it goes by itself, so that the one that caused it fails alone;
/// one whose fate is unknown is not repeated. `write` gives an answer for each, in their order.
template <class Answer, class Question, class Key>
asio::awaitable<std::vector<Attempt<Answer>>> write_together(
    std::vector<Question> all, std::function<Key(const Question&)> key_of,
    std::function<asio::awaitable<std::vector<Answer>>(std::vector<Question>)> write) {
  std::vector<Attempt<Answer>> attempts(all.size());
  std::multimap<Key, std::size_t> wanted;  // of one key in the order in which they came
  for (std::size_t i = 0; i < all.size(); ++i) wanted.emplace(key_of(all[i]), i);
  std::vector<std::vector<std::size_t>> statements;
  while (!wanted.empty()) {
    auto& statement = statements.emplace_back();
    for (auto at = wanted.begin(); at != wanted.end();) {
      const Key key = at->first;
      statement.push_back(at->second);
      wanted.erase(at);
      at = wanted.upper_bound(key);
    }
  }
  for (std::size_t s = 0; s < statements.size(); ++s) {
    const std::vector<std::size_t> statement = statements[s];
    std::vector<Question> questions;
    for (const auto at : statement) questions.push_back(all[at]);
    bool refused = false;
    std::exception_ptr failure;
    try {
      auto answers = co_await write(std::move(questions));
      if (answers.size() != statement.size())
        throw std::logic_error("a statement gave fewer answers than it was asked for");
      for (std::size_t i = 0; i < statement.size(); ++i) attempts[statement[i]].answer = std::move(answers[i]);
    } catch (const postgres::Error&) {
      refused = true;
      failure = std::current_exception();
    } catch (...) {
      failure = std::current_exception();
    }
    if (!failure) continue;
    if (refused && statement.size() > 1) {
      std::vector<std::vector<std::size_t>> single;
      for (const auto at : statement) single.emplace_back(1, at);
      statements.insert(statements.begin() + static_cast<std::ptrdiff_t>(s) + 1, single.begin(), single.end());
    } else {
      for (const auto at : statement) attempts[at].failure = failure;
    }
  }
  co_return attempts;
}

}  // namespace jobswipe::store
