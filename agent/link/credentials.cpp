#include "agent/link/credentials.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace jobswipe::link {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw std::runtime_error(fmt::format("can't write {}: {}", path.string(), std::strerror(errno)));
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

void write_private_file(const std::filesystem::path& path, std::string_view bytes) {
  const auto fresh = path.string() + ".new";
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) fail(fresh);
  const bool written = write_all(file, bytes) && ::fsync(file) == 0;
  ::close(file);
  if (!written || ::rename(fresh.c_str(), path.c_str()) != 0) fail(path);
  // The rename itself must survive a power cut, or the old refresh token would come back, whose use revokes the
  // pairing.
  const int directory = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) fail(path.parent_path());
  const bool synced = ::fsync(directory) == 0;
  ::close(directory);
  if (!synced) fail(path.parent_path());
}

std::optional<Credentials> CredentialsFile::load() const {
  std::ifstream file(path_, std::ios::binary);
  if (!file && !std::filesystem::exists(path_)) return std::nullopt;
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  boost::system::error_code error;
  const auto value = boost::json::parse(text, error);
  try {
    if (error) throw std::runtime_error(error.message());
    Credentials credentials;
    credentials.server = value.at("server").as_string();
    credentials.device_id = value.at("deviceId").as_string();
    credentials.access_token = value.at("accessToken").as_string();
    credentials.refresh_token = value.at("refreshToken").as_string();
    if (const auto time = base::parse_rfc3339(value.at("accessExpiresAt").as_string()))
      credentials.access_expires_at = *time;
    return credentials;
  } catch (const std::exception& thrown) {
    throw std::runtime_error(
        fmt::format("{} can't be read ({}); remove it and pair again", path_.string(), thrown.what()));
  }
}

void CredentialsFile::store(const Credentials& credentials) const {
  boost::json::object object;
  object["server"] = credentials.server;
  object["deviceId"] = credentials.device_id;
  object["accessToken"] = credentials.access_token;
  object["refreshToken"] = credentials.refresh_token;
  object["accessExpiresAt"] = base::to_rfc3339(credentials.access_expires_at);
  write_private_file(path_, boost::json::serialize(object));
}

void CredentialsFile::remove() const {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

}  // namespace jobswipe::link
