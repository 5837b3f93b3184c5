#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace jobswipe::simulator {

/// Ways in which the system could have been built wrong. The rules are production's own; a mutation changes what the
/// simulated parts ask of them. All off is the system as it is.
struct Mutation {
  bool no_epoch_check = false;
  bool no_intent = false;
  bool attempt_spent_offline = false;
  bool relay_marks_first = false;
  bool plain_sequence = false;
  bool unguarded_sweep = false;
  bool retry_after_intent = false;
  bool cancelled_but_granted = false;
  bool late_report_dropped = false;
  bool redis_only_copy = false;
  bool release_forgotten = false;
  bool repeat_keeps_lease = false;
  bool old_permission_used = false;
  bool wall_clock_permission = false;
  bool acknowledged_before_commit = false;
  bool clicked_again_after_crash = false;
  bool cancel_stays_a_flag = false;
  bool resolution_of_any_epoch = false;
  bool final_state_retried = false;
  bool question_after_click = false;
};

struct Mutant {
  std::string_view name;
  std::string_view breaks;  ///< the invariant that falls first, or `stuck`: something never comes to its end
  bool Mutation::*flag;
  std::string_view what;
};

inline constexpr std::array kMutants{
    Mutant{"no_epoch_check", "I3", &Mutation::no_epoch_check,
           "the server takes a desktop's write whatever epoch it names"},
    Mutant{"no_intent", "I2", &Mutation::no_intent, "a desktop clicks without asking"},
    Mutant{"attempt_spent_offline", "I7", &Mutation::attempt_spent_offline, "offering work spends an attempt"},
    Mutant{"relay_marks_first", "stuck", &Mutation::relay_marks_first,
           "the relay marks events before it adds their jobs"},
    Mutant{"plain_sequence", "I6", &Mutation::plain_sequence,
           "event numbers come from a sequence, not from the stream's row"},
    Mutant{"unguarded_sweep", "I4", &Mutation::unguarded_sweep, "the sweep settles a lease as it was when it was read"},
    Mutant{"retry_after_intent", "I2", &Mutation::retry_after_intent, "what was granted is retried like anything else"},
    Mutant{"cancelled_but_granted", "I2", &Mutation::cancelled_but_granted,
           "the intent is granted to what the person cancelled, and forgets that"},
    Mutant{"late_report_dropped", "I3", &Mutation::late_report_dropped,
           "a granted epoch that lost its lease is not heard"},
    Mutant{"redis_only_copy", "I5", &Mutation::redis_only_copy, "a desktop is given only what Redis remembers"},
    Mutant{"release_forgotten", "I3", &Mutation::release_forgotten,
           "\"it was not sent\" forgets who may prove the contrary"},
    Mutant{"repeat_keeps_lease", "I2", &Mutation::repeat_keeps_lease, "a repeated grant does not extend the lease"},
    Mutant{"old_permission_used", "I2", &Mutation::old_permission_used, "a desktop that slept clicks on its old grant"},
    Mutant{"wall_clock_permission", "I2", &Mutation::wall_clock_permission,
           "a desktop judges its grant's age by its own date"},
    Mutant{"acknowledged_before_commit", "I1", &Mutation::acknowledged_before_commit,
           "a swipe is answered before its commit"},
    Mutant{"clicked_again_after_crash", "I2", &Mutation::clicked_again_after_crash,
           "a desktop forgets that it may have clicked"},
    Mutant{"cancel_stays_a_flag", "stuck", &Mutation::cancel_stays_a_flag,
           "a failure of a cancelled one goes back to the queue"},
    Mutant{"resolution_of_any_epoch", "I2", &Mutation::resolution_of_any_epoch,
           "a person's word on an outcome counts for a later one too"},
    Mutant{"final_state_retried", "I4", &Mutation::final_state_retried, "a person's retry leaves any state"},
    Mutant{"question_after_click", "I2", &Mutation::question_after_click,
           "a desktop whose click may have sent something asks a question, as if nothing was sent"},
};

/// The mutation of that name alone; nothing when there is none.
constexpr std::optional<Mutation> mutation_named(std::string_view name) {
  for (const Mutant& mutant : kMutants) {
    if (mutant.name != name) continue;
    Mutation mutation;
    mutation.*mutant.flag = true;
    return mutation;
  }
  return std::nullopt;
}

}  // namespace jobswipe::simulator
