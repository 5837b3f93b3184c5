#include "server/identity/device_api.hpp"

#include "server/identity/tokens.hpp"
#include "server/store/sessions_store.hpp"

namespace jobswipe::identity {
namespace {

constexpr int kCodeLifeSeconds = 600;
constexpr int kPollSeconds = 5;

std::string text_or(const boost::json::object& body, std::string_view name, std::string_view fallback) {
  const auto* value = body.if_contains(name);
  return std::string(value ? std::string_view(value->as_string()) : fallback);
}

crypto::Bytes user_code_hash(const Keys& keys, std::string_view code) {
  return crypto::digest(keys.pairing, "user code", code);
}

base::Error refuse(base::ErrorCode code, std::string detail) {
  base::Error error;
  error.code = code;
  error.detail = std::move(detail);
  return error;
}

base::Error polling_error(const std::string& verdict) {
  if (verdict == "authorization_pending")
    return refuse(base::ErrorCode::authorization_pending, "Nobody has approved the code yet. Go on polling.");
  if (verdict == "slow_down")
    return refuse(base::ErrorCode::slow_down, "Polling too fast: wait five seconds longer between requests.");
  if (verdict == "access_denied") return refuse(base::ErrorCode::access_denied, "The person refused this device.");
  return refuse(base::ErrorCode::expired_token, "The code has run out or was used. Start pairing again.");
}

}  // namespace

void DeviceApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("createDeviceCode", [this](gateway::Call call) { return create_code(std::move(call)); });
  gateway.handle("createDeviceToken", [this](gateway::Call call) { return create_token(std::move(call)); });
  gateway.handle("approveDevice", [this](gateway::Call call) { return approve(std::move(call)); });
  gateway.handle("listDevices", [this](gateway::Call call) { return list(std::move(call)); });
  gateway.handle("revokeDevice", [this](gateway::Call call) { return revoke(std::move(call)); });
}

asio::awaitable<gateway::Answer> DeviceApi::create_code(gateway::Call call) {
  const auto device_code = crypto::to_base64url(crypto::random_bytes(32));
  std::string user_code;
  for (bool created = false; !created;) {
    user_code = make_user_code();
    auto user_hash = user_code_hash(parts_.keys, parse_user_code(user_code).value());
    created = co_await parts_.devices.create_code(crypto::sha256(device_code), std::move(user_hash),
                                                  text_or(call.body, "name", ""), text_or(call.body, "platform", ""),
                                                  kCodeLifeSeconds, kPollSeconds);
  }
  std::string page = parts_.public_url;
  if (page.empty()) page = (call.http.secure ? "https://" : "http://") + std::string(call.http.fields.get("host"));
  page += "/pair";
  boost::json::object body;
  body["deviceCode"] = device_code;
  body["userCode"] = user_code;
  body["verificationUri"] = page;
  body["verificationUriComplete"] = page + "?code=" + user_code;
  body["expiresIn"] = kCodeLifeSeconds;
  body["interval"] = kPollSeconds;
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> DeviceApi::create_token(gateway::Call call) {
  const auto device = base::DeviceId::make();
  const auto session = base::Uuid::make();
  auto token = RefreshToken::make(base::UserId());
  const auto poll = co_await parts_.devices.poll(crypto::sha256(text_or(call.body, "deviceCode", "")), device, session,
                                                 token.hash(), store::SessionsStore::kDays, call.http.remote_address);
  if (poll.verdict != "approved") co_return polling_error(poll.verdict);
  token.user = poll.user;
  crypto::Claims claims;
  claims.user = poll.user.uuid;
  claims.session = session;
  claims.device = device.uuid;
  claims.audience = "device";
  claims.issued_at = std::chrono::duration_cast<std::chrono::seconds>(parts_.clock.now().time_since_epoch()).count();
  claims.expires_at = claims.issued_at + kDeviceTokenLife.count();
  parts_.committed(poll.user);
  boost::json::object body;
  body["deviceId"] = device.to_string();
  body["accessToken"] = parts_.keys.signer.sign(claims);
  body["refreshToken"] = token.to_string();
  body["tokenType"] = "Bearer";
  body["expiresIn"] = kDeviceTokenLife.count();
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> DeviceApi::approve(gateway::Call call) {
  const auto code = parse_user_code(call.body.at("userCode").as_string());
  const bool approved = call.body.at("approve").as_bool();
  if (!code) co_return base::Error::invalid("/userCode", "must be eight letters, as the desktop shows them");
  boost::json::object body;
  if (call.committed) body = std::move(*call.committed);
  body["approved"] = approved;
  if (body.contains("name")) co_return gateway::json_response(200, body);
  const auto decision = co_await parts_.devices.decide(call.who().user, user_code_hash(parts_.keys, *code), approved,
                                                       call.http.remote_address, call.idempotency_key);
  if (decision.locked) {
    auto locked = refuse(base::ErrorCode::rate_limited,
                         "Too many wrong codes. Wait ten minutes, then start pairing again at the desktop.");
    locked.retry_after = std::chrono::minutes(10);
    co_return locked;
  }
  if (!decision.decided)
    co_return refuse(base::ErrorCode::not_found,
                     "No desktop waits with this code. Check it, or start pairing again: a code lives ten minutes.");
  body["name"] = decision.name;
  body["platform"] = decision.platform;
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> DeviceApi::list(gateway::Call call) {
  boost::json::object body;
  body["devices"] = co_await parts_.devices.list(call.who().user);
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> DeviceApi::revoke(gateway::Call call) {
  const auto sessions =
      co_await parts_.devices.revoke(call.who().user, call.path_id<base::DeviceId>("id"), call.http.remote_address);
  if (!sessions) co_return base::Error::not_found("device");
  parts_.revocations.add(*sessions);
  parts_.ended(*sessions);
  parts_.committed(call.who().user);
  co_return http::Response::empty(204);
}

}  // namespace jobswipe::identity
