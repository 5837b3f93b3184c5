#include "agent/app_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace jobswipe::agent {
namespace {

constexpr std::size_t kMaxNameBytes = 120;

[[noreturn]] void fail(std::string_view doing, const fs::path& path) {
  throw std::runtime_error(fmt::format("can't {} {}: {}", doing, path.string(), std::strerror(errno)));
}

}  // namespace

StateDirectory::StateDirectory(const fs::path& path) : path_(fs::absolute(path)) {
  fs::create_directories(path_);
  ::chmod(path_.c_str(), 0700);
  const auto file = path_ / "agent.lock";
  lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) fail("open", file);
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw std::runtime_error(
        fmt::format("another agent is running in {}; stop it, or give another --state", path_.string()));
  }
  for (const auto& directory : {evidence(), staging()}) fs::create_directories(directory);
}

StateDirectory::~StateDirectory() {
  ::close(lock_);
}

TemporaryDirectory::TemporaryDirectory() {
  auto pattern = (fs::temp_directory_path() / "jobswipe-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) fail("make", pattern);
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) fail("read", path);
  return bytes.str();
}

boost::json::value read_json(const fs::path& path) {
  boost::system::error_code error;
  auto value = boost::json::parse(read_file(path), error);
  if (error) throw std::runtime_error(fmt::format("{} is not JSON: {}", path.string(), error.message()));
  return value;
}

void write_file(const fs::path& path, std::string_view bytes) {
  const auto fresh = path.string() + ".new";
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) fail("write", fresh);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto count = ::write(file, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      ::close(file);
      fail("write", fresh);
    }
    done += static_cast<std::size_t>(count);
  }
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  if (!synced || ::rename(fresh.c_str(), path.c_str()) != 0) fail("write", path);
}

std::string safe_file_name(std::string_view name, std::string_view fallback) {
  if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string safe;
  for (const unsigned char c : name)
    if (c >= 0x20 && c != 0x7f && std::string_view(":*?\"<>|").find(static_cast<char>(c)) == std::string_view::npos)
      safe += static_cast<char>(c);
  while (!safe.empty() && (safe.front() == '.' || safe.front() == ' ' || safe.front() == '-')) safe.erase(0, 1);
  if (safe.size() > kMaxNameBytes) {
    const auto dot = safe.rfind('.');
    const std::string extension = dot != std::string::npos && safe.size() - dot <= 8 ? safe.substr(dot) : "";
    safe.resize(kMaxNameBytes - extension.size());
    // Not in the middle of a UTF-8 character.
    while (!safe.empty() && (static_cast<unsigned char>(safe.back()) & 0xC0) == 0x80) safe.pop_back();
    if (!safe.empty() && static_cast<unsigned char>(safe.back()) >= 0xC0) safe.pop_back();
    safe += extension;
  }
  return safe.empty() ? std::string(fallback) : safe;
}

}  // namespace jobswipe::agent
