#include "server/log.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "core/base/clock.hpp"

namespace jobswipe::server {
namespace {

/// Messages that are JSON objects already (access log lines) become members of the line; all others its `message`.
class JsonLines final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const std::string_view text(message.payload.data(), message.payload.size());
    const auto level = spdlog::level::to_string_view(message.level);
    const auto time = base::to_rfc3339(std::chrono::time_point_cast<std::chrono::microseconds>(message.time));
    fmt::format_to(std::back_inserter(out), R"({{"at":"{}","level":"{}",)", time,
                   std::string_view(level.data(), level.size()));
    if (text.size() > 2 && text.front() == '{' && text.back() == '}')
      out.append(text.data() + 1, text.data() + text.size());
    else
      fmt::format_to(std::back_inserter(out), R"("message":{}}})",
                     boost::json::serialize(boost::json::string(text.data(), text.size())));
    out.push_back('\n');
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonLines>(); }
};

}  // namespace

void start_logging(const std::string& level) {
  auto logger = spdlog::stderr_logger_mt("jobswiped");
  logger->set_formatter(std::make_unique<JsonLines>());
  logger->set_level(level == "debug"     ? spdlog::level::debug
                    : level == "warning" ? spdlog::level::warn
                    : level == "error"   ? spdlog::level::err
                                         : spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace jobswipe::server
