#include "bench/program/runs.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <unordered_map>

#include "bench/load/processes.hpp"
#include "bench/load/sockets.hpp"
#include "bench/load/wire.hpp"

namespace jobswipe::load {
namespace {

namespace json = boost::json;

constexpr auto kConnectPatience = std::chrono::seconds(20);
/// After the measured time: what was begun in it may still end, and counts.
constexpr auto kGrace = std::chrono::seconds(10);

Clock::duration duration_of(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

double own_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

json::object milliseconds(const Histogram& histogram) {
  const auto of = [](std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e6; };
  json::object result;
  result["p50"] = of(histogram.at(0.5));
  result["p90"] = of(histogram.at(0.9));
  result["p95"] = of(histogram.at(0.95));
  result["p99"] = of(histogram.at(0.99));
  result["p999"] = of(histogram.at(0.999));
  result["max"] = of(histogram.max());
  result["mean"] = histogram.mean() / 1e6;
  return result;
}

/// Lets the loop run until `end`, or until `enough` says so.
template <class Enough>
void run_until(Loop& loop, Driver& driver, Time end, Enough enough) {
  while (Clock::now() < end && !enough()) loop.run_once(std::min(end, driver.beat()));
}

json::object measure(Loop& loop, Driver& driver, const Span& span) {
  const auto never = [] { return false; };
  driver.connect(kConnectPatience);
  driver.start();
  run_until(loop, driver, Clock::now() + duration_of(span.warm_up), never);
  const auto before = cpu_seconds(span.watched);
  const double own_before = own_cpu_seconds();
  const auto began = Clock::now();
  driver.measure();
  run_until(loop, driver, began + duration_of(span.seconds), never);
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  // Before anything else is done here, so that it meets a server with all connections' requests at hand.
  if (span.kill > 0 && ::kill(span.kill, SIGKILL) != 0) throw std::runtime_error("the server could not be killed");
  const auto after = cpu_seconds(span.watched);
  const double own_after = own_cpu_seconds();
  driver.stop();
  run_until(loop, driver, Clock::now() + kGrace, [&] { return driver.idle() || driver.all_lost(); });

  const auto& counts = driver.counts();
  json::object result;
  result["seconds"] = seconds;
  result["units"] = counts.units;
  result["perSecond"] = static_cast<double>(counts.units) / seconds;
  result["broken"] = counts.broken;
  json::object by_status;
  for (const auto& [status, count] : counts.by_status) by_status[std::to_string(status)] = count;
  result["byStatus"] = std::move(by_status);
  result["latency"] = milliseconds(counts.latency);
  json::object cpu;
  for (const auto& [name, used] : after) cpu[name] = used - before.at(name);
  cpu["load"] = own_after - own_before;
  result["cpuSeconds"] = std::move(cpu);
  return result;
}

std::string upgrade_request(const Place& place, const SocketPlan& plan, std::size_t person) {
  const auto& token = place.tokens[person];
  const bool in_target = plan.target.ends_with('=');
  return fmt::format(
      "GET {}{} HTTP/1.1\r\nHost: {}:{}\r\n{}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      plan.target, in_target ? token : "", place.address, place.port,
      in_target ? "" : "Authorization: Bearer " + token + "\r\n");
}

/// A local address has some 28,000 ports towards one remote address and port.
std::string local_address(std::size_t number) {
  constexpr std::size_t kPerAddress = 20000;
  return fmt::format("127.0.0.{}", 2 + number / kPerAddress);
}

void open_all(Loop& loop, Sockets& sockets, const Place& place, const SocketPlan& plan) {
  const auto give_up = Clock::now() + duration_of(plan.patience);
  for (std::size_t begun = 0; sockets.open_count() < plan.count;) {
    while (begun < plan.count && begun < sockets.open_count() + plan.at_once) {
      sockets.open(upgrade_request(place, plan, begun % place.tokens.size()), local_address(begun));
      ++begun;
    }
    loop.run_once(give_up);
    if (sockets.lost_count() > 0 || Clock::now() >= give_up)
      throw std::runtime_error(fmt::format("{} of {} sockets stand, {} were lost: {}", sockets.open_count(), plan.count,
                                           sockets.lost_count(), sockets.last_loss()));
  }
}

class InputEnd final : public Waiter {
 public:
  void ready(std::uint32_t) override {
    std::array<char, 256> buffer;
    ended = ::read(STDIN_FILENO, buffer.data(), buffer.size()) <= 0;
  }
  bool ended = false;
};

}  // namespace

json::object run_work(const Driver::Options& options, Work& work, const Span& span) {
  Loop loop;
  Driver driver(loop, options, work);
  return measure(loop, driver, span);
}

json::object run_delivery(const Place& place, const SocketPlan& plan, Driver::Options options, Swipes& swipes,
                          const Span& span) {
  Loop loop;
  std::unordered_map<std::string, Time> awaited;  // by person and posting
  Histogram delivered;
  const auto key_of = [](std::size_t person, std::string_view job) { return fmt::format("{} {}", person, job); };
  // What the warm-up sends is not counted.
  const auto measured_from = std::make_shared<Time>(Time::max());
  Sockets sockets(loop, place.address, place.port, [&](std::size_t number, std::string_view text) {
    const auto job = member(text, "jobId");
    if (job.empty()) return;
    const auto found = awaited.find(key_of(number, job));
    if (found == awaited.end()) return;
    if (found->second >= *measured_from) delivered.add((Clock::now() - found->second).count());
    awaited.erase(found);
  });
  open_all(loop, sockets, place, plan);
  const auto settled = Clock::now() + std::chrono::seconds(1);
  while (Clock::now() < settled) loop.run_once(settled);
  swipes.sending = [&](std::size_t person, std::string_view job, Time due) { awaited[key_of(person, job)] = due; };
  *measured_from = Clock::now() + duration_of(span.warm_up);
  Driver driver(loop, options, swipes);
  auto result = measure(loop, driver, span);
  const auto last = Clock::now() + std::chrono::seconds(5);
  while (!awaited.empty() && Clock::now() < last) loop.run_once(last);
  result["sockets"] = sockets.open_count();
  result["socketsLost"] = sockets.lost_count();
  result["delivered"] = delivered.count();
  result["undelivered"] = awaited.size();
  result["delivery"] = milliseconds(delivered);
  return result;
}

json::object run_idle(const Place& place, const SocketPlan& plan) {
  Loop loop;
  std::uint64_t messages = 0;
  Sockets sockets(loop, place.address, place.port, [&](std::size_t, std::string_view) { ++messages; });
  const auto began = Clock::now();
  open_all(loop, sockets, place, plan);
  json::object ready;
  ready["open"] = sockets.open_count();
  ready["seconds"] = std::chrono::duration<double>(Clock::now() - began).count();
  fmt::print("{}\n", json::serialize(ready));
  std::fflush(stdout);
  InputEnd input;
  loop.watch(STDIN_FILENO, input, false);
  while (!input.ended) loop.run_once(Clock::now() + std::chrono::seconds(1));
  json::object result;
  result["messages"] = messages;
  result["lost"] = sockets.lost_count();
  return result;
}

}  // namespace jobswipe::load
