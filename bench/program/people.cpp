#include "bench/program/people.hpp"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "core/base/id.hpp"
#include "core/crypto/access_token.hpp"
#include "core/crypto/bytes.hpp"
#include "core/crypto/seal.hpp"

namespace jobswipe::load {
namespace {

constexpr auto kTokenLife = std::chrono::hours(12);

std::string bytea(const crypto::Bytes& bytes) {
  std::string text = "\\\\x";
  for (const auto byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::ofstream create(const std::string& path) {
  std::ofstream file(path);
  if (!file) throw std::runtime_error(path + " can't be written");
  return file;
}

/// As server/identity derives them; were they others, the server would refuse every token.
struct Keys {
  explicit Keys(const crypto::Key& master)
      : wrapping(crypto::derive_key(master, "person data keys")),
        email_lookup(crypto::derive_key(master, "e-mail lookup")),
        signer(crypto::derive_key(master, "access tokens")) {}
  crypto::Key wrapping, email_lookup;
  crypto::TokenSigner signer;
};

Keys read_keys(const std::string& master_key_file) {
  std::ifstream file(master_key_file);
  const auto master = crypto::parse_key(std::string(std::istreambuf_iterator<char>(file), {}));
  if (!master) throw std::runtime_error(master_key_file + " holds no master key");
  return Keys(*master);
}

base::Uuid uuid(int kind, std::uint64_t n) {
  return base::Uuid::parse(numbered(kind, n)).value();
}

}  // namespace

std::string numbered(int kind, std::uint64_t n) {
  return fmt::format("{}0000000-0000-4000-8000-{:012x}", kind, n);
}

void write_people(const std::string& master_key_file, std::uint64_t count, const std::string& folder) {
  crypto::initialise();
  const auto keys = read_keys(master_key_file);
  auto table = create(folder + "/people.tsv");
  auto web = create(folder + "/web.tokens");
  auto desktop = create(folder + "/desktop.tokens");
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  const std::string content(2000, 'r');
  for (std::uint64_t n = 0; n < count; ++n) {
    const auto user = numbered(2, n);
    const auto email = fmt::format("person{}@example.com", n);
    const auto key = crypto::random_key();
    const std::string_view key_text(reinterpret_cast<const char*>(key.data()), key.size());
    const auto profile = fmt::format(
        R"({{"firstName":"Person","lastName":"Number {}","email":"{}","phone":"+49 30 000000","address":{{"city":"Berlin","country":"Germany"}}}})",
        n, email);
    table << user << '\t' << bytea(crypto::digest(keys.email_lookup, "users.email", email)) << '\t'
          << bytea(crypto::seal(key, "users.email", email)) << '\t'
          << bytea(crypto::seal(keys.wrapping, "users.data_key:" + user, key_text)) << '\t'
          << bytea(crypto::seal(key, "profiles", profile)) << '\t' << numbered(3, n) << '\t'
          << bytea(crypto::seal(key, "resumes.name", "resume.pdf")) << '\t'
          << bytea(crypto::seal(key, "resumes.content", content)) << '\t' << bytea(crypto::sha256(content)) << '\t'
          << numbered(4, n) << '\t' << numbered(5, n) << '\t' << numbered(6, n) << '\n';
    crypto::Claims claims;
    claims.user = uuid(2, n);
    claims.session = uuid(5, n);
    claims.audience = "web";
    claims.issued_at = now.count();
    claims.expires_at = (now + kTokenLife).count();
    web << keys.signer.sign(claims) << '\n';
    claims.session = uuid(6, n);
    claims.device = uuid(4, n);
    claims.audience = "device";
    desktop << keys.signer.sign(claims) << '\n';
  }
  if (!table.flush() || !web.flush() || !desktop.flush()) throw std::runtime_error(folder + " is full");
}

}  // namespace jobswipe::load
