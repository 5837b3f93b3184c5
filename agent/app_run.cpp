#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <random>
#include <stdexcept>

#include "agent/app.hpp"
#include "agent/app_files.hpp"
#include "agent/app_journal.hpp"
#include "agent/app_worker.hpp"
#include "agent/link/backoff.hpp"
#include "agent/link/stream.hpp"
#include "agent/report/outbox.hpp"
#include "agent/report/status_body.hpp"
#include "core/base/crash_point.hpp"
#include "core/base/id.hpp"

namespace jobswipe::agent {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Steady = std::chrono::steady_clock;

constexpr int kMaxResumes = 2;
constexpr const char* kCursor = "cursor";
constexpr seconds kCursorEvery{5};
constexpr seconds kLookAgain{600};
constexpr seconds kSettingsEvery{300};
constexpr const char* kClaimKey = "claim_key";
constexpr std::chrono::hours kRemember{24 * 90};

browser::SessionOptions session_options(const BrowserOptions& options, const StateDirectory& state) {
  browser::SessionOptions session;
  session.profile_directory = state.browser_profile().string();
  session.staging_directory = state.staging().string();
  session.driver = options.driver;
  session.headless = !options.visible;
  session.allow_private = options.allow_private;
  return session;
}

/// The agent at work: one application at a time, for ever.
class Agent {
 public:
  Agent(asio::io_context& context, const RunOptions& options, link::Credentials credentials)
      : context_(context),
        options_(options),
        state_(options.state_directory),
        journal_(state_.journal().string(), state_.evidence(), clock_),
        api_(context.get_executor(), link::CredentialsFile(state_.credentials()), std::move(credentials)),
        session_(context.get_executor(), session_options(options.browser, state_)),
        helper_(context.get_executor(), options.settings.model),
        worker_(context.get_executor(), state_, journal_, api_, session_, helper_, options.settings,
                options.browser.visible, options.browser.allow_private),
        outbox_(journal_, api_),
        stream_(context.get_executor(), api_, handlers()),
        wake_(context) {}

  asio::awaitable<void> run() {
    journal_.forget_before(clock_.now() - kRemember);
    const auto synced = co_await sync();
    if (stopping_) co_return;
    heed(synced.settings);
    auto resumable = recover(synced);
    asio::co_spawn(context_, stream_.run(synced.cursor), [](std::exception_ptr error) {
      try {
        if (error) std::rethrow_exception(error);
        spdlog::warn("the event stream ended");
      } catch (const std::exception& thrown) {
        spdlog::error("the event stream ended: {}", thrown.what());
      }
    });
    spdlog::info("ready: {} waiting", synced.waiting);
    co_await settle_unknown();
    link::Backoff backoff;
    while (!stopping_) {
      co_await outbox_.flush();
      if (stopping_) break;
      if (!resumable.empty()) {
        auto claim = std::move(resumable.back());
        resumable.pop_back();
        co_await do_one(std::move(claim));
        continue;
      }
      if (settings_changed_ || Steady::now() - settings_heard_ > kSettingsEvery) co_await hear_settings();
      if (stopping_) break;
      if (const auto wait = hold(); wait.count() > 0) {
        co_await close_idle_browser();
        co_await sleep(wait);
        continue;
      }
      const auto claims = co_await api_.claim(1, options_.claim_wait, claim_key());
      if (!claims) {
        if (claims.error().code == ErrorCode::unauthenticated || claims.error().code == ErrorCode::forbidden)
          throw refused(claims.error());
        const auto pause =
            std::max<milliseconds>(backoff.next(random_part()), claims.error().retry_after.value_or(seconds(0)));
        spdlog::info("no work to be had: {}", claims.error().detail);
        co_await sleep(pause);
        continue;
      }
      backoff.reset();
      for (const auto& document : *claims) co_await take(document);
      if (!claims->empty()) journal_.set_fact(kClaimKey, "");
      if (claims->empty()) co_await close_idle_browser();
      // A server that doesn't wait must not be asked without end.
      if (claims->empty() && options_.claim_wait.count() == 0) co_await sleep(seconds(2));
    }
    co_await outbox_.flush();
  }

