#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <functional>
#include <stdexcept>

#include "agent/answer/facts.hpp"
#include "agent/app.hpp"
#include "agent/app_files.hpp"
#include "agent/app_journal.hpp"
#include "agent/app_model.hpp"
#include "agent/app_takeover.hpp"
#include "agent/apply/apply.hpp"
#include "agent/browser/session.hpp"
#include "core/base/id.hpp"

namespace jobswipe::agent {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

answer::Facts read_facts(const std::string& file) {
  auto facts = answer::parse_facts(read_json(file));
  if (facts) return std::move(*facts);
  std::string text = fmt::format("{} can't be used: {}", file, facts.error().detail);
  for (const auto& field : facts.error().fields) text += fmt::format("\n  {}: {}", field.pointer, field.reason);
  throw std::runtime_error(text);
}

browser::SessionOptions session_options(const BrowserOptions& options, const fs::path& profile,
                                        const fs::path& staging) {
  browser::SessionOptions session;
  session.profile_directory = profile.string();
  session.staging_directory = staging.string();
  session.driver = options.driver;
  session.headless = !options.visible;
  session.allow_private = options.allow_private;
  return session;
}

using Body = std::function<asio::awaitable<void>(browser::Browser&)>;

asio::awaitable<void> with_page(browser::Session& session, Body body) {
  std::exception_ptr failure;
  try {
    const auto page = co_await session.page();
    co_await body(*page);
  } catch (...) {
    failure = std::current_exception();
  }
  co_await session.close();
  if (failure) std::rethrow_exception(failure);
}

/// Runs `body` with one page in a browser that is closed at the end. `on_signal` is called at the first SIGINT or
/// SIGTERM, `on_mark` at the first SIGUSR1.
void run_with_page(browser::SessionOptions options, std::function<void()> on_signal, std::function<void()> on_mark,
                   Body body) {
  // Never destroyed: its end would wait for a name lookup that hangs.
  auto& context = *new asio::io_context;
  browser::Session session(context.get_executor(), std::move(options));
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code error, int) {
    if (!error) on_signal();
  });
  asio::signal_set marks(context, SIGUSR1);
  marks.async_wait([&](boost::system::error_code error, int) {
    if (!error) on_mark();
  });
  std::exception_ptr failure;
  asio::co_spawn(context, with_page(session, std::move(body)), [&](std::exception_ptr error) {
    failure = error;
    signals.cancel();
    marks.cancel();
  });
  context.run();
  if (failure) std::rethrow_exception(failure);
}

std::string text_of(const json::value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return std::string(value.as_string());
  return json::serialize(value);
}

void print_plan(const json::object& plan) {
  fmt::print("{}  ({})\n", text_of(plan.at("url")), text_of(plan.at("platform")));
  for (const auto& entry : plan.at("fields").as_array()) {
    const auto& field = entry.as_object();
    fmt::print("  {:<5} {:<12} {}{}: {}\n", text_of(field.at("decision")), text_of(field.at("kind")),
               text_of(field.at("label")), field.at("required") == true ? " *" : "", text_of(field.at("value")));
  }
  for (const auto& blocker : plan.at("blockers").as_array()) fmt::print("  blocked: {}\n", text_of(blocker));
}

asio::awaitable<void> do_plan(browser::Browser& page, answer::Facts facts, apply::PlanRequest request,
                              json::object* out) {
  *out = co_await apply::plan(page, std::move(facts), std::move(request));
}

/// One application by hand: the person at the keyboard is the gate, and has said yes by giving the command.
class LocalHooks final : public apply::Hooks {
 public:
  LocalHooks(journal::Journal& journal, journal::AttemptId id) : journal_(journal), id_(std::move(id)) {}

  void help_with(Helper& helper) { helper_ = &helper; }

  asio::awaitable<void> phase(apply::Phase phase, std::string detail) override {
    step_ = std::string(to_string(phase));
    spdlog::info("{} {}", step_, detail);
    journal_.enter(id_, journal_phase(phase));
    co_return;
  }
  asio::awaitable<apply::Gate> may_submit(std::vector<apply::AnswerSent>) override {
    journal_.intent_key(id_);
    apply::Gate gate;
    gate.granted = !cancelled_;
    if (cancelled_) gate.reason = "interrupted";
    co_return gate;
  }
  asio::awaitable<void> evidence(apply::Evidence kind, std::string png) override {
    journal_.add_evidence(id_, std::string(to_string(kind)), png);
    co_return;
  }
  asio::awaitable<void> log(std::string level, std::string message) override {
    spdlog::info("{}: {}", level, message);
    journal_.add_log(id_, level, step_, message);
    co_return;
  }
  asio::awaitable<std::vector<answer::Advice>> advise(std::vector<form::Field> fields, answer::Facts facts) override {
    std::vector<std::string> notes;
    auto advice = co_await helper_->advise(std::move(fields), std::move(facts), notes);
    for (const auto& note : notes) co_await log("info", note);
    co_return advice;
  }
  asio::awaitable<std::optional<std::size_t>> choose_way(apply::WayView page) override {
    std::vector<std::string> notes;
    const auto way = co_await helper_->choose_way(std::move(page), notes);
    for (const auto& note : notes) co_await log("info", note);
    co_return way;
  }
  asio::awaitable<apply::TakeOver> take_over(apply::FailureKind, std::string detail) override {
    if (takeover_->possible() && !takeover_->waits()) co_await log("warn", "waits for you at the window: " + detail);
    co_return co_await takeover_->wait();
  }
  void taken_over() override { takeover_->over(); }
  void wait_with(Takeover& takeover) { takeover_ = &takeover; }
  void go_on() {
    if (takeover_) takeover_->go_on();
  }
  bool cancelled() override { return cancelled_; }
  void cancel() { cancelled_ = true; }

