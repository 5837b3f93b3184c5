#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "server/store/sql.hpp"
#include "server/store/testing/fixture.hpp"

namespace jobswipe::store {
namespace {

/// Tables that grow with people and postings: none of them may be read from end to end for one person's request.
constexpr std::string_view kGrowing[] = {"application_queue",
                                         "application_events",
                                         "user_streams",
                                         "jobs",
                                         "job_snapshots",
                                         "devices",
                                         "resumes",
                                         "users",
                                         "passes",
                                         "profiles",
                                         "answers",
                                         "user_settings",
                                         "application_notes",
                                         "reminders",
                                         "blocked_employers",
                                         "resume_rules"};

void find_scans(const boost::json::value& node, std::vector<std::string>& found) {
  if (node.is_array())
    for (const auto& each : node.as_array()) find_scans(each, found);
  if (!node.is_object()) return;
  const auto& object = node.as_object();
  const auto* type = object.if_contains("Node Type");
  const auto* relation = object.if_contains("Relation Name");
  if (type != nullptr && relation != nullptr && type->as_string() == "Seq Scan")
    for (const auto& table : kGrowing)
      if (relation->as_string() == table) found.emplace_back(table);
  for (const auto& [name, value] : object) find_scans(value, found);
}

/// Tables and indexes that are read without a key.
void find_walks(const boost::json::value& node, std::vector<std::string>& found) {
  if (node.is_array())
    for (const auto& each : node.as_array()) find_walks(each, found);
  if (!node.is_object()) return;
  const auto& object = node.as_object();
  const std::string_view type =
      object.contains("Node Type") ? std::string_view(object.at("Node Type").as_string()) : "";
  const auto* relation = object.if_contains("Relation Name");
  if (type == "Bitmap Index Scan" && !object.contains("Index Cond"))
    found.emplace_back(object.at("Index Name").as_string());
  else if (relation != nullptr && type != "ModifyTable" && type != "Bitmap Heap Scan" && !object.contains("Index Cond"))
    for (const auto& table : kGrowing)
      if (relation->as_string() == table) found.emplace_back(table);
  for (const auto& [name, value] : object) find_walks(value, found);
}

/// Twenty thousand people, of whom two thousand have ten applications and thirty events each, and two thousand
/// postings: small, but enough for the planner to see that an index is worth it.
class Plans : public testing::StoreFixture {
 protected:
  static void SetUpTestSuite() { filled_ = false; }

