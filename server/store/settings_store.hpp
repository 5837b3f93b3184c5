#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/id.hpp"
#include "core/base/result.hpp"
#include "io/postgres/pool.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

/// How a person wants to be served: table `user_settings`. Throws postgres::Error and postgres::Unavailable. Use from
/// the pool's thread.
class SettingsStore {
 public:
  explicit SettingsStore(postgres::Pool& pool) : pool_(pool) {}

  /// `Settings` of the contract; the defaults when nothing was chosen.
  asio::awaitable<boost::json::object> get(base::UserId user);
  /// Brings `change`, a `SettingsChange`, into them (RFC 7396), whoever else changes them meanwhile; gives them all.
  /// With `expected` only when they are at that version: precondition_failed otherwise. invalid_input names what can't
  /// be. `address` is where the request came from, for the audit log.
  asio::awaitable<base::Result<boost::json::object>> change(base::UserId user, boost::json::object change,
                                                            std::optional<std::int64_t> expected,
                                                            std::string address = {});

  struct PushWish {
    bool wanted = true;
    std::chrono::seconds quiet{0};  ///< until the quiet hours end
  };
  /// What the person wants of one kind of news (`push_outbox`) now.
  asio::awaitable<PushWish> push_wish(base::UserId user, std::string kind);

 private:
  asio::awaitable<bool> is_time_zone(std::string name);

  postgres::Pool& pool_;
};

}  // namespace jobswipe::store
