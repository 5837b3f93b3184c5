// The way of a posting: imported from a feed, dealt from the deck, read as a job.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <map>

#include "server/jobs/import.hpp"
#include "server/jobs/jobs_api.hpp"
#include "server/jobs/placement.hpp"
#include "server/store/profile_store.hpp"
#include "server/store/testing/fixture.hpp"
#include "server/store/testing/test_vault.hpp"

namespace jobswipe::jobs {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kSamples = "server/jobs/feed/testdata/";

std::string sample(const std::string& name) {
  std::ifstream file(kSamples + name, std::ios::binary);
  if (!file)
    throw std::runtime_error(kSamples + name +
                             " is not there: run the test from the root of the repository, as ctest does");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Documents by address.
class Library final : public Fetcher {
 public:
  std::map<std::string, std::string> documents;
  asio::awaitable<base::Result<std::string>> get(std::string url) override {
    const auto found = documents.find(url);
    if (found == documents.end()) co_return base::Error{base::ErrorCode::unprocessable, url + " answered 404.", {}, {}};
    co_return found->second;
  }
};

class JobsWay : public store::testing::StoreFixture {
 protected:
  store::JobsStore jobs{pool()};
  store::ApplicationsStore applications{pool(), 3};
  int committed = 0;
  store::testing::TestVault vault;
  store::ResumeRulesStore rules{pool(), vault};
  store::ProfileStore profiles{pool(), vault};
  JobsApi api{jobs, applications, rules, profiles, [this](base::UserId) { ++committed; }};
  Library library;

  JobsWay() { database().execute("DELETE FROM jobs WHERE source <> 'test'; UPDATE jobs SET closed_at = now()"); }

  base::Result<ImportReport> import(const std::string& feed, ImportOptions options = {}) {
    return run(import_feed(feed, std::move(options), library, jobs));
  }
  gateway::Call call(std::map<std::string, std::string> query = {}) {
    gateway::Call one;
    one.caller = gateway::Caller{};
    one.caller->user = user;
    query.try_emplace("limit", "20");
    one.query = std::move(query);
    return one;
  }
  json::object deck(std::map<std::string, std::string> query = {}) {
    const auto answer = run(api.deck(call(std::move(query))));
    return json::parse(answer.value().body).as_object();
  }
  json::object job(const std::string& id) {
    auto one = call();
    one.path["id"] = id;
    return json::parse(run(api.job(std::move(one))).value().body).as_object();
  }
};

constexpr const char* kLever = "https://api.lever.co/v0/postings/north-ferries?mode=json";

TEST_F(JobsWay, ABoardIsImportedOnceAndTheSecondImportChangesNothing) {
  library.documents[kLever] = sample("lever.json");
  const auto first = import("lever:north-ferries");
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_EQ(first->summary(),
            "lever north-ferries: 2 new, 0 changed, 0 reopened, 0 unchanged, 0 duplicates, 0 closed, 0 refused");
  EXPECT_EQ(import("lever:north-ferries")->written.unchanged, 2);
  const auto dealt = deck();
  ASSERT_EQ(dealt.at("jobs").as_array().size(), 2u);
  const auto& card = dealt.at("jobs").as_array()[1].as_object();
  EXPECT_EQ(card.at("title").as_string(), "Harbour Dispatcher");
  EXPECT_EQ(card.at("company").as_string(), "North Ferries");
  EXPECT_EQ(card.at("workMode").as_string(), "onsite");
  EXPECT_EQ(card.at("salary").as_object().at("max").as_int64(), 41000);
  EXPECT_EQ(card.at("postedAt").as_string(), "2025-10-01T10:00:00.000Z");
  EXPECT_TRUE(card.at("expiresAt").is_null());
  const auto whole = job(std::string(card.at("id").as_string()));
  EXPECT_EQ(whole.at("snapshotHash").as_string().size(), 64u);
  EXPECT_THAT(std::string(whole.at("descriptionHtml").as_string()), HasSubstr("<h3>What you bring</h3>"));
  for (const auto& [name, value] : card) EXPECT_EQ(whole.at(name), value) << "the card and the job differ in " << name;
}

TEST_F(JobsWay, APostingThatVanishedIsClosedAndAnErrorPageClosesNothing) {
  library.documents[kLever] = sample("lever.json");
  import("lever:north-ferries");
  auto list = json::parse(sample("lever.json")).as_array();
  list.erase(list.begin());
  library.documents[kLever] = "<!doctype html><title>Sorry</title>";
  EXPECT_FALSE(import("lever:north-ferries"));
  EXPECT_EQ(deck().at("jobs").as_array().size(), 2u);
  library.documents[kLever] = json::serialize(list);
  EXPECT_EQ(import("lever:north-ferries")->closed, 1);
  EXPECT_EQ(deck().at("jobs").as_array().size(), 1u);
}

TEST_F(JobsWay, RefusedRecordsAreNamedAndStayOpenWhereTheyWere) {
  library.documents
      ["https://boards-api.greenhouse.io/v1/boards/lanternworks/"
       "jobs?content=true&questions=true&pay_transparency=true"] = sample("greenhouse_broken.json");
  const auto report = import("greenhouse:lanternworks");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->written.added, 1);
  EXPECT_EQ(report->refused.size(), 11u);
  EXPECT_EQ(report->refused[1].to_string(), "record 3 (id 127817), field `title`: missing");
}

TEST_F(JobsWay, APageOfAPostingThatItsBoardBroughtIsADuplicate) {
  library.documents[kLever] = sample("lever.json");
  import("lever:north-ferries");
  const std::string page = "https://jobs.lever.co/north-ferries/0d2c1c1e-6a5e-4b7a-9c39-000000000001";
  library.documents[page] =
      "<html><script type=\"application/ld+json\">{\"@type\":\"JobPosting\",\"title\":\"Harbour "
      "Dispatcher\",\"description\":\"<p>x</p>\","
      "\"datePosted\":\"2025-10-01\",\"hiringOrganization\":{\"name\":\"North Ferries\"}}</script></html>";
  const auto report = import(page);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->written.duplicates, 1);
  EXPECT_FALSE(report->complete);
  EXPECT_EQ(deck().at("jobs").as_array().size(), 2u);
}

