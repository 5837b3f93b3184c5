#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/id.hpp"
#include "core/crypto/bytes.hpp"

namespace jobswipe::identity {

/// A refresh token: whose it is, so that its row is found by the person, and 32 random bytes. On the wire base64url of
/// both.
struct RefreshToken {
  base::UserId user;
  crypto::Bytes secret;

  static RefreshToken make(base::UserId user);
  static std::optional<RefreshToken> parse(std::string_view text);
  std::string to_string() const;
  crypto::Bytes hash() const;  ///< what is stored
};

/// Eight letters that are hard to confuse, as `ABCD-EFGH` (RFC 8628, 6.1): 20⁸ ≈ 2.6·10¹⁰ codes.
std::string make_user_code();
/// What a person typed, made comparable: letters only, upper case. Nothing unless eight letters of the alphabet are
/// left.
std::optional<std::string> parse_user_code(std::string_view typed);

}  // namespace jobswipe::identity
