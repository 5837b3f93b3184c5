#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/id.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

struct PairingDecision {
  bool locked = false, decided = false;
  std::string name, platform;
};

struct PairingPoll {
  std::string verdict;  ///< `approved`, an error code of RFC 8628, 3.5, or "" for an unknown code
  base::UserId user;    ///< when approved
};

/// A person's desktops and how they are paired (RFC 8628). Codes are stored as hashes.
class DevicesStore {
 public:
  explicit DevicesStore(postgres::Pool& pool) : pool_(pool) {}

  asio::awaitable<boost::json::array> list(base::UserId user);
  /// The sessions that ended with it; nothing when there is no such device.
  asio::awaitable<std::optional<std::vector<base::Uuid>>> revoke(base::UserId user, base::DeviceId device,
                                                                 std::string address);

  /// False when the user code is in use: draw another.
  asio::awaitable<bool> create_code(Bytes device_code_hash, Bytes user_code_hash, std::string name,
                                    std::string platform, int lifetime_seconds, int interval_seconds);
  asio::awaitable<PairingDecision> decide(base::UserId user, Bytes user_code_hash, bool approve, std::string address,
                                          std::string key = {});
  /// When approved, device, session and refresh token are made in the same statement.
  asio::awaitable<PairingPoll> poll(Bytes device_code_hash, base::DeviceId device, base::Uuid session, Bytes token_hash,
                                    int days, std::string address);

 private:
  postgres::Pool& pool_;
};

}  // namespace jobswipe::store