TEST_F(JobsWay, FilesOfEveryShapeAreToldApart) {
  for (const auto& [name, source, count] :
       {std::tuple<const char*, const char*, int>("greenhouse.json", "greenhouse", 2),
        {"lever.json", "lever", 2},
        {"ashby.json", "ashby", 2},
        {"recruitee.json", "recruitee", 2},
        {"page_graph.html", "page", 2}}) {
    const auto report = import(kSamples + name);
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->source, source);
    EXPECT_EQ(report->written.added, count) << name;
  }
  EXPECT_EQ(deck({{"q", "glass"}}).at("jobs").as_array().size(), 1u);
  EXPECT_EQ(deck({{"workMode", "remote"}}).at("jobs").as_array().size(), 4u);
}

TEST_F(JobsWay, WhatIsNoFeedIsRefusedWithWhatToSayInstead) {
  for (const auto& [feed, reason] :
       {std::pair<const char*, const char*>("nothing/here",
                                            "is no file, no http(s) address, and none of greenhouse:BOARD"),
        {"greenhouse:", "is no board's name. Give it as in greenhouse:acme"},
        {"lever:../admin", "is no board's name"},
        {"recruitee:evil.example/x#", "is no board's name"},
        {"http://jobs.example.com/feed", "must start with https://"},
        {"https://127.0.0.1/feed", "leads to a private address"},
        {"ashby:gone", "answered 404"}}) {
    const auto report = import(feed);
    ASSERT_FALSE(report) << feed;
    EXPECT_THAT(report.error().detail, HasSubstr(reason)) << feed;
  }
}

