#include "agent/app_settings.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <stdexcept>

#include "agent/app_files.hpp"

namespace jobswipe::agent {
namespace {

/// One table of the file, which tells of every key that it knows.
class Table {
 public:
  Table(const toml::table& root, std::string file, std::string name, std::initializer_list<std::string_view> keys)
      : file_(std::move(file)), name_(std::move(name)) {
    const auto* node = root.get(name_);
    if (!node) return;
    table_ = node->as_table();
    if (!table_) fail("", "must be a table");
    for (const auto& [key, value] : *table_)
      if (std::find(keys.begin(), keys.end(), key.str()) == keys.end())
        fail(key.str(), fmt::format("is not known; there are {}", fmt::join(keys, ", ")));
  }

  std::optional<std::string> text(std::string_view key) const {
    const auto* node = at(key);
    if (!node) return std::nullopt;
    if (!node->is_string()) fail(key, "must be a text");
    return node->as_string()->get();
  }
  std::optional<bool> flag(std::string_view key) const {
    const auto* node = at(key);
    if (!node) return std::nullopt;
    if (!node->is_boolean()) fail(key, "must be true or false");
    return node->as_boolean()->get();
  }
  std::optional<double> number(std::string_view key, double least, double most) const {
    const auto* node = at(key);
    if (!node) return std::nullopt;
    const auto value = node->is_number() ? node->value<double>() : std::nullopt;
    if (!value || !(*value >= least && *value <= most))
      fail(key, fmt::format("must be a number from {} to {}", least, most));
    return value;
  }
  /// "22:30" as minutes after midnight.
  std::optional<int> time(std::string_view key) const {
    const auto said = text(key);
    if (!said) return std::nullopt;
    const auto digit = [&](std::size_t i) { return (*said)[i] >= '0' && (*said)[i] <= '9'; };
    if (said->size() == 5 && digit(0) && digit(1) && (*said)[2] == ':' && digit(3) && digit(4)) {
      const int hour = std::stoi(said->substr(0, 2));
      const int minute = std::stoi(said->substr(3));
      if (hour < 24 && minute < 60) return hour * 60 + minute;
    }
    fail(key, "must be a time such as \"22:30\"");
  }

  [[noreturn]] void fail(std::string_view key, const std::string& reason) const {
    throw std::runtime_error(fmt::format("{}: {}{}{} {}", file_, name_, key.empty() ? "" : ".", key, reason));
  }

 private:
  const toml::node* at(std::string_view key) const { return table_ ? table_->get(key) : nullptr; }

