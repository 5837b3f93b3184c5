#include "agent/apply/permission.hpp"

#include <time.h>

#include <cerrno>
#include <system_error>

namespace jobswipe::apply {

Permission::Instant Permission::now() {
  timespec time{};
  if (clock_gettime(CLOCK_BOOTTIME, &time) != 0)
    throw std::system_error(errno, std::generic_category(), "the time since boot can't be read");
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace jobswipe::apply
