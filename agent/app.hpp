#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "agent/app_settings.hpp"

// The composition root of `jobswipe-agent`: reads the command line and puts the parts together. Nothing else in agent/
// knows more than its own neighbours.

namespace jobswipe::agent {

/// Reads the arguments and runs one command; gives the exit code.
int run_program(int argc, char** argv);

/// How the browser is to be started; the same for every command that opens pages.
struct BrowserOptions {
  bool visible = false;
  browser::Driver driver = browser::Driver::automatic;
  bool allow_private = false;
};

struct PlanOptions {
  std::string url;
  std::string profile_file;
  bool json = false;
  bool no_resume = false;
  BrowserOptions browser;
  Settings settings;
};

struct ApplyOptions {
  std::string url;
  std::string profile_file;
  std::string resume_file;
  std::string state_directory;
  bool json = false;
  BrowserOptions browser;
  Settings settings;
};

struct PairOptions {
  std::string server;
  std::string state_directory;
  std::string name;
  bool json = false;
};

struct StatusOptions {
  std::string state_directory;
  bool json = false;
};

struct RunOptions {
  std::string server;  ///< empty: that of the pairing
  std::string state_directory;
  std::chrono::milliseconds pause{2000};  ///< between two applications, like a person
  std::chrono::seconds claim_wait{25};
  std::chrono::seconds browser_idle{30};  ///< after which an idle browser is closed
  BrowserOptions browser;
  Settings settings;
};

/// Exit codes of `apply`, beside 0 for a confirmed application and 1 for an error before the page was opened.
inline constexpr int kExitNeedsReview = 2;
inline constexpr int kExitFailed = 3;

int plan(const PlanOptions& options);
int apply(const ApplyOptions& options);
int pair(const PairOptions& options);
int status(const StatusOptions& options);
int run(const RunOptions& options);
/// "pause", "resume" or "continue".
int control(const std::string& what, const std::string& state_directory);

}  // namespace jobswipe::agent
