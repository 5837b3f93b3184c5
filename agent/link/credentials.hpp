#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/clock.hpp"

namespace jobswipe::link {

/// What the pairing gave. Secret.
struct Credentials {
  std::string server;  ///< `https://host[:port]`, without a path
  std::string device_id;
  std::string access_token;
  std::string refresh_token;
  base::Time access_expires_at{};
};

/// The pairing of one desktop, kept in a file of mode 0600 that is replaced as a whole and synced. For one thread.
class CredentialsFile {
 public:
  explicit CredentialsFile(std::filesystem::path path) : path_(std::move(path)) {}
  /// Nothing when this desktop is not paired. Throws std::runtime_error when the file can't be used.
  std::optional<Credentials> load() const;
  /// Durable when it returns.
  void store(const Credentials& credentials) const;
  void remove() const;

 private:
  std::filesystem::path path_;
};

/// Writes a file whole or not at all, mode 0600, synced. Throws std::runtime_error naming it.
void write_private_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace jobswipe::link
