#include "server/applications/tracking_api.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "server/applications/applications_api.hpp"
#include "server/store/profile_store.hpp"
#include "server/store/testing/fixture.hpp"
#include "server/store/testing/test_vault.hpp"

namespace jobswipe::applications {
namespace {

using base::ErrorCode;
using boost::json::object;
using ::testing::HasSubstr;

class Tracking : public store::testing::StoreFixture {
 protected:
  Tracking() {
    database().execute("UPDATE reminders SET done_at = now()");
    // The fixture's own was not sealed.
    store::NewResume file;
    file.name = "cv.pdf";
    file.content = "%PDF-";
    file.content_type = "application/pdf";
    const auto added = run(profiles_.add_resume(user, file)).value();
    sealed_ = base::ResumeId::parse(added.at("id").as_string()).value();
  }

  std::string applied(base::JobId to, const std::string& status = "COMPLETED") {
    const auto id = run(applications_.swipe_right(user, to, sealed_, 5, std::nullopt)).id;
    database().execute(fmt::format("UPDATE application_queue SET status = '{}' WHERE id = '{}'", status, id));
    return id;
  }
  base::JobId job_of(const std::string& company, const std::string& title) {
    const auto made = add_job();
    database().execute(
        fmt::format("UPDATE jobs SET company = '{}', title = '{}', locations = '{{Berlin, Remote}}' WHERE id = '{}'",
                    company, title, made.to_string()));
    return made;
  }
  gateway::Call call(std::map<std::string, std::string> path, object body = {}) {
    gateway::Call call;
    gateway::Caller caller;
    caller.user = user;
    call.caller = caller;
    call.path = std::move(path);
    call.body = std::move(body);
    return call;
  }
  static object json(const gateway::Answer& answer) { return boost::json::parse(answer.value().body).as_object(); }
  static object outcome(const char* kind, const char* on) { return {{"outcome", {{"kind", kind}, {"on", on}}}}; }
  gateway::Answer put_outcome(const std::string& id, object body) {
    return run(api_.put_outcome(call({{"id", id}}, std::move(body))));
  }
  gateway::Answer put_note(const std::string& id, const char* text, int version) {
    return run(api_.put_note(call({{"id", id}}, {{"text", text}, {"version", version}})));
  }
  gateway::Answer put_reminder(const std::string& id, const std::string& reminder, const char* text, const char* due,
                               bool done = false) {
    return run(api_.put_reminder(
        call({{"id", id}, {"reminderId", reminder}}, {{"text", text}, {"dueAt", due}, {"done", done}})));
  }
  object details(const std::string& id) { return json(run(details_.details(call({{"id", id}})))); }
  std::string events(const std::string& id) {
    return database().value(fmt::format(
        "SELECT string_agg(type, ' ' ORDER BY seq) FROM application_events WHERE application_id = '{}' AND type <> "
        "'application.swiped'",
        id));
  }
  std::vector<std::string> listed(const char* words, std::vector<std::string> outcomes = {},
                                  std::vector<std::string> statuses = {}) {
    store::ApplicationSearch search;
    search.words = words;
    search.outcomes = std::move(outcomes);
    const auto page = run(applications_.list(user, std::move(statuses), 50, std::nullopt, search));
    std::vector<std::string> ids;
    const auto rows = boost::json::parse(page.applications_json).as_array();
    for (const auto& row : rows) ids.emplace_back(row.at("id").as_string());
    return ids;
  }
  static std::string fresh() { return base::Uuid::make().to_string(); }

