#include "core/push/vapid.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace jobswipe::push {
namespace {

std::string encoded(const boost::json::object& json) {
  const std::string text = boost::json::serialize(json);
  return crypto::to_base64url(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace

std::string vapid_authorization(const P256Key& key, std::string_view audience, std::string_view subject,
                                std::int64_t expires_at) {
  boost::json::object claims;
  claims["aud"] = audience;
  claims["exp"] = expires_at;
  if (!subject.empty()) claims["sub"] = subject;
  const std::string signed_part = encoded({{"typ", "JWT"}, {"alg", "ES256"}}) + "." + encoded(claims);
  return "vapid t=" + signed_part + "." + crypto::to_base64url(key.sign(signed_part)) + ", k=" + vapid_public_key(key);
}

std::string vapid_public_key(const P256Key& key) {
  return crypto::to_base64url(key.point());
}

}  // namespace jobswipe::push