TEST_F(JobsWay, TheDeckPagesByItsCursorAndRefusesAMadeUpOne) {
  import(kSamples + "greenhouse.json");
  import(kSamples + "ashby.json");
  std::vector<std::string> seen;
  std::map<std::string, std::string> query{{"limit", "3"}};
  for (int pages = 0; pages < 5; ++pages) {
    const auto page = deck(query);
    for (const auto& card : page.at("jobs").as_array()) seen.emplace_back(card.as_object().at("title").as_string());
    if (page.at("nextCursor").is_null()) break;
    query["cursor"] = page.at("nextCursor").as_string().c_str();
  }
  EXPECT_THAT(seen, ElementsAre("Listener", "Acoustic Engineer", "Kiln Technician", "Lead Glassblower & Teacher"));
  for (const auto* cursor : {"x", "1,", ",", "99999999999999999999,0189f0f0-0000-7000-8000-000000000000",
                             "-5,0189f0f0-0000-7000-8000-000000000000", "12 ,0189f0f0-0000-7000-8000-000000000000"}) {
    const auto answer = run(api.deck(call({{"cursor", cursor}})));
    ASSERT_FALSE(answer) << cursor;
    EXPECT_EQ(answer.error().fields.at(0).pointer, "query/cursor");
  }
}

/// The titles of the cards, in their order.
std::vector<std::string> titles(const json::object& dealt) {
  std::vector<std::string> all;
  for (const auto& card : dealt.at("jobs").as_array()) all.emplace_back(card.at("title").as_string());
  return all;
}

class Filters : public JobsWay {
 protected:
  Filters() {
    make("Senior Baker", "Korn & Co", "{Berlin}", "onsite", 60000, "EUR", 1);
    make("Baker", "Korn  & CO", "{Hamburg}", "remote", 40000, "EUR", 2);
    make("Head of Ovens", "Glut", "{London}", "hybrid", 90000, "GBP", 40);
    make("Apprentice (m/f/x)", "Glut", "{Munich, Berlin}", "onsite", 0, "", 3);
  }
  void make(const char* title, const char* company, const char* places, const char* mode, int pay, const char* currency,
            int days) {
    const auto id = add_job().to_string();
    const auto salary =
        pay == 0 ? std::string()
                 : fmt::format(", salary_max = {}, salary_yearly = {}, salary_currency = '{}', salary_period = 'year'",
                               pay, pay, currency);
    database().execute(fmt::format(
        "UPDATE jobs SET title = '{}', company = '{}', locations = '{}', work_mode = '{}', posted_at = now() - "
        "interval '{} days', search = to_tsvector('simple', '{}'){} WHERE id = '{}'",
        title, company, places, mode, days, title, salary, id));
  }
  std::string refused_at(std::map<std::string, std::string> query) {
    const auto answer = run(api.deck(call(std::move(query))));
    return answer ? "accepted" : answer.error().fields.at(0).pointer;
  }
  gateway::Answer block(const char* company) {
    auto one = call();
    one.body["company"] = company;
    return run(api.block(std::move(one)));
  }
};

