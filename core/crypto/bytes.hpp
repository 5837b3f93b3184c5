#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jobswipe::crypto {

using Bytes = std::vector<std::uint8_t>;
using Key = std::array<std::uint8_t, 32>;

/// Prepares libsodium; repeatable. Throws std::runtime_error when the system gives no randomness.
void initialise();

Bytes random_bytes(std::size_t count);
Key random_key();

/// Base64url without padding (RFC 4648, 5).
std::string to_base64url(const std::uint8_t* data, std::size_t size);
std::string to_base64url(const Bytes& bytes);
/// Strict: nothing for padding, white space or stray characters.
std::optional<Bytes> from_base64url(std::string_view text);

/// 32 bytes given as 64 hex digits or as base64 of either alphabet, padded or not; surrounding white space is allowed.
std::optional<Key> parse_key(std::string_view text);

/// A key for one purpose, derived from `key` (BLAKE2b keyed with it, over the purpose's name).
Key derive_key(const Key& key, std::string_view purpose);

/// BLAKE2b-256 of `text` keyed with `key`, bound to `context`.
Bytes digest(const Key& key, std::string_view context, std::string_view text);
/// SHA-256, for tokens that are random by themselves.
Bytes sha256(std::string_view bytes);

}  // namespace jobswipe::crypto
