#pragma once

#include <chrono>
#include <list>
#include <unordered_map>

#include "core/crypto/bytes.hpp"
#include "server/identity/keys.hpp"
#include "server/store/users_store.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::identity {

namespace asio = boost::asio;

/// store::Vault with the keys in `users`, opened by the master key's. Keeps the most recently used ones in memory, each
/// for a minute, so that an erased person's key is gone everywhere soon. One per thread.
class PersonVault final : public store::Vault {
 public:
  PersonVault(store::UsersStore& users, const Keys& keys) : users_(users), keys_(keys) {}

  asio::awaitable<store::Bytes> seal(base::UserId user, std::string context, std::string plain) override;
  asio::awaitable<std::string> open(base::UserId user, std::string context, store::Bytes sealed) override;
  asio::awaitable<store::Bytes> digest(base::UserId user, std::string context, std::string text) override;

  /// A new data key, sealed for `users.data_key_sealed`.
  store::Bytes new_key(base::UserId user) const;
  /// Seals with a key that is not stored yet.
  store::Bytes seal_with(base::UserId user, const store::Bytes& key_sealed, std::string_view context,
                         std::string_view plain) const;
  void forget(base::UserId user);

 private:
  static constexpr std::size_t kMost = 10'000;
  static constexpr std::chrono::seconds kFor{60};
  struct Entry {
    crypto::Key key;
    std::chrono::steady_clock::time_point since;
    std::list<base::UserId>::iterator place;
  };
  crypto::Key unwrap(base::UserId user, const store::Bytes& sealed) const;
  asio::awaitable<crypto::Key> key_of(base::UserId user);

  store::UsersStore& users_;
  const Keys& keys_;
  std::list<base::UserId> order_;
  std::unordered_map<base::UserId, Entry> entries_;
};

}  // namespace jobswipe::identity
