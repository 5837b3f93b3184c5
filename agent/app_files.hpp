#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <string_view>

namespace jobswipe::agent {

namespace fs = std::filesystem;

/// The directory of one agent on one desktop; made with mode 0700. While the object lives no other agent uses it.
class StateDirectory {
 public:
  /// Throws std::runtime_error when another agent holds it, or it can't be made.
  explicit StateDirectory(const fs::path& path);
  ~StateDirectory();
  StateDirectory(const StateDirectory&) = delete;
  StateDirectory& operator=(const StateDirectory&) = delete;

  const fs::path& path() const noexcept { return path_; }
  /// Whether an agent holds it now.
  static bool in_use(const fs::path& path);
  /// Makes the agent that holds it look at the marks below; false when there is none.
  static bool tell_agent(const fs::path& path);
  /// While this file is there, nothing new is begun.
  static fs::path paused(const fs::path& path) { return path / "paused"; }
  /// This file says that the person has done what the page wanted; it is removed when the agent has seen it.
  static fs::path go_on(const fs::path& path) { return path / "continue"; }
  fs::path credentials() const { return path_ / "credentials.json"; }
  fs::path journal() const { return path_ / "journal.db"; }
  fs::path evidence() const { return path_ / "evidence"; }
  fs::path browser_profile() const { return path_ / "browser"; }
  fs::path staging() const { return path_ / "staging"; }

 private:
  fs::path path_;
  int lock_ = -1;
};

/// A fresh directory under the system's temporary one, removed with all that is in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const fs::path& path() const noexcept { return path_; }

 private:
  fs::path path_;
};

/// Throws std::runtime_error naming the file.
std::string read_file(const fs::path& path);
boost::json::value read_json(const fs::path& path);

/// `https://host[:port]` of a server's address. Throws std::runtime_error when it is none.
std::string server_origin(std::string_view url);

/// The last part of a name from outside, without what no file name should hold; `fallback` when nothing is left. Never
/// leads out of a directory.
std::string safe_file_name(std::string_view name, std::string_view fallback);

}  // namespace jobswipe::agent
