#include "server/identity/master_key_check.hpp"

#include <stdexcept>

namespace jobswipe::identity {

boost::asio::awaitable<void> require_master_key(store::UsersStore& users, const Keys& keys) {
  const auto mark = crypto::to_base64url(crypto::digest(keys.wrapping, "master key mark", ""));
  auto kept = co_await users.master_key_mark(mark);
  // Another server's mark, committed just now, is not seen by the first look.
  if (kept.empty()) kept = co_await users.master_key_mark(mark);
  if (kept != mark)
    throw std::runtime_error(
        "the database was made with another master key: set JOBSWIPE_MASTER_KEY or JOBSWIPE_MASTER_KEY_FILE to the one "
        "it was made with");
}

}  // namespace jobswipe::identity
