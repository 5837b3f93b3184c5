#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/domain/application.hpp"

namespace jobswipe::simulator {

/// An invariant that does not hold, with what happened.
class Violation : public std::runtime_error {
 public:
  Violation(std::string invariant, const std::string& what)
      : std::runtime_error(invariant + ": " + what), invariant_(std::move(invariant)) {}
  const std::string& invariant() const noexcept { return invariant_; }

 private:
  std::string invariant_;
};

/// Who changes an application.
struct Speaker {
  enum class Kind { server, desktop, person } kind = Kind::server;
  int desktop = -1;  ///< with Kind::desktop
  int epoch = 0;     ///< that the desktop's write names
};

/// Watches a world from outside and throws a Violation at the first step that breaks an invariant. Its knowledge is its
/// own (what was granted, clicked, received, promised), so it does not believe what the system has written down.
class Checks {
 public:
  /// Every change of a row, as it commits.
  void changed(int id, const domain::Application& before, const domain::Application& after, domain::Action action,
               const Speaker& by);
  /// A desktop was told that it may click, for the first time or again.
  static void permitted(int id, int epoch, const domain::Application& row, base::Time now,
                        const domain::Policy& policy);
  /// The final click, with the row as the server has it at that moment.
  void clicked(int id, int epoch, const domain::Application& row);
  /// The employer got it.
  void received(int id);
  int received_by_employer(int id) const;

  /// The person said "not sent" of what the employer has: a second submission is theirs.
  void said_not_sent_wrongly(int id);
  /// The server answered a cancellation with yes.
  void cancellation_accepted(int id);
  /// The server answered a swipe with yes.
  void swipe_accepted(int id, bool exists);
  /// The server refused the proof that a granted epoch's application arrived.
  void proof_refused(int id, int epoch, const domain::Application& row);
  /// A reader of the person's events got these numbers.
  void read(std::vector<std::int64_t> seqs);
  std::int64_t read_up_to() const noexcept { return cursor_; }

  /// Something due waited for a listening desktop for longer than it may (I5).
  [[noreturn]] static void not_dispatched(int id, long seconds);

 private:
  struct Known {
    int newest_grant = 0;
    std::set<int> grants;
    int received = 0;
    int wrong_words = 0;
    bool cancelled = false, proven = false;
  };
  std::map<int, Known> known_;
  std::int64_t cursor_ = 0;
};

}  // namespace jobswipe::simulator
