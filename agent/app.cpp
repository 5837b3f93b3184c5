#include "agent/app.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>

#include "agent/app_log.hpp"
#include "agent/app_model.hpp"

namespace jobswipe::agent {
namespace {

std::string default_state_directory() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  if (const auto base = variable("XDG_STATE_HOME"); !base.empty()) return base + "/jobswipe-agent";
  if (const auto home = variable("HOME"); !home.empty()) return home + "/.local/state/jobswipe-agent";
  return "jobswipe-agent-state";
}

std::string host_name() {
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "desktop";
  return name;
}

void add_state(CLI::App& command, std::string& directory) {
  command.add_option("--state", directory, "Directory of the journal, the pairing and the browser's profile")
      ->envname("JOBSWIPE_AGENT_STATE")
      ->capture_default_str();
}

/// What of the browser was said on the command line; the file says the rest.
struct BrowserFlags {
  BrowserOptions* options = nullptr;
  CLI::Option* visible = nullptr;
  std::string driver;
};

void add_browser(CLI::App& command, BrowserOptions& browser, BrowserFlags& flags) {
  flags.options = &browser;
  flags.visible =
      command.add_flag("--visible,!--headless", browser.visible, "Show the browser's window (default: none)");
  command.add_flag("--allow-private", browser.allow_private,
                   "Open pages on loopback and in private networks, which are refused otherwise");
  command
      .add_option("--driver", flags.driver,
                  "What the browser is worked through: auto, playwright (Playwright MCP) or webdriver (chromedriver)")
      ->envname("JOBSWIPE_DRIVER")
      ->check(CLI::IsMember({"auto", "playwright", "webdriver"}));
}

void take_settings(const Settings& settings, const BrowserFlags& flags) {
  auto& options = *flags.options;
  if (flags.visible->count() == 0) options.visible = settings.visible.value_or(options.visible);
  options.driver = browser::driver_of(flags.driver).value_or(settings.driver);
}

}  // namespace