  std::string file_;
  std::string name_;
  const toml::table* table_ = nullptr;
};

void read_manners(const Table& table, Settings& settings) {
  if (const auto pause = table.number("pause_seconds", 0, 86400))
    settings.pause = std::chrono::milliseconds(static_cast<long>(*pause * 1000));
  auto& manners = settings.manners;
  manners.quiet_from = table.time("quiet_from");
  manners.quiet_until = table.time("quiet_until");
  if (manners.quiet_from.has_value() != manners.quiet_until.has_value())
    table.fail(manners.quiet_from ? "quiet_until" : "quiet_from", "must be there too");
  manners.per_day = static_cast<int>(table.number("per_day", 0, 10000).value_or(0));
  manners.portal_pause =
      std::chrono::seconds(static_cast<long>(table.number("portal_pause_seconds", 0, 3600).value_or(0)));
}

void read_model(const Table& table, ModelSettings& model) {
  model.protocol = table.text("protocol").value_or("");
  model.address = table.text("address").value_or("");
  model.name = table.text("name").value_or("");
  model.key_file = table.text("key_file").value_or("");
  if (!model.protocol.empty() && model.protocol != "openai" && model.protocol != "anthropic")
    table.fail("protocol", "must be \"openai\" or \"anthropic\"");
  if (!model.protocol.empty() && model.address.empty())
    table.fail("address", "is missing, such as \"http://127.0.0.1:11434/v1\" for a local Ollama");
  if (!model.protocol.empty() && model.name.empty()) table.fail("name", "is missing: which model is to be asked");
  if (model.protocol.empty() && !(model.address.empty() && model.name.empty()))
    table.fail("protocol", "is missing: \"openai\" or \"anthropic\"");
  model.timeout = std::chrono::seconds(static_cast<long>(table.number("timeout_seconds", 1, 600).value_or(60)));
  model.requests = static_cast<int>(table.number("requests", 1, 1000).value_or(model.requests));
  model.budget = table.number("budget", 0, 1000).value_or(model.budget);
  model.input_price = table.number("input_price", 0, 100000).value_or(0);
  model.output_price = table.number("output_price", 0, 100000).value_or(0);
  model.send_drafts = table.flag("send_drafts").value_or(false);
}

}  // namespace

Settings parse_settings(std::string_view text, const std::string& file) {
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw std::runtime_error(
        fmt::format("{}: line {}: {}", file, error.source().begin.line, std::string(error.description())));
  }
  for (const auto& [key, value] : root)
    if (key != "browser" && key != "review" && key != "manners" && key != "model")
      throw std::runtime_error(
          fmt::format("{}: [{}] is not known; there are [browser], [review], [manners] and [model]", file,
                      std::string_view(key.str())));
  Settings settings;
  const Table browser(root, file, "browser", {"driver", "visible", "takeover_seconds"});
  if (const auto name = browser.text("driver")) {
    const auto driver = browser::driver_of(*name);
    if (!driver) browser.fail("driver", "must be \"auto\", \"playwright\" or \"webdriver\"");
    settings.driver = *driver;
  }
  settings.visible = browser.flag("visible");
  if (const auto wait = browser.number("takeover_seconds", 0, 3600))
    settings.takeover = std::chrono::seconds(static_cast<long>(*wait));
  const Table review(root, file, "review", {"before_submit"});
  if (const auto when = review.text("before_submit")) {
    if (*when != "always" && *when != "unsure" && *when != "never")
      review.fail("before_submit", "must be \"always\", \"unsure\" or \"never\"");
    settings.review = *when == "always" ? Review::always : *when == "unsure" ? Review::unsure : Review::never;
  }
  read_manners(
      Table(root, file, "manners", {"pause_seconds", "quiet_from", "quiet_until", "per_day", "portal_pause_seconds"}),
      settings);
  read_model(Table(root, file, "model",
                   {"protocol", "address", "name", "key_file", "timeout_seconds", "requests", "budget", "input_price",
                    "output_price", "send_drafts"}),
             settings.model);
  return settings;
}

Settings read_settings(const std::string& file, const std::filesystem::path& state_directory) {
  std::string path = file;
  if (const char* named = std::getenv("JOBSWIPE_AGENT_CONFIG"); path.empty() && named) path = named;
  if (path.empty()) {
    const auto usual = state_directory / "config.toml";
    if (!std::filesystem::exists(usual)) return {};
    path = usual.string();
  }
  return parse_settings(read_file(path), path);
}

Settings with_person(Settings own, const link::PersonSettings& person) {
  pace::Manners wanted;
  wanted.per_day = person.daily_limit;
  wanted.portal_pause = person.portal_pause;
  if (person.quiet_until)
    wanted.quiet_end = std::chrono::duration_cast<std::chrono::seconds>(person.quiet_until->time_since_epoch()).count();
  own.manners = pace::stricter(own.manners, wanted);
  const auto here = own.review.value_or(own.model.protocol.empty() ? Review::never : Review::unsure);
  const auto there = person.review == "never"    ? Review::never
                     : person.review == "unsure" ? Review::unsure
                                                 : Review::always;
  // Strictest first, as they are declared.
  own.review = std::min(here, there);
  return own;
}

}  // namespace jobswipe::agent
