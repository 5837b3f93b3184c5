#include "server/identity/account_api.hpp"

#include <fmt/format.h>

#include "core/crypto/seal.hpp"
#include "server/identity/tokens.hpp"

namespace jobswipe::identity {
namespace {

constexpr char kEmail[] = "users.email";

base::Error refuse(base::ErrorCode code, std::string detail) {
  base::Error error;
  error.code = code;
  error.detail = std::move(detail);
  return error;
}

std::string text_of(const boost::json::object& body, std::string_view name) {
  return std::string(body.at(name).as_string());
}

void set_cookie(http::Response& response, const std::string& name, const std::string& value, bool secure,
                std::chrono::seconds life) {
  response.fields.add("Set-Cookie", fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{}", name, value,
                                                life.count(), secure ? "; Secure" : ""));
}

void set_session_cookies(http::Response& response, bool secure, const std::string& access, const std::string& refresh) {
  set_cookie(response, access_cookie(secure), access, secure, kWebTokenLife);
  set_cookie(response, refresh_cookie(secure), refresh, secure, std::chrono::days(store::SessionsStore::kDays));
}

void clear_session_cookies(http::Response& response, bool secure) {
  set_cookie(response, access_cookie(secure), "", secure, std::chrono::seconds(0));
  set_cookie(response, refresh_cookie(secure), "", secure, std::chrono::seconds(0));
}

/// A password or cookie that crosses a network in the clear is anybody's.
std::optional<base::Error> refuse_in_the_clear(const http::Request& request) {
  const std::string_view from = request.remote_address;
  const bool loopback = from.empty() || from.starts_with("127.") || from == "::1" || from.starts_with("::ffff:127.");
  if (request.secure || loopback) return std::nullopt;
  return refuse(base::ErrorCode::forbidden,
                "Open this site over https: sessions are opened over plain http on this machine only.");
}

}  // namespace

void AccountApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("register", [this](gateway::Call call) { return register_account(std::move(call)); });
  gateway.handle("login", [this](gateway::Call call) { return login(std::move(call)); });
  gateway.handle("refresh", [this](gateway::Call call) { return refresh(std::move(call)); });
  gateway.handle("logout", [this](gateway::Call call) { return logout(std::move(call)); });
  gateway.handle("getSession", [this](gateway::Call call) { return get_session(std::move(call)); });
  gateway.handle("exportAccount", [this](gateway::Call call) { return export_account(std::move(call)); });
  gateway.handle("deleteAccount", [this](gateway::Call call) { return delete_account(std::move(call)); });
}

std::string AccountApi::access_token(base::UserId user, base::Uuid session,
                                     std::optional<base::DeviceId> device) const {
  crypto::Claims claims;
  claims.user = user.uuid;
  claims.session = session;
  claims.audience = device ? "device" : "web";
  if (device) claims.device = device->uuid;
  claims.issued_at = std::chrono::duration_cast<std::chrono::seconds>(parts_.clock.now().time_since_epoch()).count();
  claims.expires_at = claims.issued_at + (device ? kDeviceTokenLife : kWebTokenLife).count();
  return parts_.keys.signer.sign(claims);
}

void AccountApi::end(const std::vector<base::Uuid>& sessions) {
  parts_.revocations.add(sessions);
  parts_.ended(sessions);
}

asio::awaitable<std::optional<boost::json::object>> AccountApi::user_json(base::UserId user) {
  auto stored = co_await parts_.users.get(user);
  if (!stored) co_return std::nullopt;
  boost::json::object json;
  json["id"] = user.to_string();
  json["email"] = co_await parts_.vault.open(user, kEmail, std::move(stored->email_sealed));
  json["plan"] = stored->plan;
  json["createdAt"] = base::to_rfc3339(stored->created_at);
  co_return json;
}

asio::awaitable<http::Response> AccountApi::open_session(http::Request request, base::UserId user, int status) {
  const auto session = base::Uuid::make();
  const auto token = RefreshToken::make(user);
  co_await parts_.sessions.create(user, session, token.hash(), request.remote_address);
  const auto access = access_token(user, session, std::nullopt);
  boost::json::object body;
  const auto person = co_await user_json(user);
  if (person) body["user"] = *person;
  body["accessToken"] = access;
  body["tokenType"] = "Bearer";
  body["expiresIn"] = kWebTokenLife.count();
  auto response = gateway::json_response(status, body);
  set_session_cookies(response, request.secure, access, token.to_string());
  co_return response;
}

asio::awaitable<gateway::Answer> AccountApi::register_account(gateway::Call call) {
  if (auto refused = refuse_in_the_clear(call.http)) co_return *refused;
  const auto email = normalise_email(text_of(call.body, "email"));
  store::NewUser user;
  user.id = base::UserId::make();
  user.email_lookup = crypto::digest(parts_.keys.email_lookup, kEmail, email);
  user.data_key_sealed = parts_.vault.new_key(user.id);
  user.email_sealed = parts_.vault.seal_with(user.id, user.data_key_sealed, kEmail, email);
  user.password_hash = co_await parts_.hasher.hash(text_of(call.body, "password"));
  const auto id = user.id;
  const auto created = co_await parts_.users.create(std::move(user), call.http.remote_address);
  if (!created) {
    auto taken = refuse(base::ErrorCode::conflict, "There is an account with this e-mail address. Log in instead.");
    taken.fields.push_back(base::FieldError());
    taken.fields.back().pointer = "/email";
    taken.fields.back().reason = "has an account already";
    co_return taken;
  }
  auto response = co_await open_session(std::move(call.http), id, 201);
  co_return response;
}

