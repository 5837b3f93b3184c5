#include "tests/simulator/checks.hpp"

#include <fmt/format.h>

namespace jobswipe::simulator {

using domain::Action;
using domain::Status;

void Checks::changed(int id, const domain::Application& before, const domain::Application& after, Action action,
                     const Speaker& by) {
  Known& known = known_[id];
  const auto told = [&](const char* what) {
    return fmt::format("application {} went from {} epoch {} to {} epoch {} by {}: {}", id,
                       domain::to_string(before.status), before.epoch, domain::to_string(after.status), after.epoch,
                       domain::to_string(action), what);
  };
  if (domain::is_final(before.status) && after.status != before.status) throw Violation("I4", told("it was final"));
  if (before.status == Status::failed && after.status != Status::failed && action != Action::retry)
    throw Violation("I4", told("only a person's retry leaves FAILED"));
  if (after.epoch < before.epoch) throw Violation("I3", told("the epoch fell"));
  if (after.epoch != before.epoch && action != Action::claim)
    throw Violation("I3", told("only a claim gives an epoch"));
  if (after.attempts > before.attempts && action != Action::claim)
    throw Violation("I7", told("an attempt was spent without a desktop"));
  if (by.kind == Speaker::Kind::desktop && action != Action::claim) {
    const bool settles = known.grants.contains(by.epoch) &&
                         (action == Action::complete || action == Action::confirm || before.epoch == by.epoch);
    if (by.epoch != before.epoch && !settles)
      throw Violation("I3", told("a desktop wrote with another epoch than the application's"));
    if (settles && action == Action::confirm && by.epoch != known.newest_grant)
      throw Violation("I3", told("a newer epoch was granted since"));
  }
  if (after.granted_epoch && after.granted_epoch != before.granted_epoch && domain::is_leased(after.status)) {
    known.grants.insert(*after.granted_epoch);
    known.newest_grant = *after.granted_epoch;
    if (known.proven) throw Violation("I2", told("it was granted again after its arrival was proven"));
  }
  const bool moved = after.status != before.status || after.epoch != before.epoch;
  if (moved && domain::next(before.status, action) != after.status)
    throw Violation("I4", told("the table has no such transition"));
  // After a grant nothing goes back to the queue but by a person's word (I2).
  if (before.granted_epoch && after.status == Status::queued && by.kind != Speaker::Kind::person)
    throw Violation("I2", told("it may have been sent, and goes back to the queue by itself"));
  if (action == Action::complete || action == Action::confirm) known.proven = true;
  if (action == Action::retry) known.cancelled = false;
}

void Checks::permitted(int id, int epoch, const domain::Application& row, base::Time now,
                       const domain::Policy& policy) {
  if (row.lease_expires_at < now + domain::permission_life(policy.lease))
    throw Violation("I2", fmt::format("epoch {} may click application {} for longer than its lease lives", epoch, id));
}

void Checks::clicked(int id, int epoch, const domain::Application& row) {
  const bool leased = domain::is_leased(row.status) && row.epoch == epoch && row.granted_epoch == epoch;
  if (!leased)
    throw Violation("I2", fmt::format("application {} was clicked by epoch {}, while it is {} at epoch {}{}", id, epoch,
                                      domain::to_string(row.status), row.epoch,
                                      row.granted_epoch == epoch ? "" : " without its grant"));
  if (known_[id].cancelled)
    throw Violation("I2", fmt::format("application {} was clicked after its cancellation was accepted", id));
}

void Checks::received(int id) {
  Known& known = known_[id];
  ++known.received;
  if (known.received > 1 + known.wrong_words)
    throw Violation("I2", fmt::format("the employer got application {} {} times, and {} of them were asked for", id,
                                      known.received, 1 + known.wrong_words));
}

int Checks::received_by_employer(int id) const {
  const auto found = known_.find(id);
  return found == known_.end() ? 0 : found->second.received;
}

void Checks::said_not_sent_wrongly(int id) {
  ++known_[id].wrong_words;
}

void Checks::cancellation_accepted(int id) {
  known_[id].cancelled = true;
}

void Checks::swipe_accepted(int id, bool exists) {
  if (!exists) throw Violation("I1", fmt::format("swipe {} was answered with yes, and nothing holds it", id));
}

void Checks::proof_refused(int id, int epoch, const domain::Application& row) {
  const Known& known = known_[id];
  const bool open = !domain::is_final(row.status) && epoch == known.newest_grant;
  const bool kept = row.status == Status::failed && row.failure == domain::FailureKind::already_applied;
  if (open && !kept && !(row.status == Status::failed && row.granted_epoch))
    throw Violation("I3", fmt::format("epoch {} was granted and can prove that application {} arrived, and is refused "
                                      "while it is {} at epoch {}",
                                      epoch, id, domain::to_string(row.status), row.epoch));
}

void Checks::read(std::vector<std::int64_t> seqs) {
  for (const auto seq : seqs) {
    if (seq != cursor_ + 1) throw Violation("I6", fmt::format("a reader at {} was given {} next", cursor_, seq));
    cursor_ = seq;
  }
}

void Checks::not_dispatched(int id, long seconds) {
  throw Violation("I5", fmt::format("application {} was due for {} s while a desktop listened", id, seconds));
}

}  // namespace jobswipe::simulator
