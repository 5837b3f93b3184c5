#include "core/crypto/password.hpp"

#include <sodium.h>

#include <new>

namespace jobswipe::crypto {

std::string hash_password(const std::string& password) {
  constexpr std::size_t kMemory = 19 * 1024 * 1024;
  constexpr unsigned long long kPasses = 2;
  char hash[crypto_pwhash_STRBYTES] = {};
  if (crypto_pwhash_str_alg(hash, password.data(), password.size(), kPasses, kMemory, crypto_pwhash_ALG_ARGON2ID13) !=
      0)
    throw std::bad_alloc();
  return hash;
}

bool verify_password(const std::string& hash, const std::string& password) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace jobswipe::crypto
