#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/push/p256.hpp"

namespace jobswipe::push {

/// The longest time that a push service lets a token live (RFC 8292, 2).
inline constexpr std::int64_t kMostTokenSeconds = 24 * 3600;

/// The value of the field `Authorization` by which a server says who it is (VAPID, RFC 8292, 3): a token for the push
/// service at `audience`, which is its origin, good until `expires_at` (Unix seconds). `subject` is a mailto: or https:
/// address at which the push service may reach the operator; empty leaves it out.
std::string vapid_authorization(const P256Key& key, std::string_view audience, std::string_view subject,
                                std::int64_t expires_at);

/// The public key as browsers want it for `applicationServerKey`: base64url.
std::string vapid_public_key(const P256Key& key);

}  // namespace jobswipe::push
