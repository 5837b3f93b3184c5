#include "io/sqlite/database.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>

namespace jobswipe::sqlite {
namespace {

class DatabaseTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "jobswipe-sqlite-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    path_ = directory_ + "/test.db";
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string directory_;
  std::string path_;
};

TEST_F(DatabaseTest, ValuesComeBackAsTheyWere) {
  Database database(path_);
  database.execute("CREATE TABLE t (a TEXT, b INTEGER, c REAL, d TEXT)");
  auto insert = database.prepare("INSERT INTO t VALUES (?,?,?,?)");
  const std::string with_zero("x\0y", 3);
  insert.bind(with_zero).bind(std::int64_t{1} << 40).bind(0.5).bind(std::optional<std::string>()).run();
  EXPECT_EQ(database.changes(), 1);
  auto select = database.prepare("SELECT a,b,c,d FROM t");
  ASSERT_TRUE(select.step());
  EXPECT_EQ(select.text(0), with_zero);
  EXPECT_EQ(select.integer(1), std::int64_t{1} << 40);
  EXPECT_EQ(select.real(2), 0.5);
  EXPECT_FALSE(select.optional_text(3).has_value());
  EXPECT_FALSE(select.step());
}

TEST_F(DatabaseTest, AnEmptyTextIsNotNull) {
  Database database(path_);
  auto select = database.prepare("SELECT ?1 IS NULL");
  select.bind(std::string_view());
  ASSERT_TRUE(select.step());
  EXPECT_EQ(select.integer(0), 0);
}

TEST_F(DatabaseTest, ATransactionThatIsNotCommittedChangesNothing) {
  Database database(path_);
  database.execute("CREATE TABLE t (a)");
  {
    Transaction transaction(database);
    database.execute("INSERT INTO t VALUES (1)");
  }
  {
    Transaction transaction(database);
    database.execute("INSERT INTO t VALUES (2)");
    transaction.commit();
  }
  auto select = database.prepare("SELECT a FROM t");
  ASSERT_TRUE(select.step());
  EXPECT_EQ(select.integer(0), 2);
  EXPECT_FALSE(select.step());
}

TEST_F(DatabaseTest, TheFileBelongsToItsOwnerAloneAndIsSyncedFully) {
  Database database(path_);
  database.execute("CREATE TABLE t (a)");
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  auto sync = database.prepare("PRAGMA synchronous");
  ASSERT_TRUE(sync.step());
  EXPECT_EQ(sync.integer(0), 2);
  auto mode = database.prepare("PRAGMA journal_mode");
  ASSERT_TRUE(mode.step());
  EXPECT_EQ(mode.text(0), "wal");
}

TEST_F(DatabaseTest, WrongSqlThrowsWithTheStatement) {
  Database database(path_);
  try {
    database.execute("SELECT nonsense FROM nowhere");
    FAIL() << "no error";
  } catch (const SqliteError& error) {
    EXPECT_NE(std::string(error.what()).find("nowhere"), std::string::npos);
  }
  EXPECT_THROW(Database("/nonexistent/directory/file.db"), SqliteError);
}

}  // namespace
}  // namespace jobswipe::sqlite
