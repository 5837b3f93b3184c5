#include "core/crypto/seal.hpp"

#include <sodium.h>

namespace jobswipe::crypto {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const std::uint8_t* raw(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

}  // namespace

Bytes seal(const Key& key, std::string_view context, std::string_view plain) {
  Bytes sealed(1 + kNonce + plain.size() + kTag);
  sealed[0] = kVersion;
  randombytes_buf(sealed.data() + 1, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + 1 + kNonce, nullptr, raw(plain), plain.size(),
                                             raw(context), context.size(), nullptr, sealed.data() + 1, key.data());
  return sealed;
}

std::optional<std::string> open(const Key& key, std::string_view context, const Bytes& sealed) {
  if (sealed.size() < 1 + kNonce + kTag || sealed[0] != kVersion) return std::nullopt;
  std::string plain(sealed.size() - 1 - kNonce - kTag, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<std::uint8_t*>(plain.data()), nullptr, nullptr,
                                                 sealed.data() + 1 + kNonce, sealed.size() - 1 - kNonce, raw(context),
                                                 context.size(), sealed.data() + 1, key.data()) != 0)
    return std::nullopt;
  return plain;
}

}  // namespace jobswipe::crypto
