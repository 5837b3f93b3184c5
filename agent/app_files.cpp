#include "agent/app_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <cerrno>
#include <csignal>
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
  const auto pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock_, 0) != 0 || ::pwrite(lock_, pid.data(), pid.size(), 0) < 0) fail("write", file);
  for (const auto& directory : {evidence(), staging()}) fs::create_directories(directory);
}

bool StateDirectory::in_use(const fs::path& path) {
  const int file = ::open((path / "agent.lock").c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return false;
  const bool taken = ::flock(file, LOCK_EX | LOCK_NB) != 0;
  ::close(file);
  return taken;
}

bool StateDirectory::tell_agent(const fs::path& path) {
  if (!in_use(path)) return false;
  std::ifstream file(path / "agent.lock");
  pid_t pid = 0;
  return file >> pid && pid > 1 && ::kill(pid, SIGUSR1) == 0;
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

std::string server_origin(std::string_view url) {
  const auto scheme = url.find("://");
  const bool known = url.starts_with("http://") || url.starts_with("https://");
  const auto end = known ? std::min(url.find_first_of("/?#", scheme + 3), url.size()) : 0;
  const auto rest = url.substr(end);
  if (!known || end == scheme + 3 || (rest != "" && rest != "/") ||
      url.substr(0, end).find('@') != std::string_view::npos)
    throw std::runtime_error(fmt::format("{} is not the address of a server, such as https://jobswipe.example", url));
  return std::string(url.substr(0, end));
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
