#include "server/store/devices_store.hpp"

#include "server/store/sql.hpp"

namespace jobswipe::store {

asio::awaitable<boost::json::array> DevicesStore::list(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::device_list, postgres::params(user));
  boost::json::array devices;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    boost::json::object device;
    device["id"] = row.uuid("id").to_string();
    device["name"] = row.text("name");
    device["platform"] = row.text("platform");
    device["createdAt"] = base::to_rfc3339(row.time("created_at"));
    device["lastSeenAt"] = nullptr;
    if (const auto seen = row.optional_time("last_seen_at")) device["lastSeenAt"] = base::to_rfc3339(*seen);
    device["online"] = row.boolean("online");
    devices.push_back(std::move(device));
  }
  co_return devices;
}

asio::awaitable<std::optional<std::vector<base::Uuid>>> DevicesStore::revoke(base::UserId user, base::DeviceId device,
                                                                             std::string address) {
  const postgres::Rows rows = co_await pool_.query(sql::device_revoke, postgres::params(user, device, address));
  if (rows.empty()) co_return std::nullopt;
  std::vector<base::Uuid> sessions;
  if (!rows.front().is_null("sessions"))
    for (const auto& text : rows.front().text_array("sessions")) sessions.push_back(base::Uuid::parse(text).value());
  co_return sessions;
}

asio::awaitable<bool> DevicesStore::create_code(Bytes device_code_hash, Bytes user_code_hash, std::string name,
                                                std::string platform, int lifetime_seconds, int interval_seconds) {
  postgres::Params params;
  params.add_bytes(device_code_hash)
      .add_bytes(user_code_hash)
      .add(name)
      .add(platform)
      .add(lifetime_seconds)
      .add(interval_seconds);
  const postgres::Rows rows = co_await pool_.query(sql::device_code_create, std::move(params));
  co_return !rows.empty();
}

asio::awaitable<PairingDecision> DevicesStore::decide(base::UserId user, Bytes user_code_hash, bool approve,
                                                      std::string address, std::string key) {
  postgres::Params params;
  params.add(user).add_bytes(user_code_hash).add(approve).add(address).add(key);
  const postgres::Rows rows = co_await pool_.query(sql::device_code_decide, std::move(params));
  const auto row = rows.front();
  PairingDecision decision;
  decision.locked = row.boolean("locked");
  decision.decided = row.boolean("decided");
  decision.name = row.text("name");
  decision.platform = row.text("platform");
  co_return decision;
}

asio::awaitable<PairingPoll> DevicesStore::poll(Bytes device_code_hash, base::DeviceId device, base::Uuid session,
                                                Bytes token_hash, int days, std::string address) {
  postgres::Params params;
  params.add_bytes(device_code_hash).add(device).add(session).add_bytes(token_hash).add(days).add(address);
  const postgres::Rows rows = co_await pool_.query(sql::device_code_poll, std::move(params));
  PairingPoll poll;
  if (rows.empty()) co_return poll;
  poll.verdict = rows.front().text("verdict");
  if (const auto user = rows.front().optional_uuid("user_id")) poll.user = base::UserId{*user};
  co_return poll;
}

}  // namespace jobswipe::store
