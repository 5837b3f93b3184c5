#include "tests/simulator/person.hpp"

#include "tests/simulator/node.hpp"

namespace jobswipe::simulator {

using domain::Application;
using domain::FailureKind;
using domain::Status;

namespace {

/// Nobody says "it was not sent" at once: a request on its way to the employer has arrived or is lost by then.
constexpr seconds kLooksAround{60};

}  // namespace

void Person::start(int swipes) {
  for (int id = 0; id < swipes; ++id)
    world_.loop.after(world_.random.between(seconds(0), minutes(12)), [this, id] {
      swipe(id, world_.random.between(domain::kLowestPriority, domain::kHighestPriority), world_.random.chance(0.3));
    });
  world_.loop.after(seconds(20), [this] { watch(); });
  read();
}

void Person::insist(Ask ask, std::function<void(bool)> then) {
  world_.request(*this, seconds(10), ask, [this, ask, then](const Reply& reply) {
    if (reply.code == Code::unavailable) {
      world_.loop.after(world_.random.between(seconds(1), seconds(30)), [this, ask, then] { insist(ask, then); });
      return;
    }
    then(reply.code == Code::ok);
  });
}

void Person::swipe(int id, int priority, bool premium) {
  insist([=](Node& node, Respond respond) { node.swipe(id, priority, premium, std::move(respond)); },
         [=, this](bool yes) {
           if (!yes) return;
           // The answer came; what it promised may be looked at when the process that gave it is gone.
           world_.loop.after(seconds(2), [this, id] {
             world_.checks.swipe_accepted(id, world_.database.exists[static_cast<std::size_t>(id)]);
             ++accepted_;
           });
         });
}

void Person::read() {
  const auto cursor = world_.checks.read_up_to();
  world_.request(
      *this, seconds(40), [=](Node& node, Respond respond) { node.events(cursor, seconds(25), std::move(respond)); },
      [=, this](const Reply& reply) {
        // A reply that comes twice or late starts where its request did; what was seen is dropped.
        std::vector<std::int64_t> fresh;
        for (const auto seq : reply.seqs)
          if (seq > world_.checks.read_up_to()) fresh.push_back(seq);
        world_.checks.read(std::move(fresh));
        world_.loop.after(world_.random.between(milliseconds(50), seconds(10)), [this] { read(); });
      });
}

void Person::watch() {
  world_.request(
      *this, seconds(10), [](Node& node, Respond respond) { node.list(std::move(respond)); },
      [this](const Reply& reply) {
        if (reply.code == Code::ok) look(reply.rows);
        world_.loop.after(world_.random.between(seconds(15), seconds(world_.calm ? 30 : 90)), [this] { watch(); });
      });
}

void Person::look(const std::vector<Application>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int id = static_cast<int>(i);
    const Application& row = rows[i];
    if (!world_.database.exists[i] || busy_.contains(id)) continue;
    if (row.status == Status::needs_review) {
      decide(id, row);
    } else if (row.status == Status::failed && !retried_.contains(id) &&
               world_.random.chance(world_.faults.person_retry)) {
      retried_.insert(id);
      busy_.insert(id);
      insist([id, key = fmt::format("retry-{}", ++keys_)](Node& node,
                                                          Respond respond) { node.retry(id, key, std::move(respond)); },
             [this, id](bool) { busy_.erase(id); });
    } else if (world_.mutation.final_state_retried && domain::is_final(row.status) && !retried_.contains(id)) {
      retried_.insert(id);
      insist([id, key = fmt::format("retry-{}", ++keys_)](Node& node,
                                                          Respond respond) { node.retry(id, key, std::move(respond)); },
             [](bool) {});
    } else if (world_.random.chance(world_.faults.cancel)) {
      busy_.insert(id);
      insist([id, key = fmt::format("cancel-{}", ++keys_)](
                 Node& node, Respond respond) { node.cancel(id, key, std::move(respond)); },
             [this, id](bool yes) {
               busy_.erase(id);
               if (yes) world_.checks.cancellation_accepted(id);
             });
    } else if (world_.random.chance(0.03)) {
      const int priority = world_.random.between(domain::kLowestPriority, domain::kHighestPriority);
      insist([=](Node& node, Respond respond) { node.prioritise(id, priority, std::move(respond)); }, [](bool) {});
    }
  }
}

void Person::decide(int id, const Application& row) {
  busy_.insert(id);
  const auto think = world_.random.between(seconds(5), minutes(world_.calm ? 1 : 10));
  if (row.granted_epoch) {
    world_.loop.after(kLooksAround + think, [this, id, epoch = *row.granted_epoch] { settle_outcome(id, epoch); });
    return;
  }
  const bool asked = row.failure == FailureKind::question_unanswered;
  world_.loop.after(think, [this, id, asked] {
    const auto key = fmt::format("{}-{}", asked ? "answer" : "retry", ++keys_);
    insist(
        [=](Node& node, Respond respond) {
          if (asked)
            node.answer(id, key, std::move(respond));
          else
            node.retry(id, key, std::move(respond));
        },
        [this, id](bool) { busy_.erase(id); });
  });
}

void Person::settle_outcome(int id, int epoch) {
  const bool arrived = world_.checks.received_by_employer(id) > 0;
  const bool wrong = arrived && world_.random.chance(world_.faults.wrong_word);
  const bool sent = arrived && !wrong;
  world_.say("the person says that #{} epoch {} was {}sent{}", id, epoch, sent ? "" : "not ", wrong ? ", wrongly" : "");
  const auto tell = [=, this](std::function<void(bool)> then) {
    const auto key = fmt::format("resolve-{}", ++keys_);
    insist([=](Node& node, Respond respond) { node.resolve(id, epoch, sent, wrong, key, std::move(respond)); },
           std::move(then));
  };
  tell([this, id](bool) { busy_.erase(id); });
  // Said on the phone, and again on a laptop that was without a network and sends it later.
  if (!world_.calm && world_.random.chance(0.5))
    world_.loop.after(world_.random.between(seconds(0), minutes(20)), [tell] { tell([](bool) {}); });
}

}  // namespace jobswipe::simulator
