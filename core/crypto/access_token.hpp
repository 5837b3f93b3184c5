#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/id.hpp"
#include "core/crypto/bytes.hpp"

namespace jobswipe::crypto {

/// What an access token says. Times are Unix seconds.
struct Claims {
  base::Uuid user, session;
  std::optional<base::Uuid> device;
  std::string audience;  ///< `web` or `device`
  std::int64_t issued_at = 0, expires_at = 0;
};

/// Signs and verifies access tokens: JWS compact form (RFC 7515) of a JWT (RFC 7519) with EdDSA over Ed25519 (RFC
/// 8037). Only the header that this class writes is accepted, so `alg: none` and confused algorithms never reach the
/// signature. Immutable; thread-safe.
class TokenSigner {
 public:
  /// `seed` makes the key pair; every node that has it accepts the others' tokens.
  explicit TokenSigner(const Key& seed);
  std::string sign(const Claims& claims) const;
  /// Nothing unless the signature is ours and every claim is well-formed. Expiry is the caller's to check.
  std::optional<Claims> verify(std::string_view token) const;

 private:
  std::array<std::uint8_t, 64> secret_key_;
  std::array<std::uint8_t, 32> public_key_;
};

}  // namespace jobswipe::crypto
