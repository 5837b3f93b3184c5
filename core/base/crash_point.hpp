#pragma once

#include <array>
#include <string_view>

namespace jobswipe::base {

/// The places at which a test may have a program die, as by a power cut: on the two sides of every commit and of the
/// click. `before_commit`: the statement was not sent yet; `after_commit`: it is committed and nobody was answered.
inline constexpr std::array<std::string_view, 34> kCrashPoints{
    // Of the server.
    "idempotency.after_begin",
    "idempotency.before_finish",
    "idempotency.after_finish",
    "swipe.before_commit",
    "swipe.after_commit",
    "undo.after_commit",
    "claim.before_commit",
    "claim.after_commit",
    "intent.before_commit",
    "intent.after_commit",
    "report.before_commit",
    "report.after_commit",
    "evidence.after_commit",
    "decision.after_commit",
    "bulk.after_one",
    "resume.after_commit",
    "relay.before_add",
    "relay.after_add",
    "relay.after_mark",
    "sweep.before_lapse",
    "sweep.after_lapse",
    "sweep.mid_rebuild",
    "push.after_take",
    "push.after_send",
    // Of the agent.
    "agent.after_claim",
    "agent.after_journal",
    "agent.filling",
    "agent.before_intent",
    "agent.after_intent",
    "agent.before_click",
    "agent.after_click",
    "agent.before_report",
    "agent.mid_upload",
    "agent.after_report",
};

/// One of `kCrashPoints`; another name does not compile.
struct CrashPoint {
  consteval CrashPoint(const char* name) : name(name) {
    bool known = false;
    for (const auto& point : kCrashPoints) known = known || point == this->name;
    if (!known) throw "there is no such crash point";
  }
  std::string_view name;
};

#ifdef JOBSWIPE_TEST_POINTS

#ifdef NDEBUG
#error "crash points are for tests: configure without JOBSWIPE_TEST_POINTS"
#endif

/// Dies by SIGKILL when the environment says JOBSWIPE_CRASH_AT=name, or name:3 for the third time that the program
/// comes by. With JOBSWIPE_CRASH_BY=STOP it stands still there until SIGCONT, as a laptop whose lid was closed. A name
/// that is no crash point ends the program with a message. Any thread.
void crash_point(CrashPoint point);

#else

inline void crash_point(CrashPoint) {}

#endif

}  // namespace jobswipe::base
