#include "tests/simulator/world.hpp"

namespace jobswipe::simulator {

using domain::Action;
using domain::Application;
using domain::Status;

base::DeviceId device_id(int desktop) {
  base::DeviceId id;
  id.uuid.bytes[15] = static_cast<std::uint8_t>(desktop + 1);
  return id;
}

void Database::append(int id, std::string_view type, bool outbox) {
  LoggedEvent event;
  event.seq = static_cast<std::int64_t>(log.size()) + 1;
  event.application = id;
  event.type = type;
  event.outbox = outbox;
  event.visible_at = world_.loop.now();
  // A number that was drawn before its transaction could commit late; under the stream's row lock it can't.
  if (world_.mutation.plain_sequence && world_.random.chance(0.2))
    event.visible_at += world_.random.between(milliseconds(5), seconds(3));
  log.push_back(event);
}

int Database::first_due() const {
  int first = -1;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!exists[i] || !domain::may_be_claimed(rows[i].state, world_.loop.now())) continue;
    if (first < 0 || rows[i].rank_at < rows[static_cast<std::size_t>(first)].rank_at) first = static_cast<int>(i);
  }
  return first;
}

bool Database::anything_for(int desktop, const std::string& key) const {
  for (const Row& row : rows)
    if (domain::is_given_again(row.state, device_id(desktop), key, world_.loop.now())) return true;
  return first_due() >= 0;
}

std::vector<Given> Database::take(int desktop, const std::string& key, int only) {
  const auto device = device_id(desktop);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (domain::is_given_again(rows[i].state, device, key, world_.loop.now()))
      return {{static_cast<int>(i), rows[i].state.epoch}};
  int id = only;
  if (id < 0) id = first_due();
  if (id < 0 || !domain::may_be_claimed(rows[static_cast<std::size_t>(id)].state, world_.loop.now())) return {};
  const int epoch = rows[static_cast<std::size_t>(id)].state.epoch + 1;
  change(id, Action::claim, {Speaker::Kind::desktop, desktop, epoch}, "application.claimed", false,
         [&](Application& row) {
           domain::claim(row, device, key, world_.loop.now(), world_.policy);
           return true;
         });
  return {{id, epoch}};
}

std::vector<LoggedEvent> Database::pending() const {
  std::vector<LoggedEvent> events;
  for (const LoggedEvent& event : log)
    if (event.outbox && event.visible_at <= world_.loop.now()) events.push_back(event);
  return events;
}

void Database::mark(const std::vector<LoggedEvent>& events) {
  for (const LoggedEvent& given : events) {
    LoggedEvent& event = log[static_cast<std::size_t>(given.seq) - 1];
    if (!event.outbox) continue;
    event.outbox = false;
    if (given.type != "application.swiped") continue;
    change(given.application, Action::relay, Speaker{}, "application.queued", false,
           [](Application& row) { return domain::relay(row); });
  }
}

std::vector<std::int64_t> Database::read(std::int64_t cursor, std::size_t most) const {
  std::vector<std::int64_t> seqs;
  for (auto i = static_cast<std::size_t>(cursor); i < log.size() && seqs.size() < most; ++i)
    if (log[i].visible_at <= world_.loop.now()) seqs.push_back(log[i].seq);
  return seqs;
}

}  // namespace jobswipe::simulator
