#pragma once

#include <map>
#include <string>
#include <vector>

namespace jobswipe::load {

/// CPU seconds that processes have used, by name: each process with its children (proc(5)), to the clock tick.
using CpuSeconds = std::map<std::string, double>;

/// `watched` is NAME=PID each. A process that has ended counts for nothing. Also gives `machine`, the time that all
/// cores were busy for anybody. Throws std::invalid_argument for a malformed one.
CpuSeconds cpu_seconds(const std::vector<std::string>& watched);

}  // namespace jobswipe::load
