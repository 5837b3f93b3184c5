#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/id.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

/// A refresh token was presented.
struct Rotation {
  enum class Verdict { unknown, ended, rotated, reused };
  Verdict verdict = Verdict::unknown;
  base::Uuid session;
  std::string audience;
  std::optional<base::DeviceId> device;
};

/// Families of tokens: a browser's login or a paired desktop.
class SessionsStore {
 public:
  static constexpr int kDays = 60;  ///< a family lives this long at most
  explicit SessionsStore(postgres::Pool& pool) : pool_(pool) {}

  asio::awaitable<void> create(base::UserId user, base::Uuid session, Bytes token_hash, std::string address);
  /// `reused` has revoked the family.
  asio::awaitable<Rotation> rotate(base::UserId user, Bytes presented_hash, Bytes successor_hash);
  asio::awaitable<void> revoke(base::UserId user, base::Uuid session);
  /// Sessions that were revoked within the last `seconds`.
  asio::awaitable<std::vector<base::Uuid>> revoked(int seconds);

 private:
  postgres::Pool& pool_;
};

}  // namespace jobswipe::store