asio::awaitable<gateway::Answer> AccountApi::login(gateway::Call call) {
  if (auto refused = refuse_in_the_clear(call.http)) co_return *refused;
  const auto email = normalise_email(text_of(call.body, "email"));
  const auto found = co_await parts_.users.find(crypto::digest(parts_.keys.email_lookup, kEmail, email));
  auto password = text_of(call.body, "password");
  bool proven = false;
  if (found)
    proven = co_await parts_.hasher.verify(found->password_hash, std::move(password));
  else
    proven = co_await parts_.hasher.verify_nobody(std::move(password));
  if (!proven) {
    if (found) {
      store::AuditEntry entry;
      entry.actor = "person";
      entry.action = "session.refused";
      entry.risk = "medium";
      entry.address = call.http.remote_address;
      co_await parts_.users.audit(found->id, std::move(entry));
    }
    co_return refuse(base::ErrorCode::unauthenticated, "E-mail address or password is wrong.");
  }
  auto response = co_await open_session(std::move(call.http), found->id, 200);
  co_return response;
}

asio::awaitable<gateway::Answer> AccountApi::refresh(gateway::Call call) {
  std::string presented;
  const auto* in_body = call.body.if_contains("refreshToken");
  if (in_body)
    presented = in_body->as_string().c_str();
  else
    presented = call.http.cookie(refresh_cookie(call.http.secure)).value_or("");
  const auto token = RefreshToken::parse(presented);
  if (!token)
    co_return refuse(base::ErrorCode::unauthenticated,
                     "There is no valid refresh token. Log in, or pair the device, again.");
  const auto successor = RefreshToken::make(token->user);
  const auto rotation = co_await parts_.sessions.rotate(token->user, token->hash(), successor.hash());
  if (rotation.verdict == store::Rotation::Verdict::reused) {
    std::vector<base::Uuid> sessions;
    sessions.push_back(rotation.session);
    end(sessions);
  }
  if (rotation.verdict != store::Rotation::Verdict::rotated)
    co_return refuse(base::ErrorCode::unauthenticated, "The session has ended. Log in, or pair the device, again.");
  const auto access = access_token(token->user, rotation.session, rotation.device);
  boost::json::object body;
  const auto person = co_await user_json(token->user);
  if (person) body["user"] = *person;
  body["accessToken"] = access;
  body["tokenType"] = "Bearer";
  body["expiresIn"] = kWebTokenLife.count();
  if (rotation.device) {
    body["expiresIn"] = kDeviceTokenLife.count();
    body["refreshToken"] = successor.to_string();
  }
  auto response = gateway::json_response(200, body);
  if (!rotation.device) set_session_cookies(response, call.http.secure, access, successor.to_string());
  co_return response;
}

asio::awaitable<gateway::Answer> AccountApi::logout(gateway::Call call) {
  co_await parts_.sessions.revoke(call.who().user, call.who().session);
  std::vector<base::Uuid> sessions;
  sessions.push_back(call.who().session);
  end(sessions);
  auto response = http::Response::empty(204);
  clear_session_cookies(response, call.http.secure);
  co_return response;
}

asio::awaitable<gateway::Answer> AccountApi::get_session(gateway::Call call) {
  const auto person = co_await user_json(call.who().user);
  if (!person) co_return refuse(base::ErrorCode::unauthenticated, "The account is erased.");
  boost::json::object body;
  body["user"] = *person;
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> AccountApi::export_account(gateway::Call call) {
  const auto user = call.who().user;
  const auto person = co_await user_json(user);
  if (!person) co_return refuse(base::ErrorCode::unauthenticated, "The account is erased.");
  auto body = co_await parts_.export_rest(user);
  body["user"] = *person;
  store::AuditEntry entry;
  entry.actor = "person";
  entry.action = "account.exported";
  entry.risk = "medium";
  entry.address = call.http.remote_address;
  co_await parts_.users.audit(user, std::move(entry));
  auto response = gateway::json_response(200, body);
  response.fields.set("Content-Disposition", "attachment; filename=\"jobswipe-export.json\"");
  co_return response;
}

asio::awaitable<gateway::Answer> AccountApi::delete_account(gateway::Call call) {
  const auto user = call.who().user;
  const auto stored = co_await parts_.users.get(user);
  if (!stored) co_return refuse(base::ErrorCode::unauthenticated, "The account is erased.");
  const bool proven = co_await parts_.hasher.verify(stored->password_hash, text_of(call.body, "password"));
  if (!proven) {
    auto wrong = refuse(base::ErrorCode::forbidden, "The password is wrong; nothing was deleted.");
    wrong.fields.push_back(base::FieldError());
    wrong.fields.back().pointer = "/password";
    wrong.fields.back().reason = "is wrong";
    co_return wrong;
  }
  const auto sessions = co_await parts_.users.sessions(user);
  co_await parts_.users.erase(user, call.http.remote_address);
  parts_.vault.forget(user);
  end(sessions);
  auto response = http::Response::empty(204);
  clear_session_cookies(response, call.http.secure);
  co_return response;
}

}  // namespace jobswipe::identity
