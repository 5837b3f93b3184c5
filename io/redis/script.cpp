#include "io/redis/script.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace jobswipe::redis {

Script::Script(std::string_view name, std::string_view text, int keys)
    : name_(name), text_(text), keys_(std::to_string(keys)) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1)
    throw std::runtime_error("OpenSSL refuses SHA-1, by which Redis names scripts");
  for (unsigned i = 0; i < size; ++i) fmt::format_to(std::back_inserter(sha1_), "{:02x}", digest[i]);
}

}  // namespace jobswipe::redis
