#include "bench/load/processes.hpp"

#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace jobswipe::load {
namespace {

struct Process {
  int parent = 0;
  double seconds = 0;
};

double seconds_of(double ticks) {
  return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::map<int, Process> all_processes() {
  std::map<int, Process> all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (!std::isdigit(static_cast<unsigned char>(name.front()))) continue;
    std::ifstream file(entry.path() / "stat");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto after_name = text.rfind(')');
    if (after_name == std::string::npos) continue;  // it has just ended
    std::istringstream fields(text.substr(after_name + 1));
    std::string state, skipped;
    Process process;
    fields >> state >> process.parent;
    for (int field = 5; field < 14; ++field) fields >> skipped;
    double user = 0, system = 0;
    fields >> user >> system;
    process.seconds = seconds_of(user + system);
    all[std::stoi(name)] = process;
  }
  return all;
}

double machine_seconds() {
  std::ifstream file("/proc/stat");
  std::string cpu;
  double user = 0, nice = 0, system = 0, idle = 0, wait = 0, interrupt = 0, soft = 0;
  file >> cpu >> user >> nice >> system >> idle >> wait >> interrupt >> soft;
  return seconds_of(user + nice + system + interrupt + soft);
}

}  // namespace

CpuSeconds cpu_seconds(const std::vector<std::string>& watched) {
  const auto all = all_processes();
  CpuSeconds result;
  for (const auto& each : watched) {
    const auto equals = each.find('=');
    if (equals == std::string::npos) throw std::invalid_argument(each + " is not NAME=PID");
    const int pid = std::stoi(each.substr(equals + 1));
    double seconds = 0;
    for (const auto& [id, process] : all)
      if (id == pid || process.parent == pid) seconds += process.seconds;
    result[each.substr(0, equals)] += seconds;
  }
  result["machine"] = machine_seconds();
  return result;
}

}  // namespace jobswipe::load
