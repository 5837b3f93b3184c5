#pragma once

#include <string>
#include <unordered_map>

#include "core/base/clock.hpp"
#include "server/gateway/gateway.hpp"
#include "server/identity/keys.hpp"
#include "server/identity/revocations.hpp"

namespace jobswipe::identity {

namespace asio = boost::asio;

inline constexpr std::chrono::seconds kWebTokenLife{15 * 60};
inline constexpr std::chrono::seconds kDeviceTokenLife{60 * 60};

/// Names of the cookies: `__Host-` prefixed over TLS (RFC 6265bis, 4.1.3.2); plain ones only where a browser refuses
/// those, on plain http.
std::string access_cookie(bool secure);
std::string refresh_cookie(bool secure);

/// Proves who asks by a bearer token or the session cookie. A signature is verified once and remembered with its token;
/// expiry and revocation are looked at on every call. One per thread.
class IdentityAuthenticator final : public gateway::Authenticator {
 public:
  IdentityAuthenticator(const Keys& keys, const Revocations& revocations, const base::Clock& clock)
      : keys_(keys), revocations_(revocations), clock_(clock) {}
  asio::awaitable<base::Result<std::optional<gateway::Caller>>> authenticate(const http::Request& request) override;
  base::Result<gateway::Caller> caller_of(const std::string& token);

 private:
  static constexpr std::size_t kMost = 20'000;
  const Keys& keys_;
  const Revocations& revocations_;
  const base::Clock& clock_;
  std::unordered_map<std::string, crypto::Claims> verified_;
};

}  // namespace jobswipe::identity
