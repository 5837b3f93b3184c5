#include "server/queue/queue.hpp"

#include <fmt/core.h>

#include <boost/json/serialize.hpp>
#include <chrono>

#include "server/queue/bullmq_scripts.hpp"
#include "server/queue/msgpack.hpp"
#include "server/queue/scripts.hpp"
#include "server/queue/steps.hpp"

namespace jobswipe::queue {
namespace {

std::int64_t checked(const redis::Reply& reply, std::string_view script, std::string_view job) {
  const std::int64_t code = reply.integer();
  if (code < 0) throw JobError(code, fmt::format("{} of job {} was refused with code {}", script, job, code));
  return code;
}

}  // namespace

std::string prefix_on(const redis::Config& config, std::string_view prefix) {
  if (!config.cluster() || prefix.find('{') != std::string_view::npos) return std::string(prefix);
  return fmt::format("{{{}}}", prefix);
}

Keys::Keys(std::string name, std::string prefix)
    : name_(std::move(name)), prefix_(std::move(prefix)), base_(prefix_ + ":" + name_ + ":") {
  if (name_.empty() || name_.find(':') != std::string::npos)
    throw std::invalid_argument(fmt::format("the queue name “{}” is empty or holds a colon", name_));
}

asio::awaitable<void> require_noeviction(redis::Client& client) {
  redis::Command info{"INFO", "memory"};
  const redis::Reply reply = co_await client.command(std::move(info));
  constexpr std::string_view kField = "maxmemory_policy:";
  const std::string& text = reply.string();
  const std::size_t at = text.find(kField);
  const std::string policy = at == std::string::npos
                                 ? "unknown"
                                 : text.substr(at + kField.size(), text.find_first_of("\r\n", at) - at - kField.size());
  if (policy != "noeviction")
    throw std::runtime_error(fmt::format(
        "Redis' maxmemory-policy is {}, which lets it drop single keys of a queue; set it to noeviction (CONFIG SET "
        "maxmemory-policy noeviction, and in redis.conf)",
        policy));
}

Queue::Queue(redis::Client& client, std::string name, const std::string& prefix)
    : client_(client), keys_(std::move(name), prefix_on(client.config(), prefix)) {}

asio::awaitable<void> Queue::announce() {
  redis::Command command{"HSET",  keys_.key("meta"), "opts.maxLenEvents",
                         "10000", "version",         fmt::format("bullmq:{}", bullmq::kVersion)};
  co_await client_.command(std::move(command));
}

redis::Invocation Queue::invocation(const NewJob& job) const {
  validate(job.options);
  const JobOptions& options = job.options;
  redis::Invocation result;
  const auto keys = [&](std::initializer_list<std::string_view> names) {
    result.args.reserve(names.size() + 3);
    for (const std::string_view name : names) result.args.push_back(keys_.key(name));
  };
  if (options.delay.count() > 0) {
    result.script = &scripts().add_delayed;
    keys({"marker", "meta", "id", "delayed", "completed", "events"});
  } else if (options.priority > 0) {
    result.script = &scripts().add_prioritized;
    keys({"marker", "meta", "id", "prioritized", "delayed", "completed", "active", "events", "pc"});
  } else {
    result.script = &scripts().add_standard;
    keys({"wait", "paused", "meta", "id", "completed", "delayed", "active", "events", "marker"});
  }
  std::string args;
  Packer pack(args);
  pack.array(10).text(keys_.base()).text(options.id).text(job.name).integer(now_ms());
  // No parent, repetition or deduplication: nil, because the scripts take "" for a key.
  for (int i = 0; i < 6; ++i) pack.nil();
  result.args.push_back(std::move(args));
  result.args.push_back(boost::json::serialize(job.data));
  result.args.push_back(pack_options(options));
  return result;
}

asio::awaitable<std::string> Queue::add(NewJob job) {
  std::vector<NewJob> jobs;
  jobs.push_back(std::move(job));
  std::vector<std::string> ids = co_await add_bulk(std::move(jobs));
  co_return std::move(ids.front());
}

asio::awaitable<std::vector<std::string>> Queue::add_bulk(std::vector<NewJob> jobs) {
  std::vector<redis::Invocation> invocations;
  invocations.reserve(jobs.size());
  for (const NewJob& job : jobs) invocations.push_back(invocation(job));
  std::vector<redis::Reply> replies = co_await client_.eval_all(std::move(invocations));
  std::vector<std::string> ids;
  ids.reserve(replies.size());
  for (std::size_t i = 0; i < replies.size(); ++i) {
    redis::throw_if_error(replies[i]);
    if (replies[i].kind == redis::Reply::Kind::integer) checked(replies[i], "the add", jobs[i].options.id);
    ids.push_back(std::move(replies[i].text));
  }
  co_return ids;
}

asio::awaitable<bool> Queue::remove(std::string id) {
  std::vector<std::string> ids;
  ids.push_back(std::move(id));
  const std::size_t removed = co_await remove_bulk(std::move(ids));
  co_return removed == 1;
}

asio::awaitable<std::size_t> Queue::remove_bulk(std::vector<std::string> ids) {
  std::vector<redis::Invocation> invocations;
  for (const std::string& id : ids) {
    redis::Invocation& removal = invocations.emplace_back();
    removal.script = &scripts().remove;
    removal.args.insert(removal.args.end(), {keys_.key(id), keys_.key("repeat"), id, "1", keys_.base()});
  }
  const std::vector<redis::Reply> replies = co_await client_.eval_all(std::move(invocations));
  std::size_t removed = 0;
  for (std::size_t i = 0; i < replies.size(); ++i) removed += checked(replies[i], "the removal", ids[i]) == 1;
  co_return removed;
}

asio::awaitable<bool> Queue::change_priority(std::string id, int priority) {
  JobOptions options;
  options.priority = priority;
  validate(options);
  std::vector<std::string> args{keys_.key("wait"),
                                keys_.key("paused"),
                                keys_.key("meta"),
                                keys_.key("prioritized"),
                                keys_.key("active"),
                                keys_.key("pc"),
                                keys_.key("marker"),
                                std::to_string(priority),
                                keys_.base(),
                                std::move(id),
                                "0"};
  const redis::Reply reply = co_await client_.eval(scripts().change_priority, std::move(args));
  co_return reply.integer() == 0;
}

asio::awaitable<bool> Queue::promote(std::string id) {
  std::vector<std::string> args{keys_.key("delayed"),     keys_.key("wait"),   keys_.key("paused"), keys_.key("meta"),
                                keys_.key("prioritized"), keys_.key("active"), keys_.key("pc"),     keys_.key("events"),
                                keys_.key("marker"),      keys_.base(),        std::move(id)};
  const redis::Reply reply = co_await client_.eval(scripts().promote, std::move(args));
  co_return reply.integer() == 0;
}

asio::awaitable<void> Queue::pause() {
  std::vector<std::string> args{keys_.key("wait"),
                                keys_.key("paused"),
                                keys_.key("meta"),
                                keys_.key("prioritized"),
                                keys_.key("events"),
                                keys_.key("delayed"),
                                keys_.key("marker"),
                                "paused",
                                "1"};
  co_await client_.eval(scripts().pause, std::move(args));
}

asio::awaitable<void> Queue::resume() {
  // Old versions of BullMQ kept waiting jobs in `paused`, from where each call brings back a part.
  bool first = true;
  while (true) {
    std::vector<std::string> args{
        keys_.key("paused"), keys_.key("wait"),    keys_.key("meta"),   keys_.key("prioritized"),
        keys_.key("events"), keys_.key("delayed"), keys_.key("marker"), "resumed"};
    args.push_back(first ? "1" : "0");
    const redis::Reply left = co_await client_.eval(scripts().pause, std::move(args));
    if (left.integer() == 0) co_return;
    first = false;
  }
}

asio::awaitable<bool> Queue::paused() {
  redis::Command command{"HEXISTS", keys_.key("meta"), "paused"};
  const redis::Reply reply = co_await client_.command(std::move(command));
  co_return reply.integer() == 1;
}

asio::awaitable<std::vector<QueueEvent>> Queue::events(std::string after, int limit) {
  redis::Command command{"XRANGE", keys_.key("events"), "(" + after, "+", "COUNT", std::to_string(limit)};
  const redis::Reply reply = co_await client_.command(std::move(command));
  std::vector<QueueEvent> events;
  for (const redis::Reply& entry : reply.array()) {
    if (entry.array().size() != 2) throw redis::ProtocolError("an entry of a stream has not two parts");
    QueueEvent& event = events.emplace_back();
    event.id = entry.items[0].string();
    const auto& fields = entry.items[1].array();
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
      const std::string& name = fields[i].string();
      if (name == "event") event.name = fields[i + 1].string();
      if (name == "jobId") event.job_id = fields[i + 1].string();
      event.fields.emplace_back(name, fields[i + 1].string());
    }
  }
  co_return events;
}

