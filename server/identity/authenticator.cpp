#include "server/identity/authenticator.hpp"

namespace jobswipe::identity {
namespace {

base::Error refuse(std::string detail) {
  base::Error error;
  error.code = base::ErrorCode::unauthenticated;
  error.detail = std::move(detail);
  return error;
}

bool is_bearer(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size()) return false;
  for (std::size_t i = 0; i < kScheme.size(); ++i)
    if ((authorization[i] | 0x20) != kScheme[i]) return false;
  return true;
}

}  // namespace

std::string access_cookie(bool secure) {
  return secure ? "__Host-jobswipe_access" : "jobswipe_access";
}
std::string refresh_cookie(bool secure) {
  return secure ? "__Host-jobswipe_refresh" : "jobswipe_refresh";
}

base::Result<gateway::Caller> IdentityAuthenticator::caller_of(const std::string& token) {
  auto known = verified_.find(token);
  if (known == verified_.end()) {
    const auto claims = keys_.signer.verify(token);
    if (!claims) return refuse("The access token is not valid. Log in again.");
    if (verified_.size() >= kMost) verified_.clear();
    known = verified_.emplace(token, *claims).first;
  }
  const auto& claims = known->second;
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(clock_.now().time_since_epoch()).count();
  if (claims.expires_at <= now) {
    verified_.erase(known);
    return refuse("The access token has expired. Refresh it.");
  }
  if (revocations_.contains(claims.session)) return refuse("The session has ended. Log in again.");
  gateway::Caller caller;
  caller.user = base::UserId{claims.user};
  caller.audience = claims.audience == "device" ? gateway::Audience::device : gateway::Audience::web;
  if (claims.device) caller.device = base::DeviceId{*claims.device};
  caller.session = claims.session;
  return caller;
}

asio::awaitable<base::Result<std::optional<gateway::Caller>>> IdentityAuthenticator::authenticate(
    const http::Request& request) {
  std::string token;
  if (const auto authorization = request.fields.get("authorization"); !authorization.empty()) {
    if (!is_bearer(authorization)) co_return refuse("Use `Authorization: Bearer` with an access token.");
    token = authorization.substr(7);
  } else if (auto cookie = request.cookie(access_cookie(request.secure))) {
    token = std::move(*cookie);
  }
  if (token.empty()) co_return std::optional<gateway::Caller>();
  auto caller = caller_of(token);
  if (!caller) co_return caller.error();
  co_return std::optional<gateway::Caller>(*caller);
}

}  // namespace jobswipe::identity
