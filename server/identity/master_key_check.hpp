#pragma once

#include <boost/asio/awaitable.hpp>

#include "server/identity/keys.hpp"
#include "server/store/users_store.hpp"

namespace jobswipe::identity {

/// Throws std::runtime_error when the database was made with another master key: its accounts would not be found and
/// their data not open. The first server to start on an empty database decides.
boost::asio::awaitable<void> require_master_key(store::UsersStore& users, const Keys& keys);

}  // namespace jobswipe::identity
