#include "server/queue/job.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <charconv>
#include <cmath>

#include "server/queue/msgpack.hpp"

namespace jobswipe::queue {
namespace {

constexpr int kPriorityLimit = (1 << 21) - 1;

// Each of these after the queue's prefix is a key of the queue itself.
constexpr std::array<std::string_view, 18> kReservedIds{
    "active", "wait",    "waiting-children", "paused",  "id",   "delayed", "prioritized", "stalled-check", "completed",
    "failed", "stalled", "repeat",           "limiter", "meta", "events",  "pc",          "marker",        "de"};

bool is_integer(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void pack_keep(Packer& pack, std::string_view name, const Keep& keep) {
  pack.text(name);
  if (keep.count == 0) {
    pack.boolean(true);
    return;
  }
  pack.map(static_cast<std::uint32_t>(keep.count.has_value()) + static_cast<std::uint32_t>(keep.age.has_value()));
  if (keep.count) pack.text("count").integer(*keep.count);
  if (keep.age) pack.text("age").integer(keep.age->count());
}

double real(const boost::json::value& value, double otherwise) {
  boost::system::error_code error;
  const double result = value.to_number<double>(error);
  return error ? otherwise : result;
}

std::int64_t whole(const boost::json::value* value, std::int64_t otherwise) {
  return value && value->is_number() ? static_cast<std::int64_t>(real(*value, 0)) : otherwise;
}

// `true`, `false`, a count, or {count, age}, all of which BullMQ's Node side writes.
std::optional<Keep> parse_keep(const boost::json::value* value) {
  if (!value) return std::nullopt;
  Keep keep;
  if (const bool* flag = value->if_bool()) {
    if (*flag) keep.count = 0;
  } else if (value->is_number()) {
    keep.count = whole(value, 0);
  } else if (const auto* object = value->if_object()) {
    if (object->contains("count")) keep.count = whole(object->if_contains("count"), 0);
    if (object->contains("age")) keep.age = std::chrono::seconds(whole(object->if_contains("age"), 0));
  } else {
    return std::nullopt;
  }
  // BullMQ counts -1 as "all".
  if (keep.count && *keep.count < 0) keep.count.reset();
  return keep;
}

std::optional<Backoff> parse_backoff(const boost::json::value* value) {
  if (!value) return std::nullopt;
  Backoff backoff;
  if (value->is_number()) {
    backoff.type = "fixed";
    backoff.delay = milliseconds(whole(value, 0));
    return backoff;
  }
  const auto* object = value->if_object();
  if (!object) return std::nullopt;
  if (const auto* type = object->if_contains("type"); type && type->is_string())
    backoff.type.assign(type->get_string().data(), type->get_string().size());
  backoff.delay = milliseconds(whole(object->if_contains("delay"), 0));
  if (const auto* jitter = object->if_contains("jitter")) backoff.jitter = real(*jitter, 0);
  return backoff;
}

JobOptions parse_options(std::string_view text) {
  JobOptions options;
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(text, error);
  const auto* object = error ? nullptr : parsed.if_object();
  if (!object) return options;
  options.attempts = static_cast<int>(whole(object->if_contains("attempts"), 0));
  options.priority = static_cast<int>(whole(object->if_contains("priority"), 0));
  options.delay = milliseconds(whole(object->if_contains("delay"), 0));
  options.backoff = parse_backoff(object->if_contains("backoff"));
  options.remove_on_complete = parse_keep(object->if_contains("removeOnComplete"));
  options.remove_on_fail = parse_keep(object->if_contains("removeOnFail"));
  return options;
}

}  // namespace

milliseconds Backoff::after(int failures, double random) const {
  double bound = static_cast<double>(delay.count());
  if (type == "exponential")
    bound = std::round(std::pow(2.0, failures - 1) * bound);
  else if (type != "fixed")
    throw std::invalid_argument(fmt::format("the backoff “{}” is neither fixed nor exponential", type));
  if (jitter > 0) bound = std::floor(random * bound * jitter + bound * (1 - jitter));
  return milliseconds(static_cast<std::int64_t>(bound));
}

void validate(const JobOptions& options) {
  const std::string& id = options.id;
  if (is_integer(id))
    throw std::invalid_argument(fmt::format("the job id “{}” is an integer, which Redis gives out itself", id));
  if (id.find(':') != std::string::npos) throw std::invalid_argument(fmt::format("the job id “{}” holds a colon", id));
  if (std::find(kReservedIds.begin(), kReservedIds.end(), id) != kReservedIds.end())
    throw std::invalid_argument(fmt::format("the job id “{}” is the name of one of the queue's own keys", id));
  if (options.priority < 0 || options.priority > kPriorityLimit)
    throw std::invalid_argument(fmt::format("the priority {} is not from 0 to {}", options.priority, kPriorityLimit));
  if (options.delay.count() < 0) throw std::invalid_argument("the delay is negative");
  if (options.attempts < 1) throw std::invalid_argument("a job needs at least one attempt");
  if (options.backoff && (options.backoff->jitter < 0 || options.backoff->jitter > 1))
    throw std::invalid_argument("the jitter is not from 0 to 1");
}

std::string pack_options(const JobOptions& options) {
  std::string out;
  Packer pack(out);
  pack.map(1 + static_cast<std::uint32_t>(!options.id.empty()) + static_cast<std::uint32_t>(options.priority > 0) +
           static_cast<std::uint32_t>(options.delay.count() > 0) +
           static_cast<std::uint32_t>(options.backoff.has_value()) +
           static_cast<std::uint32_t>(options.remove_on_complete.has_value()) +
           static_cast<std::uint32_t>(options.remove_on_fail.has_value()));
  pack.text("attempts").integer(options.attempts);
  if (!options.id.empty()) pack.text("jobId").text(options.id);
  if (options.priority > 0) pack.text("priority").integer(options.priority);
  if (options.delay.count() > 0) pack.text("delay").integer(options.delay.count());
  if (options.backoff) {
    pack.text("backoff").map(options.backoff->jitter > 0 ? 3 : 2);
    pack.text("type").text(options.backoff->type).text("delay").integer(options.backoff->delay.count());
    if (options.backoff->jitter > 0) pack.text("jitter").real(options.backoff->jitter);
  }
  if (options.remove_on_complete) pack_keep(pack, "removeOnComplete", *options.remove_on_complete);
  if (options.remove_on_fail) pack_keep(pack, "removeOnFail", *options.remove_on_fail);
  return out;
}

Job parse_job(std::string id, const redis::Reply& fields) {
  Job job;
  job.id = std::move(id);
  const auto& items = fields.array();
  std::string_view legacy_attempts;
  bool has_attempts = false;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    const std::string& name = items[i].string();
    const std::string& value = items[i + 1].string();
    if (name == "name")
      job.name = value;
    else if (name == "data") {
      boost::system::error_code error;
      job.data = boost::json::parse(value, error);
      if (error) job.malformed = "the job's data is not JSON";
    } else if (name == "opts")
      job.options = parse_options(value);
    else if (name == "timestamp")
      job.timestamp = number(value);
    else if (name == "processedOn")
      job.processed_on = number(value);
    else if (name == "finishedOn")
      job.finished_on = number(value);
    else if (name == "priority")
      job.priority = static_cast<int>(number(value));
    else if (name == "delay")
      job.delay = milliseconds(number(value));
    else if (name == "atm")
      job.attempts_made = static_cast<int>(number(value)), has_attempts = true;
    else if (name == "attemptsMade")
      legacy_attempts = value;
    else if (name == "ats")
      job.attempts_started = static_cast<int>(number(value));
    else if (name == "stc")
      job.stalled = static_cast<int>(number(value));
    else if (name == "failedReason")
      job.failed_reason = value;
    else if (name == "defa")
      job.deferred_failure = value;
    else if (name == "returnvalue")
      job.return_value = value;
    else if (name == "stacktrace")
      job.stacktrace = value;
    else if (name == "pb")
      job.processed_by = value;
  }
  if (!has_attempts) job.attempts_made = static_cast<int>(number(legacy_attempts));
  job.options.id = job.id;
  return job;
}

}  // namespace jobswipe::queue
