#include <fmt/format.h>
#include <fmt/ostream.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "server/app.hpp"
#include "server/config.hpp"

namespace {

using jobswipe::server::Config;

constexpr std::string_view kUsage = R"(jobswiped: the JobSwipe server

  jobswiped serve [FLAGS]          serve the API and the web app, and run the workers, until SIGTERM
  jobswiped migrate [FLAGS]        bring the database to this version's schema
  jobswiped import FEED [FLAGS]    import postings: greenhouse:BOARD, lever:SITE, ashby:BOARD, recruitee:COMPANY,
                                   a JSON file of any of them, or the address of a feed or of a page with JobPosting
  jobswiped --print-config         show the configuration in force, secrets masked
  jobswiped --help

Each property is set by its environment variable, or else its flag, or else the TOML file of --config FILE:

)";

void print_usage() {
  fmt::print("{}", kUsage);
  for (const auto& property : jobswipe::server::properties()) {
    std::string variable = "JOBSWIPE_";
    for (const char c : property.name) variable += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    fmt::print("  {:<30} {}{}\n", variable, property.meaning,
               property.secret                 ? " (secret: never by flag)"
               : property.default_text.empty() ? ""
                                               : " (" + property.default_text + ")");
  }
}

int fail(const std::string& reason) {
  fmt::print(stderr, "jobswiped: {}\n", reason);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  for (const auto& argument : arguments)
    if (argument == "--help" || argument == "-h") {
      print_usage();
      return 0;
    }
  std::string command = arguments.empty() || arguments.front().starts_with("--") ? "" : arguments.front();
  if (!command.empty()) arguments.erase(arguments.begin());
  std::string feed;
  if (command == "import") {
    if (arguments.empty() || arguments.front().starts_with("--"))
      return fail("import needs a FEED, such as greenhouse:BOARD or a file; see --help");
    feed = arguments.front();
    arguments.erase(arguments.begin());
  }
  const bool print = std::erase(arguments, "--print-config") > 0;
  const auto config = jobswipe::server::load_config(arguments);
  if (!config) return fail(config.error().detail);
  if (print) {
    fmt::print("{}", jobswipe::server::print_config(*config));
    return 0;
  }
  try {
    if (command == "serve") return jobswipe::server::serve(*config);
    if (command == "migrate") return jobswipe::server::migrate(*config);
    if (command == "import") return jobswipe::server::import_postings(*config, feed);
  } catch (const std::exception& error) {
    return fail(error.what());
  }
  return fail(command.empty() ? "say what to do: serve, migrate or import; see --help"
                              : command + " is not a command; see --help");
}
