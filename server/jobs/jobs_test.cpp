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
#include "server/store/testing/fixture.hpp"

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
  JobsApi api{jobs};
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

TEST_F(JobsWay, AnUnknownJobIsNotFound) {
  auto one = call();
  one.path["id"] = base::JobId::make().to_string();
  const auto answer = run(api.job(std::move(one)));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, base::ErrorCode::not_found);
}

}  // namespace
}  // namespace jobswipe::jobs
