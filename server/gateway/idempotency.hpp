#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/id.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::gateway {

namespace asio = boost::asio;

/// What is kept of an answer.
struct KeptAnswer {
  int status = 0;
  std::string content_type;
  std::string body;
};

/// Keeps answers by person and `Idempotency-Key`, so that a repeated request gets the same one.
class Idempotency {
 public:
  enum class Verdict {
    fresh,        ///< work on it, or go on from `committed`, then `finish` or `forget`
    replay,       ///< `answer` holds what was said before
    in_progress,  ///< somebody works on it now
    different     ///< the key was used for another request
  };
  struct Beginning {
    Verdict verdict = Verdict::fresh;
    KeptAnswer answer;
    std::optional<boost::json::object> committed;  ///< what a try before this one had done before it died
  };
  virtual ~Idempotency() = default;
  /// A key whose request failed, whose server ended, or which is older than 60 s without an answer is taken over.
  virtual asio::awaitable<Beginning> begin(base::UserId user, std::string key, std::string operation,
                                           std::vector<std::uint8_t> request_hash) = 0;
  virtual asio::awaitable<void> finish(base::UserId user, std::string key, KeptAnswer answer) = 0;
  /// The request failed: the key may be used again at once, by another request too unless it had committed something.
  virtual asio::awaitable<void> forget(base::UserId user, std::string key) = 0;
};

/// Over table `idempotency_keys`; bodies are sealed under the person's key.
class PostgresIdempotency final : public Idempotency {
 public:
  PostgresIdempotency(postgres::Pool& pool, store::Vault& vault) : pool_(pool), vault_(vault) {}
  asio::awaitable<Beginning> begin(base::UserId user, std::string key, std::string operation,
                                   std::vector<std::uint8_t> request_hash) override;
  asio::awaitable<void> finish(base::UserId user, std::string key, KeptAnswer answer) override;
  asio::awaitable<void> forget(base::UserId user, std::string key) override;

 private:
  postgres::Pool& pool_;
  store::Vault& vault_;
};

}  // namespace jobswipe::gateway
