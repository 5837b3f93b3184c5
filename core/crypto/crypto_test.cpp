#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "core/crypto/access_token.hpp"
#include "core/crypto/password.hpp"
#include "core/crypto/seal.hpp"

namespace jobswipe::crypto {
namespace {

class Crypto : public ::testing::Test {
 protected:
  Crypto() { initialise(); }
  Key key = random_key();
};

TEST_F(Crypto, WhatIsSealedOpensOnlyWithItsKeyAtItsPlace) {
  const auto sealed = seal(key, "profiles", "a secret");
  EXPECT_EQ(open(key, "profiles", sealed), "a secret");
  EXPECT_FALSE(open(key, "answers", sealed));
  EXPECT_FALSE(open(random_key(), "profiles", sealed));
  EXPECT_NE(seal(key, "profiles", "a secret"), sealed) << "the nonce is random";
  EXPECT_EQ(open(key, "", seal(key, "", "")), "");
}

TEST_F(Crypto, NoBitOfASealedTextCanBeChanged) {
  const auto sealed = seal(key, "c", "text");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] ^= 1;
    EXPECT_FALSE(open(key, "c", changed)) << i;
    EXPECT_FALSE(open(key, "c", Bytes(sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(i)))) << i;
  }
}

TEST_F(Crypto, KeysAreReadAsHexOrBase64) {
  const Bytes bytes(key.begin(), key.end());
  EXPECT_EQ(parse_key(to_base64url(bytes) + "\n"), key);
  EXPECT_EQ(parse_key("00000000000000000000000000000000000000000000000000000000000000ff")->back(), 0xff);
  EXPECT_TRUE(parse_key("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));
  for (const char* text : {"", "short", "zz000000000000000000000000000000000000000000000000000000000000ff", "MDEyMw=="})
    EXPECT_FALSE(parse_key(text)) << text;
}

TEST_F(Crypto, PasswordsAreProvenByTheirHash) {
  const auto hash = hash_password("correct horse");
  EXPECT_EQ(hash.find("$argon2id$v=19$m=19456,t=2,p=1$"), 0u) << hash;
  EXPECT_TRUE(verify_password(hash, "correct horse"));
  EXPECT_FALSE(verify_password(hash, "correct horsf"));
  EXPECT_FALSE(verify_password("nonsense", "correct horse"));
}

TEST_F(Crypto, DigestsDependOnKeyContextAndText) {
  EXPECT_EQ(digest(key, "a", "x"), digest(key, "a", "x"));
  EXPECT_NE(digest(key, "a", "x"), digest(key, "b", "x"));
  EXPECT_NE(digest(key, "a", "x"), digest(key, "a", "y"));
  EXPECT_NE(digest(key, "a", "x"), digest(random_key(), "a", "x"));
}

Claims some_claims() {
  Claims claims;
  claims.user = base::Uuid::make();
  claims.session = base::Uuid::make();
  claims.audience = "web";
  claims.issued_at = 1'700'000'000;
  claims.expires_at = 1'700'000'900;
  return claims;
}

TEST_F(Crypto, AccessTokensSurviveTheWay) {
  const TokenSigner signer(key);
  auto claims = some_claims();
  const auto verified = signer.verify(signer.sign(claims));
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->user, claims.user);
  EXPECT_EQ(verified->expires_at, claims.expires_at);
  EXPECT_FALSE(verified->device);
  EXPECT_FALSE(TokenSigner(random_key()).verify(signer.sign(claims)));
  claims.audience = "device";
  EXPECT_FALSE(signer.verify(signer.sign(claims))) << "a device token names its device";
  claims.device = base::Uuid::make();
  EXPECT_EQ(signer.verify(signer.sign(claims))->device, claims.device);
}

TEST_F(Crypto, ForgedAndConfusedTokensAreRefused) {
  const TokenSigner signer(key);
  const auto token = signer.sign(some_claims());
  const auto body = token.substr(token.find('.'));
  const auto as_base64 = [](std::string_view text) {
    return to_base64url(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  };
  EXPECT_FALSE(signer.verify(as_base64(R"({"alg":"none"})") + body.substr(0, body.rfind('.') + 1)));
  EXPECT_FALSE(signer.verify(as_base64(R"({"alg":"HS256","typ":"at+jwt"})") + body));
  for (const std::string& forged :
       {std::string(), std::string("."), std::string(".."), std::string("a.b.c"), token + "x", token.substr(1),
        token.substr(0, token.size() - 1), std::string(5000, 'a')})
    EXPECT_FALSE(signer.verify(forged)) << forged;
  for (std::size_t i = 0; i < token.size(); i += 7) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(signer.verify(changed)) << i;
  }
}

}  // namespace
}  // namespace jobswipe::crypto
