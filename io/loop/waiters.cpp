#include "io/loop/waiters.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace jobswipe::loop {

struct Waiters::Entry {
  Entry(Waiters& owner, Steady::time_point until)
      : list(owner.entries_), timer(owner.executor_, until), place(list.insert(list.end(), this)) {}
  ~Entry() { list.erase(place); }

  std::list<Entry*>& list;
  asio::steady_timer timer;
  std::list<Entry*>::iterator place;
  bool announced = false;
};

asio::awaitable<bool> Waiters::wait_until(Steady::time_point until) {
  Entry entry(*this, until);
  try {
    co_await entry.timer.async_wait(asio::use_awaitable);
  } catch (const boost::system::system_error&) {
    // A wait that nobody announced the end of was cancelled with its caller: to go on as if woken would let the
    // caller's loop spin.
    if (!entry.announced) throw;
  }
  co_return entry.announced;
}

void Waiters::announce() {
  for (Entry* entry : entries_) {
    entry->announced = true;
    entry->timer.cancel();
  }
}

}  // namespace jobswipe::loop
