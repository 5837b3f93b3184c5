#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "core/crypto/bytes.hpp"

namespace jobswipe::push {

using crypto::Bytes;

/// A key pair on the curve P-256 (FIPS 186-4, D.1.2.3). Immutable; thread-safe. Throws std::runtime_error when OpenSSL
/// fails.
class P256Key {
 public:
  static constexpr std::size_t kPointBytes = 65;  ///< an uncompressed point

  static P256Key generate();
  /// The pair of a private scalar of 32 bytes; nothing when it is not one.
  static std::optional<P256Key> from_private(const Bytes& scalar);
  /// The pair that belongs to a secret seed: always the same one.
  static P256Key from_seed(const crypto::Key& seed);

  /// The public key: 65 bytes that begin with 4 (SEC 1, 2.3.3).
  const Bytes& point() const noexcept;
  /// ECDH with another's public key: 32 bytes. Nothing when that is no point of the curve.
  std::optional<Bytes> agree(const Bytes& other_point) const;
  /// ES256 (RFC 7518, 3.4): r and s of 32 bytes each, over SHA-256 of `text`.
  Bytes sign(std::string_view text) const;

 private:
  class Impl;
  explicit P256Key(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

/// Whether these 65 bytes are a public key on P-256.
bool is_p256_point(const Bytes& point);

}  // namespace jobswipe::push
