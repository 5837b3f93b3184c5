#include "server/queue/steps.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>

#include "server/queue/msgpack.hpp"
#include "server/queue/scripts.hpp"

namespace jobswipe::queue {
namespace {

void add_keys(redis::Invocation& invocation, const Keys& keys, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) invocation.args.push_back(keys.key(name));
}

void pack_lock(Packer& pack, const Lock& lock) {
  pack.text("token").text(lock.token).text("lockDuration").integer(lock.duration.count());
  if (!lock.worker.empty()) pack.text("name").text(lock.worker);
}

std::string pack_taking(const Lock& lock) {
  std::string out;
  Packer pack(out);
  pack.map(lock.worker.empty() ? 2 : 3);
  pack_lock(pack, lock);
  return out;
}

std::string pack_finish(const Job& job, const Lock& lock, const Keep& keep) {
  std::string out;
  Packer pack(out);
  pack.map(lock.worker.empty() ? 9 : 10);
  pack_lock(pack, lock);
  pack.text("keepJobs").map(keep.age ? 2 : 1).text("count").integer(keep.count.value_or(-1));
  if (keep.age) pack.text("age").integer(keep.age->count());
  pack.text("attempts").integer(job.options.attempts).text("maxMetricsSize").text("");
  for (const std::string_view flag : {"fpof", "cpof", "idof", "rdof"}) pack.text(flag).boolean(false);
  return out;
}

std::string pack_failure(const Job& job, const Outcome& outcome) {
  boost::json::array trace;
  boost::system::error_code error;
  if (const auto before = boost::json::parse(job.stacktrace, error); !error && before.is_array())
    trace = before.get_array();
  trace.emplace_back(outcome.value);
  std::string out;
  Packer(out).array(4).text("failedReason").text(outcome.value).text("stacktrace").text(boost::json::serialize(trace));
  return out;
}

}  // namespace

std::int64_t now_ms() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Taken parse_taken(const redis::Reply& reply) {
  Taken taken;
  const auto& parts = reply.array();
  if (parts.size() < 4) throw redis::ProtocolError("moveToActive answered with fewer than four parts");
  if (parts[0].is_array())
    taken.job = parse_job(parts[1].string(), parts[0]);
  else {
    taken.rate_limited_ms = parts[2].integer();
    taken.delayed_until_ms = parts[3].integer();
  }
  return taken;
}

redis::Invocation take_step(const Keys& keys, const Lock& lock) {
  redis::Invocation taking;
  taking.script = &scripts().move_to_active;
  add_keys(
      taking, keys,
      {"wait", "active", "prioritized", "events", "stalled", "limiter", "delayed", "paused", "meta", "pc", "marker"});
  taking.args.insert(taking.args.end(), {keys.base(), std::to_string(now_ms()), pack_taking(lock)});
  return taking;
}

redis::Invocation finish_step(const Keys& keys, const Job& job, const Lock& lock, const Outcome& outcome,
                              const Keep& keep, bool fetch_next) {
  const std::string target = outcome.completed ? "completed" : "failed";
  redis::Invocation finish;
  finish.script = &scripts().move_to_finished;
  add_keys(finish, keys,
           {"wait", "active", "prioritized", "events", "stalled", "limiter", "delayed", "paused", "meta", "pc"});
  add_keys(finish, keys, {target, job.id, "metrics:" + target, "marker"});
  finish.args.insert(finish.args.end(),
                     {job.id, std::to_string(now_ms()), outcome.completed ? "returnvalue" : "failedReason",
                      outcome.value, target, fetch_next ? "1" : "0", keys.base(), pack_finish(job, lock, keep),
                      outcome.completed ? std::string() : pack_failure(job, outcome)});
  return finish;
}

redis::Invocation retry_step(const Keys& keys, const Job& job, const std::string& token, const Outcome& outcome,
                             milliseconds delay) {
  redis::Invocation retry;
  if (delay.count() > 0) {
    retry.script = &scripts().move_to_delayed;
    add_keys(
        retry, keys,
        {"marker", "active", "prioritized", "delayed", job.id, "events", "meta", "stalled", "wait", "limiter", "pc"});
    retry.args.insert(retry.args.end(), {keys.base(), std::to_string(now_ms()), job.id, token,
                                         std::to_string(delay.count()), "0", pack_failure(job, outcome), "0", ""});
  } else {
    retry.script = &scripts().retry;
    add_keys(
        retry, keys,
        {"active", "wait", "paused", job.id, "meta", "events", "delayed", "prioritized", "pc", "marker", "stalled"});
    retry.args.insert(retry.args.end(),
                      {keys.base(), std::to_string(now_ms()), "LPUSH", job.id, token, pack_failure(job, outcome)});
  }
  return retry;
}

redis::Invocation renew_step(const Keys& keys, const std::map<std::string, std::string>& running,
                             milliseconds duration) {
  std::string tokens, ids;
  Packer pack_tokens(tokens), pack_ids(ids);
  pack_tokens.array(static_cast<std::uint32_t>(running.size()));
  pack_ids.array(static_cast<std::uint32_t>(running.size()));
  for (const auto& [id, token] : running) pack_ids.text(id), pack_tokens.text(token);
  redis::Invocation renewal;
  renewal.script = &scripts().extend_locks;
  add_keys(renewal, keys, {"stalled"});
  renewal.args.insert(renewal.args.end(),
                      {keys.base(), std::move(tokens), std::move(ids), std::to_string(duration.count())});
  return renewal;
}

redis::Invocation rescue_step(const Keys& keys, int max_stalled, milliseconds interval) {
  redis::Invocation rescue;
  rescue.script = &scripts().move_stalled;
  add_keys(rescue, keys,
           {"stalled", "wait", "active", "stalled-check", "meta", "paused", "marker", "events", "repeat"});
  rescue.args.insert(rescue.args.end(), {std::to_string(max_stalled), keys.base(), std::to_string(now_ms()),
                                         std::to_string(interval.count())});
  return rescue;
}

}  // namespace jobswipe::queue
