// Pause, resume and continue: marks in the state directory, and a signal for the agent to look at them.

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

#include "agent/app.hpp"
#include "agent/app_files.hpp"

namespace jobswipe::agent {
namespace {

void make_mark(const fs::path& path) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path);
  file << "\n";
  file.flush();
  if (!file) throw std::runtime_error("can't write " + path.string());
}

}  // namespace

int control(const std::string& what, const std::string& state_directory) {
  const fs::path state(state_directory);
  if (what == "pause") make_mark(StateDirectory::paused(state));
  if (what == "resume") fs::remove(StateDirectory::paused(state));
  if (what == "continue") {
    if (!StateDirectory::in_use(state))
      throw std::runtime_error(fmt::format("no agent is running in {}, so none waits for you", state_directory));
    make_mark(StateDirectory::go_on(state));
  }
  const bool told = StateDirectory::tell_agent(state);
  if (what == "pause")
    fmt::print("Nothing new is begun until `jobswipe-agent resume`{}.\n",
               told ? "; what is at work is finished. To give that up too, stop the agent" : "");
  if (what == "resume") fmt::print("{}\n", told ? "The agent goes on." : "The agent will go on when it is started.");
  if (what == "continue") fmt::print("The agent goes on.\n");
  return 0;
}

}  // namespace jobswipe::agent
