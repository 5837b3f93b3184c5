#include "bench/load/driver.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "bench/load/wire.hpp"

namespace jobswipe::load {

class Driver::Connection final : public Waiter {
 public:
  Connection(Driver& driver, std::size_t of_number) : number(of_number), driver_(driver) { open(); }
  ~Connection() override { shut(); }

  void ready(std::uint32_t events) override {
    if (!standing_ && (events & EPOLLOUT)) {
      standing_ = true;
      ++driver_.open_;
      driver_.loop_.change(socket_, *this, false);
    }
    if (events & EPOLLOUT) flush();
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) receive();
  }

  /// Sends what `out` holds.
  void flush() {
    while (sent_ < out.size()) {
      const auto written = ::send(socket_, out.data() + sent_, out.size() - sent_, MSG_NOSIGNAL);
      if (written < 0 && errno == EAGAIN) {
        if (!writing_) driver_.loop_.change(socket_, *this, writing_ = true);
        return;
      }
      if (written < 0) return lose();
      sent_ += static_cast<std::size_t>(written);
    }
    out.clear();
    sent_ = 0;
    if (writing_) driver_.loop_.change(socket_, *this, writing_ = false);
  }

  const std::size_t number;
  std::string out;
  Time due{};
  bool busy = false;

 private:
  void open() {
    socket_ = open_socket(driver_.options_.address, driver_.options_.port);
    driver_.loop_.watch(socket_, *this, true);
  }

  void receive() {
    std::array<char, 65536> buffer;
    for (;;) {
      const auto got = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (got < 0 && errno == EAGAIN) return;
      if (got <= 0) return lose();
      in_.append(buffer.data(), static_cast<std::size_t>(got));
      while (const auto response = parse_response(in_)) {
        const auto size = response->size;
        const bool last = response->last;
        if (!busy) throw std::runtime_error("an answer came that nothing had asked for");
        ++driver_.counts_.by_status[response->status];
        driver_.work_.answered(number, response->status, response->body, out);
        in_.erase(0, size);
        if (last) return lose();
        if (out.empty())
          driver_.done(*this);
        else
          flush();
        if (socket_ < 0) return;
      }
      if (static_cast<std::size_t>(got) < buffer.size()) return;
    }
  }

  void shut() {
    if (socket_ < 0) return;
    driver_.loop_.forget(socket_);
    ::close(socket_);
    socket_ = -1;
  }

  void lose() {
    shut();
    ++driver_.lost_;
    if (!busy) return;
    busy = false;
    --driver_.busy_;
    ++driver_.counts_.broken;
  }

  Driver& driver_;
  int socket_ = -1;
  std::string in_;
  std::size_t sent_ = 0;
  bool standing_ = false, writing_ = false;
};

Driver::Driver(Loop& loop, Options options, Work& work) : loop_(loop), options_(std::move(options)), work_(work) {
  if (options_.rate > 0)
    pace_ = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / options_.rate));
}

Driver::~Driver() = default;

void Driver::connect(std::chrono::milliseconds patience) {
  const auto give_up = Clock::now() + patience;
  for (int i = 0; i < options_.connections; ++i)
    connections_.push_back(std::make_unique<Connection>(*this, static_cast<std::size_t>(i)));
  while (open_ < connections_.size()) {
    if (Clock::now() > give_up || lost_ > 0)
      throw std::runtime_error("the server took " + std::to_string(open_) + " of " +
                               std::to_string(connections_.size()) + " connections");
    loop_.run_once(give_up);
  }
  for (auto& connection : connections_) free_.push_back(connection.get());
}

void Driver::start() {
  running_ = true;
  next_ = Clock::now();
  beat();
}

void Driver::measure() {
  measured_from_ = Clock::now();
}

void Driver::stop() {
  running_ = false;
  stopped_at_ = Clock::now();
}

Time Driver::beat() {
  const auto now = Clock::now();
  if (options_.rate > 0) {
    while (running_ && next_ <= now) {
      late_.push_back(next_);
      next_ += pace_;
    }
    while (!late_.empty() && !free_.empty()) {
      const auto due = late_.front();
      late_.pop_front();
      Connection& connection = *free_.back();
      free_.pop_back();
      begin(connection, due);
    }
    return next_;
  }
  while (running_ && !free_.empty()) {
    Connection& connection = *free_.back();
    free_.pop_back();
    begin(connection, now);
  }
  return now + std::chrono::milliseconds(20);
}

void Driver::begin(Connection& connection, Time due) {
  connection.due = due;
  connection.busy = true;
  ++busy_;
  work_.begin(connection.number, due, connection.out);
  connection.flush();
}

void Driver::done(Connection& connection) {
  const auto now = Clock::now();
  connection.busy = false;
  --busy_;
  const auto counted = options_.rate > 0 ? connection.due : now;
  if (counted >= measured_from_ && counted < stopped_at_) {
    ++counts_.units;
    counts_.latency.add((now - connection.due).count());
  }
  if (options_.rate == 0 && running_)
    begin(connection, now);
  else
    free_.push_back(&connection);
}

}  // namespace jobswipe::load
