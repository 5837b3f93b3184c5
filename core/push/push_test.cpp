#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <boost/json/parse.hpp>

#include "core/push/encrypted_content.hpp"
#include "core/push/vapid.hpp"

namespace jobswipe::push {
namespace {

Bytes bytes(std::string_view base64url) {
  return crypto::from_base64url(base64url).value();
}
std::string text(const Bytes& bytes) {
  return std::string(bytes.begin(), bytes.end());
}
std::string base64url(const std::string& body) {
  return crypto::to_base64url(reinterpret_cast<const std::uint8_t*>(body.data()), body.size());
}

constexpr char kReceiver[] = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr char kReceiverPrivate[] = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
constexpr char kAuth[] = "BTBZMqHH6r4Tts7J_aSIgg";

TEST(EncryptedContent, IsThatOfTheRfcsExampleOfOneRecord) {  // RFC 8188, 3.1
  const auto body = encode_aes128gcm(bytes("yqdlZ-tYemfogSmv7Ws5PQ"), bytes("I1BsxtFttlv3u_Oo94xnmw"), 4096, "",
                                     {{"I am the walrus"}});
  EXPECT_EQ(base64url(body), "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg");
}

TEST(EncryptedContent, IsThatOfTheRfcsExampleOfSeveralRecordsWithPadding) {  // RFC 8188, 3.2
  const auto body = encode_aes128gcm(bytes("BO3ZVPxUlnLORbVGMpbT1Q"), bytes("uNCkWiNYzKTnBN9ji3-qWA"), 25, "a1",
                                     {{"I am th", 1}, {"e walrus"}});
  EXPECT_EQ(base64url(body),
            "uNCkWiNYzKTnBN9ji3-qWAAAABkCYTHOG8chz_gnvgOqdGYovxyjuqRyJFjEDyoF1Fvkj6hQPdPHI51OEUKEpgz3SsLWIqS_uA");
}

TEST(EncryptedContent, RefusesRecordsThatDoNotFill) {
  const auto encode = [](std::vector<Record> records) {
    return encode_aes128gcm(Bytes(16), Bytes(16), 25, "", records);
  };
  EXPECT_THROW(encode({{"short"}, {"last"}}), std::invalid_argument);
  EXPECT_THROW(encode({{"too long a record"}}), std::invalid_argument);
  EXPECT_THROW(encode({}), std::invalid_argument);
}

TEST(PushMessage, IsThatOfTheRfcsExample) {  // RFC 8291, 5 and appendix A
  const auto sender = P256Key::from_private(bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).value();
  EXPECT_EQ(crypto::to_base64url(sender.point()),
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
  const auto recipient = Recipient::parse(kReceiver, kAuth).value();
  const auto body = encrypt_message(recipient, "When I grow up, I want to be a watermelon", sender,
                                    bytes("DGv6ra1nlYgDCS1FRnbzlw"), 0);
  EXPECT_EQ(
      base64url(body),
      "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3"
      "jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
}

TEST(PushMessage, BothSidesAgreeOnTheSecret) {
  const auto receiver = P256Key::from_private(bytes(kReceiverPrivate)).value();
  EXPECT_EQ(crypto::to_base64url(receiver.point()), kReceiver);
  const auto sender = P256Key::generate();
  EXPECT_EQ(sender.agree(receiver.point()).value(), receiver.agree(sender.point()).value());
}

TEST(PushMessage, HidesItsLengthAndItsRepetition) {
  const auto recipient = Recipient::parse(kReceiver, kAuth).value();
  const auto one = encrypt_message(recipient, "a"), other = encrypt_message(recipient, std::string(200, 'b'));
  EXPECT_EQ(one.size(), other.size());
  EXPECT_NE(encrypt_message(recipient, "a"), one);
}

TEST(PushMessage, HasRoomForWhatAPushServiceTakesAndNoMore) {
  const auto recipient = Recipient::parse(kReceiver, kAuth).value();
  EXPECT_EQ(encrypt_message(recipient, std::string(kMostMessageBytes, 'x')).size(), 4096u);
  EXPECT_THROW(encrypt_message(recipient, std::string(kMostMessageBytes + 1, 'x')), std::invalid_argument);
}

TEST(Recipient, IsRefusedWhenItsKeysAreNone) {
  EXPECT_TRUE(Recipient::parse(std::string(kReceiver) + "=", std::string(kAuth) + "=="));
  std::string off_curve(kReceiver);
  off_curve[80] = off_curve[80] == 'A' ? 'B' : 'A';
  for (const std::string& p256dh : {std::string("BPublic"), std::string(), std::string("%%%"), off_curve,
                                    crypto::to_base64url(Bytes(65, 4)), crypto::to_base64url(Bytes(65, 0))})
    EXPECT_FALSE(Recipient::parse(p256dh, kAuth)) << p256dh;
  for (const std::string auth : {"", "secret", "BTBZMqHH6r4Tts7J_aSIggAA"})
    EXPECT_FALSE(Recipient::parse(kReceiver, auth)) << auth;
}

/// Verifies ES256 with OpenSSL from the 65 bytes of the public key.
bool verifies(const Bytes& point, std::string_view signed_part, const Bytes& signature) {
  OSSL_PARAM_BLD* builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  OSSL_PARAM* parameters = OSSL_PARAM_BLD_to_param(builder);
  EVP_PKEY_CTX* from = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(from);
  EVP_PKEY_fromdata(from, &key, EVP_PKEY_PUBLIC_KEY, parameters);
  ECDSA_SIG* parts = ECDSA_SIG_new();
  ECDSA_SIG_set0(parts, BN_bin2bn(signature.data(), 32, nullptr), BN_bin2bn(signature.data() + 32, 32, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(parts, &der);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key);
  const int good = EVP_DigestVerify(context, der, static_cast<std::size_t>(size),
                                    reinterpret_cast<const unsigned char*>(signed_part.data()), signed_part.size());
  EVP_MD_CTX_free(context);
  OPENSSL_free(der);
  ECDSA_SIG_free(parts);
  EVP_PKEY_free(key);
  EVP_PKEY_CTX_free(from);
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(builder);
  return good == 1;
}

TEST(Vapid, SaysWhoForWhomAndUntilWhenUnderASignatureOfTheKeyItNames) {  // RFC 8292, 2 and 3
  const auto key = P256Key::generate();
  const auto field = vapid_authorization(key, "https://push.example.net", "mailto:push@example.com", 1453523768);
  ASSERT_TRUE(field.starts_with("vapid t="));
  const auto comma = field.find(", k=");
  ASSERT_NE(comma, std::string::npos);
  EXPECT_EQ(bytes(field.substr(comma + 4)), key.point());
  const auto token = field.substr(8, comma - 8);
  const auto first = token.find('.'), second = token.rfind('.');
  const auto header = boost::json::parse(text(bytes(token.substr(0, first)))).as_object();
  EXPECT_EQ(header.at("alg"), "ES256");
  EXPECT_EQ(header.at("typ"), "JWT");
  const auto claims = boost::json::parse(text(bytes(token.substr(first + 1, second - first - 1)))).as_object();
  EXPECT_EQ(claims.at("aud"), "https://push.example.net");
  EXPECT_EQ(claims.at("sub"), "mailto:push@example.com");
  EXPECT_EQ(claims.at("exp"), 1453523768);
  auto signature = bytes(token.substr(second + 1));
  ASSERT_EQ(signature.size(), 64u);
  EXPECT_TRUE(verifies(key.point(), token.substr(0, second), signature));
  signature[10] ^= 1;
  EXPECT_FALSE(verifies(key.point(), token.substr(0, second), signature));
}

TEST(P256Key, OfASeedIsAlwaysTheSame) {
  const auto seed = crypto::random_key();
  EXPECT_EQ(P256Key::from_seed(seed).point(), P256Key::from_seed(seed).point());
  EXPECT_NE(P256Key::from_seed(crypto::random_key()).point(), P256Key::from_seed(seed).point());
}

TEST(P256Key, HasAScalarBelowTheOrderOfTheCurve) {
  EXPECT_FALSE(P256Key::from_private(Bytes(32, 0)));
  EXPECT_FALSE(P256Key::from_private(Bytes(32, 0xff)));
  EXPECT_FALSE(P256Key::from_private(Bytes(31, 1)));
}

}  // namespace
}  // namespace jobswipe::push
