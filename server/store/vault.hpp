#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/id.hpp"

namespace jobswipe::store {

using Bytes = std::vector<std::uint8_t>;

/// Seals and opens a person's data under their own key, which is destroyed with their account. `context` names the
/// place the data belongs to, such as `application_queue.custom_fields:<id>`; what was sealed for one place opens at no
/// other.
class Vault {
 public:
  virtual ~Vault() = default;
  virtual boost::asio::awaitable<Bytes> seal(base::UserId user, std::string context, std::string plain) = 0;
  /// Throws std::runtime_error when it was tampered with, is another place's, or the person is erased.
  virtual boost::asio::awaitable<std::string> open(base::UserId user, std::string context, Bytes sealed) = 0;
  /// Keyed hash of `text` under the person's key (BLAKE2b, 32 bytes): equal texts can be found without being readable.
  virtual boost::asio::awaitable<Bytes> digest(base::UserId user, std::string context, std::string text) = 0;
};

}  // namespace jobswipe::store
