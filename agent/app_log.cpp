#include "agent/app_log.hpp"

#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/base/clock.hpp"

namespace jobswipe::agent {
namespace {

struct Subject {
  std::string application_id;
  int epoch = 0;
};

Subject& subject() {
  static Subject now;
  return now;
}

class JsonLines final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const auto time = std::chrono::time_point_cast<std::chrono::microseconds>(message.time);
    const auto level = spdlog::level::to_string_view(message.level);
    const auto line = log_line(base::to_rfc3339(time), std::string(level.data(), level.size()),
                               std::string(message.payload.data(), message.payload.size()));
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonLines>(); }
};

}  // namespace

std::string log_line(const std::string& at, const std::string& level, const std::string& message) {
  boost::json::object line;
  line["at"] = at;
  line["level"] = level;
  line["message"] = message;
  if (!subject().application_id.empty()) {
    line["application"] = subject().application_id;
    line["epoch"] = subject().epoch;
  }
  return boost::json::serialize(line) + "\n";
}

void set_log_subject(std::string application_id, int epoch) {
  subject().application_id = std::move(application_id);
  subject().epoch = epoch;
}

void start_logging(const std::string& level) {
  auto logger = std::make_shared<spdlog::logger>("agent", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::make_unique<JsonLines>());
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace jobswipe::agent
