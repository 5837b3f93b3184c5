#include "server/jobs/feed/feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <random>
#include <sstream>

#include "server/jobs/feed/snapshot.hpp"

namespace jobswipe::jobs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

std::string sample(const std::string& name) {
  const std::string path = "server/jobs/feed/testdata/" + name;
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw std::runtime_error(path + " is not there: run the test from the root of the repository, as ctest does");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

ParsedFeed parsed(const std::string& name, FeedContext context = {}) {
  auto feed = parse_feed(sample(name), context);
  if (!feed) throw std::runtime_error(name + ": " + feed.error().detail);
  return std::move(*feed);
}

std::vector<std::string> errors_of(const ParsedFeed& feed) {
  std::vector<std::string> out;
  for (const auto& error : feed.errors) out.push_back(error.to_string());
  return out;
}

base::Time at(std::string_view text) {
  return base::parse_rfc3339(text).value();
}

TEST(Greenhouse, ReadsItsOddities) {
  const auto feed = parsed("greenhouse.json");
  EXPECT_THAT(errors_of(feed), ElementsAre());
  EXPECT_TRUE(feed.complete);
  EXPECT_EQ(feed.board, "lanternworks");
  ASSERT_EQ(feed.postings.size(), 2u);
  const auto& lead = feed.postings[0];
  EXPECT_EQ(lead.source, "greenhouse");
  EXPECT_EQ(lead.external_id, "127817");
  EXPECT_EQ(lead.title, "Lead Glassblower & Teacher");
  EXPECT_EQ(lead.company, "Lantern Works");
  EXPECT_THAT(lead.locations, ElementsAre("Lisbon, Portugal", "Porto, Portugal", "Remote, Portugal"));
  EXPECT_EQ(lead.work_mode, "hybrid");
  EXPECT_EQ(lead.employment_type, "Full-time");
  EXPECT_EQ(lead.department, "Hot Shop");
  EXPECT_EQ(lead.salary, (Salary{32000, 41000, "EUR", "year"}));
  EXPECT_EQ(lead.posted_at, at("2026-09-01T13:00:00Z"));
  EXPECT_EQ(
      lead.description_html,
      "<p>We\u00a0blow glass &amp; teach.</p> <ul> <li>Run the <strong>hot shop</strong></li> <li>Teach</li> </ul>"
      "<p>See this or <a href=\"https://lantern.example/glass?a=1&amp;b=2\" rel=\"nofollow noopener\">that</a>.</p>");
  EXPECT_EQ(lead.description_text, "We\u00a0blow glass & teach.\n\n• Run the hot shop\n• Teach\n\nSee this or that.");
  ASSERT_EQ(lead.questions.size(), 3u);
  EXPECT_EQ(lead.questions[1].kind, "file");
  EXPECT_EQ(lead.questions[2], (FeedQuestion{"May you work in Portugal?", true, "choice", {"Yes", "No"}}));
  const auto& kiln = feed.postings[1];
  EXPECT_EQ(kiln.company, "Lanternworks");
  EXPECT_THAT(kiln.locations, ElementsAre("Remote"));
  EXPECT_EQ(kiln.work_mode, "remote");
  EXPECT_EQ(kiln.salary, std::nullopt);
  EXPECT_EQ(kiln.posted_at, at("2026-10-15T00:00:00Z"));
}

TEST(Greenhouse, RefusesBrokenRecordsByNumberIdAndFieldAndTakesTheRest) {
  const auto feed = parsed("greenhouse_broken.json");
  EXPECT_THAT(errors_of(feed),
              ElementsAre("record 2 (id 2), field `absolute_url`: must be a web address, not javascript:",
                          "record 3 (id 127817), field `title`: missing",
                          "record 4 (id 4), field `location`: must be an object, is text",
                          "record 5 (id 5), field `updated_at`: is no date between 2000 and 2100: \"yesterday\"",
                          "record 6 (id 6), field `content`: missing; ask for the feed with ?content=true",
                          "record 7 (id 7), field `content`: holds no readable text",
                          "record 8 (id 1), field `id`: repeats that of record 1",
                          "record 9 (id 9), field `absolute_url`: must not hold a user name",
                          "record 10 (id 10), field `absolute_url`: leads to a private address",
                          "record 11 (id 11), field `absolute_url`: must start with https://",
                          "record 12 (id 12), field `title`: must be text, is a number"));
  ASSERT_EQ(feed.postings.size(), 1u);
  EXPECT_EQ(feed.postings[0].title, "Good one");
  // A refused record is still on the board: it must not be closed.
  EXPECT_EQ(feed.external_ids.size(), 11u);
  EXPECT_TRUE(feed.complete);
}

TEST(Lever, ReadsItsOddities) {
  const auto feed = parsed("lever.json");
  EXPECT_THAT(errors_of(feed), ElementsAre());
  EXPECT_EQ(feed.board, "north-ferries");
  ASSERT_EQ(feed.postings.size(), 2u);
  const auto& dispatcher = feed.postings[0];
  EXPECT_EQ(dispatcher.company, "North Ferries");
  EXPECT_THAT(dispatcher.locations, ElementsAre("Gothenburg", "Malmö"));
  EXPECT_EQ(dispatcher.work_mode, "onsite");
  EXPECT_EQ(dispatcher.salary, (Salary{34000, 41000, "SEK", "month"}));
  EXPECT_EQ(yearly_salary(dispatcher), 492000);
  EXPECT_EQ(dispatcher.apply_url, "https://jobs.lever.co/north-ferries/0d2c1c1e-6a5e-4b7a-9c39-000000000001/apply");
  EXPECT_EQ(dispatcher.posted_at, at("2025-10-01T10:00:00Z"));
  EXPECT_EQ(dispatcher.description_text,
            "Ferries leave on time.\nWhat you bring\n\n• Calm\n• A good watch\n\nWe answer every letter.");
  const auto& editor = feed.postings[1];
  EXPECT_EQ(editor.work_mode, "remote");
  EXPECT_EQ(editor.department, "Harbour");
  EXPECT_EQ(editor.employment_type, std::nullopt);
  EXPECT_EQ(editor.posted_at, at("2025-10-02T10:00:00.123Z"));
  EXPECT_EQ(editor.description_text, "You write <timetables>.\nBy hand.");
  EXPECT_THAT(editor.description_html, HasSubstr("&lt;timetables&gt;"));
}

TEST(Lever, RefusesBrokenRecords) {
  const auto feed = parsed("lever_broken.json");
  EXPECT_THAT(errors_of(feed),
              ElementsAre("record 1 (id a), field `createdAt`: is no date between 2000 and 2100 in milliseconds",
                          "record 2 (id b), field `createdAt`: must be a whole number of milliseconds",
                          "record 3 (id c), field `text`: is empty", "record 4 (id d), field `applyUrl`: missing",
                          "record 5: must be an object, is text", "record 6, field `id`: missing",
                          "record 7 (id g), field `categories.allLocations`: must be a list of texts",
                          "record 8 (id h), field `applyUrl`: must be a web address, not file:"));
  EXPECT_FALSE(feed.complete) << "with a record that can't be told, nothing may be closed";
}

TEST(Ashby, ReadsItsOddities) {
  const auto feed = parsed("ashby.json");
  EXPECT_THAT(errors_of(feed), ElementsAre());
  EXPECT_EQ(feed.board, "still-rooms");
  ASSERT_EQ(feed.postings.size(), 2u) << "unlisted postings are not for people to see";
  EXPECT_EQ(feed.external_ids.size(), 2u);
  const auto& engineer = feed.postings[0];
  EXPECT_EQ(engineer.company, "Still Rooms");
  EXPECT_THAT(engineer.locations, ElementsAre("Vienna", "Graz", "Linz, Austria"));
  EXPECT_EQ(engineer.work_mode, "hybrid");
  EXPECT_EQ(engineer.employment_type, "Full-time");
  EXPECT_EQ(engineer.salary, (Salary{52000, 75000, "EUR", "year"}));
  EXPECT_EQ(engineer.posted_at, at("2026-10-20T16:21:55.393Z"));
  EXPECT_EQ(engineer.description_html, "<h2>The work</h2><p>You make halls <em>quiet</em>.</p>");
  const auto& listener = feed.postings[1];
  EXPECT_EQ(listener.work_mode, "remote");
  EXPECT_EQ(listener.employment_type, "Internship");
  EXPECT_EQ(listener.department, std::nullopt);
  EXPECT_EQ(listener.salary, std::nullopt);
  EXPECT_EQ(listener.description_text, "Sit & listen.\nThen write.");
  EXPECT_EQ(listener.apply_url, "https://jobs.ashbyhq.com/still-rooms/245ff46b-1441-4773-bcd3-c8c90baa598b");
}

TEST(Recruitee, ReadsItsOddities) {
  const auto feed = parsed("recruitee.json");
  EXPECT_THAT(errors_of(feed), ElementsAre());
  EXPECT_EQ(feed.board, "spoke");
  ASSERT_EQ(feed.postings.size(), 2u);
  const auto& mechanic = feed.postings[0];
  EXPECT_EQ(mechanic.company, "Spoke & Sprocket");
  EXPECT_THAT(mechanic.locations, ElementsAre("Utrecht, Netherlands", "Pop-up"));
  EXPECT_EQ(mechanic.work_mode, "onsite");
  EXPECT_EQ(mechanic.employment_type, "Part-time");
  EXPECT_EQ(mechanic.salary, (Salary{18.5, 21, "EUR", "hour"}));
  EXPECT_EQ(mechanic.posted_at, at("2026-10-02T08:00:00Z"));
  EXPECT_EQ(mechanic.expires_at, at("2091-01-01T00:00:00Z")) << "open until the last day ends";
  ASSERT_EQ(mechanic.questions.size(), 2u);
  EXPECT_EQ(mechanic.questions[0], (FeedQuestion{"Which day can you not work?", true, "choice", {"Saturday", "None"}}));
  EXPECT_EQ(mechanic.questions[1].kind, "boolean");
  const auto& lead = feed.postings[1];
  EXPECT_EQ(lead.company, "Spoke");
  EXPECT_EQ(lead.work_mode, "hybrid");
  EXPECT_EQ(lead.salary, std::nullopt);
  EXPECT_EQ(lead.posted_at, at("2026-10-05T10:00:00Z"));
  EXPECT_EQ(lead.apply_url, "https://spoke.recruitee.com/o/shop-lead");
}

TEST(JobPosting, IsFoundInGraphsAndListsBesideBrokenScripts) {
  FeedContext context;
  context.url = "https://orchard.example/jobs";
  const auto feed = parsed("page_graph.html", context);
  EXPECT_THAT(errors_of(feed), ElementsAre("record 3, field `hiringOrganization`: missing"));
  EXPECT_FALSE(feed.complete);
  ASSERT_EQ(feed.postings.size(), 2u);
  const auto& maker = feed.postings[0];
  EXPECT_EQ(maker.board, "orchard.example");
  EXPECT_EQ(maker.external_id, "orchard.example/jobs/cider-maker");
  EXPECT_THAT(maker.locations, ElementsAre("Hereford, United Kingdom", "Bristol, United Kingdom"));
  EXPECT_EQ(maker.employment_type, "Full-time");
  EXPECT_EQ(maker.salary, (Salary{27000, 31000, "GBP", "year"}));
  EXPECT_EQ(maker.posted_at, at("2026-10-01T00:00:00Z"));
  EXPECT_EQ(maker.expires_at, at("2090-12-01T00:00:00Z"));
  EXPECT_EQ(maker.description_html, "<p>Press apples.</p>");
  const auto& designer = feed.postings[1];
  EXPECT_EQ(designer.work_mode, "remote");
  EXPECT_THAT(designer.locations, ElementsAre("Remote, United Kingdom", "Remote, Ireland"));
  EXPECT_EQ(designer.salary, (Salary{300, 300, "GBP", "day"}));
  EXPECT_EQ(designer.posted_at, at("2026-10-03T09:30:00Z"));
  EXPECT_EQ(designer.expires_at, at("2090-12-01T17:00:00Z"));
  EXPECT_EQ(designer.description_text, "Draw labels.");
}

TEST(JobPosting, AloneOnItsPageTakesThePagesAddressWhenItsOwnLeadsNowhere) {
  FeedContext context;
  context.url = "https://crumb.example/work/night-baker";
  const auto feed = parsed("page_single.html", context);
  ASSERT_EQ(feed.postings.size(), 1u);
  EXPECT_EQ(feed.postings[0].apply_url, "https://crumb.example/work/night-baker");
  EXPECT_THAT(feed.postings[0].locations, ElementsAre("Basel, BS, CH"));
  EXPECT_EQ(feed.postings[0].salary, (Salary{62000, 62000, "CHF", "year"}));
}

struct WholeRefusal {
  const char* what;
  std::string document;
  std::optional<Shape> wanted;
  const char* reason;
};

TEST(Feed, RefusesDocumentsOfAnotherShapeWholeAndSaysWhy) {
  const WholeRefusal cases[] = {
      {"nothing", " \n", {}, "The document is empty."},
      {"no JSON", "{\"jobs\": [", {}, "is not JSON"},
      {"bad UTF-8", "{\"jobs\": [\"\xff\xfe\"]}", {}, "is not JSON"},
      {"a number", "42", {}, "neither an object nor a list"},
      {"an error reply", R"({"status":404,"error":"Job not found"})", {}, "an object with status, error"},
      {"another list", R"([{"a":1}])", {}, "a list of 1 without postings' fields"},
      {"an error reply where Greenhouse was asked for", R"({"status":404,"error":"Job not found"})", Shape::greenhouse,
       "an object with a list `jobs`, or one job. The document is an object with status, error"},
      {"jobs that are no list", R"({"jobs":{"a":1}})", Shape::ashby, "a list `jobs`"},
      {"a page where Lever was asked for", "<!doctype html><title>Sign in</title>", Shape::lever,
       "a page of HTML, not lever's JSON"},
      {"a page without posting",
       "<html><script type=\"application/ld+json\">{\"@type\":\"WebSite\"}</script></html>",
       {},
       "no schema.org JobPosting"},
      {"a page with broken JSON-LD",
       "<html><script type='application/ld+json'>{,}</script></html>",
       {},
       "JSON-LD script 1 is not JSON"},
      {"nesting without end", std::string(100'000, '['), {}, "is not JSON"},
  };
  for (const auto& one : cases) {
    const auto feed = parse_feed(one.document, {}, one.wanted);
    ASSERT_FALSE(feed) << one.what;
    EXPECT_EQ(feed.error().code, base::ErrorCode::unprocessable) << one.what;
    EXPECT_THAT(feed.error().detail, HasSubstr(one.reason)) << one.what;
  }
}

TEST(Feed, TakesAnEmptyBoardForACompleteOne) {
  const auto feed = parse_feed("[]", {.board = "north-ferries", .company = "", .url = ""}, Shape::lever);
  ASSERT_TRUE(feed);
  EXPECT_TRUE(feed->complete);
  EXPECT_EQ(feed->board, "north-ferries");
}

TEST(Feed, TakesOneJobOfGreenhouseOrLeverAsIncomplete) {
  const auto job = parse_feed(
      R"({"id":7,"absolute_url":"https://boards.greenhouse.io/lanternworks/jobs/7","title":"One","updated_at":"2026-10-14T10:55:28Z","content":"&lt;p&gt;x&lt;/p&gt;"})",
      {});
  ASSERT_TRUE(job);
  EXPECT_FALSE(job->complete);
  EXPECT_EQ(job->postings.size(), 1u);
}

TEST(Feed, LetsPrivateAddressesThroughOnlyWhenAllowed) {
  const std::string document =
      R"([{"id":"a","text":"Local","createdAt":1759312800000,"description":"<p>x</p>","hostedUrl":"http://127.0.0.1:8080/north-ferries/a"}])";
  EXPECT_EQ(parse_feed(document, {})->postings.size(), 0u);
  FeedContext open;
  open.allow_private = true;
  EXPECT_EQ(parse_feed(document, open)->postings.size(), 1u);
}

TEST(Feed, DropsControlCharactersThatADatabaseCantHold) {
  const auto feed = parse_feed(
      R"([{"id":"a","text":"Zero\u0000 and \u0007bell","createdAt":1759312800000,"description":"<p>a\u0000b</p>","hostedUrl":"https://jobs.lever.co/north-ferries/a"}])",
      {});
  ASSERT_EQ(feed->postings.size(), 1u);
  EXPECT_EQ(feed->postings[0].title, "Zero and bell");
  EXPECT_EQ(feed->postings[0].description_text.find('\0'), std::string::npos);
}

TEST(Feed, SurvivesTruncatedAndMutatedDocuments) {
  std::mt19937 random(20261124);
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  const std::string_view alphabet = "{}[]\",:<>&;/\\0129-e.anull\x01\xff ";
  std::size_t read = 0;
  for (const auto* name : {"greenhouse.json", "greenhouse_broken.json", "lever.json", "lever_broken.json", "ashby.json",
                           "recruitee.json", "page_graph.html", "page_single.html"}) {
    const std::string whole = sample(name);
    for (std::size_t cut = 0; cut < whole.size(); cut += 1 + below(97)) (void)parse_feed(whole.substr(0, cut), {});
    for (int round = 0; round < 400; ++round) {
      std::string changed = whole;
      for (std::size_t change = 1 + below(6); change-- > 0;) {
        const std::size_t place = below(changed.size());
        switch (below(4)) {
          case 0:
            changed[place] = alphabet[below(alphabet.size())];
            break;
          case 1:
            changed.erase(place, 1 + below(20));
            break;
          case 2:
            changed.insert(place, changed.substr(below(changed.size()), below(200)));
            break;
          default:
            changed.insert(place, 1, alphabet[below(alphabet.size())]);
        }
        if (changed.empty()) changed = " ";
      }
      if (const auto feed = parse_feed(changed, {})) read += feed->postings.size() + feed->errors.size();
    }
  }
  EXPECT_GT(read, 100u) << "the changes were so rough that no record was ever looked at";
}

TEST(Feed, SurvivesEveryValueReplacedByEveryOtherType) {
  const std::string values[] = {"null",  "true", "-1", "1e400",          "\"\"",
                                "\"x\"", "[]",   "{}", "[null,[],{},7]", "{\"name\":7,\"value\":[],\"location\":{}}"};
  for (const auto* name : {"greenhouse.json", "lever.json", "ashby.json", "recruitee.json"}) {
    const std::string whole = sample(name);
    for (std::size_t colon = whole.find("\": "); colon != std::string::npos; colon = whole.find("\": ", colon + 3)) {
      std::size_t end = colon + 3;
      int depth = 0;
      bool quoted = false;
      for (; end < whole.size(); ++end) {
        const char c = whole[end];
        if (quoted && c == '\\')
          ++end;
        else if (c == '"')
          quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
          ++depth;
        else if (!quoted && (c == '}' || c == ']') && depth-- == 0)
          break;
        else if (!quoted && c == ',' && depth == 0)
          break;
      }
      for (const auto& value : values) (void)parse_feed(whole.substr(0, colon + 3) + value + whole.substr(end), {});
    }
  }
}

TEST(Snapshot, IsNamedByItsContentAlone) {
  auto posting = parsed("lever.json").postings[0];
  const auto hash = snapshot_hash(snapshot_content(posting));
  EXPECT_EQ(hash, snapshot_hash(snapshot_content(parsed("lever.json").postings[0])));
  posting.posted_at += 24h;
  EXPECT_EQ(hash, snapshot_hash(snapshot_content(posting))) << "a date that the source moved is no new content";
  auto reordered = snapshot_content(posting);
  const auto title = reordered["title"];
  reordered.erase("title");
  reordered["title"] = title;
  EXPECT_EQ(hash, snapshot_hash(reordered));
  posting.title += "!";
  EXPECT_NE(hash, snapshot_hash(snapshot_content(posting)));
}

TEST(Snapshot, HoldsTheContractsFieldsWithNullForWhatIsUnknown) {
  const auto content = snapshot_content(parsed("lever.json").postings[1]);
  for (const auto* name :
       {"title", "company", "locations", "workMode", "employmentType", "department", "salary", "summary", "applyUrl",
        "source", "postedAt", "expiresAt", "descriptionHtml", "descriptionText", "questions"})
    EXPECT_TRUE(content.contains(name)) << name;
  EXPECT_EQ(content.size(), 15u);
  EXPECT_TRUE(content.at("salary").is_null());
  EXPECT_EQ(content.at("postedAt").as_string(), "2025-10-02T10:00:00.123Z");
}

}  // namespace
}  // namespace jobswipe::jobs
