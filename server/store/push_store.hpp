#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/id.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::store {

/// News for one browser, as `push_outbox` holds them, and what there is to say of them now.
struct PushNews {
  base::UserId user;
  base::Uuid subscription;
  std::string kind;  ///< applied, failed, review, desktop_silent or reminder
  std::int64_t version = 0;
  int attempts = 0;                                        ///< this one included
  std::chrono::seconds age{0};                             ///< of the newest
  std::string news_at;                                     ///< RFC 3339
  std::optional<boost::json::object> push_subscription;    ///< opened; nothing when it was removed
  std::int64_t count = 0;                                  ///< applications it is about; 0: it is no news any more
  std::optional<std::string> application, title, company;  ///< the newest one, when it still stands so
  std::optional<std::string> last_seen_at;                 ///< of the desktops, with desktop_silent
};

/// Where a person's browsers want to be told of news, `push_subscriptions`, sealed; and the news that they are still to
/// be told of, which the database itself puts into `push_outbox` with the event. Throws postgres::Error and
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

  /// What is due, for one sender at a time: others get it again after `lease`. Nothing older than `age`.
  boost::asio::awaitable<std::vector<PushNews>> take(int limit, std::chrono::seconds lease, std::chrono::seconds age);
  /// These news were sent or need not be; what came since is due soon.
  boost::asio::awaitable<void> done(PushNews news);
  /// Tries again after `wait`. `counts` false leaves the attempt out of the count.
  boost::asio::awaitable<void> later(PushNews news, std::chrono::milliseconds wait, bool counts);
  /// The push service does not know the subscription any more: removes it and its news.
  boost::asio::awaitable<void> gone(PushNews news);
  /// Puts in that a person's desktops gave no sign for `silence` while work waited, once for each silence; how many
  /// people.
  boost::asio::awaitable<std::int64_t> find_silent(std::chrono::seconds silence, int limit);
  /// Deletes what is older than `age` or has no subscription; how much.
  boost::asio::awaitable<std::int64_t> prune(std::chrono::seconds age);

 private:
  boost::asio::awaitable<std::optional<boost::json::object>> opened(base::UserId user,
                                                                    std::vector<std::uint8_t> sealed);

  postgres::Pool& pool_;
  Vault& vault_;
};

}  // namespace jobswipe::store
