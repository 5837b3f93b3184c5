#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/push/p256.hpp"

namespace jobswipe::push {

/// One record of encrypted content: its data, and how many bytes of zeros hide its length.
struct Record {
  std::string_view data;
  std::size_t padding = 0;
};

/// A body in the content coding `aes128gcm` (RFC 8188, 2). `salt` is 16 bytes and never used twice with the same
/// `keying_material`; `record_size` is at least 18; every record but the last fills it with its delimiter and tag.
/// Throws std::invalid_argument when one does not, and std::runtime_error when OpenSSL fails.
std::string encode_aes128gcm(const Bytes& keying_material, const Bytes& salt, std::uint32_t record_size,
                             std::string_view key_id, const std::vector<Record>& records);

/// What a browser gave with its subscription (Push API, `getKey`).
struct Recipient {
  Bytes point;  ///< `p256dh`: 65 bytes on P-256
  Bytes auth;   ///< `auth`: 16 bytes

  /// From their base64url texts, padded or not; nothing when they are not what they must be.
  static std::optional<Recipient> parse(std::string_view p256dh, std::string_view auth);
};

/// Of one message's text. A push service takes bodies of 4096 bytes (RFC 8030, 7.2): 86 are the header, 17 the
/// delimiter and the tag.
inline constexpr std::size_t kMostMessageBytes = 3993;

/// The body of a push message that only the recipient reads (RFC 8291), with fresh randomness. Its length tells no more
/// than how many steps of 256 bytes the text takes. Throws std::invalid_argument when the text is longer than
/// kMostMessageBytes.
std::string encrypt_message(const Recipient& recipient, std::string_view text);

/// The same with the sender's pair, the salt and the padding given, for the vectors of RFC 8291.
std::string encrypt_message(const Recipient& recipient, std::string_view text, const P256Key& sender, const Bytes& salt,
                            std::size_t padding);

}  // namespace jobswipe::push