  base::ResumeId sealed_;
  int committed_ = 0;
  store::testing::TestVault vault_;
  store::ApplicationsStore applications_{pool(), 3};
  store::EventsStore events_{pool()};
  store::ProfileStore profiles_{pool(), vault_};
  store::TrackingStore tracking_{pool(), vault_};
  TrackingApi api_{applications_, tracking_, [this](base::UserId) { ++committed_; }};
  ApplicationsApi details_{applications_, events_, profiles_, tracking_, vault_, [](base::UserId) {}};
};

TEST_F(Tracking, AnOutcomeIsSetChangedAndTakenBackAndEachChangeIsAnEvent) {
  const auto id = applied(add_job());
  EXPECT_TRUE(json(put_outcome(id, outcome("interview", "2026-11-30"))).at("outcome") ==
              (object{{"kind", "interview"}, {"on", "2026-11-30"}}));
  EXPECT_EQ(json(put_outcome(id, outcome("offer", "2026-12-01"))).at("outcome").at("kind"), "offer");
  EXPECT_EQ(json(put_outcome(id, outcome("offer", "2026-12-01"))).at("outcome").at("kind"), "offer")
      << "the same again";
  EXPECT_TRUE(json(put_outcome(id, {{"outcome", nullptr}})).at("outcome").is_null());
  EXPECT_EQ(events(id), "application.outcome_changed application.outcome_changed application.outcome_changed");
  EXPECT_THAT(database().value(fmt::format("SELECT data FROM application_events WHERE application_id = '{}' AND type = "
                                           "'application.outcome_changed' ORDER BY seq LIMIT 1",
                                           id)),
              HasSubstr(R"("outcome": {"on": "2026-11-30", "kind": "interview"})"));
}

TEST_F(Tracking, AnOutcomeIsOfAnApplicationOfOnesOwnThatHasEnded) {
  for (const char* status : {"QUEUED", "NEEDS_REVIEW", "CANCELLED"}) {
    const auto refused = put_outcome(applied(add_job(), status), outcome("offer", "2026-12-01"));
    ASSERT_TRUE(refused.has_error()) << status;
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  }
  EXPECT_TRUE(put_outcome(applied(add_job(), "FAILED"), outcome("rejected", "2026-12-01")).has_value());
  const auto id = applied(add_job());
  const auto early = put_outcome(id, outcome("offer", "0000-01-01"));
  ASSERT_TRUE(early.has_error());
  EXPECT_EQ(early.error().fields.front().pointer, "/outcome/on");
  user = add_user();
  EXPECT_EQ(put_outcome(id, outcome("offer", "2026-12-01")).error().code, ErrorCode::not_found);
  EXPECT_EQ(put_outcome(fresh(), outcome("offer", "2026-12-01")).error().code, ErrorCode::not_found);
}

TEST_F(Tracking, AnApplicationThatIsSentAgainHasNoOutcomeYet) {
  const auto id = applied(add_job(), "FAILED");
  put_outcome(id, outcome("rejected", "2026-12-01"));
  const auto retried = run(applications_.retry(user, base::ApplicationId::parse(id).value()));
  ASSERT_TRUE(retried);
  const auto now_so = boost::json::parse(*retried);
  EXPECT_EQ(now_so.at("status"), "QUEUED");
  EXPECT_TRUE(now_so.at("outcome").is_null());
}

TEST_F(Tracking, ANoteIsSealedAndALaterVersionIsNeverOverwrittenUnseen) {
  const auto id = applied(add_job(), "QUEUED");
  EXPECT_EQ(details(id).at("note"), (object{{"text", ""}, {"version", 0}, {"updatedAt", nullptr}}));
  EXPECT_EQ(json(put_note(id, "canary", 0)).at("version"), 1);
  EXPECT_EQ(json(put_note(id, "canary", 0)).at("version"), 1) << "sent again after a lost answer";
  EXPECT_EQ(put_note(id, "another", 0).error().code, ErrorCode::conflict);
  EXPECT_EQ(json(put_note(id, "another", 1)).at("version"), 2);
  EXPECT_EQ(details(id).at("note").at("text"), "another");
  EXPECT_EQ(put_note(id, "from nowhere", 7).error().code, ErrorCode::conflict);
  EXPECT_EQ(events(id), "application.note_changed application.note_changed");
  EXPECT_EQ(database().value("SELECT count(*) FROM application_notes WHERE position('another'::bytea IN sealed) > 0"),
            "0");
  EXPECT_EQ(run(tracking_.notes(user)).size(), 1u);
  put_note(id, "", 2);
  EXPECT_TRUE(run(tracking_.notes(user)).empty());
  user = add_user();
  EXPECT_EQ(put_note(id, "mine", 0).error().code, ErrorCode::not_found);
}

TEST_F(Tracking, AReminderIsSetOnceHoweverOftenItIsSent) {
  const auto id = applied(add_job());
  const auto reminder = fresh();
  const auto set = json(put_reminder(id, reminder, "call them", "2030-01-02T09:00:00Z"));
  EXPECT_EQ(set.at("id").as_string(), reminder);
  EXPECT_EQ(set.at("applicationId").as_string(), id);
  EXPECT_EQ(set.at("text"), "call them");
  EXPECT_EQ(set.at("dueAt"), "2030-01-02T09:00:00.000Z");
  EXPECT_EQ(set.at("done"), false);
  EXPECT_EQ(json(put_reminder(id, reminder, "call them", "2030-01-02T09:00:00Z")), set);
  EXPECT_EQ(events(id), "application.reminder_set");
  EXPECT_EQ(json(put_reminder(id, reminder, "write to them", "2030-01-02T09:00:00Z", true)).at("done"), true);
  EXPECT_EQ(events(id), "application.reminder_set application.reminder_set");
  const auto all = details(id).at("reminders").as_array();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all.front().at("text"), "write to them");
  EXPECT_TRUE(json(run(api_.list_reminders(call({})))).at("reminders").as_array().empty()) << "it is done";
}

TEST_F(Tracking, RemindersAreListedSoonestFirstAndRemoved) {
  const auto one = applied(add_job()), other = applied(add_job(), "QUEUED");
  const auto late = fresh(), soon = fresh();
  put_reminder(one, late, "late", "2031-01-01T00:00:00Z");
  put_reminder(other, soon, "soon", "2030-01-01T00:00:00Z");
  const auto all = json(run(api_.list_reminders(call({})))).at("reminders").as_array();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].at("text"), "soon");
  EXPECT_EQ(all[1].at("text"), "late");
  EXPECT_TRUE(run(api_.remove_reminder(call({{"id", one}, {"reminderId", late}}))).has_value());
  EXPECT_EQ(run(api_.remove_reminder(call({{"id", one}, {"reminderId", late}}))).error().code, ErrorCode::not_found);
  EXPECT_EQ(events(one), "application.reminder_set application.reminder_removed");
  user = add_user();
  EXPECT_EQ(run(api_.remove_reminder(call({{"id", other}, {"reminderId", soon}}))).error().code, ErrorCode::not_found);
  EXPECT_EQ(put_reminder(other, soon, "mine", "2030-01-01T00:00:00Z").error().code, ErrorCode::not_found);
}