TEST_F(Filters, OfTheDeckEachNarrowItAsTheySay) {
  EXPECT_THAT(titles(deck()), ElementsAre("Senior Baker", "Baker", "Apprentice (m/f/x)", "Head of Ovens"));
  EXPECT_THAT(titles(deck({{"location", "berlin"}})), ElementsAre("Senior Baker", "Apprentice (m/f/x)"));
  EXPECT_THAT(titles(deck({{"location", "berlin"}, {"orRemote", "true"}})),
              ElementsAre("Senior Baker", "Baker", "Apprentice (m/f/x)"));
  EXPECT_THAT(titles(deck({{"workMode", "remote,hybrid"}})), ElementsAre("Baker", "Head of Ovens"));
  EXPECT_THAT(titles(deck({{"seniority", "senior"}})), ElementsAre("Senior Baker"));
  EXPECT_THAT(titles(deck({{"seniority", "mid,intern"}})), ElementsAre("Baker", "Apprentice (m/f/x)"));
  EXPECT_THAT(titles(deck({{"salaryMin", "50000"}})), ElementsAre("Senior Baker", "Head of Ovens"));
  EXPECT_THAT(titles(deck({{"salaryMin", "50000"}, {"salaryCurrency", "EUR"}})), ElementsAre("Senior Baker"));
  EXPECT_THAT(titles(deck({{"salaryMin", "5000"}, {"salaryPeriod", "month"}})),
              ElementsAre("Senior Baker", "Head of Ovens"));
  EXPECT_THAT(titles(deck({{"salaryMin", "30"}, {"salaryPeriod", "hour"}, {"salaryCurrency", "GBP"}})),
              ElementsAre("Head of Ovens"));
  EXPECT_THAT(titles(deck({{"maxAgeDays", "30"}, {"workMode", "onsite,hybrid"}})),
              ElementsAre("Senior Baker", "Apprentice (m/f/x)"));
  EXPECT_THAT(titles(deck({{"q", "baker"}, {"seniority", "mid"}, {"salaryMin", "1"}})), ElementsAre("Baker"));
}

TEST_F(Filters, ThePostingsThatWereThereBeforeArePlacedToo) {
  const std::map<std::string, std::string> berlin{{"place", "2950159"}, {"radiusKm", "10"}};
  EXPECT_THAT(titles(deck(berlin)), ElementsAre());
  EXPECT_EQ(run(Placement::place_some(jobs, 3)), 3u);
  EXPECT_EQ(run(Placement::place_some(jobs, 3)), 1u);
  EXPECT_EQ(run(Placement::place_some(jobs, 3)), 0u);
  EXPECT_THAT(titles(deck(berlin)), ElementsAre("Senior Baker", "Apprentice (m/f/x)"));
  EXPECT_THAT(titles(deck({{"place", "2950159"}})), ElementsAre("Senior Baker", "Apprentice (m/f/x)"));
  EXPECT_THAT(titles(deck({{"place", "2950159"}, {"radiusKm", "300"}})),
              ElementsAre("Senior Baker", "Baker", "Apprentice (m/f/x)"));
  EXPECT_THAT(titles(deck({{"place", "2643743"}, {"orRemote", "true"}})), ElementsAre("Baker", "Head of Ovens"));
}

TEST_F(JobsWay, APostingIsPlacedWhenItsFeedIsRead) {
  import(kSamples + "lever.json");
  const auto dealt = deck({{"limit", "1"}});
  const auto& card = dealt.at("jobs").as_array().at(0).as_object();
  EXPECT_EQ(run(Placement::place_some(jobs, 10)), 0u) << "nothing is left for later";
  database().execute("UPDATE jobs SET points = '{}' WHERE source = 'lever'");
  import(kSamples + "lever.json");
  EXPECT_EQ(database().value(fmt::format("SELECT cardinality(points) FROM jobs WHERE id = '{}'",
                                         std::string(card.at("id").as_string()))),
            std::to_string(points_of({std::string(card.at("locations").as_array().at(0).as_string())}).size()));
  EXPECT_NE(database().value("SELECT sum(cardinality(points)) FROM jobs WHERE source = 'lever'"), "0");
}

TEST_F(Filters, ThatSayNothingAloneAreRefusedAtTheirName) {
  EXPECT_EQ(refused_at({{"radiusKm", "10"}}), "query/radiusKm");
  EXPECT_EQ(refused_at({{"orUnplaced", "true"}}), "query/orUnplaced");
  EXPECT_EQ(refused_at({{"place", "1"}}), "query/place");
  EXPECT_EQ(refused_at({{"orRemote", "true"}}), "query/orRemote");
  EXPECT_EQ(refused_at({{"orRemote", "false"}}), "accepted");
  EXPECT_EQ(refused_at({{"salaryCurrency", "EUR"}}), "query/salaryCurrency");
  EXPECT_EQ(refused_at({{"salaryPeriod", "hour"}}), "query/salaryPeriod");
}

