#include "server/identity/keys.hpp"

#include <fstream>
#include <iterator>

namespace jobswipe::identity {

Keys::Keys(const crypto::Key& master)
    : wrapping(crypto::derive_key(master, "person data keys")),
      email_lookup(crypto::derive_key(master, "e-mail lookup")),
      pairing(crypto::derive_key(master, "pairing codes")),
      push(crypto::derive_key(master, "web push")),
      signer(crypto::derive_key(master, "access tokens")) {}

base::Result<crypto::Key> load_master_key(const std::string& text, const std::string& file) {
  base::Error error;
  error.code = base::ErrorCode::invalid_input;
  if (text.empty() == file.empty()) {
    error.detail =
        "Set the master key by JOBSWIPE_MASTER_KEY or by JOBSWIPE_MASTER_KEY_FILE, one of them: `openssl rand -base64 "
        "32` makes one.";
    return error;
  }
  std::string encoded = text;
  if (!file.empty()) {
    std::ifstream stream(file);
    if (!stream) {
      error.detail = "The master key's file " + file + " can't be read. Check its path and permissions.";
      return error;
    }
    encoded.assign(std::istreambuf_iterator<char>(stream), {});
  }
  const auto key = crypto::parse_key(encoded);
  if (!key) {
    error.detail = "The master key must be 32 bytes as base64 or hex: `openssl rand -base64 32` makes one.";
    return error;
  }
  return *key;
}

std::string normalise_email(std::string_view email) {
  while (!email.empty() && email.front() == ' ') email.remove_prefix(1);
  while (!email.empty() && email.back() == ' ') email.remove_suffix(1);
  std::string normalised(email);
  for (char& c : normalised)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return normalised;
}

}  // namespace jobswipe::identity
