#include "core/push/encrypted_content.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <stdexcept>

namespace jobswipe::push {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kTagBytes = 16, kSaltBytes = 16, kNonceBytes = 12, kKeyBytes = 16, kAuthBytes = 16;
constexpr std::uint32_t kRecordSize = 4096;
constexpr std::size_t kLengthStep = 256;

Bytes to_bytes(std::string_view text) {
  return Bytes(text.begin(), text.end());
}

Bytes hmac(const Bytes& key, const Bytes& message) {
  Bytes mac(32);
  unsigned int size = 0;
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), mac.data(), &size))
    throw std::runtime_error("OpenSSL: HMAC failed");
  return mac;
}

/// HKDF with SHA-256 (RFC 5869) of at most 32 bytes, which is one round of its expansion.
Bytes hkdf(const Bytes& salt, const Bytes& material, Bytes info, std::size_t length) {
  info.push_back(1);
  Bytes out = hmac(hmac(salt, material), info);
  out.resize(length);
  return out;
}

void append(std::string& out, const Bytes& bytes) {
  out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Bytes seal_record(const Bytes& key, const Bytes& nonce, const Bytes& plain) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                &EVP_CIPHER_CTX_free);
  Bytes sealed(plain.size() + kTagBytes);
  int size = 0, rest = 0;
  const bool worked =
      context && EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, key.data(), nonce.data()) == 1 &&
      EVP_EncryptUpdate(context.get(), sealed.data(), &size, plain.data(), static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), sealed.data() + size, &rest) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, sealed.data() + plain.size()) == 1;
  if (!worked) throw std::runtime_error("OpenSSL: AES-GCM failed");
  return sealed;
}

/// Browsers give these without padding; some libraries pad them.
std::optional<Bytes> decode(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return crypto::from_base64url(text);
}

}  // namespace

std::string encode_aes128gcm(const Bytes& keying_material, const Bytes& salt, std::uint32_t record_size,
                             std::string_view key_id, const std::vector<Record>& records) {
  if (salt.size() != kSaltBytes || record_size < 18 || key_id.size() > 255 || records.empty())
    throw std::invalid_argument("encrypted content needs a salt of 16 bytes, records of at least 18, and one of them");
  const Bytes key = hkdf(salt, keying_material, to_bytes("Content-Encoding: aes128gcm\0"sv), kKeyBytes);
  const Bytes base_nonce = hkdf(salt, keying_material, to_bytes("Content-Encoding: nonce\0"sv), kNonceBytes);
  std::string body;
  append(body, salt);
  for (int shift = 24; shift >= 0; shift -= 8) body.push_back(static_cast<char>(record_size >> shift));
  body.push_back(static_cast<char>(key_id.size()));
  body.append(key_id);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const bool last = i + 1 == records.size();
    Bytes plain = to_bytes(records[i].data);
    plain.push_back(last ? 2 : 1);
    plain.resize(plain.size() + records[i].padding, 0);
    const std::size_t size = plain.size() + kTagBytes;
    if (size > record_size || (!last && size != record_size))
      throw std::invalid_argument("record " + std::to_string(i) + " has " + std::to_string(size) + " bytes, not " +
                                  std::to_string(record_size));
    Bytes nonce = base_nonce;
    for (std::size_t byte = 0; byte < 8; ++byte)
      nonce[kNonceBytes - 1 - byte] ^= static_cast<std::uint8_t>(i >> (8 * byte));
    append(body, seal_record(key, nonce, plain));
  }
  return body;
}

std::optional<Recipient> Recipient::parse(std::string_view p256dh, std::string_view auth) {
  auto point = decode(p256dh);
  auto secret = decode(auth);
  if (!point || !secret || secret->size() != kAuthBytes || !is_p256_point(*point)) return std::nullopt;
  Recipient recipient;
  recipient.point = std::move(*point);
  recipient.auth = std::move(*secret);
  return recipient;
}

std::string encrypt_message(const Recipient& recipient, std::string_view text, const P256Key& sender, const Bytes& salt,
                            std::size_t padding) {
  if (text.size() + padding > kMostMessageBytes)
    throw std::invalid_argument("a push message of " + std::to_string(text.size()) + " bytes is too long");
  const auto secret = sender.agree(recipient.point);
  if (!secret) throw std::invalid_argument("the recipient's key is no point of P-256");
  Bytes info = to_bytes("WebPush: info\0"sv);
  info.insert(info.end(), recipient.point.begin(), recipient.point.end());
  info.insert(info.end(), sender.point().begin(), sender.point().end());
  const Bytes material = hkdf(recipient.auth, *secret, std::move(info), 32);
  const std::string_view key_id(reinterpret_cast<const char*>(sender.point().data()), sender.point().size());
  return encode_aes128gcm(material, salt, kRecordSize, key_id, {{text, padding}});
}

std::string encrypt_message(const Recipient& recipient, std::string_view text) {
  const std::size_t whole = std::min(kMostMessageBytes, (text.size() / kLengthStep + 1) * kLengthStep);
  const std::size_t padding = whole > text.size() ? whole - text.size() : 0;
  return encrypt_message(recipient, text, P256Key::generate(), crypto::random_bytes(kSaltBytes), padding);
}

}  // namespace jobswipe::push
