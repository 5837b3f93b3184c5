#include "core/push/p256.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <stdexcept>
#include <string>

namespace jobswipe::push {
namespace {

constexpr std::size_t kScalarBytes = 32;

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* it) const {
    Free(it);
  }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BN_clear_free>>;
using Group = std::unique_ptr<EC_GROUP, Freer<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Freer<EC_POINT_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;

void require(bool worked, const char* what) {
  if (!worked) throw std::runtime_error(std::string("OpenSSL: ") + what + " failed");
}

/// A key of the curve from its public point and, for one's own, the private scalar; null when they are none.
KeyPtr make_key(const Bytes& point, const BIGNUM* scalar) {
  const Builder builder(OSSL_PARAM_BLD_new());
  require(builder != nullptr, "making parameters");
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  if (scalar) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar);
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  require(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1, "taking a key");
  EVP_PKEY* key = nullptr;
  const int selection = scalar ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
  if (EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get()) != 1) return nullptr;
  return KeyPtr(key);
}

KeyPtr public_key(const Bytes& point) {
  if (point.size() != P256Key::kPointBytes || point.front() != POINT_CONVERSION_UNCOMPRESSED) return nullptr;
  auto key = make_key(point, nullptr);
  if (!key) return nullptr;
  const KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (!check || EVP_PKEY_public_check(check.get()) != 1) return nullptr;
  return key;
}

}  // namespace

class P256Key::Impl {
 public:
  Impl(Bytes of_point, KeyPtr of_key) : point(std::move(of_point)), key(std::move(of_key)) {}
  Bytes point;
  KeyPtr key;
};

std::optional<P256Key> P256Key::from_private(const Bytes& scalar) {
  if (scalar.size() != kScalarBytes) return std::nullopt;
  const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  const Number number(BN_secure_new());
  require(group && number && BN_bin2bn(scalar.data(), static_cast<int>(scalar.size()), number.get()), "reading a key");
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) >= 0) return std::nullopt;
  const Point point(EC_POINT_new(group.get()));
  require(point && EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1,
          "computing a public key");
  Bytes encoded(kPointBytes);
  require(EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, encoded.data(), encoded.size(),
                             nullptr) == encoded.size(),
          "writing a public key");
  auto key = make_key(encoded, number.get());
  require(key != nullptr, "making a key pair");
  return P256Key(std::make_shared<const Impl>(std::move(encoded), std::move(key)));
}

P256Key P256Key::from_seed(const crypto::Key& seed) {
  // Nearly every 32 bytes are a scalar of this curve; the next derivation serves for those that are not.
  for (auto bytes = crypto::derive_key(seed, "P-256 scalar");; bytes = crypto::derive_key(bytes, "P-256 scalar"))
    if (auto key = from_private(Bytes(bytes.begin(), bytes.end()))) return std::move(*key);
}

P256Key P256Key::generate() {
  return from_seed(crypto::random_key());
}

const Bytes& P256Key::point() const noexcept {
  return impl_->point;
}

std::optional<Bytes> P256Key::agree(const Bytes& other_point) const {
  const auto other = public_key(other_point);
  if (!other) return std::nullopt;
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, impl_->key.get(), nullptr));
  Bytes secret(kScalarBytes);
  std::size_t size = secret.size();
  require(context && EVP_PKEY_derive_init(context.get()) == 1 &&
              EVP_PKEY_derive_set_peer(context.get(), other.get()) == 1 &&
              EVP_PKEY_derive(context.get(), secret.data(), &size) == 1 && size == secret.size(),
          "agreeing on a secret");
  return secret;
}

Bytes P256Key::sign(std::string_view text) const {
  const DigestContext context(EVP_MD_CTX_new());
  require(context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, impl_->key.get()) == 1,
          "preparing a signature");
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  require(EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1, "signing");
  Bytes der(size);
  require(EVP_DigestSign(context.get(), der.data(), &size, bytes, text.size()) == 1, "signing");
  const unsigned char* at = der.data();
  const Signature parts(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
  require(parts != nullptr, "reading a signature");
  Bytes signature(2 * kScalarBytes);
  require(
      BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), signature.data(), kScalarBytes) == kScalarBytes &&
          BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), signature.data() + kScalarBytes, kScalarBytes) == kScalarBytes,
      "writing a signature");
  return signature;
}

bool is_p256_point(const Bytes& point) {
  return public_key(point) != nullptr;
}

}  // namespace jobswipe::push
