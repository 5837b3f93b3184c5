#include "core/crypto/bytes.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

namespace jobswipe::crypto {
namespace {

std::optional<Bytes> decode(std::string_view text, int variant) {
  if (text.empty()) return Bytes();
  Bytes bytes(text.size());
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, &end, variant) != 0 ||
      end != text.data() + text.size())
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

}  // namespace

void initialise() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium can't start: the system gives no random bytes");
}

Bytes random_bytes(std::size_t count) {
  Bytes bytes(count);
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

Key random_key() {
  Key key;
  randombytes_buf(key.data(), key.size());
  return key;
}

std::string to_base64url(const std::uint8_t* data, std::size_t size) {
  std::string text(sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), data, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // the terminator that libsodium writes
  return text;
}

std::string to_base64url(const Bytes& bytes) {
  return to_base64url(bytes.data(), bytes.size());
}

std::optional<Bytes> from_base64url(std::string_view text) {
  return decode(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::optional<Key> parse_key(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  Key key;
  if (text.size() == 64) {
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_hex2bin(key.data(), key.size(), text.data(), text.size(), nullptr, &size, &end) == 0 &&
        size == key.size())
      return key;
    return std::nullopt;
  }
  for (const int variant : {sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
                            sodium_base64_VARIANT_URLSAFE, sodium_base64_VARIANT_URLSAFE_NO_PADDING}) {
    const auto bytes = decode(text, variant);
    if (!bytes || bytes->size() != key.size()) continue;
    std::copy(bytes->begin(), bytes->end(), key.begin());
    return key;
  }
  return std::nullopt;
}

Key derive_key(const Key& key, std::string_view purpose) {
  Key derived;
  crypto_generichash(derived.data(), derived.size(), reinterpret_cast<const std::uint8_t*>(purpose.data()),
                     purpose.size(), key.data(), key.size());
  return derived;
}

Bytes digest(const Key& key, std::string_view context, std::string_view text) {
  const Key bound = derive_key(key, context);
  Bytes hash(32);
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                     bound.data(), bound.size());
  return hash;
}

Bytes sha256(std::string_view bytes) {
  Bytes hash(crypto_hash_sha256_BYTES);
  crypto_hash_sha256(hash.data(), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return hash;
}

}  // namespace jobswipe::crypto
