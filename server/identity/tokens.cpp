#include "server/identity/tokens.hpp"

#include <algorithm>

namespace jobswipe::identity {
namespace {

constexpr std::string_view kLetters = "BCDFGHJKLMNPQRSTVWXZ";
constexpr std::size_t kSecret = 32;

}  // namespace

RefreshToken RefreshToken::make(base::UserId user) {
  return {user, crypto::random_bytes(kSecret)};
}

std::optional<RefreshToken> RefreshToken::parse(std::string_view text) {
  const auto bytes = crypto::from_base64url(text);
  RefreshToken token;
  auto& id = token.user.uuid.bytes;
  if (!bytes || bytes->size() != id.size() + kSecret) return std::nullopt;
  const auto middle = bytes->begin() + static_cast<std::ptrdiff_t>(id.size());
  std::copy(bytes->begin(), middle, id.begin());
  token.secret.assign(middle, bytes->end());
  return token;
}

std::string RefreshToken::to_string() const {
  crypto::Bytes bytes(user.uuid.bytes.begin(), user.uuid.bytes.end());
  bytes.insert(bytes.end(), secret.begin(), secret.end());
  return crypto::to_base64url(bytes);
}

crypto::Bytes RefreshToken::hash() const {
  return crypto::sha256(std::string_view(reinterpret_cast<const char*>(secret.data()), secret.size()));
}

std::string make_user_code() {
  std::string code;
  while (code.size() < 9) {
    if (code.size() == 4) code += '-';
    const auto byte = crypto::random_bytes(1).front();
    if (byte < 240) code += kLetters[byte % kLetters.size()];  // 240 is a multiple of 20: no letter is likelier
  }
  return code;
}

std::optional<std::string> parse_user_code(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (c == '-' || c == ' ') continue;
    if (kLetters.find(c) == std::string_view::npos) return std::nullopt;
    code += c;
  }
  if (code.size() != 8) return std::nullopt;
  return code;
}

}  // namespace jobswipe::identity
