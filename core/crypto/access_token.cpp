#include "core/crypto/access_token.hpp"

#include <sodium.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace jobswipe::crypto {
namespace {

constexpr std::string_view kHeader = R"({"alg":"EdDSA","typ":"at+jwt"})";
constexpr std::string_view kIssuer = "jobswipe";
constexpr std::size_t kMaxToken = 2048;

std::string encoded(std::string_view text) {
  return to_base64url(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

std::optional<base::Uuid> uuid_of(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_string()) return std::nullopt;
  return base::Uuid::parse(value->as_string());
}

std::optional<std::int64_t> time_of(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_int64()) return std::nullopt;
  return value->as_int64();
}

std::optional<Claims> claims_of(const boost::json::value& json) {
  if (!json.is_object()) return std::nullopt;
  const auto& object = json.as_object();
  const auto user = uuid_of(object, "sub"), session = uuid_of(object, "sid");
  const auto issued_at = time_of(object, "iat"), expires_at = time_of(object, "exp");
  const auto* issuer = object.if_contains("iss");
  const auto* audience = object.if_contains("aud");
  if (!user || !session || !issued_at || !expires_at || !issuer || !audience || !issuer->is_string() ||
      !audience->is_string() || std::string_view(issuer->as_string()) != kIssuer)
    return std::nullopt;
  Claims claims;
  claims.user = *user;
  claims.session = *session;
  claims.device = uuid_of(object, "did");
  claims.audience = audience->as_string().c_str();
  claims.issued_at = *issued_at;
  claims.expires_at = *expires_at;
  if (claims.audience != "web" && claims.audience != "device") return std::nullopt;
  if ((claims.audience == "device") != claims.device.has_value()) return std::nullopt;
  return claims;
}

}  // namespace

TokenSigner::TokenSigner(const Key& seed) {
  crypto_sign_seed_keypair(public_key_.data(), secret_key_.data(), seed.data());
}

std::string TokenSigner::sign(const Claims& claims) const {
  boost::json::object payload;
  payload["iss"] = kIssuer;
  payload["sub"] = claims.user.to_string();
  payload["aud"] = claims.audience;
  payload["sid"] = claims.session.to_string();
  if (claims.device) payload["did"] = claims.device->to_string();
  payload["iat"] = claims.issued_at;
  payload["exp"] = claims.expires_at;
  std::string signed_part = encoded(kHeader) + '.' + encoded(boost::json::serialize(payload));
  std::array<std::uint8_t, crypto_sign_BYTES> signature;
  crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const std::uint8_t*>(signed_part.data()),
                       signed_part.size(), secret_key_.data());
  return signed_part + '.' + to_base64url(signature.data(), signature.size());
}

std::optional<Claims> TokenSigner::verify(std::string_view token) const {
  static const std::string kEncodedHeader = encoded(kHeader);
  if (token.size() > kMaxToken) return std::nullopt;
  const auto last_dot = token.rfind('.');
  const auto first_dot = token.find('.');
  if (first_dot == std::string_view::npos || first_dot == last_dot || token.substr(0, first_dot) != kEncodedHeader)
    return std::nullopt;
  const auto signature = from_base64url(token.substr(last_dot + 1));
  if (!signature || signature->size() != crypto_sign_BYTES) return std::nullopt;
  if (crypto_sign_verify_detached(signature->data(), reinterpret_cast<const std::uint8_t*>(token.data()), last_dot,
                                  public_key_.data()) != 0)
    return std::nullopt;
  const auto payload = from_base64url(token.substr(first_dot + 1, last_dot - first_dot - 1));
  if (!payload) return std::nullopt;
  boost::json::error_code error;
  const auto json = boost::json::parse(
      boost::json::string_view(reinterpret_cast<const char*>(payload->data()), payload->size()), error);
  if (error) return std::nullopt;
  return claims_of(json);
}

}  // namespace jobswipe::crypto