  asio::awaitable<void> close() { co_await session_.close(); }

  /// Idle: ends at once. At work: the worker gives up before the click, or finishes after it.
  void stop() {
    if (stopping_) return;
    spdlog::info("stopping");
    stopping_ = true;
    worker_.stop();
    wake_.cancel();
    if (!working_) on_idle_stop_();
  }
  /// The person changed a mark in the state directory.
  void look_at_marks() {
    std::error_code ignored;
    if (fs::remove(StateDirectory::go_on(state_.path()), ignored)) worker_.go_on();
    wake_.cancel();
  }
  void on_idle_stop(std::function<void()> handler) { on_idle_stop_ = std::move(handler); }

 private:
  /// Takes up the person's settings; of them and `config.toml` the stricter counts.
  void heed(const link::PersonSettings& person) {
    settings_ = with_person(options_.settings, person);
    worker_.heed(settings_);
    settings_heard_ = Steady::now();
    settings_changed_ = false;
  }

  /// The settings as the server has them now: after a change, and every few minutes, since only the server knows when
  /// quiet hours begin in the person's time zone. Those heard last count while it does not answer.
  asio::awaitable<void> hear_settings() {
    const auto state = co_await api_.sync(journal_.fact(kCursor).value_or(""));
    if (state) {
      heed(state->settings);
      co_return;
    }
    spdlog::info("the settings were not heard: {}", state.error().detail);
    settings_heard_ = Steady::now();
  }

  /// How long nothing new may be begun; looked at again after ten minutes at most, since clocks are set.
  milliseconds hold() {
    std::string why;
    seconds wait(0);
    if (fs::exists(StateDirectory::paused(state_.path()))) {
      wait = kLookAgain;
      why = "paused";
    } else {
      const auto diary = pace::parse_diary(journal_.fact(kDiary).value_or(""));
      wait = pace::until_next(settings_.manners, diary, pace::local_now());
      if (wait.count() > 0) why = "quiet hours, or enough for today";
    }
    if (why != held_) spdlog::info("{}", why.empty() ? "work may begin" : "nothing new is begun: " + why);
    held_ = why;
    return std::min(wait, kLookAgain);
  }

  link::StreamHandlers handlers() {
    link::StreamHandlers handlers;
    handlers.event = [this](const boost::json::object& event) { note(event); };
    handlers.reset = [this] { wake_.cancel(); };
    handlers.cursor = [this](const std::string& cursor) {
      // Each is a write to disk, and an old one only means that some events are heard again.
      if (Steady::now() - cursor_kept_ < kCursorEvery) return;
      cursor_kept_ = Steady::now();
      journal_.set_fact(kCursor, cursor);
    };
    handlers.connected = [this](link::Transport transport) {
      spdlog::info("events over {}", to_string(transport));
      wake_.cancel();
    };
    return handlers;
  }

  void note(const boost::json::object& event) {
    const auto* type = event.if_contains("type");
    if (!type || !type->is_string()) return;
    const std::string_view name = type->get_string();
    const auto* application = event.if_contains("applicationId");
    if (name == "application.cancel_requested" && application && application->is_string())
      worker_.note_cancel(std::string(application->get_string()));
    if (name == "settings.updated") {
      settings_changed_ = true;
      wake_.cancel();
    }
    if (name == "application.swiped" || name == "application.queued") wake_.cancel();
  }

