#include "server/store/jobs_store.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <regex>
#include <set>

#include "server/store/applications_store.hpp"
#include "server/store/sql.hpp"
#include "server/store/testing/fixture.hpp"

namespace jobswipe::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using namespace std::chrono_literals;

const base::Time kDay = base::parse_rfc3339("2026-11-01T00:00:00Z").value();

/// Postings of a board of their own, in a schema that other tests share: only this test's own board is looked at.
class Jobs : public testing::StoreFixture {
 protected:
  JobsStore jobs{pool()};
  std::string board = base::Uuid::make().to_string();

  Jobs() { database().execute("UPDATE jobs SET closed_at = coalesce(closed_at, now())"); }

  JobRecord record(const std::string& external_id, const std::string& title = "Engineer") {
    JobRecord one;
    one.card.id = base::JobId::make();
    one.card.title = title;
    one.card.company = "Lantern Works";
    one.card.summary = "Fire and glass.";
    one.card.apply_url = "https://jobs.example.com/" + board + "/" + external_id;
    one.card.source = "test";
    one.card.posted_at = kDay;
    one.board = board;
    one.external_id = external_id;
    one.apply_url_key = "jobs.example.com/" + board + "/" + external_id;
    one.description = "Fire and glass, by the sea.";
    one.content["title"] = title;
    one.content["board"] = board;
    one.snapshot_hash = hash_of(title + external_id);
    return one;
  }
  /// 64 digits that differ with the text.
  std::string hash_of(const std::string& text) {
    return fmt::format("{:032x}{:032x}", std::hash<std::string>{}(board), std::hash<std::string>{}(text));
  }
  JobsWritten write(std::vector<JobRecord> records) { return run(jobs.upsert(std::move(records))); }
  std::vector<std::string> titles(DeckFilter filter = {}, std::optional<DeckCursor> after = {}, int limit = 100) {
    std::vector<std::string> out;
    for (const auto& card : run(jobs.deck(user, std::move(filter), after, limit))) out.push_back(card.title);
    return out;
  }
  base::JobId id_of(const std::string& external_id) {
    return *base::JobId::parse(database().value(
        fmt::format("SELECT id FROM jobs WHERE board = '{}' AND external_id = '{}'", board, external_id)));
  }
};

TEST_F(Jobs, AreAddedOnceAndUnchangedTheSecondTime) {
  auto written = write({record("1"), record("2")});
  EXPECT_EQ(written.added, 2);
  EXPECT_EQ(written.unchanged, 0);
  const auto first = id_of("1");
  written = write({record("1"), record("2"), record("3")});
  EXPECT_EQ(written.added, 1);
  EXPECT_EQ(written.unchanged, 2);
  EXPECT_EQ(written.changed, 0);
  EXPECT_EQ(id_of("1"), first) << "a posting keeps its id";
}

TEST_F(Jobs, AChangedPostingGetsANewSnapshotAndTheOldOneStays) {
  write({record("1", "Old title")});
  const auto id = id_of("1");
  const auto before = run(jobs.get(id));
  EXPECT_EQ(write({record("1", "New title")}).changed, 1);
  const auto now = run(jobs.get(id));
  EXPECT_EQ(now->content.at("title").as_string(), "New title");
  EXPECT_NE(now->snapshot_hash, before->snapshot_hash);
  EXPECT_EQ(database().value(fmt::format("SELECT content ->> 'title' FROM job_snapshots WHERE hash = '\\x{}'",
                                         before->snapshot_hash)),
            "Old title");
}

TEST_F(Jobs, ThatVanishFromTheirBoardAreClosedAndReopenWhenTheyComeBack) {
  write({record("1"), record("2"), record("3")});
  EXPECT_EQ(run(jobs.close_missing("test", board, {"2", "it's \"quoted\", {odd}"})), 2);
  EXPECT_TRUE(run(jobs.get(id_of("1")))->closed_at);
  EXPECT_FALSE(run(jobs.get(id_of("2")))->closed_at);
  EXPECT_EQ(run(jobs.close_missing("other", board, {})), 0);
  const auto written = write({record("1")});
  EXPECT_EQ(written.reopened, 1);
  EXPECT_EQ(written.added, 0);
  EXPECT_FALSE(run(jobs.get(id_of("1")))->closed_at);
  EXPECT_EQ(run(jobs.close_missing("test", board, {})), 2);
  EXPECT_THAT(titles(), IsEmpty());
}

