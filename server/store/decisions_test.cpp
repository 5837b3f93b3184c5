// Each decision that an SQL statement makes by itself, beside the function of core/domain that says the same: over
// every state that an application can be in, both must do the same or refuse alike.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <cmath>
#include <functional>
#include <map>

#include "core/domain/order.hpp"
#include "core/domain/person.hpp"
#include "core/domain/posting.hpp"
#include "core/domain/report.hpp"
#include "server/store/applications_store.hpp"
#include "server/store/claims_store.hpp"
#include "server/store/reports_store.hpp"
#include "server/store/sweep_store.hpp"
#include "server/store/swipes_store.hpp"
#include "server/store/testing/fixture.hpp"

namespace jobswipe::store {
namespace {

using base::ApplicationId;
using domain::Action;
using domain::Application;
using domain::FailureKind;
using domain::Status;
using std::chrono::seconds;

/// What is now in a case; times in it are this many seconds away, which no test takes.
const base::Time kNow{std::chrono::hours(24 * 365 * 50)};
constexpr seconds kFar{100'000}, kLeaseLength{600};

class Decisions : public testing::StoreFixture {
 protected:
  /// An application in one state, what is done to it, and what the domain makes of it.
  struct Case {
    Application before;
    std::string what;
    std::function<asio::awaitable<void>(ApplicationId)> act;
    Application expected;
    ApplicationId id = ApplicationId::make();
  };

  Decisions() {
    policy.lease = kLeaseLength;
    other = add_device();
  }

  /// Every state that the table's CHECKs allow, with what decisions read of it. The lease's epoch is 2 where one was.
  std::vector<Application> states() const {
    std::vector<Application> all;
    for (const Status status : domain::kStatuses) {
      const bool leased = domain::is_leased(status), waiting = domain::is_waiting(status);
      std::vector<std::optional<FailureKind>> failures{std::nullopt};
      if (status == Status::needs_review)
        failures = {FailureKind::outcome_unknown, FailureKind::captcha, FailureKind::question_unanswered};
      if (status == Status::failed)
        failures = {FailureKind::network, FailureKind::posting_closed, FailureKind::already_applied};
      for (const int grant : {0, 1, 2, 3})  // none; epoch 1 released; epoch 2 released; epoch 2 granted
        for (const bool cancelled : {false, true})
          for (const auto failure : failures)
            for (const bool soon : {false, true})
              for (const bool ours : {false, true}) {
                if ((waiting && grant == 3) || (!leased && ours) || (!leased && !waiting && soon)) continue;
                Application state;
                state.status = status;
                state.epoch = 2;
                state.attempts = 2;
                state.failure = failure;
                state.cancel_requested = cancelled;
                state.claim_key = "claim";
                state.available_at = kNow + (waiting && !soon ? kFar : -kFar);
                if (leased) state.device = ours ? device : other;
                if (leased) state.lease_expires_at = kNow + (soon ? kFar : -kFar);
                if (grant == 1) state.released_epoch = 1;
                if (grant == 2) state.released_epoch = 2;
                if (grant == 3) state.granted_epoch = 2, state.granted_key = "intent";
                all.push_back(state);
                if (!waiting || grant != 0) continue;
                state.epoch = state.attempts = 0;
                all.push_back(state);
              }
    }
    return all;
  }

  static std::string sql_time(base::Time time) {
    return fmt::format("now() + interval '{} seconds'", std::chrono::duration_cast<seconds>(time - kNow).count());
  }
  static std::string number(const std::optional<int>& value) { return value ? std::to_string(*value) : "NULL"; }

  void insert(const std::vector<Case>& cases) {
    database().execute(fmt::format("DELETE FROM application_queue WHERE user_id = '{}'", user.to_string()));
    database().execute(fmt::format(
        "INSERT INTO jobs (id, source, board, external_id, snapshot_hash, title, company, apply_url, posted_at) "
        "SELECT gen_random_uuid(), source, board, 'case-' || n, snapshot_hash, title, company, apply_url, posted_at "
        "FROM jobs j, generate_series(1, {}) n WHERE j.id = '{}' AND NOT EXISTS "
        "(SELECT FROM jobs WHERE external_id = 'case-' || n)",
        cases.size(), job.to_string()));
    std::string rows;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const Application& state = cases[i].before;
      const bool leased = state.device.has_value();
      rows += fmt::format(
          "{}({}, '{}'::uuid, '{}', {}, {}, {}, {}, '{}', {}, {}, {}, {}, {}, {})", i == 0 ? "" : ",\n", i + 1,
          cases[i].id.to_string(), domain::to_string(state.status), state.attempts, state.epoch,
          leased ? fmt::format("'{}'::uuid", state.device->to_string()) : "NULL::uuid",
          leased ? sql_time(state.lease_expires_at) : "NULL::timestamptz", state.claim_key, number(state.granted_epoch),
          state.granted_epoch ? fmt::format("'{}'", state.granted_key) : "NULL", number(state.released_epoch),
          state.cancel_requested ? "now()" : "NULL::timestamptz", sql_time(state.available_at),
          state.failure ? fmt::format("'{}'", domain::to_string(*state.failure)) : "NULL");
    }
    database().execute(fmt::format(
        "INSERT INTO application_queue (user_id, id, job_id, snapshot_hash, resume_id, rank_at, status, attempts, "
        "lease_epoch, lease_device_id, lease_expires_at, lease_claim_key, submit_granted_epoch, submit_granted_key, "
        "submit_released_epoch, cancel_requested_at, available_at, failure_kind, created_at) "
        "SELECT '{}', c.id, j.id, j.snapshot_hash, '{}', now(), c.status, c.attempts, c.epoch, c.device, c.lease, "
        "c.key, "
        "c.granted::int, c.granted_key, c.released::int, c.cancelled, c.available, c.failure, now() "
        "FROM (VALUES {}) AS c (n, id, status, attempts, epoch, device, lease, key, granted, granted_key, released, "
        "cancelled, available, failure) JOIN jobs j ON j.external_id = 'case-' || c.n",
        user.to_string(), resume.to_string(), rows));
  }

  /// The rows as the domain sees them; times are rounded to what the cases use.
  std::map<ApplicationId, Application> rows() {
    const auto text = database().value(fmt::format(
        "SELECT json_agg(json_build_array(id, status, attempts, lease_epoch, lease_device_id, "
        "extract(epoch FROM lease_expires_at - created_at), coalesce(lease_claim_key, ''), submit_granted_epoch, "
        "coalesce(submit_granted_key, ''), submit_released_epoch, cancel_requested_at IS NOT NULL, "
        "extract(epoch FROM available_at - created_at), failure_kind)) FROM application_queue WHERE user_id = '{}'",
        user.to_string()));
    std::map<ApplicationId, Application> found;
    const auto parsed = boost::json::parse(text);
    for (const auto& value : parsed.as_array()) {
      const auto& row = value.as_array();
      const auto optional = [&](std::size_t i) {
        return row[i].is_null() ? std::optional<int>() : std::optional<int>(row[i].to_number<int>());
      };
      // A test takes less than a minute; the cases' times are further apart than two.
      const auto time = [&](std::size_t i) {
        return kNow + seconds(static_cast<std::int64_t>(std::floor(row[i].to_number<double>() / 120) * 120));
      };
      Application state;
      state.status = domain::parse_status(row[1].as_string()).value();
      state.attempts = row[2].to_number<int>();
      state.epoch = row[3].to_number<int>();
      if (!row[4].is_null()) state.device = base::DeviceId::parse(row[4].as_string());
      if (!row[5].is_null()) state.lease_expires_at = time(5);
      state.claim_key = std::string(row[6].as_string());
      state.granted_epoch = optional(7);
      state.granted_key = std::string(row[8].as_string());
      state.released_epoch = optional(9);
      state.cancel_requested = row[10].as_bool();
      state.available_at = time(11);
      if (!row[12].is_null()) state.failure = domain::parse_failure_kind(row[12].as_string());
      found.emplace(*ApplicationId::parse(row[0].as_string()), state);
    }
    return found;
  }
  static Application rounded(Application state) {
    const auto round = [](base::Time& time) {
      const auto away = std::chrono::duration_cast<seconds>(time - kNow).count();
      time = kNow + seconds(static_cast<std::int64_t>(std::floor(static_cast<double>(away) / 120) * 120));
    };
    if (state.device) round(state.lease_expires_at);
    round(state.available_at);
    return state;
  }
  static std::string text(const Application& state) {
    return fmt::format("{} epoch {} attempts {} granted {} released {} cancel {} failure {} lease {} available {}",
                       domain::to_string(state.status), state.epoch, state.attempts, number(state.granted_epoch),
                       number(state.released_epoch), state.cancel_requested,
                       state.failure ? domain::to_string(*state.failure) : "none",
                       std::chrono::duration_cast<seconds>(state.lease_expires_at - kNow).count(),
                       std::chrono::duration_cast<seconds>(state.available_at - kNow).count());
  }

  void check(const std::vector<Case>& cases) {
    const auto found = rows();
    ASSERT_EQ(found.size(), cases.size());
    int changed = 0;
    for (const Case& tested : cases) {
      const auto& row = found.at(tested.id);
      const auto wanted = rounded(tested.expected);
      changed += !(wanted == rounded(tested.before));
      EXPECT_TRUE(row == wanted) << tested.what << "\n  before  " << text(tested.before) << "\n  SQL     " << text(row)
                                 << "\n  domain  " << text(wanted);
    }
    EXPECT_GT(changed, 0) << "a table in which nothing is allowed shows nothing";
  }
  void run_cases(std::vector<Case>& cases) {
    insert(cases);
    for (std::size_t from = 0; from < cases.size(); from += 200)
      run_all(std::min<std::size_t>(200, cases.size() - from),
              [&](std::size_t i) { return cases[from + i].act(cases[from + i].id); });
    check(cases);
  }

  domain::Policy policy;
  base::DeviceId other;
  ApplicationsStore applications{pool(), 3};
  ClaimsStore claims{pool(), {kLeaseLength, 3}};
  ReportsStore reports{pool(), kLeaseLength};
  SweepStore sweep{pool()};
};

TEST_F(Decisions, AClaimTakesWhatTheDomainSays) {
  for (const char* key : {"claim", "another"}) {
    std::vector<Case> cases;
    std::size_t given = 0;
    for (const Application& state : states()) {
      Case one{state, fmt::format("claim by {}", key), {}, state};
      const bool again = domain::is_given_again(state, device, key, kNow);
      if (domain::may_be_claimed(state, kNow)) domain::claim(one.expected, device, key, kNow, policy);
      given += again || domain::may_be_claimed(state, kNow);
      cases.push_back(std::move(one));
    }
    insert(cases);
    EXPECT_EQ(run(claims.take(user, device, 10'000, key)).size(), given) << key;
    check(cases);
  }
}

TEST_F(Decisions, AHeartbeatExtendsWhatTheDomainSays) {
  std::vector<Case> cases;
  for (const Application& state : states())
    for (const int epoch : {1, 2}) {
      Case one{state, fmt::format("heartbeat of epoch {}", epoch), {}, state};
      const bool lives = domain::heartbeat(one.expected, device, epoch, kNow, policy);
      one.act = [this, epoch, lives](ApplicationId id) -> asio::awaitable<void> {
        const auto lease = co_await claims.heartbeat(user, id, device, epoch, std::nullopt);
        EXPECT_EQ(lease.has_value(), lives);
      };
      cases.push_back(std::move(one));
    }
  run_cases(cases);
}

TEST_F(Decisions, AnIntentIsGrantedAsTheDomainSays) {
  std::vector<Case> cases;
  for (const Application& state : states())
    for (const int epoch : {1, 2})
      for (const char* key : {"intent", "another"}) {
        Case one{state, fmt::format("intent of epoch {} by {}", epoch, key), {}, state};
        const auto wanted = domain::submit_intent(one.expected, device, epoch, key, kNow, policy);
        one.act = [this, epoch, key, wanted, before = state](ApplicationId id) -> asio::awaitable<void> {
          const auto granted = co_await claims.submit_intent(user, id, device, epoch, key);
          EXPECT_EQ(granted.has_value(), domain::is_grant(wanted)) << text(before);
          if (granted) co_return;
          const auto code = granted.error().code;
          EXPECT_EQ(code == base::ErrorCode::already_granted, wanted == domain::Intent::already_granted)
              << text(before);
          EXPECT_EQ(code == base::ErrorCode::cancelled, wanted == domain::Intent::cancelled) << text(before);
          EXPECT_EQ(code == base::ErrorCode::stale_epoch, wanted == domain::Intent::stale) << text(before);
        };
        cases.push_back(std::move(one));
      }
  run_cases(cases);
}

TEST_F(Decisions, AReportIsWrittenWhereTheDomainSays) {
  using domain::Follow;
  const std::vector<Follow> follows{
      {Action::start, Status::processing, std::nullopt, false, {}},
      {Action::complete, Status::completed, std::nullopt, false, {}},
      {Action::confirm, Status::completed, std::nullopt, false, {}},
      {Action::confirm, Status::failed, FailureKind::already_applied, false, {}},
      {Action::retry_later, Status::queued, FailureKind::rate_limited, true, std::chrono::seconds(5'000)},
      {Action::fail, Status::failed, FailureKind::posting_closed, false, {}},
      {Action::ask, Status::needs_review, FailureKind::outcome_unknown, false, {}},
      {Action::ask, Status::needs_review, FailureKind::question_unanswered, true, {}, true},
      {Action::cancel, Status::cancelled, std::nullopt, false, {}},
  };
  std::vector<Case> cases;
  for (const Application& state : states())
    for (const Follow& follow : follows)
      for (const int epoch : {1, 2})
        for (const bool granted : {false, true}) {
          Case one{state,
                   fmt::format("{} to {} of epoch {}{}", domain::to_string(follow.action), domain::to_string(follow.to),
                               epoch, granted ? " as granted" : ""),
                   {},
                   state};
          const bool taken = domain::may_follow(state, device, epoch, follow, granted);
          if (taken) domain::apply(one.expected, follow, epoch, kNow, policy);
          one.act = [this, follow, epoch, granted, taken, what = one.what,
                     before = state](ApplicationId id) -> asio::awaitable<void> {
            ReportedTransition transition;
            transition.status = follow.to;
            transition.failure = follow.failure;
            transition.gives_attempt_back = follow.gives_attempt_back;
            transition.releases_grant = follow.releases_grant;
            transition.delay = follow.delay;
            transition.granted = granted;
            transition.confirms_release = follow.action == Action::confirm;
            transition.event_type = domain::rule(follow.action).event;
            const auto written = co_await reports.transition(user, id, device, epoch, std::move(transition));
            EXPECT_EQ(written.has_value(), taken) << what << " on " << text(before);
          };
          cases.push_back(std::move(one));
        }
  run_cases(cases);
}

/// What decide_report() takes must be what the guard lets through: otherwise a report would be decided for ever.
TEST_F(Decisions, WhatTheDomainDecidesOnAReportFitsItsOwnGuard) {
  for (const Application& state : states())
    for (const int epoch : {1, 2})
      for (const Status said :
           {Status::processing, Status::completed, Status::failed, Status::needs_review, Status::cancelled})
        for (const auto& rule : domain::kFailureRules) {
          const domain::Report report{said, rule.kind, {}};
          const auto decided = domain::decide_report(state, device, epoch, report, policy, 0.5);
          if (decided.verdict != domain::ReportVerdict::taken) continue;
          EXPECT_TRUE(domain::may_follow(state, device, epoch, decided.follow, state.granted_epoch.has_value()))
              << domain::to_string(said) << " " << rule.name << " on " << text(state);
          EXPECT_EQ(domain::next(state.status, decided.follow.action), decided.follow.to) << text(state);
        }
}

TEST_F(Decisions, ALeaseLapsesAsTheDomainSays) {
  std::vector<Case> cases;
  std::vector<Lapse> lapses;
  std::vector<bool> settles;
  for (const Application& state : states())
    for (const int epoch : {1, 2})
      for (const auto& [status, failure] : std::vector<std::pair<Status, std::optional<FailureKind>>>{
               {Status::queued, FailureKind::timeout},
               {Status::failed, FailureKind::timeout},
               {Status::needs_review, FailureKind::outcome_unknown},
               {Status::cancelled, std::nullopt}}) {
        Case one{state, fmt::format("lapse of epoch {} to {}", epoch, domain::to_string(status)), {}, state};
        domain::Follow follow{
            status == Status::queued ? Action::retry_later : Action::fail, status, failure, false, {}};
        if (status == Status::queued) follow.delay = std::chrono::seconds(5'000);
        const bool fits = domain::may_lapse(state, epoch, status, kNow);
        if (fits) domain::apply(one.expected, follow, epoch, kNow, policy);
        Lapse lapse;
        lapse.lease.user = user;
        lapse.lease.id = one.id;
        lapse.lease.epoch = epoch;
        lapse.status = status;
        if (failure) lapse.failure_kind = domain::to_string(*failure);
        lapse.delay = follow.delay;
        lapse.event_type = "application.lease_lapsed";
        lapses.push_back(lapse);
        cases.push_back(std::move(one));
      }
  insert(cases);
  std::size_t wanted = 0, read = 0;
  for (const Case& one : cases) wanted += domain::is_leased(one.before.status) && one.before.lease_expires_at <= kNow;
  for (const auto& lease : run(sweep.lapsed(1'000'000))) read += lease.user == user;
  EXPECT_EQ(read, wanted);
  run(sweep.lapse(lapses));
  check(cases);
}

/// Likewise: what decide_lapse() decides on a run-out lease passes its guard.
TEST_F(Decisions, WhatTheDomainDecidesOnALapseFitsItsOwnGuard) {
  for (const Application& state : states()) {
    if (!domain::is_leased(state.status) || state.lease_expires_at > kNow) continue;
    const auto follow = domain::decide_lapse(state, policy, 0.5);
    // Nothing that was granted can be cancelled, so such rows do not come up.
    if (state.granted_epoch && state.cancel_requested) continue;
    EXPECT_TRUE(domain::may_lapse(state, state.epoch, follow.to, kNow)) << text(state);
  }
}

TEST_F(Decisions, APersonsDecisionsAreAllowedWhereTheDomainSays) {
  struct Decision {
    const char* name;
    std::function<bool(Application&)> domain;
    std::function<asio::awaitable<bool>(ApplicationId)> sql;
  };
  std::string version;
  const std::vector<Decision> decisions{
      {"cancel", [](Application& a) { return domain::cancel(a); },
       [this](ApplicationId id) -> asio::awaitable<bool> {
         const auto done = co_await applications.cancel(user, id);
         co_return done.has_value();
       }},
      {"retry", [](Application& a) { return domain::retry(a, kNow); },
       [this](ApplicationId id) -> asio::awaitable<bool> {
         const auto done = co_await applications.retry(user, id);
         co_return done.has_value();
       }},
      {"answer", [](Application& a) { return domain::answer(a, kNow); },
       [this, &version](ApplicationId id) -> asio::awaitable<bool> {
         const auto done = co_await applications.answer(user, id, Bytes(), version);
         co_return done.has_value();
       }},
      {"resolve sent", [](Application& a) { return domain::resolve(a, 2, true, kNow); },
       [this](ApplicationId id) -> asio::awaitable<bool> {
         const auto done = co_await applications.resolve(user, id, true, DecisionOrigin(), 2);
         co_return done.has_value();
       }},
      {"resolve not sent", [](Application& a) { return domain::resolve(a, 2, false, kNow); },
       [this](ApplicationId id) -> asio::awaitable<bool> {
         const auto done = co_await applications.resolve(user, id, false, DecisionOrigin(), 2);
         co_return done.has_value();
       }},
      {"priority of an ended one", [](Application& a) { return domain::may_set_priority(a); },
       [this](ApplicationId id) -> asio::awaitable<bool> {
         const auto done = co_await applications.set_priority(user, id, 7);
         co_return done.has_value();
       }},
  };
  for (const Decision& decision : decisions) {
    std::vector<Case> cases;
    int allowed = 0;
    for (const Application& state : states()) {
      Case one{state, decision.name, {}, state};
      const bool wanted = decision.domain(one.expected);
      allowed += wanted;
      one.act = [&decision, wanted, before = state](ApplicationId id) -> asio::awaitable<void> {
        const bool done = co_await decision.sql(id);
        EXPECT_EQ(done, wanted) << decision.name << " on " << text(before);
      };
      cases.push_back(std::move(one));
    }
    EXPECT_GT(allowed, 0) << decision.name;
    insert(cases);
    version = database().value(
        fmt::format("SELECT min(updated_at) FROM application_queue WHERE user_id = '{}'", user.to_string()));
    run_all(cases.size(), [&](std::size_t i) { return cases[i].act(cases[i].id); });
    const auto found = rows();
    for (const Case& tested : cases)
      EXPECT_TRUE(found.at(tested.id) == rounded(tested.expected))
          << tested.what << "\n  before  " << text(tested.before) << "\n  SQL     " << text(found.at(tested.id))
          << "\n  domain  " << text(rounded(tested.expected));
  }
}

TEST_F(Decisions, APostingTakesSwipesWhereTheDomainSays) {
  SwipesStore swipes(pool());
  const std::vector<std::optional<base::Time>> times{std::nullopt, kNow - kFar, kNow + kFar};
  for (const auto closed : times)
    for (const auto expires : times) {
      if (closed && *closed > kNow) continue;
      const bool open = domain::takes_swipes({closed, expires}, kNow);
      const auto alone = add_job(), among_many = add_job();
      const auto sql = [](const auto& time) { return time ? sql_time(*time) : std::string("NULL"); };
      database().execute(fmt::format("UPDATE jobs SET closed_at = {}, expires_at = {} WHERE id IN ('{}', '{}')",
                                     sql(closed), sql(expires), alone.to_string(), among_many.to_string()));
      const auto wanted = open ? SwipeResult::Verdict::created : SwipeResult::Verdict::posting_closed;
      EXPECT_EQ(run(applications.swipe_right(user, alone, std::nullopt, 5, std::nullopt)).verdict, wanted);
      NewSwipe swipe;
      swipe.user = user;
      swipe.job = among_many;
      EXPECT_EQ(run(swipes.write({swipe})).at(0).verdict, wanted);
    }
}

TEST_F(Decisions, TheOrderOfTheQueueIsTheDomains) {
  for (int priority = domain::kLowestPriority; priority <= domain::kHighestPriority; ++priority)
    for (const bool premium : {false, true}) {
      const auto start = std::chrono::duration_cast<seconds>(kNow - domain::rank_at(kNow, priority, premium)).count();
      EXPECT_EQ(database().value(fmt::format("SELECT extract(epoch FROM t - application_rank(t, {}, {}))::bigint FROM "
                                             "now() AS t",
                                             priority, premium)),
                std::to_string(start));
    }
}

}  // namespace
}  // namespace jobswipe::store