  void SetUp() override {
    if (filled_) return;
    filled_ = true;
    database().execute(fmt::format(R"(
      CREATE TEMP TABLE seed AS SELECT n, gen_random_uuid() AS id FROM generate_series(1, 20000) n;
      INSERT INTO users (id, email_lookup, email_sealed, password_hash, data_key_sealed)
        SELECT id, sha256(id::text::bytea), '', '', '' FROM seed;
      INSERT INTO user_streams (user_id, last_seq) SELECT id, 30 FROM seed;
      INSERT INTO resumes (user_id, id, name_sealed, sealed, content_type, bytes, sha256, is_default)
        SELECT id, id, '', '', 'application/pdf', 1, '', true FROM seed;
      INSERT INTO profiles (user_id, sealed) SELECT id, '' FROM seed;
      INSERT INTO answers (user_id, question_key, sealed) SELECT id, '', '' FROM seed;
      INSERT INTO devices (user_id, id, name, last_seen_at) SELECT id, id, 'desk', now() - interval '1 day' FROM seed;
      INSERT INTO job_snapshots (hash, content) SELECT sha256(('p' || n)::bytea), '{{}}' FROM seed WHERE n <= 2000;
      INSERT INTO jobs (id, source, board, external_id, snapshot_hash, title, company, apply_url, posted_at)
        SELECT id, 'greenhouse', 'plans', n::text, sha256(('p' || n)::bytea), 'Engineer', 'Company', 'https://example.org', now()
        FROM seed WHERE n <= 2000;
      INSERT INTO application_queue (user_id, id, job_id, snapshot_hash, resume_id, status, rank_at)
        SELECT u.id, gen_random_uuid(), j.id, sha256(('p' || j.n)::bytea), u.id, 'QUEUED', now()
        FROM seed u, generate_series(1, 10) k, seed j WHERE u.n <= 2000 AND j.n = 1 + (u.n * 7 + k * 191) % 2000;
      INSERT INTO application_events (user_id, seq, type, actor)
        SELECT id, k, 'application.queued', 'server' FROM seed, generate_series(1, 30) k
        WHERE n <= 2000;
      INSERT INTO passes (user_id, job_id) SELECT u.id, j.id FROM seed u JOIN seed j ON j.n = 1 + u.n % 2000;
      INSERT INTO application_notes (user_id, application_id, sealed) SELECT user_id, id, '' FROM application_queue;
      INSERT INTO reminders (user_id, application_id, id, sealed, text_digest, due_at, notified_at)
        SELECT user_id, id, id, '', '', now() - interval '1 day', now() FROM application_queue;
      INSERT INTO resume_rules (user_id, sealed) SELECT id, '' FROM seed WHERE n <= 5000;
      INSERT INTO blocked_employers (user_id, company_key, company) SELECT id, 'c' || n % 100, 'c' FROM seed;
      INSERT INTO user_settings SELECT (settings_of(id)).* FROM seed;
      ANALYZE;
      CREATE FUNCTION kept_plan(statement text, arguments text) RETURNS text LANGUAGE plpgsql AS $$
      DECLARE
        plan json;
      BEGIN
        PERFORM set_config('plan_cache_mode', 'force_generic_plan', true);
        EXECUTE 'PREPARE checked AS ' || statement;
        EXECUTE 'EXPLAIN (FORMAT JSON) EXECUTE checked(' || arguments || ')' INTO plan;
        DEALLOCATE checked;
        RETURN plan::text;
      END $$;
      CREATE FUNCTION kept_plan_when_empty(statement text, arguments text) RETURNS text LANGUAGE plpgsql AS $$
      DECLARE
        plan json;
      BEGIN
        TRUNCATE application_queue, application_events CASCADE;
        PERFORM set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
                set_config('random_page_cost', '1.1', true), set_config('jit', 'off', true);
        EXECUTE 'PREPARE checked AS ' || statement;
        EXECUTE 'EXPLAIN (FORMAT JSON) EXECUTE checked(' || arguments || ')' INTO plan;
        DEALLOCATE checked;
        RAISE EXCEPTION 'undo';
      EXCEPTION WHEN raise_exception THEN
        RETURN plan::text;
      END $$;)"));
  }

  /// The tables that the statement's kept plan reads from end to end.
  std::vector<std::string> scans(postgres::Statement statement, int parameters) {
    std::vector<std::string> found;
    find_scans(plan("kept_plan", statement, parameters), found);
    return found;
  }

  /// The tables that it does not look up by key, with the settings of our connections, when nothing has happened yet.
  std::vector<std::string> walks_when_empty(postgres::Statement statement, int parameters) {
    std::vector<std::string> found;
    find_walks(plan("kept_plan_when_empty", statement, parameters), found);
    return found;
  }

  bool uses(postgres::Statement statement, int parameters, std::string_view index) {
    return boost::json::serialize(plan("kept_plan", statement, parameters)).find(index) != std::string::npos;
  }

 private:
  boost::json::value plan(std::string_view how, postgres::Statement statement, int parameters) {
    std::string nulls;
    for (int i = 0; i < parameters; ++i) nulls += i == 0 ? "NULL" : ", NULL";
    const auto text = database().value(fmt::format("SELECT {}($text${}$text$, '{}')", how, statement.text, nulls));
    if (text.empty()) throw std::runtime_error("the plan was not given");
    return boost::json::parse(text);
  }

  static inline bool filled_ = false;
};

TEST_F(Plans, NoHotStatementReadsAGrowingTableFromEndToEnd) {
  struct Hot {
    postgres::Statement statement;
    int parameters;
  };
  const Hot all[] = {
      {sql::swipe_right_many, 6},
      {sql::outbox_mark, 2},
      {sql::outbox_pending, 1},
      {sql::application_list, 5},
      {sql::application_get, 3},
      {sql::application_list_versions, 1},
      {sql::claim_take, 5},
      {sql::claim_sync, 4},
      {sql::claim_heartbeats, 6},
      {sql::claim_submit_intent, 7},
      {sql::claim_next_due, 1},
      {sql::devices_seen, 2},
      {sql::report_current, 2},
      {sql::events_read, 3},
      {sql::events_heads, 1},
      {sql::settings_get, 1},
      {sql::push_wish, 2},
      {sql::application_search, 7},
      {sql::application_similar, 2},
      {sql::note_get, 2},
      {sql::reminder_list, 4},
      {sql::reminders_due, 1},
      {sql::jobs_deck, 4},
      {sql::jobs_deck_filtered, 15},
      {sql::jobs_deck_search, 16},
      {sql::jobs_to_place, 2},
      {sql::jobs_get, 1},
      {sql::resume_rules_get, 1},
      {sql::resume_rules_posting, 1},
      {sql::sweep_lapsed, 1},
      {sql::sweep_offers, 2},
      {sql::sweep_retries, 2},
      {sql::sweep_dead, 4},
  };
  for (const auto& [statement, parameters] : all) {
    const auto found = scans(statement, parameters);
    EXPECT_TRUE(found.empty()) << statement.name << " reads all of " << found.front();
  }
}

// A plan is kept until statistics are made anew: one that was made before anything had happened must do for a table
// that has filled since.
TEST_F(Plans, APlanMadeOfEmptyTablesLooksUpByKey) {
  struct Hot {
    postgres::Statement statement;
    int parameters;
  };
  const Hot all[] = {
      {sql::swipe_right_many, 6}, {sql::outbox_mark, 2},         {sql::application_get, 3}, {sql::claim_take, 5},
      {sql::claim_heartbeats, 6}, {sql::claim_submit_intent, 7}, {sql::report_current, 2},  {sql::report_transition, 2},
      {sql::application_list, 5}, {sql::events_read, 3},
  };
  for (const auto& [statement, parameters] : all) {
    const auto found = walks_when_empty(statement, parameters);
    EXPECT_TRUE(found.empty()) << statement.name << " walks " << found.front();
  }
}

// By its key alone it would read what everybody ever applied for, to find the few that failed.
TEST_F(Plans, DeadLettersAreFoundByTheIndexOfWhatFailed) {
  EXPECT_TRUE(uses(sql::sweep_dead, 4, "application_queue_failed"));
}

TEST_F(Plans, TheCheckOfEmptyTablesSeesAWalk) {
  constexpr postgres::Statement kBad{
      "bad", "SELECT count(*) FROM application_queue WHERE status = 'PENDING' AND confirmation = $1"};
  EXPECT_FALSE(walks_when_empty(kBad, 1).empty());
}

TEST_F(Plans, TheCheckSeesAReadFromEndToEnd) {
  constexpr postgres::Statement kBad{"bad", "SELECT count(*) FROM application_queue WHERE failure_detail = $1"};
  EXPECT_EQ(scans(kBad, 1), std::vector<std::string>{"application_queue"});
}

}  // namespace
}  // namespace jobswipe::store