TEST_F(Jobs, OfTheSameFormFromAnotherBoardAreLeftToTheFirst) {
  write({record("1")});
  auto same = record("page-1", "The same, found elsewhere");
  same.board = board + "-copy";
  same.apply_url_key = record("1").apply_url_key;
  auto written = write({same, record("2")});
  EXPECT_EQ(written.duplicates, 1);
  EXPECT_EQ(written.added, 1);
  EXPECT_THAT(titles(), UnorderedElementsAre("Engineer", "Engineer"));
  run(jobs.close_missing("test", board, {"2"}));
  written = write({same});
  EXPECT_EQ(written.added, 1) << "the first is closed: the other may take its place";
  EXPECT_EQ(write({same}).unchanged, 1);
}

TEST_F(Jobs, KeepTheirPlaceInTheDeckWhenTheSourceMovesTheDate) {
  write({record("1")});
  auto later = record("1");
  later.card.posted_at = kDay + 240h;
  write({later});
  EXPECT_EQ(run(jobs.deck(user, {}, {}, 10)).at(0).posted_at, kDay);
}

TEST_F(Jobs, StandInTheDeckNewestFirstAndPageWithoutGapOrRepeat) {
  std::vector<JobRecord> records;
  for (int i = 0; i < 25; ++i) {
    records.push_back(record(std::to_string(i), fmt::format("Job {:02}", i)));
    records.back().card.posted_at = kDay + std::chrono::hours(i / 5);  // five share each moment
  }
  write(std::move(records));
  std::vector<std::string> seen;
  std::optional<DeckCursor> after;
  for (int pages = 0; pages < 20; ++pages) {
    const auto page = run(jobs.deck(user, {}, after, 4));
    for (const auto& card : page) seen.push_back(card.title);
    if (page.empty()) break;
    after = DeckCursor{page.back().posted_at, page.back().id};
  }
  EXPECT_EQ(seen.size(), 25u);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 25u);
  EXPECT_THAT(seen.front(), HasSubstr("Job 2"));
}

TEST_F(Jobs, LeaveTheDeckOnceSwipedAndComeBackWhenCancelled) {
  write({record("1", "Right"), record("2", "Left"), record("3", "Stays")});
  ApplicationsStore applications(pool(), 3);
  const auto swiped = run(applications.swipe_right(user, id_of("1"), std::nullopt, 5, std::nullopt));
  EXPECT_TRUE(run(applications.swipe_left(user, id_of("2"), std::nullopt)));
  EXPECT_THAT(titles(), ElementsAre("Stays"));
  database().execute(fmt::format("UPDATE application_queue SET status = 'CANCELLED' WHERE id = '{}'", swiped.id));
  EXPECT_THAT(titles(), UnorderedElementsAre("Stays", "Right"));
  const auto other = add_user();
  EXPECT_EQ(run(jobs.deck(other, {}, {}, 10)).size(), 3u);
}

TEST_F(Jobs, ThatExpiredAreNotInTheDeck) {
  auto expired = record("1", "Expired");
  expired.card.expires_at = kDay;
  auto open = record("2", "Open");
  open.card.expires_at = base::parse_rfc3339("2099-01-01T00:00:00Z");
  write({expired, open});
  EXPECT_THAT(titles(), ElementsAre("Open"));
}

