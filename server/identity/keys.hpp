#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/crypto/access_token.hpp"
#include "core/crypto/bytes.hpp"

namespace jobswipe::identity {

/// The keys that follow from the master key. Immutable; shared by all threads.
struct Keys {
  explicit Keys(const crypto::Key& master);

  crypto::Key wrapping;      ///< seals each person's data key
  crypto::Key email_lookup;  ///< finds an account by its address without storing it readable
  crypto::Key pairing;       ///< hashes user codes, which are short enough to be guessed from a plain hash
  crypto::Key push;          ///< makes the key pair by which push services know this server
  crypto::TokenSigner signer;
};

/// From its text, or from the file; exactly one is set. An Error says what to do, and never holds the key.
base::Result<crypto::Key> load_master_key(const std::string& text, const std::string& file);

/// `Bob@Example.ORG ` and `bob@example.org` are the same account.
std::string normalise_email(std::string_view email);

}  // namespace jobswipe::identity
