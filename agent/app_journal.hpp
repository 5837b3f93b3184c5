#pragma once

#include "agent/apply/apply.hpp"
#include "agent/journal/journal.hpp"

namespace jobswipe::agent {

constexpr journal::Phase journal_phase(apply::Phase phase) noexcept {
  switch (phase) {
    case apply::Phase::opening:
      return journal::Phase::opening;
    case apply::Phase::reading:
      return journal::Phase::reading;
    case apply::Phase::filling:
      return journal::Phase::filling;
    case apply::Phase::ready:
      return journal::Phase::ready;
    case apply::Phase::intent:
      return journal::Phase::intent;
    case apply::Phase::clicking:
      return journal::Phase::clicking;
    case apply::Phase::clicked:
      return journal::Phase::clicked;
    case apply::Phase::confirmed:
      return journal::Phase::confirmed;
  }
  return journal::Phase::clicking;
}

/// The fact that keeps pace::Diary.
inline constexpr const char* kDiary = "diary";

}  // namespace jobswipe::agent