TEST_F(Jobs, AreFoundByTheDecksFilters) {
  auto berlin = record("1", "C++ Engineer");
  berlin.card.locations = {"Berlin, Germany", "Hamburg"};
  berlin.card.work_mode = "hybrid";
  berlin.card.salary = JobSalary{70000, 90000, "EUR", "year"};
  berlin.salary_yearly = 90000;
  auto remote = record("2", "Bookbinder");
  remote.card.locations = {"100% Remote"};
  remote.card.work_mode = "remote";
  remote.card.salary = JobSalary{20, std::nullopt, "EUR", "hour"};
  remote.salary_yearly = 41600;
  remote.description = "Gilding and paper";
  remote.card.posted_at =
      std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()) - 24h;
  write({berlin, remote, record("3", "Lamplighter")});

  const auto with = [](auto set) {
    DeckFilter filter;
    set(filter);
    return filter;
  };
  EXPECT_THAT(titles(with([](auto& f) { f.words = "engin"; })), ElementsAre("C++ Engineer"));
  EXPECT_THAT(titles(with([](auto& f) { f.words = "gilding PAPER"; })), ElementsAre("Bookbinder"));
  EXPECT_THAT(titles(with([](auto& f) { f.words = "gilding glass"; })), IsEmpty());
  EXPECT_THAT(titles(with([](auto& f) { f.words = "lantern berlin"; })), ElementsAre("C++ Engineer"));
  EXPECT_EQ(titles(with([](auto& f) { f.words = " & | ! "; })).size(), 3u) << "no word at all filters nothing";
  EXPECT_THAT(titles(with([](auto& f) { f.words = "it's 'odd\\ :* <-> ("; })), IsEmpty());
  EXPECT_THAT(titles(with([](auto& f) { f.location = "berlin"; })), ElementsAre("C++ Engineer"));
  EXPECT_THAT(titles(with([](auto& f) { f.location = "100%"; })), ElementsAre("Bookbinder"));
  EXPECT_THAT(titles(with([](auto& f) { f.work_modes = {"remote"}; })), ElementsAre("Bookbinder"));
  EXPECT_THAT(titles(with([](auto& f) { f.salary_min = 80000; })), ElementsAre("C++ Engineer"));
  EXPECT_THAT(titles(with([](auto& f) { f.salary_min = 41600; })), UnorderedElementsAre("C++ Engineer", "Bookbinder"));
  EXPECT_THAT(titles(with([](auto& f) { f.max_age_days = 2; })), ElementsAre("Bookbinder"));
}

constexpr MapPoint kBerlin{52.52437, 13.41053}, kPotsdam{52.39886, 13.06566}, kHamburg{53.55073, 9.99302};

TEST_F(Jobs, AreFoundByTheWayFromAPlace) {
  auto berlin = record("1", "Berlin"), both = record("2", "Hamburg or Potsdam"), remote = record("3", "Remote");
  berlin.points = {kBerlin};
  both.points = {kHamburg, kPotsdam};
  remote.card.work_mode = "remote";
  write({berlin, both, remote, record("4", "Somewhere")});
  const auto around = [&](MapPoint centre, int km, auto set) {
    DeckFilter filter;
    filter.near = Surroundings{centre, km, false};
    set(filter);
    return titles(filter);
  };
  const auto no_more = [](auto&) {};
  EXPECT_THAT(around(kBerlin, 25, no_more), ElementsAre("Berlin"));
  EXPECT_THAT(around(kBerlin, 30, no_more), UnorderedElementsAre("Berlin", "Hamburg or Potsdam"));
  EXPECT_THAT(around(kHamburg, 1, no_more), ElementsAre("Hamburg or Potsdam"));
  EXPECT_THAT(around({0, -170}, 500, no_more), IsEmpty());
  EXPECT_THAT(around(kBerlin, 25, [](auto& f) { f.or_remote = true; }), UnorderedElementsAre("Berlin", "Remote"));
  EXPECT_THAT(around(kBerlin, 25, [](auto& f) { f.near->or_unplaced = true; }),
              UnorderedElementsAre("Berlin", "Remote", "Somewhere"));
  EXPECT_THAT(around(kBerlin, 30, [](auto& f) { f.words = "potsdam"; }), ElementsAre("Hamburg or Potsdam"));
  EXPECT_THAT(around(kBerlin, 25, [](auto& f) { f.words = "potsdam"; }), IsEmpty());
  EXPECT_THAT(around(kBerlin, 25, [](auto& f) { f.work_modes = {"remote"}; }), IsEmpty());
}

TEST_F(Jobs, ADistanceIsTheWayAlongTheEarth) {
  const auto km = [&](const char* from, const char* to) {
    return std::stod(database().value(fmt::format("SELECT km_between('{}', '{}')", from, to)));
  };
  EXPECT_NEAR(km("(13.41053,52.52437)", "(9.99302,53.55073)"), 255.3, 0.5);
  EXPECT_NEAR(km("(13.41053,52.52437)", "(13.06566,52.39886)"), 27.2, 0.3);
  EXPECT_NEAR(km("(179.9,0)", "(-179.9,0)"), 22.2, 0.1) << "across the date line";
  EXPECT_NEAR(km("(0,0)", "(180,0)"), 20015, 1) << "to the other side of the earth";
  EXPECT_EQ(km("(7,50)", "(7,50)"), 0);
}

