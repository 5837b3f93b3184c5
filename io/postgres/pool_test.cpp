#include "io/postgres/pool.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cstdlib>

namespace jobswipe::postgres {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

std::string test_url() {
  const char* url = std::getenv("JOBSWIPE_TEST_DATABASE_URL");
  if (url == nullptr)
    throw std::runtime_error(
        "JOBSWIPE_TEST_DATABASE_URL is unset. Run ./jobswipe test, which starts a database and sets it.");
  return url;
}

class PostgresPool : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { schema_ = "jobswipe_test_pool_" + base::Uuid::make().to_string().substr(24); }

  void SetUp() override {
    Pool pool(io_.get_executor(), plain());
    run(pool.execute_script(fmt::format("DROP SCHEMA IF EXISTS {0} CASCADE; CREATE SCHEMA {0}", schema_)));
    run(pool.close(1s));
  }
  void TearDown() override {
    Pool pool(io_.get_executor(), plain());
    run(pool.execute_script(fmt::format("DROP SCHEMA {} CASCADE", schema_)));
    run(pool.close(1s));
  }

  static Config plain() {
    Config config;
    config.url = test_url();
    config.connections = 1;
    return config;
  }
  static Config config(int connections = 2) {
    Config config = plain();
    config.connections = connections;
    config.url +=
        fmt::format("{}options=-csearch_path%3D{}", config.url.find('?') == std::string::npos ? "?" : "&", schema_);
    return config;
  }

  template <class T>
  T run(asio::awaitable<T> coroutine) {
    std::exception_ptr failure;
    std::optional<T> value;
    bool ended = false;
    asio::co_spawn(io_, std::move(coroutine), [&](std::exception_ptr error, T result) {
      failure = error;
      if (!error) value.emplace(std::move(result));
      ended = true;
    });
    turn_until([&] { return ended; });
    if (failure) std::rethrow_exception(failure);
    return std::move(*value);
  }
  void run(asio::awaitable<void> coroutine) {
    std::exception_ptr failure;
    bool ended = false;
    asio::co_spawn(io_, std::move(coroutine), [&](std::exception_ptr error) {
      failure = error;
      ended = true;
    });
    turn_until([&] { return ended; });
    if (failure) std::rethrow_exception(failure);
  }
  /// Runs the loop until the condition holds; ends the test when it never does.
  template <class Condition>
  void turn_until(Condition condition) {
    const auto until = std::chrono::steady_clock::now() + 30s;
    io_.restart();
    while (!condition()) {
      io_.run_one_until(until);
      if (std::chrono::steady_clock::now() > until) throw std::runtime_error("waited for 30 s in vain");
    }
  }
  std::string value(Pool& pool, std::string_view sql, Params params = {}) {
    const Statement statement{sql, sql};
    return std::string(run(pool.query(statement, std::move(params))).front().text("v"));
  }

  inline static std::string schema_;
  asio::io_context io_;
};

TEST_F(PostgresPool, CarriesEveryKindOfValueThereAndBack) {
  Pool pool(io_.get_executor(), config());
  const auto uuid = base::Uuid::make();
  const auto time = base::Time(1'700'000'000'123'456us);
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<std::uint8_t>(i));
  const std::vector<std::string> texts{"a", "", "b,c", "q\"uo\\te", "{x}", "NULL", "grüß\ndich"};
  const std::vector<std::int64_t> numbers{1, -2, 9007199254740993};
  boost::json::value json = {{"a", {1, 2.5, nullptr, true}}, {"ü", "x\"y"}};
  Params params;
  params.add("te'xt").add(std::int64_t{-9223372036854775807}).add(true).add(0.1).add(uuid).add(time).add(json);
  params.add_bytes(bytes).add_array(texts).add_array(numbers).add(nullptr).add(std::optional<std::string>());
  const Statement statement{
      "all_kinds",
      "SELECT $1::text AS t, $2::bigint AS i, $3::boolean AS b, $4::float8 AS d, $5::uuid AS u, "
      "$6::timestamptz AS at, $7::jsonb AS j, $8::bytea AS y, $9::text[] AS ta, "
      "(SELECT sum(x) FROM unnest($10::bigint[]) AS x) AS s, $11::text AS n, $12::uuid AS nu, ''::bytea AS e"};
  const Rows rows = run(pool.query(statement, std::move(params)));
  const Row row = rows.front();
  EXPECT_EQ(row.text("t"), "te'xt");
  EXPECT_EQ(row.integer("i"), -9223372036854775807);
  EXPECT_TRUE(row.boolean("b"));
  EXPECT_EQ(row.real("d"), 0.1);
  EXPECT_EQ(row.uuid("u"), uuid);
  EXPECT_EQ(row.time("at"), time);
  EXPECT_EQ(row.json("j"), json);
  EXPECT_EQ(row.bytes("y"), bytes);
  EXPECT_EQ(row.text_array("ta"), texts);
  EXPECT_EQ(row.integer("s"), 9007199254740992);
  EXPECT_TRUE(row.is_null("n"));
  EXPECT_EQ(row.optional_text("n"), std::nullopt);
  EXPECT_EQ(row.optional_uuid("nu"), std::nullopt);
  EXPECT_TRUE(row.bytes("e").empty());
  EXPECT_THROW(row.text("absent"), std::out_of_range);
  EXPECT_THROW(row.integer("t"), std::invalid_argument);
}

