#include "io/process/confinement.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace jobswipe::process {
namespace {

constexpr unsigned kNobody = 65534;

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "the filter of system calls needs this architecture's name (linux/audit.h)"
#endif

bool limit(__rlimit_resource_t what, std::uint64_t soft, std::uint64_t hard) noexcept {
  const rlimit both{soft, hard};
  return ::setrlimit(what, &both) == 0;
}

/// The calls by which it could reach past its pipes fail with EPERM; those of another architecture kill it.
bool filter_calls() noexcept {
  const auto call = static_cast<std::uint32_t>(offsetof(seccomp_data, nr));
  const auto architecture = static_cast<std::uint32_t>(offsetof(seccomp_data, arch));
#define JOBSWIPE_REFUSE(number) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, architecture),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, call),
      // The x32 calls of x86-64 begin here; elsewhere there are none so high.
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      JOBSWIPE_REFUSE(SYS_socket),
      JOBSWIPE_REFUSE(SYS_connect),
      JOBSWIPE_REFUSE(SYS_bind),
      JOBSWIPE_REFUSE(SYS_ptrace),
      JOBSWIPE_REFUSE(SYS_process_vm_readv),
      JOBSWIPE_REFUSE(SYS_process_vm_writev),
      JOBSWIPE_REFUSE(SYS_io_uring_setup),
      JOBSWIPE_REFUSE(SYS_unshare),
      JOBSWIPE_REFUSE(SYS_mount),
      JOBSWIPE_REFUSE(SYS_bpf),
      JOBSWIPE_REFUSE(SYS_keyctl),
      JOBSWIPE_REFUSE(SYS_kill),
      JOBSWIPE_REFUSE(SYS_tkill),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
#undef JOBSWIPE_REFUSE
  const sock_fprog filter{sizeof program / sizeof program[0], program};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

/// A kernel without Landlock leaves files as readable as nobody finds them.
void hide_files() noexcept {
  landlock_ruleset_attr rules{};
  rules.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;  // all of the first version
  const int ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0));
  if (ruleset < 0) return;
  struct Readable {
    const char* path;
    bool is_folder;
  };
  constexpr Readable kReadable[] = {{"/usr", true},      {"/lib", true},       {"/lib64", true},
                                    {"/bin", true},      {"/etc/fonts", true}, {"/etc/ld.so.cache", false},
                                    {"/dev/null", false}};
  for (const auto& [path, is_folder] : kReadable) {
    const int fd = ::open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) continue;
    landlock_path_beneath_attr rule{};
    rule.parent_fd = fd;
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
    if (is_folder) rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE;
    ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    ::close(fd);
  }
  ::syscall(SYS_landlock_restrict_self, ruleset, 0);
  ::close(ruleset);
}

bool drop_root() noexcept {
  if (::geteuid() != 0) return true;
  // By the calls themselves: the library's would wake the threads that a forked child does not have.
  return ::syscall(SYS_setgroups, 0, nullptr) == 0 && ::syscall(SYS_setresgid, kNobody, kNobody, kNobody) == 0 &&
         ::syscall(SYS_setresuid, kNobody, kNobody, kNobody) == 0;
}

}  // namespace

bool confine(const Confinement& confinement) noexcept {
  const auto cpu = static_cast<std::uint64_t>(confinement.cpu.count());
  if (!limit(RLIMIT_AS, confinement.memory_bytes, confinement.memory_bytes) || !limit(RLIMIT_CPU, cpu, cpu + 1) ||
      !limit(RLIMIT_FSIZE, 0, 0) || !limit(RLIMIT_CORE, 0, 0) || !limit(RLIMIT_NOFILE, 64, 64))
    return false;
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  hide_files();
  if (!drop_root()) return false;
  // Changing the user forgets it.
  ::prctl(PR_SET_PDEATHSIG, 9);
  return filter_calls();
}

}  // namespace jobswipe::process
