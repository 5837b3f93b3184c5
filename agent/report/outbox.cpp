#include "agent/report/outbox.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <iterator>

#include "agent/report/status_body.hpp"
#include "core/base/crash_point.hpp"

namespace jobswipe::report {
namespace {

using base::ErrorCode;

constexpr int kLogsAtOnce = 500;
constexpr std::size_t kMaxMessage = 2000;

}  // namespace

Verdict verdict_of(const base::Error& error) noexcept {
  switch (error.code) {
    case ErrorCode::unavailable:
    case ErrorCode::rate_limited:
    case ErrorCode::in_progress:
    case ErrorCode::internal:
    // A pairing that was revoked may be renewed; until then nothing is thrown away.
    case ErrorCode::unauthenticated:
    case ErrorCode::forbidden:
    case ErrorCode::slow_down:
    case ErrorCode::authorization_pending:
    case ErrorCode::expired_token:
    case ErrorCode::access_denied:
      return Verdict::later;
    case ErrorCode::stale_epoch:
    case ErrorCode::not_found:
    case ErrorCode::conflict:
    case ErrorCode::precondition_failed:
    case ErrorCode::cancelled:
    case ErrorCode::already_granted:
    case ErrorCode::posting_closed:
      return Verdict::stale;
    case ErrorCode::invalid_input:
    case ErrorCode::method_not_allowed:
    case ErrorCode::too_large:
    case ErrorCode::unsupported_media:
    case ErrorCode::unprocessable:
      return Verdict::refused;
  }
  return Verdict::later;
}

asio::awaitable<bool> Outbox::flush() {
  bool all = true;
  for (auto& attempt : journal_.unsettled()) {
    if (!attempt.outcome) continue;
    const auto id = attempt.id;
    // The proof first, so that it is there when the phone shows the outcome; but nothing keeps the outcome waiting.
    for (auto& evidence : journal_.pending_evidence(id)) {
      const bool sent = co_await send_evidence(std::move(evidence));
      if (!sent) break;
      base::crash_point("agent.mid_upload");
    }
    co_await send_logs(id);
    const bool sent = co_await send_outcome(std::move(attempt));
    if (!sent) co_return false;
  }
  for (auto& evidence : journal_.pending_evidence()) {
    const auto attempt = journal_.find(evidence.attempt);
    // Local applications and work that is going on keep theirs.
    const bool local = evidence.attempt.epoch == 0;
    if (local || !attempt) continue;
    const bool sent = co_await send_evidence(std::move(evidence));
    all = all && sent;
    if (!sent) break;
  }
  co_return all;
}

asio::awaitable<bool> Outbox::send_evidence(journal::PendingEvidence evidence) {
  std::ifstream file(evidence.file, std::ios::binary);
  std::string png((std::istreambuf_iterator<char>(file)), {});
  if (!file && png.empty()) {
    spdlog::warn("a screenshot is gone: {}", evidence.file.string());
    journal_.evidence_settled(evidence, std::nullopt);
    co_return true;
  }
  const auto number = co_await api_.add_evidence(evidence.attempt.application_id, evidence.attempt.epoch, evidence.kind,
                                                 std::move(png), evidence.key);
  if (number) {
    journal_.evidence_settled(evidence, *number);
    co_return true;
  }
  spdlog::info("evidence: {}", number.error().detail);
  if (verdict_of(number.error()) == Verdict::later) co_return false;
  journal_.evidence_settled(evidence, std::nullopt);
  co_return true;
}

asio::awaitable<bool> Outbox::send_logs(journal::AttemptId id) {
  const auto lines = journal_.logs(id, kLogsAtOnce);
  if (lines.empty()) co_return true;
  boost::json::array list;
  for (const auto& line : lines) {
    boost::json::object entry;
    entry["at"] = line.at;
    entry["level"] = log_level(line.level);
    entry["step"] = cut(line.step, 100);
    entry["message"] = cut(line.message, kMaxMessage);
    list.push_back(std::move(entry));
  }
  // The same lines have the same key, whenever they are sent.
  auto key = fmt::format("logs-{}-{}-{}", id.application_id, id.epoch, lines.back().id);
  const auto sent = co_await api_.append_logs(id.application_id, id.epoch, std::move(list), std::move(key));
  if (!sent) spdlog::info("logs: {}", sent.error().detail);
  if (!sent && verdict_of(sent.error()) == Verdict::later) co_return false;
  journal_.logs_settled(id, lines.back().id);
  co_return true;
}

asio::awaitable<bool> Outbox::send_outcome(journal::Attempt attempt) {
  auto body = *attempt.outcome;
  const auto numbers = journal_.evidence_numbers(attempt.id);
  if (!numbers.empty()) {
    boost::json::array list;
    for (const int number : numbers)
      if (list.size() < 50) list.emplace_back(number);
    body["evidence"] = std::move(list);
  }
  auto answer = co_await api_.put_status(attempt.id.application_id, std::move(body));
  if (!answer && verdict_of(answer.error()) == Verdict::refused) {
    spdlog::error("the server refuses a report: {}; sending less of it", answer.error().detail);
    for (const auto& field : answer.error().fields) spdlog::error("  {}: {}", field.pointer, field.reason);
    auto less = reduced(*attempt.outcome);
    journal_.replace_outcome(attempt.id, less);
    answer = co_await api_.put_status(attempt.id.application_id, std::move(less));
  }
  if (answer) {
    base::crash_point("agent.after_report");
    journal_.settle(attempt.id, "accepted");
    co_return true;
  }
  switch (verdict_of(answer.error())) {
    case Verdict::later:
      spdlog::warn("a report waits: {}", answer.error().detail);
      co_return false;
    case Verdict::stale:
      spdlog::warn("a report is not wanted any more: {}", answer.error().detail);
      journal_.settle(attempt.id, "stale");
      co_return true;
    case Verdict::refused:
      spdlog::error("the server refuses even the short report: {}", answer.error().detail);
      journal_.settle(attempt.id, "refused");
      co_return true;
  }
  co_return false;
}

}  // namespace jobswipe::report
