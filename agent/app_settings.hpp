#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "agent/browser/session.hpp"
#include "agent/link/api.hpp"
#include "agent/pace/manners.hpp"

namespace jobswipe::agent {

/// When a person wants to see the answers before they are sent.
enum class Review { always, unsure, never };  // strictest first

/// A language model, if the person set one up.
struct ModelSettings {
  std::string protocol;  ///< "openai" or "anthropic"; empty: no model
  std::string address;   ///< such as http://127.0.0.1:11434/v1
  std::string name;
  std::string key_file;  ///< a file that only its owner can read; empty: JOBSWIPE_MODEL_KEY, or none
  std::chrono::seconds timeout{60};
  int requests = 20;         ///< per application, with those that are tried again
  double budget = 0.5;       ///< per application, in the currency of the prices
  double input_price = 0;    ///< per million tokens
  double output_price = 0;   ///< per million tokens
  bool send_drafts = false;  ///< without showing them to the person before
};

/// What `config.toml` in the state directory says; see agent/README.md. Plain value.
struct Settings {
  browser::Driver driver = browser::Driver::automatic;
  std::optional<bool> visible;
  std::optional<std::chrono::milliseconds> pause;
  std::optional<Review> review;
  pace::Manners manners;
  std::chrono::seconds takeover{600};  ///< how long a visible browser waits for its person; 0: not at all
  ModelSettings model;
};

/// Throws std::runtime_error with one line that names the place: an unknown table or key, a wrong type, a value out of
/// range.
Settings parse_settings(std::string_view toml, const std::string& file);

/// `own` with what the person set for all their desktops: of each the stricter.
Settings with_person(Settings own, const link::PersonSettings& person);

/// Reads `file`, else JOBSWIPE_AGENT_CONFIG, else `config.toml` in the state directory where there is one. Throws as
/// parse_settings, and when a named file can't be read.
Settings read_settings(const std::string& file, const std::filesystem::path& state_directory);

}  // namespace jobswipe::agent
