#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "agent/app_settings.hpp"
#include "agent/apply/apply.hpp"
#include "agent/model/client.hpp"

namespace jobswipe::agent {

/// The person's language model, where one is set up. For one thread.
class Helper {
 public:
  /// Throws std::runtime_error when the settings or the key can't be used. `settings` without a protocol: no model.
  Helper(boost::asio::any_io_executor executor, const ModelSettings& settings);

  bool there() const noexcept { return client_ != nullptr; }
  /// Begins an application: with a whole budget.
  void begin();
  /// What was spent since; empty when nothing was asked.
  std::string spent() const;

  /// As apply::Hooks; `notes` takes lines for the log.
  boost::asio::awaitable<std::vector<answer::Advice>> advise(std::vector<form::Field> fields, answer::Facts facts,
                                                             std::vector<std::string>& notes);
  boost::asio::awaitable<std::optional<std::size_t>> choose_way(apply::WayView page, std::vector<std::string>& notes);

 private:
  ModelSettings settings_;
  std::unique_ptr<model::ModelClient> client_;
  model::Budget budget_;
};

/// What is looked at before it is sent: as the person said; otherwise, with a model, what is unsure.
apply::Review review_of(const Settings& settings);

/// `jobswipe-agent model`: what the model would say to questions of a file, without a browser.
struct ModelOptions {
  std::string profile_file;
  std::string questions_file;
  std::string state_directory;
  Settings settings;
};
int try_model(const ModelOptions& options);

}  // namespace jobswipe::agent
