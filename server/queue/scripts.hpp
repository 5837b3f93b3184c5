#pragma once

#include "io/redis/script.hpp"

namespace jobswipe::queue {

/// BullMQ's scripts that this library runs. Made once, never changed: may be used from any thread.
struct Scripts {
  redis::Script add_standard, add_delayed, add_prioritized, move_to_active, extend_locks, move_to_finished,
      move_to_delayed, retry, move_stalled, change_priority, promote, counts, state, remove, pause;
};

const Scripts& scripts();

}  // namespace jobswipe::queue
