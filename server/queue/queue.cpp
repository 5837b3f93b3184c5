#include "server/queue/queue.hpp"

#include <fmt/core.h>

#include <boost/json/serialize.hpp>
#include <chrono>

#include "server/queue/bullmq_scripts.hpp"
#include "server/queue/msgpack.hpp"
#include "server/queue/scripts.hpp"

namespace jobswipe::queue {
namespace {

std::int64_t now_ms() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::int64_t checked(const redis::Reply& reply, std::string_view script, std::string_view job) {
  const std::int64_t code = reply.integer();
  if (code < 0) throw JobError(code, fmt::format("{} of job {} was refused with code {}", script, job, code));
  return code;
}

}  // namespace

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

Queue::Queue(redis::Client& client, std::string name, std::string prefix)
    : client_(client), keys_(std::move(name), std::move(prefix)) {}

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
  std::vector<std::string> args{keys_.key(id), keys_.key("repeat"), id, "1", keys_.base()};
  const redis::Reply reply = co_await client_.eval(scripts().remove, std::move(args));
  co_return checked(reply, "the removal", id) == 1;
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
