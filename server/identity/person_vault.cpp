#include "server/identity/person_vault.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/crypto/seal.hpp"

namespace jobswipe::identity {
namespace {

std::string wrapping_context(base::UserId user) {
  return "users.data_key:" + user.to_string();
}

}  // namespace

store::Bytes PersonVault::new_key(base::UserId user) const {
  const auto key = crypto::random_key();
  return crypto::seal(keys_.wrapping, wrapping_context(user),
                      std::string_view(reinterpret_cast<const char*>(key.data()), key.size()));
}

crypto::Key PersonVault::unwrap(base::UserId user, const store::Bytes& sealed) const {
  const auto plain = crypto::open(keys_.wrapping, wrapping_context(user), sealed);
  crypto::Key key;
  if (!plain || plain->size() != key.size())
    throw std::runtime_error(
        "a person's key does not open: is JOBSWIPE_MASTER_KEY the one that this database was made with?");
  std::copy(plain->begin(), plain->end(), key.begin());
  return key;
}

store::Bytes PersonVault::seal_with(base::UserId user, const store::Bytes& key_sealed, std::string_view context,
                                    std::string_view plain) const {
  return crypto::seal(unwrap(user, key_sealed), context, plain);
}

void PersonVault::forget(base::UserId user) {
  const auto found = entries_.find(user);
  if (found == entries_.end()) return;
  order_.erase(found->second.place);
  entries_.erase(found);
}

asio::awaitable<crypto::Key> PersonVault::key_of(base::UserId user) {
  const auto now = std::chrono::steady_clock::now();
  if (const auto found = entries_.find(user); found != entries_.end() && now - found->second.since < kFor)
    co_return found->second.key;
  const auto sealed = co_await users_.data_key(user);
  if (!sealed) throw std::runtime_error("the account is erased, and its key with it");
  Entry entry;
  entry.key = unwrap(user, *sealed);
  entry.since = now;
  forget(user);
  entry.place = order_.insert(order_.begin(), user);
  const auto key = entry.key;
  entries_.emplace(user, entry);
  if (order_.size() > kMost) forget(order_.back());
  co_return key;
}

asio::awaitable<store::Bytes> PersonVault::seal(base::UserId user, std::string context, std::string plain) {
  const auto key = co_await key_of(user);
  co_return crypto::seal(key, context, plain);
}

asio::awaitable<std::string> PersonVault::open(base::UserId user, std::string context, store::Bytes sealed) {
  const auto key = co_await key_of(user);
  auto plain = crypto::open(key, context, sealed);
  if (!plain)
    throw std::runtime_error("sealed data of " + context + " does not open: it was changed, or belongs elsewhere");
  co_return std::move(*plain);
}

asio::awaitable<store::Bytes> PersonVault::digest(base::UserId user, std::string context, std::string text) {
  const auto key = co_await key_of(user);
  co_return crypto::digest(key, context, text);
}

}  // namespace jobswipe::identity
