#include "server/store/push_store.hpp"

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

}  // namespace jobswipe::store