asio::awaitable<void> ask(Pool& pool, int number, int& right) {
  const Statement statement{"double", "SELECT $1::int * 2 AS v"};
  const Rows rows = co_await pool.query(statement, params(number));
  right += rows.front().integer("v") == number * 2;
}

TEST_F(PostgresPool, AnswersAThousandCoroutinesOverTwoConnections) {
  Pool pool(io_.get_executor(), config(2));
  int right = 0, ended = 0;
  for (int i = 0; i < 1000; ++i)
    asio::co_spawn(io_, ask(pool, i, right), [&](std::exception_ptr error) { ended += !error; });
  turn_until([&] { return ended == 1000; });
  EXPECT_EQ(right, 1000);
  EXPECT_LE(std::stoi(value(
                pool, "SELECT count(*) AS v FROM pg_prepared_statements WHERE statement = 'SELECT $1::int * 2 AS v'")),
            1);
}

TEST_F(PostgresPool, CarriesMegabytesBothWays) {
  Pool pool(io_.get_executor(), config(1));
  const Statement statement{"echo", "SELECT $1::text AS v"};
  int ended = 0;
  const std::string big(3'000'000, 'x');
  for (int i = 0; i < 8; ++i)
    asio::co_spawn(io_, pool.query(statement, params(big)), [&](std::exception_ptr error, Rows rows) {
      EXPECT_EQ(error ? 0 : rows.front().text("v").size(), big.size());
      ++ended;
    });
  turn_until([&] { return ended == 8; });
}

TEST_F(PostgresPool, GivesAnErrorToTheQueryThatMadeItOnly) {
  Pool pool(io_.get_executor(), config(1));
  const Statement divide{"divide", "SELECT 10 / $1::int AS v"}, wrong{"wrong", "SELECT * FROM no_such_table"};
  int right = 0, failed = 0;
  for (int i = 0; i < 30; ++i) {
    const auto statement = i % 10 == 9 ? wrong : divide;
    Params parameters = i % 10 == 9 ? Params() : params(i % 5);
    asio::co_spawn(io_, pool.query(statement, std::move(parameters)), [&, i](std::exception_ptr error, Rows rows) {
      if (!error) {
        EXPECT_EQ(rows.front().integer("v"), 10 / (i % 5));
        ++right;
        return;
      }
      try {
        std::rethrow_exception(error);
      } catch (const Error& thrown) {
        EXPECT_EQ(thrown.sqlstate(), i % 10 == 9 ? "42P01" : "22012");
        ++failed;
      }
    });
  }
  turn_until([&] { return right + failed == 30; });
  EXPECT_EQ(right, 21);
  EXPECT_EQ(value(pool, "SELECT 1 AS v"), "1");
}

TEST_F(PostgresPool, NamesTheConstraintThatWasViolated) {
  Pool pool(io_.get_executor(), config(1));
  run(pool.execute_script("CREATE TABLE t (a int CONSTRAINT t_a_key UNIQUE); INSERT INTO t VALUES (1)"));
  try {
    run(pool.query(Statement{"insert", "INSERT INTO t VALUES (1)"}, Params()));
    ADD_FAILURE() << "it was inserted twice";
  } catch (const Error& error) {
    EXPECT_EQ(error.sqlstate(), "23505");
    EXPECT_EQ(error.constraint(), "t_a_key");
  }
  EXPECT_EQ(run(pool.query(Statement{"update", "UPDATE t SET a = 2"}, Params())).affected(), 1);
}

