#include "agent/app_worker.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>
#include <spdlog/spdlog.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <random>

#include "agent/answer/facts.hpp"
#include "agent/app_journal.hpp"
#include "agent/app_log.hpp"
#include "agent/apply/apply.hpp"
#include "agent/apply/look_up.hpp"
#include "agent/link/backoff.hpp"
#include "agent/report/outbox.hpp"
#include "agent/report/status_body.hpp"
#include "core/base/crash_point.hpp"
#include "core/domain/lease.hpp"

namespace jobswipe::agent {
namespace {

using apply::FailureKind;
using base::ErrorCode;
using std::chrono::seconds;

/// How long the gate waits for a server that does not answer, with a form that is filled and a person's session that
/// may run out.
constexpr seconds kGatePatience{120};

/// For opening a posting's page again.
constexpr seconds kLookUp{20};

struct Shown {
  const char* step;
  int percent;
};

constexpr Shown shown(apply::Phase phase) noexcept {
  switch (phase) {
    case apply::Phase::opening:
      return {"opening", 10};
    case apply::Phase::reading:
      return {"reading", 25};
    case apply::Phase::filling:
      return {"filling", 40};
    case apply::Phase::ready:
      return {"reviewing", 70};
    case apply::Phase::intent:
      return {"submitting", 75};
    case apply::Phase::clicking:
      return {"submitting", 80};
    case apply::Phase::clicked:
      return {"confirming", 90};
    case apply::Phase::confirmed:
      return {"confirming", 95};
  }
  return {"filling", 40};
}

double random_part() {
  static std::mt19937_64 engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

std::string sha256_hex(std::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  std::string hex;
  for (const auto byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

/// The pipeline's owner for one leased application.
class LeasedHooks final : public apply::Hooks {
 public:
  LeasedHooks(asio::any_io_executor executor, journal::Journal& journal, link::Api& api, claim::LeaseKeeper& keeper,
              Helper& helper, Takeover& takeover, journal::AttemptId id, const bool& stopping)
      : executor_(std::move(executor)),
        journal_(journal),
        api_(api),
        keeper_(keeper),
        helper_(helper),
        takeover_(takeover),
        id_(std::move(id)),
        stopping_(stopping) {}

  asio::awaitable<void> phase(apply::Phase phase, std::string) override {
    if (phase == apply::Phase::clicking && keeper_.lost())
      throw std::runtime_error("the lease went elsewhere before the click");
    journal_.enter(id_, journal_phase(phase));
    step_ = std::string(to_string(phase));
    spdlog::info("{}", step_);
    shown_ = shown(phase);
    waits_for_.clear();
    keeper_.progress(shown_.step, shown_.percent);
    if (phase == apply::Phase::filling) base::crash_point("agent.filling");
    if (phase == apply::Phase::clicking) base::crash_point("agent.before_click");
    if (phase == apply::Phase::clicked) base::crash_point("agent.after_click");
    co_return;
  }

  asio::awaitable<apply::Gate> may_submit(std::vector<apply::AnswerSent>) override {
    const auto key = journal_.intent_key(id_);
    base::crash_point("agent.before_intent");
    const auto end = std::chrono::steady_clock::now() + kGatePatience;
    link::Backoff backoff;
    backoff.most = seconds(10);
    apply::Gate gate;
    while (true) {
      if (cancelled()) {
        gate.reason = "The work was stopped before anything was sent.";
        co_return gate;
      }
      const auto granted = co_await api_.submit_intent(id_.application_id, id_.epoch, key);
      if (granted) {
        base::crash_point("agent.after_intent");
        gate.granted = true;
        co_return gate;
      }
      const auto& error = granted.error();
      gate.reason = error.detail;
      spdlog::warn("no submit intent: {}", error.detail);
      if (report::verdict_of(error) != report::Verdict::later) {
        refused_by_ = error.code;
        if (error.code == ErrorCode::cancelled) keeper_.note_cancel();
        if (error.code != ErrorCode::cancelled && error.code != ErrorCode::posting_closed) keeper_.note_lost();
        co_return gate;
      }
      if (std::chrono::steady_clock::now() > end) {
        refused_by_ = ErrorCode::unavailable;
        co_return gate;
      }
      asio::steady_timer timer(executor_, backoff.next(random_part()));
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

  asio::awaitable<void> evidence(apply::Evidence kind, std::string png) override {
    journal_.add_evidence(id_, std::string(to_string(kind)), png);
    co_return;
  }

  asio::awaitable<void> log(std::string level, std::string message) override {
    spdlog::log(level == "error"  ? spdlog::level::err
                : level == "warn" ? spdlog::level::warn
                                  : spdlog::level::info,
                "{}", message);
    journal_.add_log(id_, level, step_, message);
    co_return;
  }

  asio::awaitable<std::vector<answer::Advice>> advise(std::vector<form::Field> fields, answer::Facts facts) override {
    std::vector<std::string> notes;
    auto advice = co_await helper_.advise(std::move(fields), std::move(facts), notes);
    for (const auto& note : notes) co_await log("info", note);
    co_return advice;
  }

  asio::awaitable<std::optional<std::size_t>> choose_way(apply::WayView page) override {
    std::vector<std::string> notes;
    const auto way = co_await helper_.choose_way(std::move(page), notes);
    for (const auto& note : notes) co_await log("info", note);
    co_return way;
  }

  asio::awaitable<apply::TakeOver> take_over(apply::FailureKind kind, std::string detail) override {
    std::string wanted(to_string(kind));
    if (takeover_.possible() && waits_for_ != wanted) {
      takeover_.over();
      waits_for_ = std::move(wanted);
      co_await log("warn", "waits for the person at the desktop's window: " + detail);
      keeper_.progress(shown_.step, shown_.percent, waits_for_);
    }
    co_return co_await takeover_.wait();
  }

  void taken_over() override {
    takeover_.over();
    waits_for_.clear();
    keeper_.progress(shown_.step, shown_.percent);
  }

  bool cancelled() override { return keeper_.cancel_requested() || keeper_.lost() || stopping_; }
  std::optional<ErrorCode> refused_by() const { return refused_by_; }

 private:
  asio::any_io_executor executor_;
  journal::Journal& journal_;
  link::Api& api_;
  claim::LeaseKeeper& keeper_;
  Helper& helper_;
  Takeover& takeover_;
  journal::AttemptId id_;
  const bool& stopping_;
  std::string step_ = "starting";
  Shown shown_ = shown(apply::Phase::opening);
  std::string waits_for_;  ///< what the phone says that the person is to do at the window
  std::optional<ErrorCode> refused_by_;
};

/// What to say of work that was dropped before the click.
boost::json::object dropped_body(int epoch, const apply::Outcome& outcome, bool cancel_requested,
                                 std::optional<ErrorCode> refused_by) {
  if (cancel_requested) return report::status_body(epoch, outcome);
  if (refused_by == ErrorCode::posting_closed)
    return report::failure_body(epoch, FailureKind::posting_closed, outcome.detail);
  if (refused_by == ErrorCode::unavailable)
    return report::failure_body(epoch, FailureKind::network,
                                "The server could not be asked for leave to submit, so nothing was sent.");
  return report::failure_body(epoch, FailureKind::network, "The desktop was shut down before anything was sent.");
}

}  // namespace

Worker::Worker(asio::any_io_executor executor, const StateDirectory& state, journal::Journal& journal, link::Api& api,
               browser::Session& session, Helper& helper, const Settings& settings, bool visible, bool allow_private)
    : executor_(std::move(executor)),
      state_(state),
      journal_(journal),
      api_(api),
      session_(session),
      helper_(helper),
      settings_(settings),
      takeover_(executor_, visible ? settings.takeover : seconds(0)),
      allow_private_(allow_private),
      pause_(executor_) {}

void Worker::note_cancel(const std::string& application_id) {
  if (keeper_ && application_id == application_id_) keeper_->note_cancel();
}

asio::awaitable<void> Worker::work(claim::Claim claim) {
  const journal::AttemptId id{claim.application_id, claim.epoch};
  set_log_subject(claim.application_id, claim.epoch);
  application_id_ = claim.application_id;
  keeper_ = std::make_unique<claim::LeaseKeeper>(executor_, api_, claim.application_id, claim.epoch, claim.heartbeat);
  boost::json::object body;
  std::string failure;
  try {
    body = co_await outcome_of(claim);
  } catch (const std::exception& error) {
    failure = error.what();
  }
  if (!failure.empty()) {
    spdlog::error("the work broke off: {}", failure);
    const auto broken = journal_.find(id);
    const bool unknown = broken && journal::may_have_sent(broken->phase);
    body = report::failure_body(claim.epoch, unknown ? FailureKind::outcome_unknown : FailureKind::browser_crashed,
                                unknown ? "The agent broke off after the click, so nobody knows whether it was sent."
                                        : "The agent broke off before anything was sent.");
  }
  const auto attempt = journal_.find(id);
  const bool clicked = attempt && journal::may_have_sent(attempt->phase);
  keeper_->progress("reporting", 98);
  // After the click the report of even a lost lease is wanted: the granted epoch may settle its own outcome.
  if (keeper_->lost() && !clicked) {
    spdlog::warn("the lease went elsewhere; the work is dropped");
    journal_.settle(id, "lost");
  } else {
    journal_.record_outcome(id, body);
    spdlog::info("ended: {}", std::string(body.at("status").as_string()));
    base::crash_point("agent.before_report");
  }
  keeper_.reset();
  application_id_.clear();
  std::error_code ignored;
  fs::remove_all(state_.staging() / claim.application_id, ignored);
  set_log_subject("", 0);
}

asio::awaitable<boost::json::object> Worker::settle_unknown(const journal::Attempt& attempt) {
  set_log_subject(attempt.id.application_id, attempt.id.epoch);
  apply::LookUp found;
  std::string picture;
  try {
    const auto page = co_await session_.page();
    found = co_await apply::look_up(*page, attempt.url, allow_private_, kLookUp);
    if (!found.words.empty()) picture = co_await page->screenshot();
    co_await page->close();
  } catch (const browser::BrowserError& error) {
    if (found.words.empty()) found.detail = std::string("The posting's page could not be asked: ") + error.what();
  }
  const std::string told = "The agent ended between the click and the confirmation. ";
  boost::json::object body;
  if (found.words.empty()) {
    spdlog::warn("nobody knows whether it was sent; a person must look. {}", found.detail);
    body = report::failure_body(attempt.id.epoch, FailureKind::outcome_unknown,
                                told + "Nobody knows whether it was sent. " + found.detail);
  } else {
    spdlog::info("the posting's page has the application: {}", found.words);
    journal_.add_log(attempt.id, "info", "confirming", told + "The posting's page says: " + found.words);
    if (!picture.empty())
      journal_.add_evidence(attempt.id, std::string(to_string(apply::Evidence::confirmation)), picture);
    apply::Outcome outcome;
    outcome.status = apply::OutcomeStatus::completed;
    outcome.clicked = true;
    outcome.confirmation = found.words;
    body = report::status_body(attempt.id.epoch, outcome);
  }
  set_log_subject("", 0);
  co_return body;
}

asio::awaitable<base::Result<std::string>> Worker::stage_resume(const claim::Claim& claim, fs::path directory) {
  if (!claim.resume) co_return std::string();
  const auto bytes = co_await api_.download(claim.resume->path);
  if (!bytes) co_return bytes.error();
  if (sha256_hex(*bytes) != claim.resume->sha256) {
    base::Error damaged;
    damaged.code = ErrorCode::unavailable;
    damaged.detail = "The résumé arrived damaged.";
    co_return damaged;
  }
  fs::create_directories(directory);
  const auto file = directory / safe_file_name(claim.resume->name, "resume.pdf");
  link::write_private_file(file, *bytes);
  co_return file.string();
}

/// Notes that one begins, after leaving its portal alone for as long as the person wants.
asio::awaitable<void> Worker::keep_manners(const claim::Claim& claim) {
  const auto host = pace::host_of(claim.url);
  auto diary = pace::parse_diary(journal_.fact(kDiary).value_or(""));
  while (!stopping_ && !keeper_->cancel_requested() && !keeper_->lost()) {
    const auto wait = pace::until_portal(settings_.manners, diary, host, pace::local_now());
    if (wait.count() <= 0) break;
    spdlog::info("{} is left alone for another {} s", host, wait.count());
    pause_.expires_after(std::min(wait, seconds(10)));
    boost::system::error_code ignored;
    co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  pace::note_begin(diary, host, pace::local_now());
  journal_.set_fact(kDiary, pace::to_line(diary));
}

asio::awaitable<boost::json::object> Worker::outcome_of(const claim::Claim& claim) {
  const journal::AttemptId id{claim.application_id, claim.epoch};
  const int epoch = claim.epoch;
  auto facts = answer::parse_facts(claim.facts);
  if (!facts) {
    std::string detail = "The profile can't be used: " + facts.error().detail;
    for (const auto& field : facts.error().fields) detail += fmt::format(" {}: {}.", field.pointer, field.reason);
    co_return report::failure_body(epoch, FailureKind::invalid_profile, detail);
  }
  const auto resume = co_await stage_resume(claim, state_.staging() / claim.application_id);
  if (!resume)
    co_return report::failure_body(epoch, FailureKind::network,
                                   "The résumé could not be fetched: " + resume.error().detail);

  co_await keep_manners(claim);
  std::unique_ptr<browser::Browser> page;
  std::string broken;
  try {
    page = co_await session_.page();
  } catch (const browser::BrowserError& error) {
    broken = error.what();
  }
  if (!page) co_return report::failure_body(epoch, FailureKind::browser_crashed, "No browser: " + broken);

  apply::ApplyRequest request;
  request.url = claim.url;
  request.resume_path = *resume;
  request.allow_private = allow_private_;
  request.review = review_of(settings_);
  request.permission_life = domain::permission_life(claim.lease);
  helper_.begin();
  takeover_.begin();
  LeasedHooks hooks(executor_, journal_, api_, *keeper_, helper_, takeover_, id, stopping_);
  const auto outcome = co_await apply::apply(*page, std::move(*facts), std::move(request), hooks);
  co_await page->close();
  if (const auto spent = helper_.spent(); !spent.empty()) co_await hooks.log("info", spent);
  if (outcome.status == apply::OutcomeStatus::dropped)
    co_return dropped_body(epoch, outcome, keeper_->cancel_requested(), hooks.refused_by());
  co_return report::status_body(epoch, outcome);
}

}  // namespace jobswipe::agent