TEST_F(Tracking, AnApplicationHasABoundedNumberOfReminders) {
  const auto id = applied(add_job());
  std::string last;
  for (int i = 0; i < store::TrackingStore::kMostReminders; ++i) {
    last = fresh();
    ASSERT_TRUE(put_reminder(id, last, "x", "2030-01-01T00:00:00Z").has_value());
  }
  EXPECT_EQ(put_reminder(id, fresh(), "x", "2030-01-01T00:00:00Z").error().code, ErrorCode::conflict);
  EXPECT_TRUE(put_reminder(id, last, "changed", "2030-01-01T00:00:00Z").has_value())
      << "those that are there can be changed";
}

TEST_F(Tracking, ADueReminderIsToldOfOnceAndAgainAtANewTime) {
  const auto id = applied(add_job());
  const auto reminder = fresh();
  put_reminder(id, reminder, "x", "2026-01-01T00:00:00Z");
  put_reminder(id, fresh(), "not yet", "2100-01-01T00:00:00Z");
  put_reminder(id, fresh(), "done", "2026-01-01T00:00:00Z", true);
  EXPECT_EQ(run(tracking_.tell_due(10)), std::vector<base::UserId>{user});
  EXPECT_TRUE(run(tracking_.tell_due(10)).empty());
  EXPECT_THAT(events(id), HasSubstr("application.reminder_due"));
  EXPECT_TRUE(json(put_reminder(id, reminder, "other words", "2026-01-01T00:00:00Z")).at("notifiedAt").is_string());
  EXPECT_TRUE(run(tracking_.tell_due(10)).empty()) << "other words alone do not remind again";
  EXPECT_TRUE(json(put_reminder(id, reminder, "x", "2026-01-02T00:00:00Z")).at("notifiedAt").is_null());
  EXPECT_EQ(run(tracking_.tell_due(10)).size(), 1u);
}

