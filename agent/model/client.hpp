#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "agent/model/protocol.hpp"

namespace jobswipe::model {

namespace asio = boost::asio;

/// Which model is asked, and how much of it.
struct ModelConfig {
  Protocol protocol = Protocol::openai;
  std::string address;  ///< https, or http on this machine and its network
  std::string name;
  std::string key;  ///< sent as the protocol says; empty for none. Never logged, never in an error
  std::chrono::milliseconds timeout{60'000};  ///< of one request
  int tries = 3;                              ///< of one prompt
  double input_price = 0;                     ///< per million tokens
  double output_price = 0;
};

/// What one application may spend, and has. Not thread-safe.
struct Budget {
  int requests = 20;
  double cost = 0.5;  ///< in the currency of the prices

  int used_requests = 0;
  Usage used;
  double used_cost = 0;

  bool spent() const noexcept { return used_requests >= requests || used_cost >= cost; }
  /// "3 requests, 2100 tokens in, 160 out, cost 0.0087"
  std::string to_string() const;
};

/// No answer is to be had: nobody answers, the budget is spent, or what came is no answer. what() says which, for the
/// log and the person; it holds neither keys nor what was asked.
class NoAnswer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The key: of JOBSWIPE_MODEL_KEY, else of the first line of `file`, which must belong to its owner alone (mode 0600 or
/// less). Empty when neither is set. Throws std::runtime_error that says what to do.
std::string read_key(const std::string& file);

/// Asks one model. For one thread.
class ModelClient {
 public:
  /// Throws std::runtime_error when the address can't be used: a person's data goes over plain http to no public host.
  ModelClient(asio::any_io_executor executor, ModelConfig config);
  ~ModelClient();

  /// One prompt, tried again after 429, 529, 5xx and lost connections, as `Retry-After` says or with growing pauses,
  /// while tries and budget last. Every request counts against `budget`, which must outlive the call. Throws NoAnswer.
  asio::awaitable<Reply> ask(Prompt prompt, Budget& budget);

  const std::string& name() const noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::model