  static double random_part() {
    static std::mt19937_64 engine{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(engine);
  }

  static std::runtime_error refused(const base::Error& error) {
    return std::runtime_error(
        fmt::format("this desktop is not paired any more ({}); run `jobswipe-agent pair` again", error.detail));
  }

  /// Cut short by events and by `stop`.
  asio::awaitable<void> sleep(milliseconds time) {
    wake_.expires_after(time);
    boost::system::error_code ignored;
    co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }

  asio::awaitable<link::SyncState> sync() {
    link::Backoff backoff;
    while (!stopping_) {
      const auto state = co_await api_.sync(journal_.fact(kCursor).value_or(""));
      if (state) co_return *state;
      if (state.error().code == ErrorCode::unauthenticated || state.error().code == ErrorCode::forbidden)
        throw refused(state.error());
      spdlog::warn("the server does not answer: {}", state.error().detail);
      co_await sleep(backoff.next(random_part()));
    }
    co_return link::SyncState();
  }

  /// Settles what an agent before this one left behind; gives what can be taken up again.
  std::vector<claim::Claim> recover(const link::SyncState& synced) {
    std::vector<claim::Claim> resumable;
    for (const auto& attempt : journal_.unsettled()) {
      if (attempt.id.epoch == 0) {
        // Of `apply`, which has no server to report to.
        journal_.settle(attempt.id, "local");
        continue;
      }
      switch (journal::recovery_of(attempt.phase, attempt.outcome.has_value())) {
        case journal::Recovery::send_again:
          break;
        case journal::Recovery::report_unknown:
          unknown_.push_back(attempt);
          break;
        case journal::Recovery::report_stopped:
          if (auto claim = again(attempt, synced))
            resumable.push_back(std::move(*claim));
          else
            journal_.record_outcome(attempt.id,
                                    report::failure_body(attempt.id.epoch, apply::FailureKind::browser_crashed,
                                                         "The agent ended before anything was sent."));
          break;
      }
    }
    return resumable;
  }

  /// What was clicked by an agent that ended is looked up before a person is asked. An end meanwhile leaves it to the
  /// next start.
  asio::awaitable<void> settle_unknown() {
    for (const auto& attempt : unknown_) {
      if (stopping_) co_return;
      co_await outbox_.flush();
      auto body = co_await worker_.settle_unknown(attempt);
      if (stopping_) co_return;
      journal_.record_outcome(attempt.id, std::move(body));
    }
    if (!unknown_.empty()) last_work_ = Steady::now();
    unknown_.clear();
  }

  /// The claim of an attempt that can't have been sent, while its lease is still ours.
  std::optional<claim::Claim> again(const journal::Attempt& attempt, const link::SyncState& synced) {
    if (!attempt.claim || attempt.resumes >= kMaxResumes) return std::nullopt;
    const bool ours = std::any_of(synced.leases.begin(), synced.leases.end(), [&](const link::LeaseState& lease) {
      return lease.application_id == attempt.id.application_id && lease.epoch == attempt.id.epoch &&
             !lease.cancel_requested && (lease.status == "CLAIMED" || lease.status == "PROCESSING");
    });
    if (!ours) return std::nullopt;
    auto claim = claim::parse_claim(*attempt.claim);
    if (!claim) return std::nullopt;
    journal_.resume(attempt.id);
    spdlog::info("application {} is taken up again at {}", attempt.id.application_id, to_string(attempt.phase));
    return std::move(*claim);
  }

  /// Names the claim at hand, over restarts too: the server gives the same key again what it was given and not begun,
  /// so an answer that was lost, or an end before it was written down, costs no attempt.
  std::string claim_key() {
    auto key = journal_.fact(kClaimKey).value_or("");
    if (key.empty()) {
      key = base::Uuid::make().to_string();
      journal_.set_fact(kClaimKey, key);
    }
    return key;
  }

  asio::awaitable<void> take(boost::json::object document) {
    base::crash_point("agent.after_claim");
    auto claim = claim::parse_claim(std::move(document));
    if (!claim) {
      spdlog::error("{}", claim.error().detail);
      co_await sleep(seconds(10));
      co_return;
    }
    const journal::AttemptId id{claim->application_id, claim->epoch};
    if (journal_.begin(id, claim->url, claim->document) == journal::Begin::again) {
      // Only what was given and not begun is given twice; anything further would be a second try at the same click.
      const auto attempt = journal_.find(id);
      if (!attempt || attempt->outcome || !attempt->claim || attempt->phase != journal::Phase::claimed) {
        spdlog::error("application {} epoch {} was given again, though it was begun", id.application_id, id.epoch);
        co_await sleep(seconds(10));
        co_return;
      }
    }
    base::crash_point("agent.after_journal");
    co_await do_one(std::move(*claim));
  }

  asio::awaitable<void> do_one(claim::Claim claim) {
    working_ = true;
    co_await worker_.work(std::move(claim));
    co_await outbox_.flush();
    working_ = false;
    last_work_ = Steady::now();
    if (!stopping_ && options_.pause.count() > 0) co_await pause_between();
  }

  /// Like a person; new work doesn't shorten it.
  asio::awaitable<void> pause_between() {
    const auto end = Steady::now() + options_.pause;
    while (!stopping_ && Steady::now() < end) co_await sleep(std::chrono::ceil<milliseconds>(end - Steady::now()));
  }

  asio::awaitable<void> close_idle_browser() {
    if (!session_.running() || Steady::now() - last_work_ < options_.browser_idle) co_return;
    spdlog::info("nothing to do: the browser is closed");
    co_await session_.close();
  }

  asio::io_context& context_;
  RunOptions options_;
  StateDirectory state_;
  base::SystemClock clock_;
  journal::Journal journal_;
  link::Api api_;
  browser::Session session_;
  Helper helper_;
  Worker worker_;
  report::Outbox outbox_;
  link::EventStream stream_;
  asio::steady_timer wake_;
  std::vector<journal::Attempt> unknown_;
  std::function<void()> on_idle_stop_ = [] {};
  Steady::time_point last_work_{};
  Steady::time_point cursor_kept_{};
  Steady::time_point settings_heard_{};
  Settings settings_;
  bool settings_changed_ = false;
  std::string held_;
  bool working_ = false;
  bool stopping_ = false;
};

asio::awaitable<void> run_and_close(Agent& agent) {
  std::exception_ptr failure;
  try {
    co_await agent.run();
  } catch (...) {
    failure = std::current_exception();
  }
  co_await agent.close();
  if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> close(Agent& agent) {
  co_await agent.close();
}

}  // namespace

int run(const RunOptions& options) {
  const auto credentials = link::CredentialsFile(fs::path(options.state_directory) / "credentials.json").load();
  if (!credentials)
    throw std::runtime_error(
        fmt::format("this desktop is not paired (no credentials in {}); run: jobswipe-agent pair --server URL",
                    options.state_directory));
  auto paired = *credentials;
  if (!options.server.empty()) paired.server = server_origin(options.server);
  // Never destroyed: its end would wait for a name lookup that hangs.
  auto& context = *new asio::io_context;
  auto& agent = *new Agent(context, options, std::move(paired));
  std::exception_ptr failure;
  const auto finish = [&](std::exception_ptr error) {
    if (!failure) failure = error;
    context.stop();
  };
  // What waits at the server (a claim, the stream) holds nothing that must be ended in order, so it is left where it
  // is.
  agent.on_idle_stop([&] { asio::co_spawn(context, close(agent), finish); });
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code error, int) {
    if (!error) agent.stop();
  });
  asio::signal_set marks(context, SIGUSR1);
  std::function<void(boost::system::error_code, int)> on_mark = [&](boost::system::error_code error, int) {
    if (error) return;
    agent.look_at_marks();
    marks.async_wait(on_mark);
  };
  marks.async_wait(on_mark);
  asio::co_spawn(context, run_and_close(agent), finish);
  context.run();
  if (failure) std::rethrow_exception(failure);
  spdlog::info("stopped");
  return 0;
}

}  // namespace jobswipe::agent