TEST_F(Jobs, OfAnEarlierVersionOfThePlacesArePlacedAnewUnlessTheyHaveChangedMeanwhile) {
  auto old = record("1", "Old"), current = record("2", "Current"), moving = record("3", "Moving");
  for (auto* each : {&old, &current, &moving}) each->card.locations = {"Berlin"};
  current.places_version = 2;
  write({old, current, moving});
  auto found = run(jobs.to_place(2, 10));
  EXPECT_EQ(found.size(), 2u);
  for (auto& each : found) {
    EXPECT_THAT(each.locations, ElementsAre("Berlin"));
    each.points = {kBerlin};
  }
  moving.card.locations = {"Hamburg"};
  write({moving});
  run(jobs.place(found, 2));
  found = run(jobs.to_place(2, 10));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].locations, ElementsAre("Hamburg"));
  DeckFilter filter;
  filter.near = Surroundings{kBerlin, 10, false};
  EXPECT_THAT(titles(filter), ElementsAre("Old"));
  EXPECT_EQ(run(jobs.to_place(3, 2)).size(), 2u) << "no more than were asked for";
}

TEST_F(Jobs, GiveBackWhatACardShows) {
  auto one = record("1");
  one.card.locations = {"Malmö", "a \"quoted\", {odd} \\ place"};
  one.card.employment_type = "Full-time";
  one.card.department = "Hot Shop";
  one.card.salary = JobSalary{18.5, std::nullopt, "EUR", "hour"};
  one.salary_yearly = 38480;
  one.card.posted_at = kDay + 1234ms;
  write({one});
  const auto card = run(jobs.deck(user, {}, {}, 10)).at(0);
  EXPECT_EQ(card.id, id_of("1"));
  EXPECT_EQ(card.locations, one.card.locations);
  EXPECT_EQ(card.employment_type, "Full-time");
  EXPECT_EQ(card.department, "Hot Shop");
  EXPECT_EQ(card.work_mode, std::nullopt);
  ASSERT_TRUE(card.salary);
  EXPECT_EQ(card.salary->min, 18.5);
  EXPECT_EQ(card.salary->max, std::nullopt);
  EXPECT_EQ(card.salary->period, "hour");
  EXPECT_EQ(card.posted_at, kDay + 1234ms);
  EXPECT_FALSE(run(jobs.get(base::JobId::make())));
}

TEST_F(Jobs, AreDealtFromTheIndexHoweverManyThereAre) {
  database().execute(fmt::format(
      "WITH s AS (INSERT INTO job_snapshots (hash, content) VALUES ('\\x{0}', '{{}}') ON CONFLICT DO NOTHING) "
      "INSERT INTO jobs (id, source, board, external_id, snapshot_hash, title, company, apply_url, posted_at) "
      "SELECT gen_random_uuid(), 'bulk', '{1}', n::text, '\\x{0}', 'Bulk', 'Bulk', 'https://example.org', now() - n * "
      "interval '1 minute' FROM generate_series(1, 20000) n",
      hash_of("bulk"), board));
  database().execute("ANALYZE jobs");
  database().execute(
      fmt::format("CREATE FUNCTION deck_plan() RETURNS text LANGUAGE plpgsql AS $f$ DECLARE plan json; BEGIN "
                  "PERFORM set_config('plan_cache_mode', 'force_generic_plan', true); "
                  "EXECUTE $q$PREPARE deck AS {}$q$; "
                  "EXECUTE $q$EXPLAIN (FORMAT JSON) EXECUTE deck ('{}', NULL, NULL, 21)$q$ INTO plan; "
                  "RETURN plan::text; END $f$",
                  sql::jobs_deck.text, user.to_string()));
  const std::string plan = database().value("SELECT deck_plan()");
  EXPECT_THAT(plan, HasSubstr("jobs_deck"));
  EXPECT_FALSE(std::regex_search(plan, std::regex("\"Seq Scan\"[^}]*\"Relation Name\": \"jobs\""))) << plan;
  EXPECT_THAT(plan, ::testing::Not(HasSubstr("\"Sort\""))) << plan;
  database().execute("DROP FUNCTION deck_plan()");
  database().execute("DELETE FROM jobs WHERE source = 'bulk'");
}

}  // namespace
}  // namespace jobswipe::store