 private:
  journal::Journal& journal_;
  journal::AttemptId id_;
  std::string step_ = "claimed";
  Helper* helper_ = nullptr;
  Takeover* takeover_ = nullptr;
  bool cancelled_ = false;
};

asio::awaitable<void> do_apply(browser::Browser& page, answer::Facts facts, apply::ApplyRequest request,
                               LocalHooks& hooks, const ApplyOptions& options, apply::Outcome* out,
                               std::string* spent) {
  const auto executor = co_await asio::this_coro::executor;
  Helper helper(executor, options.settings.model);
  hooks.help_with(helper);
  Takeover takeover(executor, options.browser.visible ? options.settings.takeover : std::chrono::seconds(0));
  hooks.wait_with(takeover);
  *out = co_await apply::apply(page, std::move(facts), std::move(request), hooks);
  *spent = helper.spent();
}

}  // namespace

int plan(const PlanOptions& options) {
  const auto facts = read_facts(options.profile_file);
  const TemporaryDirectory directory;
  apply::PlanRequest request;
  request.url = options.url;
  request.has_resume = !options.no_resume;
  request.allow_private = options.browser.allow_private;
  json::object plan;
  run_with_page(
      session_options(options.browser, directory.path() / "browser", directory.path() / "staging"),
      [] { throw std::runtime_error("interrupted"); }, [] {},
      [&](browser::Browser& page) { return do_plan(page, facts, request, &plan); });
  if (options.json)
    fmt::print("{}\n", json::serialize(plan));
  else
    print_plan(plan);
  return 0;
}

int apply(const ApplyOptions& options) {
  const auto facts = read_facts(options.profile_file);
  const StateDirectory state(options.state_directory);
  const base::SystemClock clock;
  journal::Journal journal(state.journal().string(), state.evidence(), clock);
  const journal::AttemptId id{"local-" + base::Uuid::make().to_string(), 0};
  journal.begin(id, options.url);

  apply::ApplyRequest request;
  request.url = options.url;
  request.allow_private = options.browser.allow_private;
  const auto staged = state.staging() / id.application_id;
  if (!options.resume_file.empty()) {
    fs::create_directories(staged);
    const auto file = staged / safe_file_name(options.resume_file, "resume.pdf");
    fs::copy_file(options.resume_file, file, fs::copy_options::overwrite_existing);
    request.resume_path = file.string();
  }
  LocalHooks hooks(journal, id);
  request.review = review_of(options.settings);
  apply::Outcome outcome;
  std::string spent;
  run_with_page(
      session_options(options.browser, state.browser_profile(), state.staging()), [&] { hooks.cancel(); },
      [&] {
        std::error_code ignored;
        if (fs::remove(StateDirectory::go_on(state.path()), ignored)) hooks.go_on();
      },
      [&](browser::Browser& page) { return do_apply(page, facts, request, hooks, options, &outcome, &spent); });
  std::error_code ignored;
  fs::remove_all(staged, ignored);

  json::object result = to_json(outcome);
  json::array pictures;
  for (const auto& evidence : journal.pending_evidence(id)) {
    json::object picture;
    picture["kind"] = evidence.kind;
    picture["file"] = evidence.file.string();
    pictures.push_back(std::move(picture));
  }
  result["evidence"] = std::move(pictures);
  if (!spent.empty()) result["model"] = spent;
  journal.settle(id, "local");
  if (options.json)
    fmt::print("{}\n", json::serialize(result));
  else
    fmt::print("{}{}{}\n{}\n", to_string(outcome.status), outcome.kind ? ": " : "",
               outcome.kind ? to_string(*outcome.kind) : std::string_view(),
               outcome.confirmation.empty() ? outcome.detail : outcome.confirmation);
  switch (outcome.status) {
    case apply::OutcomeStatus::completed:
      return 0;
    case apply::OutcomeStatus::needs_review:
      return kExitNeedsReview;
    case apply::OutcomeStatus::failed:
    case apply::OutcomeStatus::dropped:
      return kExitFailed;
  }
  return kExitFailed;
}

}  // namespace jobswipe::agent