TEST_F(PostgresPool, PreparesAStatementAgainWhenItsTableChangedOrItFailedBefore) {
  Pool pool(io_.get_executor(), config(1));
  const Statement all{"all", "SELECT * FROM later"};
  EXPECT_THROW(run(pool.query(all, Params())), Error);
  run(pool.execute_script("CREATE TABLE later (v int); INSERT INTO later VALUES (1)"));
  EXPECT_EQ(run(pool.query(all, Params())).front().text("v"), "1");
  run(pool.execute_script("ALTER TABLE later ADD w int DEFAULT 7"));
  EXPECT_EQ(run(pool.query(all, Params())).front().text("w"), "7");
}

TEST_F(PostgresPool, KeepsStatementsOfTheSameNameApart) {
  Pool pool(io_.get_executor(), config(1));
  EXPECT_EQ(run(pool.query(Statement{"same", "SELECT 1 AS v"}, Params())).front().text("v"), "1");
  EXPECT_EQ(run(pool.query(Statement{"same", "SELECT 2 AS v"}, Params())).front().text("v"), "2");
}

TEST_F(PostgresPool, ComesBackWhenItsSessionsAreTerminated) {
  Pool pool(io_.get_executor(), config(2));
  Pool other(io_.get_executor(), plain());
  for (int round = 0; round < 3; ++round) {
    const std::string first = value(pool, "SELECT pg_backend_pid() AS v"),
                      second = value(pool, "SELECT pg_backend_pid() AS v");
    value(other, "SELECT bool_and(pg_terminate_backend(p, 5000)) AS v FROM unnest($1::int[]) AS p",
          params(fmt::format("{{{},{}}}", first, second)));
    bool back = false;
    while (!back) {
      try {
        back = value(pool, "SELECT pg_backend_pid() AS v") != first;
      } catch (const Unavailable&) {
        // It had been sent on the connection that died.
      }
    }
  }
  turn_until([&] { return pool.healthy(); });
}

TEST_F(PostgresPool, TellsTheCallerWhenItsOwnSessionDies) {
  Pool pool(io_.get_executor(), config(1));
  EXPECT_THROW(value(pool, "SELECT pg_terminate_backend(pg_backend_pid()) AS v"), Unavailable);
  EXPECT_EQ(value(pool, "SELECT 1 AS v"), "1");
}

TEST_F(PostgresPool, SaysAtOnceThatTheServerIsNotThere) {
  Config absent = config(2);
  absent.url = "postgresql://nobody@127.0.0.1:1/nothing";
  Pool pool(io_.get_executor(), absent);
  EXPECT_THROW(value(pool, "SELECT 1 AS v"), Unavailable);
  const auto before = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) EXPECT_THROW(value(pool, "SELECT 1 AS v"), Unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
  EXPECT_FALSE(pool.healthy());
  EXPECT_THAT(pool.failure(), HasSubstr("refused"));
}

TEST_F(PostgresPool, EndsAStatementThatTakesTooLong) {
  Config impatient = config(1);
  impatient.query_timeout = 200ms;
  Pool pool(io_.get_executor(), impatient);
  EXPECT_THROW(value(pool, "SELECT pg_sleep(20)::text AS v"), Unavailable);
  EXPECT_EQ(value(pool, "SELECT 1 AS v"), "1");
}

TEST_F(PostgresPool, RefusesMoreThanItsBound) {
  Config small = config(1);
  small.max_waiting = 10;
  Pool pool(io_.get_executor(), small);
  int right = 0, refused = 0;
  for (int i = 0; i < 15; ++i)
    asio::co_spawn(io_, ask(pool, i, right), [&](std::exception_ptr error) {
      if (!error) return;
      EXPECT_THROW(std::rethrow_exception(error), Unavailable);
      ++refused;
    });
  turn_until([&] { return right + refused == 15; });
  EXPECT_EQ(refused, 5);
}

TEST_F(PostgresPool, DropsTheResultOfACancelledQueryAndGoesOn) {
  Pool pool(io_.get_executor(), config(1));
  EXPECT_EQ(value(pool, "SELECT pg_backend_pid() IS NOT NULL AS v"), "t");
  const std::string before = value(pool, "SELECT pg_backend_pid() AS v");
  asio::cancellation_signal cancel;
  bool ended = false;
  const Statement slow{"slow", "SELECT pg_sleep(0.2)::text AS v"};
  asio::co_spawn(io_, pool.query(slow, Params()),
                 asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr error, Rows) {
                   EXPECT_THROW(std::rethrow_exception(error), boost::system::system_error);
                   ended = true;
                 }));
  asio::steady_timer soon(io_, 50ms);
  soon.async_wait([&](auto) { cancel.emit(asio::cancellation_type::terminal); });
  turn_until([&] { return ended; });
  EXPECT_EQ(value(pool, "SELECT pg_backend_pid() AS v"), before) << "the connection was not kept";
}