TEST_F(Filters, ABlockedEmployerIsInNoDeckHoweverItsNameIsWrittenUntilItIsTakenOffTheList) {
  const auto list = json::parse(block(" korn & co ").value().body).as_object();
  EXPECT_EQ(list.at("employers").at(0).at("company"), "korn & co");
  block("KORN & CO");
  EXPECT_EQ(run(jobs.blocked_employers(user)).size(), 1u);
  EXPECT_THAT(titles(deck()), ElementsAre("Apprentice (m/f/x)", "Head of Ovens"));
  EXPECT_THAT(titles(deck({{"location", "berlin"}})), ElementsAre("Apprentice (m/f/x)"));
  EXPECT_THAT(titles(deck({{"q", "baker"}})), ElementsAre());
  EXPECT_EQ(database().value(fmt::format(
                "SELECT count(*) FROM application_events WHERE user_id = '{}' AND type = 'blocked_employers.updated'",
                user.to_string())),
            "1");
  const auto mine = user;
  user = add_user();
  EXPECT_EQ(titles(deck()).size(), 4u) << "another person's list is another one";
  user = mine;
  for (int i = 0; i < 2; ++i) {
    auto one = call({{"company", "Korn &  Co"}});
    EXPECT_EQ(run(api.unblock(std::move(one))).value().status, 204);
  }
  EXPECT_EQ(titles(deck()).size(), 4u);
}

TEST_F(Filters, TheListOfBlockedEmployersIsBounded) {
  database().execute(
      fmt::format("INSERT INTO blocked_employers (user_id, company_key, company) SELECT '{}', 'c' || n, 'C' || n FROM "
                  "generate_series(1, {}) n",
                  user.to_string(), store::JobsStore::kMostBlocked));
  EXPECT_EQ(block("one more").error().code, base::ErrorCode::conflict);
  EXPECT_TRUE(block("c1").has_value()) << "it is there already";
}

TEST_F(JobsWay, ATitleTellsHowHighAPositionStands) {
  for (const auto& [title, seniority] :
       std::initializer_list<std::pair<const char*, const char*>>{{"Software Engineer", "mid"},
                                                                  {"Senior Software Engineer", "senior"},
                                                                  {"Sr. Data Analyst", "senior"},
                                                                  {"Junior Developer (m/w/d)", "junior"},
                                                                  {"Graduate Nurse", "junior"},
                                                                  {"Internal Auditor", "mid"},
                                                                  {"International Sales", "mid"},
                                                                  {"Marketing Intern", "intern"},
                                                                  {"Praktikantin Vertrieb", "intern"},
                                                                  {"Working Student IT", "intern"},
                                                                  {"Product Manager", "mid"},
                                                                  {"Senior Product Manager", "senior"},
                                                                  {"Engineering Manager", "manager"},
                                                                  {"Teamleiterin Logistik", "manager"},
                                                                  {"Lead Generation Specialist", "mid"},
                                                                  {"Lead Designer", "lead"},
                                                                  {"Principal Scientist", "lead"},
                                                                  {"Staff Software Engineer", "lead"},
                                                                  {"Staff Nurse", "mid"},
                                                                  {"Head of Ovens", "director"},
                                                                  {"Senior Director, Sales", "director"},
                                                                  {"VP Engineering", "executive"},
                                                                  {"Chief Technology Officer", "executive"},
                                                                  {"Executive Assistant to the CEO", "mid"},
                                                                  {"Geschäftsführer", "executive"}})
    EXPECT_EQ(database().value(fmt::format("SELECT seniority_of('{}')", title)), seniority) << title;
}

TEST_F(JobsWay, AnUnknownJobIsNotFound) {
  auto one = call();
  one.path["id"] = base::JobId::make().to_string();
  const auto answer = run(api.job(std::move(one)));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, base::ErrorCode::not_found);
}

}  // namespace
}  // namespace jobswipe::jobs
