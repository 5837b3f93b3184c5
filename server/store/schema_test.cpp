#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>

#include "io/postgres/pool.hpp"
#include "server/store/migrate.hpp"
#include "server/store/migrations.hpp"
#include "server/store/sql.hpp"
#include "server/store/testing/test_database.hpp"

namespace jobswipe::store {
namespace {

using ::testing::HasSubstr;
using testing::run_to_end;
using testing::TestDatabase;

class Schema : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { database_ = new TestDatabase(); }
  static void TearDownTestSuite() {
    delete database_;
    database_ = nullptr;
  }
  static postgres::Config config(const TestDatabase& database) {
    postgres::Config config;
    config.url = database.url();
    config.connections = 1;
    return config;
  }

  inline static TestDatabase* database_ = nullptr;
};

TEST_F(Schema, PreparesEveryStatementOfTheStores) {
  for (const auto& statement : sql::all) {
    SCOPED_TRACE(statement.name);
    EXPECT_NO_THROW(database_->execute(fmt::format("PREPARE {} AS {}", statement.name, statement.text)));
  }
}

TEST_F(Schema, MigratesTwiceToTheSameEnd) {
  boost::asio::io_context io;
  postgres::Pool pool(io.get_executor(), config(*database_));
  EXPECT_EQ(run_to_end(io, migrate(pool)), 0);
  EXPECT_NO_THROW(run_to_end(io, require_migrated(pool)));
  run_to_end(io, pool.close(std::chrono::seconds(1)));
}

TEST_F(Schema, RefusesAnAppliedFileThatChanged) {
  TestDatabase edited;
  edited.execute("UPDATE schema_migrations SET sha256 = 'x' WHERE version = 1");
  boost::asio::io_context io;
  postgres::Pool pool(io.get_executor(), config(edited));
  try {
    run_to_end(io, migrate(pool));
    ADD_FAILURE() << "it went on";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("0001_identity"));
  }
  run_to_end(io, pool.close(std::chrono::seconds(1)));
}

TEST_F(Schema, RefusesADatabaseThatIsNewer) {
  TestDatabase newer;
  newer.execute("INSERT INTO schema_migrations (version, name, sha256) VALUES (9999, '9999_later', 'x')");
  boost::asio::io_context io;
  postgres::Pool pool(io.get_executor(), config(newer));
  try {
    run_to_end(io, migrate(pool));
    ADD_FAILURE() << "it went on";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("newer than this program"));
  }
  run_to_end(io, pool.close(std::chrono::seconds(1)));
}

TEST_F(Schema, MigratesOnceWhenTwoProcessesStartTogether) {
  TestDatabase empty(false);
  boost::asio::io_context io;
  postgres::Pool first(io.get_executor(), config(empty)), second(io.get_executor(), config(empty));
  int total = 0, ended = 0;
  const auto count = [&](std::exception_ptr error, int applied) {
    EXPECT_FALSE(error);
    total += applied;
    ++ended;
  };
  boost::asio::co_spawn(io, migrate(first), count);
  boost::asio::co_spawn(io, migrate(second), count);
  while (ended < 2) io.run_one();
  EXPECT_EQ(total, static_cast<int>(std::size(migrations::all)));
  run_to_end(io, first.close(std::chrono::seconds(1)));
  run_to_end(io, second.close(std::chrono::seconds(1)));
}

TEST_F(Schema, SaysThatMigrationsAreMissing) {
  TestDatabase empty(false);
  boost::asio::io_context io;
  postgres::Pool pool(io.get_executor(), config(empty));
  EXPECT_THROW(run_to_end(io, require_migrated(pool)), std::runtime_error);
  run_to_end(io, pool.close(std::chrono::seconds(1)));
}

TEST_F(Schema, ShowsAnEditAHoleAndACutInTheAuditLog) {
  const std::string user = "'00000000-0000-0000-0000-000000000007'::uuid";
  const auto append = [&] {
    database_->execute(
        fmt::format("SELECT append_audit({}, 'person', 'login', '', 'low', NULL, '127.0.0.1', '{{\"a\": 1}}')", user));
  };
  for (int i = 0; i < 3; ++i) append();
  const std::string broken = fmt::format("SELECT audit_break({})", user);
  EXPECT_EQ(database_->value(broken), "");
  database_->execute("UPDATE audit_logs SET detail = '{\"a\": 2}' WHERE n = 2");
  EXPECT_EQ(database_->value(broken), "2");
  database_->execute("UPDATE audit_logs SET detail = '{\"a\": 1}' WHERE n = 2");
  EXPECT_EQ(database_->value(broken), "");
  database_->execute("DELETE FROM audit_logs WHERE n = 3");
  EXPECT_EQ(database_->value(broken), "3");
  append();
  database_->execute("DELETE FROM audit_logs WHERE n = 2");
  EXPECT_NE(database_->value(broken), "");
}

}  // namespace
}  // namespace jobswipe::store
