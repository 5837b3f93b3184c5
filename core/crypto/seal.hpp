#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/crypto/bytes.hpp"

namespace jobswipe::crypto {

/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with a random nonce: version byte 1, nonce, ciphertext and tag.
/// `context` is bound but not stored: what was sealed for one place opens at no other.
Bytes seal(const Key& key, std::string_view context, std::string_view plain);
/// Nothing when the key or context is another one or a bit was changed.
std::optional<std::string> open(const Key& key, std::string_view context, const Bytes& sealed);

}  // namespace jobswipe::crypto