TEST_F(Tracking, ManyWhoLookAtOnceTellOfEachReminderOnce) {
  const auto id = applied(add_job());
  for (int i = 0; i < 40; ++i) put_reminder(id, fresh(), "x", "2026-01-01T00:00:00Z");
  std::size_t told = 0;
  run_all(8, [&](std::size_t) -> asio::awaitable<void> {
    const auto people = co_await tracking_.tell_due(10);
    told += people.size();
  });
  told += run(tracking_.tell_due(100)).size();
  EXPECT_EQ(told, 40u);
  EXPECT_EQ(
      database().value(fmt::format("SELECT count(*) FROM application_events WHERE application_id = '{}' AND type = "
                                   "'application.reminder_due'",
                                   id)),
      "40");
}

TEST_F(Tracking, TheQueueIsSearchedByWordsOfTitleCompanyAndPlace) {
  const auto baker = applied(job_of("Fernweh Labs", "Baker 100%_x"));
  const auto smith = applied(job_of("Hammer & Co", "Smith"));
  EXPECT_EQ(listed("fernweh"), std::vector<std::string>{baker});
  EXPECT_EQ(listed("BERLIN smith"), std::vector<std::string>{smith});
  EXPECT_EQ(listed("fernweh smith").size(), 0u) << "all of the words";
  EXPECT_EQ(listed("100%_x"), std::vector<std::string>{baker}) << "signs stand for themselves";
  EXPECT_EQ(listed("%").size(), 1u);
  EXPECT_EQ(listed("\\").size(), 0u);
  EXPECT_EQ(listed("  ").size(), 2u);
  user = add_user();
  EXPECT_TRUE(listed("fernweh").empty());
}

TEST_F(Tracking, TheQueueIsNarrowedToOutcomes) {
  const auto offered = applied(add_job()), waiting = applied(add_job()), failed = applied(add_job(), "FAILED");
  put_outcome(offered, outcome("offer", "2026-12-01"));
  EXPECT_EQ(listed("", {"offer"}), std::vector<std::string>{offered});
  EXPECT_EQ(listed("", {"none"}, {"COMPLETED"}), std::vector<std::string>{waiting});
  EXPECT_EQ(listed("", {"none", "offer"}).size(), 3u);
  EXPECT_TRUE(listed("", {"rejected"}).empty());
}

TEST_F(Tracking, OtherApplicationsToTheSameEmployerAreShown) {
  const auto first_job = job_of("Twice Ltd", "Engineer");
  const auto first = applied(first_job);
  const auto again = job_of(" twice LTD ", "engineer");
  const auto other = applied(job_of("Twice Ltd", "Designer"), "FAILED");
  applied(job_of("Twice Ltd", "Cancelled"), "CANCELLED");
  applied(job_of("Twice Ltd & Sons", "Engineer"));
  put_outcome(first, outcome("rejected", "2026-12-01"));
  const auto similar = boost::json::parse(run(applications_.similar(user, again))).as_array();
  ASSERT_EQ(similar.size(), 2u);
  EXPECT_EQ(similar[0].at("id").as_string(), other);
  EXPECT_EQ(similar[0].at("sameTitle"), false);
  EXPECT_EQ(similar[1].at("id").as_string(), first);
  EXPECT_EQ(similar[1].at("sameTitle"), true);
  EXPECT_EQ(similar[1].at("outcome").at("kind"), "rejected");
  EXPECT_EQ(details(first).at("similarApplications").as_array().size(), 1u) << "not itself";
  database().execute(
      fmt::format("UPDATE application_queue SET created_at = now() - interval '181 days' WHERE id = '{}'", first));
  EXPECT_EQ(boost::json::parse(run(applications_.similar(user, again))).as_array().size(), 1u)
      << "not those of long ago";
  user = add_user();
  EXPECT_TRUE(boost::json::parse(run(applications_.similar(user, again))).as_array().empty());
}

}  // namespace
}  // namespace jobswipe::applications