asio::awaitable<std::vector<std::string>> Queue::prioritized(std::int64_t first, std::int64_t limit) {
  redis::Command command{"ZRANGE", keys_.key("prioritized"), std::to_string(first), std::to_string(first + limit - 1)};
  const redis::Reply reply = co_await client_.command(std::move(command));
  std::vector<std::string> ids;
  for (const redis::Reply& id : reply.array()) ids.push_back(id.string());
  co_return ids;
}

asio::awaitable<Counts> Queue::counts() {
  std::vector<std::string> args{keys_.base(), "wait",      "active", "prioritized",
                                "delayed",    "completed", "failed", "paused"};
  const redis::Reply reply = co_await client_.eval(scripts().counts, std::move(args));
  const auto& counted = reply.array();
  if (counted.size() != 7)
    throw redis::ProtocolError("getCounts answered with another number of counts than were asked for");
  Counts counts;
  counts.wait = counted[0].integer();
  counts.active = counted[1].integer();
  counts.prioritized = counted[2].integer();
  counts.delayed = counted[3].integer();
  counts.completed = counted[4].integer();
  counts.failed = counted[5].integer();
  counts.paused = counted[6].integer();
  co_return counts;
}

asio::awaitable<std::optional<Job>> Queue::get(std::string id) {
  redis::Command command{"HGETALL", keys_.key(id)};
  const redis::Reply reply = co_await client_.command(std::move(command));
  if (reply.array().empty()) co_return std::nullopt;
  co_return parse_job(std::move(id), reply);
}

asio::awaitable<std::string> Queue::state(std::string id) {
  std::vector<std::string> args{keys_.key("completed"),        keys_.key("failed"),      keys_.key("delayed"),
                                keys_.key("active"),           keys_.key("wait"),        keys_.key("paused"),
                                keys_.key("waiting-children"), keys_.key("prioritized"), std::move(id)};
  const redis::Reply reply = co_await client_.eval(scripts().state, std::move(args));
  co_return reply.string();
}

asio::awaitable<std::vector<bool>> Queue::exist(std::vector<std::string> ids) {
  std::vector<redis::Command> commands;
  for (const std::string& id : ids) commands.push_back(redis::Command{"EXISTS", keys_.key(id)});
  const std::vector<redis::Reply> replies = co_await client_.pipeline(std::move(commands));
  std::vector<bool> result;
  for (const redis::Reply& reply : replies) result.push_back(reply.integer() == 1);
  co_return result;
}

}  // namespace jobswipe::queue