int run_program(int argc, char** argv) {
  // Told to look at its marks (app_control.cpp) before it listens, an agent must not die of it.
  std::signal(SIGUSR1, SIG_IGN);
  CLI::App app(
      "The JobSwipe desktop agent: opens the employer's page in a real browser, fills the form from saved answers, "
      "submits "
      "once and proves it.",
      "jobswipe-agent");
  app.require_subcommand(1);
  app.set_version_flag("--version", "jobswipe-agent 0.1.0");
  std::string level = "info";
  app.add_option("--log-level", level, "trace, debug, info, warning, error or off; JSON lines on stderr")
      ->envname("JOBSWIPE_LOG_LEVEL")
      ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error", "off"}))
      ->capture_default_str();
  std::string config;
  app.add_option("--config", config,
                 "TOML file with the settings [browser], [review], [manners] and [model]; default: "
                 "$JOBSWIPE_AGENT_CONFIG, else config.toml in the state directory")
      ->check(CLI::ExistingFile);
  app.fallthrough();

  RunOptions run_options;
  run_options.state_directory = default_state_directory();
  auto* run_command =
      app.add_subcommand("run", "Take applications from the server and do them, until SIGTERM or Ctrl-C");
  run_command
      ->add_option("--server", run_options.server,
                   "Address of the server, such as https://jobswipe.example; default: that of the pairing")
      ->envname("JOBSWIPE_SERVER");
  add_state(*run_command, run_options.state_directory);
  BrowserFlags run_browser;
  add_browser(*run_command, run_options.browser, run_browser);
  double pause_seconds = 2;
  auto* pause_option = run_command->add_option("--pause-seconds", pause_seconds, "Pause between two applications")
                           ->check(CLI::Range(0.0, 3600.0))
                           ->capture_default_str();
  int claim_wait = 25;
  run_command->add_option("--claim-wait", claim_wait, "Seconds that one request for work may wait at the server")
      ->check(CLI::Range(0, 60))
      ->capture_default_str();

  PairOptions pair_options;
  pair_options.state_directory = default_state_directory();
  pair_options.name = host_name();
  auto* pair_command =
      app.add_subcommand("pair", "Connect this desktop with a person's account: shows a code to type in the web app");
  pair_command->add_option("--server", pair_options.server, "Address of the server")
      ->envname("JOBSWIPE_SERVER")
      ->required();
  add_state(*pair_command, pair_options.state_directory);
  pair_command->add_option("--name", pair_options.name, "What the web app calls this desktop")->capture_default_str();
  pair_command->add_flag("--json", pair_options.json, "Print the code, and then the result, as one JSON line each");

  PlanOptions plan_options;
  auto* plan_command = app.add_subcommand("plan", "Open a page, read its form and decide the answers; submits nothing");
  plan_command->add_option("URL", plan_options.url, "The posting or its form")->required();
  plan_command
      ->add_option("--profile", plan_options.profile_file,
                   "JSON with `profile` and `answers`, as GET /api/export gives")
      ->required()
      ->check(CLI::ExistingFile);
  plan_command->add_flag("--json", plan_options.json, "Print the plan as JSON instead of a table");
  plan_command->add_flag("--no-resume", plan_options.no_resume, "Decide file fields as if there were no résumé");
  BrowserFlags plan_browser;
  add_browser(*plan_command, plan_options.browser, plan_browser);

  ApplyOptions apply_options;
  apply_options.state_directory = default_state_directory();
  auto* apply_command =
      app.add_subcommand("apply", "Do one application without a server, for trying a page. It is really sent");
  apply_command->add_option("URL", apply_options.url, "The posting or its form")->required();
  apply_command
      ->add_option("--profile", apply_options.profile_file,
                   "JSON with `profile` and `answers`, as GET /api/export gives")
      ->required()
      ->check(CLI::ExistingFile);
  apply_command->add_option("--resume", apply_options.resume_file, "The file to upload; the employer sees its name")
      ->check(CLI::ExistingFile);
  add_state(*apply_command, apply_options.state_directory);
  apply_command->add_flag("--json", apply_options.json, "Print the outcome as JSON");
  BrowserFlags apply_browser;
  add_browser(*apply_command, apply_options.browser, apply_browser);

  ModelOptions model_options;
  model_options.state_directory = default_state_directory();
  auto* model_command = app.add_subcommand(
      "model", "Ask the language model that is set up about questions of a form; opens no page, sends nothing");
  model_command
      ->add_option("--profile", model_options.profile_file,
                   "JSON with `profile` and `answers`, as GET /api/export gives")
      ->required()
      ->check(CLI::ExistingFile);
  model_command
      ->add_option("--questions", model_options.questions_file, "JSON: a list of {\"label\", \"kind\", \"options\"}")
      ->required()
      ->check(CLI::ExistingFile);
  add_state(*model_command, model_options.state_directory);

  StatusOptions status_options;
  status_options.state_directory = default_state_directory();
  auto* status_command =
      app.add_subcommand("status", "What this desktop is paired with, and what it has not reported yet");
  add_state(*status_command, status_options.state_directory);
  status_command->add_flag("--json", status_options.json, "Print it as JSON");

  std::string control_state = default_state_directory();
  for (const auto& [name, about] :
       {std::pair("pause", "Begin nothing new until `resume`; what is at work is finished"),
        std::pair("resume", "Go on after `pause`"),
        std::pair("continue", "Tell the agent that you have done what the page wanted: captcha, login, code")})
    add_state(*app.add_subcommand(name, about), control_state);

  CLI11_PARSE(app, argc, argv);
  start_logging(level);
  run_options.claim_wait = std::chrono::seconds(claim_wait);
  try {
    for (const auto* name : {"pause", "resume", "continue"})
      if (app.got_subcommand(name)) return control(name, control_state);
    auto state = run_command->parsed() ? run_options.state_directory : apply_options.state_directory;
    if (model_command->parsed()) state = model_options.state_directory;
    const auto settings = read_settings(config, state);
    run_options.settings = plan_options.settings = apply_options.settings = model_options.settings = settings;
    for (const auto* flags : {&run_browser, &plan_browser, &apply_browser}) take_settings(settings, *flags);
    run_options.pause = std::chrono::milliseconds(static_cast<long>(pause_seconds * 1000));
    if (pause_option->count() == 0) run_options.pause = settings.pause.value_or(run_options.pause);
    if (run_command->parsed()) return run(run_options);
    if (pair_command->parsed()) return pair(pair_options);
    if (plan_command->parsed()) return plan(plan_options);
    if (apply_command->parsed()) return apply(apply_options);
    if (model_command->parsed()) return try_model(model_options);
    return status(status_options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "jobswipe-agent: {}\n", error.what());
    return 1;
  }
}

}  // namespace jobswipe::agent
