#include "server/store/push_store.hpp"

#include <spdlog/spdlog.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "server/store/sql.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

namespace {
constexpr char kContext[] = "push_subscriptions";
}

asio::awaitable<base::Uuid> PushStore::add(base::UserId user, boost::json::object subscription) {
  const std::string endpoint(subscription.at("endpoint").as_string());
  const auto digest = co_await vault_.digest(user, kContext, endpoint);
  const auto sealed = co_await vault_.seal(user, kContext, boost::json::serialize(subscription));
  postgres::Params params;
  params.add(user).add(base::Uuid::make()).add_bytes(digest).add_bytes(sealed).add(kMostSubscriptions);
  const postgres::Rows rows = co_await pool_.query(sql::push_add, std::move(params));
  co_return rows.front().uuid("id");
}

asio::awaitable<bool> PushStore::remove(base::UserId user, base::Uuid id) {
  const postgres::Rows rows = co_await pool_.query(sql::push_remove, postgres::params(user, id));
  co_return !rows.empty();
}

asio::awaitable<std::vector<std::pair<base::Uuid, boost::json::object>>> PushStore::list(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::push_list, postgres::params(user));
  std::vector<std::pair<base::Uuid, boost::json::object>> subscriptions;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto plain = co_await vault_.open(user, kContext, rows[i].bytes("sealed"));
    subscriptions.emplace_back(rows[i].uuid("id"), boost::json::parse(plain).as_object());
  }
  co_return subscriptions;
}

asio::awaitable<std::optional<boost::json::object>> PushStore::opened(base::UserId user,
                                                                      std::vector<std::uint8_t> sealed) {
  try {
    const auto plain = co_await vault_.open(user, kContext, std::move(sealed));
    co_return boost::json::parse(plain).as_object();
  } catch (const postgres::Unavailable&) {
    throw;
  } catch (const std::exception& failure) {
    // One that does not open must not hold up the others.
    spdlog::warn("push: a subscription is left out: {}", failure.what());
  }
  co_return std::nullopt;
}

asio::awaitable<std::vector<PushNews>> PushStore::take(int limit, std::chrono::seconds lease,
                                                       std::chrono::seconds age) {
  const postgres::Rows rows = co_await pool_.query(
      sql::push_take,
      postgres::params(limit, static_cast<std::int64_t>(lease.count()), static_cast<std::int64_t>(age.count())));
  std::vector<PushNews> taken;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    PushNews news;
    news.user.uuid = row.uuid("user_id");
    news.subscription = row.uuid("subscription_id");
    news.kind = row.text("kind");
    news.version = row.integer("version");
    news.attempts = static_cast<int>(row.integer("attempts"));
    news.age = std::chrono::seconds(row.integer("age_seconds"));
    news.news_at = row.text("news_at");
    news.count = row.integer("count");
    news.application = row.optional_text("application_id");
    news.title = row.optional_text("title");
    news.company = row.optional_text("company");
    news.last_seen_at = row.optional_text("last_seen_at");
    if (!row.is_null("sealed")) news.push_subscription = co_await opened(news.user, row.bytes("sealed"));
    taken.push_back(std::move(news));
  }
  co_return taken;
}

asio::awaitable<void> PushStore::done(PushNews news) {
  co_await pool_.query(sql::push_done, postgres::params(news.user, news.subscription, news.kind, news.version));
}

asio::awaitable<void> PushStore::later(PushNews news, std::chrono::milliseconds wait, bool counts) {
  co_await pool_.query(sql::push_later, postgres::params(news.user, news.subscription, news.kind,
                                                         static_cast<std::int64_t>(wait.count()), counts));
}

asio::awaitable<void> PushStore::gone(PushNews news) {
  co_await pool_.query(sql::push_gone, postgres::params(news.user, news.subscription));
}

asio::awaitable<std::int64_t> PushStore::find_silent(std::chrono::seconds silence, int limit) {
  const postgres::Rows rows =
      co_await pool_.query(sql::push_silent, postgres::params(static_cast<std::int64_t>(silence.count()), limit));
  co_return rows.front().integer("told");
}

asio::awaitable<std::int64_t> PushStore::prune(std::chrono::seconds age) {
  const postgres::Rows rows =
      co_await pool_.query(sql::push_prune, postgres::params(static_cast<std::int64_t>(age.count())));
  co_return rows.affected();
}

}  // namespace jobswipe::store
