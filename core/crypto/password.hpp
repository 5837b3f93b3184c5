#pragma once

#include <string>

namespace jobswipe::crypto {

/// Argon2id (RFC 9106) with 19 MiB, two passes, one lane, as a PHC string. Takes tens of milliseconds: call it off the
/// event loop. Throws std::bad_alloc when the memory is not to be had.
std::string hash_password(const std::string& password);
/// True when `hash` was made from `password`. As slow as hash_password.
bool verify_password(const std::string& hash, const std::string& password);

}  // namespace jobswipe::crypto
