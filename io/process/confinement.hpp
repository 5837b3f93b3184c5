#pragma once

#include <chrono>
#include <cstdint>

namespace jobswipe::process {

/// What a child that reads hostile bytes may still do: compute, read its pipes and the system's libraries, write to its
/// pipes. It gets no files of its own, no network, no other user's rights and nothing of the parent's environment.
struct Confinement {
  std::uint64_t memory_bytes = 512ull * 1024 * 1024;  ///< of address space
  std::chrono::seconds cpu{10};                       ///< SIGKILL soon after
};

/// Confines the calling process for ever; for a child between fork and exec: async-signal-safe. Resource limits,
/// no_new_privs and a seccomp filter (seccomp(2)) that refuses sockets and tracing are a must: false, with errno, when
/// they can't be had. Where the kernel has Landlock (landlock(7)) nothing but the system's programs, libraries and
/// fonts can be opened; root becomes nobody.
bool confine(const Confinement& confinement) noexcept;

}  // namespace jobswipe::process
