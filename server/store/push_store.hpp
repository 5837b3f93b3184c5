#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <utility>
#include <vector>

#include "core/base/id.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::store {

/// Where a person's browsers want to be told of news: `push_subscriptions`, sealed. Throws postgres::Error and
/// Unavailable.
class PushStore {
 public:
  static constexpr int kMostSubscriptions = 20;

  PushStore(postgres::Pool& pool, Vault& vault) : pool_(pool), vault_(vault) {}

  /// The subscription's id: the same for the same endpoint. Past kMostSubscriptions the oldest give way.
  boost::asio::awaitable<base::Uuid> add(base::UserId user, boost::json::object subscription);
  /// False when there is no such one.
  boost::asio::awaitable<bool> remove(base::UserId user, base::Uuid id);
  /// Each with its id, opened.
  boost::asio::awaitable<std::vector<std::pair<base::Uuid, boost::json::object>>> list(base::UserId user);

 private:
  postgres::Pool& pool_;
  Vault& vault_;
};

}  // namespace jobswipe::store
