#pragma once

#include <stdexcept>

#include "core/crypto/bytes.hpp"
#include "core/crypto/seal.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::store::testing {

/// Really seals, with a key per person that is made from one for the test instead of kept in a table.
class TestVault final : public Vault {
 public:
  TestVault() { crypto::initialise(); }
  boost::asio::awaitable<Bytes> seal(base::UserId user, std::string context, std::string plain) override {
    co_return crypto::seal(key_of(user), context, plain);
  }
  boost::asio::awaitable<std::string> open(base::UserId user, std::string context, Bytes sealed) override {
    auto plain = crypto::open(key_of(user), context, sealed);
    if (!plain) throw std::runtime_error("what was sealed does not open in " + context);
    co_return std::move(*plain);
  }
  boost::asio::awaitable<Bytes> digest(base::UserId user, std::string context, std::string text) override {
    co_return crypto::digest(key_of(user), context, text);
  }

 private:
  crypto::Key key_of(base::UserId user) const { return crypto::derive_key(master_, user.to_string()); }
  const crypto::Key master_ = crypto::random_key();
};

}  // namespace jobswipe::store::testing