TEST_F(PostgresPool, RepeatsATransactionThatWasADeadlocksVictim) {
  Pool pool(io_.get_executor(), config(2));
  run(pool.execute_script(
      "CREATE TABLE pair (id int PRIMARY KEY, n int NOT NULL DEFAULT 0); INSERT INTO pair VALUES (1), (2);"
      "CREATE FUNCTION cross_lock(first int, second int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN "
      "UPDATE pair SET n = n + 1 WHERE id = first; PERFORM pg_sleep(0.3); UPDATE pair SET n = n + 1 WHERE id = second; "
      "RETURN 1; END $$"));
  const Statement cross{"cross", "SELECT cross_lock($1::int, $2::int) AS v"};
  int right = 0, failed = 0;
  const auto count = [&](std::exception_ptr error, Rows) { ++(error ? failed : right); };
  value(pool, "SELECT 1 AS v");
  asio::co_spawn(io_, pool.query(cross, params(1, 2)), count);
  asio::co_spawn(io_, pool.query(cross, params(2, 1)), count);
  turn_until([&] { return right + failed == 2; });
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(value(pool, "SELECT sum(n) AS v FROM pair"), "4");
}

TEST_F(PostgresPool, RunsAScriptAsAWholeOrNotAtAll) {
  Pool pool(io_.get_executor(), config(1));
  EXPECT_THROW(run(pool.execute_script("CREATE TABLE whole (a int); SELECT 1 / 0")), Error);
  EXPECT_EQ(value(pool, "SELECT (to_regclass('whole') IS NULL)::text AS v"), "true");
}

TEST_F(PostgresPool, SpeaksUtcAndLimitsStatements) {
  Pool pool(io_.get_executor(), config(1));
  EXPECT_EQ(value(pool, "SELECT current_setting('TimeZone') AS v"), "UTC");
  EXPECT_EQ(value(pool, "SELECT current_setting('statement_timeout') AS v"), "10s");
  EXPECT_EQ(value(pool, "SELECT current_setting('plan_cache_mode') AS v"), "force_generic_plan");
  EXPECT_EQ(value(pool, "SELECT current_setting('enable_seqscan') AS v"), "off");
}

TEST_F(PostgresPool, AnswersWhatIsInFlightBeforeItCloses) {
  Pool pool(io_.get_executor(), config(2));
  int right = 0, ended = 0;
  for (int i = 0; i < 20; ++i) asio::co_spawn(io_, ask(pool, i, right), [&](std::exception_ptr) { ++ended; });
  turn_until([&] { return right > 0; });
  run(pool.close(5s));
  turn_until([&] { return ended == 20; });
  EXPECT_EQ(right, 20);
  EXPECT_THROW(value(pool, "SELECT 1 AS v"), Unavailable);
}

TEST_F(PostgresPool, MayBeDestroyedWhileQueriesWait) {
  int ended = 0;
  {
    Pool pool(io_.get_executor(), config(1));
    value(pool, "SELECT 1 AS v");
    const Statement slow{"slow", "SELECT pg_sleep(5)::text AS v"};
    asio::co_spawn(io_, pool.query(slow, Params()), [&](std::exception_ptr error, Rows) {
      EXPECT_THROW(std::rethrow_exception(error), Unavailable);
      ++ended;
    });
    io_.poll();
  }
  turn_until([&] { return ended == 1; });
}

TEST_F(PostgresPool, GivesAnAdvisoryLockToOneAndNoticesItsLoss) {
  const std::int64_t key = 42'000'000'001 + static_cast<std::int64_t>(std::hash<std::string>{}(schema_) % 1'000'000);
  Pool pool(io_.get_executor(), plain());
  auto lock = run(AdvisoryLock::try_acquire(io_.get_executor(), plain(), key));
  ASSERT_TRUE(lock);
  EXPECT_TRUE(lock->held());
  EXPECT_FALSE(run(AdvisoryLock::try_acquire(io_.get_executor(), plain(), key)));
  value(pool,
        "SELECT bool_and(pg_terminate_backend(pid, 5000)) AS v FROM pg_locks WHERE locktype = 'advisory' "
        "AND ((classid::bigint << 32) | objid::bigint) = $1::bigint",
        params(key));
  turn_until([&] { return !lock->held(); });
  lock = run(AdvisoryLock::try_acquire(io_.get_executor(), plain(), key));
  EXPECT_TRUE(lock);
}

}  // namespace
}  // namespace jobswipe::postgres
