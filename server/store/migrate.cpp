#include "server/store/migrate.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <span>

#include "server/store/migration_log.hpp"
#include "server/store/migrations.hpp"
#include "server/store/sql.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kPatience{120};
constexpr std::chrono::milliseconds kPause{100};

struct Migration {
  int version;
  std::string_view name, text;
  std::string sha256;
};

std::string sha256_hex(std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not available in this OpenSSL");
  return fmt::format("{:02x}", fmt::join(std::span(digest, size), ""));
}

std::vector<Migration> known_migrations() {
  std::vector<Migration> known;
  for (const auto& file : migrations::all) {
    Migration migration{0, file.name, file.text, sha256_hex(file.text)};
    std::from_chars(file.name.data(), file.name.data() + file.name.size(), migration.version);
    const int expected = known.empty() ? 1 : known.back().version + 1;
    if (migration.version != expected)
      throw std::logic_error(fmt::format("db/migrations/{}.sql: number {} was expected", file.name, expected));
    known.push_back(std::move(migration));
  }
  return known;
}

/// How many of `known` are applied.
std::size_t compare(const std::vector<Migration>& known, const postgres::Rows& applied) {
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const auto row = applied[i];
    if (i >= known.size())
      throw std::runtime_error(fmt::format(
          "the database is newer than this program: it has migration {}. Start the newer version.", row.text("name")));
    if (row.integer("version") != known[i].version || row.text("sha256") != known[i].sha256)
      throw std::runtime_error(fmt::format(
          "migration {} was applied to the database with another content than this program's {}. Use the version that "
          "applied it, or restore its file: applied migrations are never edited.",
          row.text("name"), known[i].name));
  }
  return applied.size();
}

void replace(std::string& text, std::string_view placeholder, std::string_view value) {
  if (const auto at = text.find(placeholder); at != std::string::npos) text.replace(at, placeholder.size(), value);
}

std::string script_of(const Migration& migration) {
  std::string record(migration_log::migration_record.text);
  replace(record, ":version", std::to_string(migration.version));
  replace(record, ":name", migration.name);
  replace(record, ":sha256", migration.sha256);
  return fmt::format("{}\n;\n{}", migration.text, record);
}

/// The same for all that migrate the same schema of the same database (FNV-1a).
std::int64_t lock_key(std::string_view schema) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : fmt::format("jobswipe migrate {}", schema))
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return static_cast<std::int64_t>(hash);
}

asio::awaitable<std::unique_ptr<postgres::AdvisoryLock>> lock(postgres::Pool& pool, std::int64_t key) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    auto lock = co_await postgres::AdvisoryLock::try_acquire(pool.executor(), pool.config(), key);
    if (lock) co_return lock;
    if (std::chrono::steady_clock::now() > until)
      throw std::runtime_error(
          "another process has been migrating this database for two minutes. Wait for it, or stop it.");
    boost::asio::steady_timer timer(pool.executor(), kPause);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace

asio::awaitable<int> migrate(postgres::Pool& pool) {
  const auto known = known_migrations();
  const postgres::Rows schema = co_await pool.query(sql::schema_name, postgres::Params());
  if (schema.front().is_null("name"))
    throw std::runtime_error("the database's search_path names no schema that exists. Create it, or set search_path.");
  const auto held = co_await lock(pool, lock_key(schema.front().text("name")));
  std::string table(migration_log::migration_table.text);
  co_await pool.execute_script(std::move(table));
  const postgres::Rows applied = co_await pool.query(sql::migrations_applied, postgres::Params());
  int count = 0;
  for (std::size_t i = compare(known, applied); i < known.size(); ++i) {
    std::string script = script_of(known[i]);
    try {
      co_await pool.execute_script(std::move(script));
    } catch (const postgres::Error& error) {
      throw postgres::Error(error.sqlstate(), error.constraint(),
                            fmt::format("migration {}: {}", known[i].name, error.what()));
    }
    ++count;
  }
  co_return count;
}

asio::awaitable<void> require_migrated(postgres::Pool& pool) {
  const auto known = known_migrations();
  std::size_t count = 0;
  try {
    const postgres::Rows applied = co_await pool.query(sql::migrations_applied, postgres::Params());
    count = compare(known, applied);
  } catch (const postgres::Error& error) {
    if (error.sqlstate() != "42P01") throw;
  }
  if (count < known.size())
    throw std::runtime_error("the database lacks migrations of this version: run `jobswiped migrate` first.");
}

}  // namespace jobswipe::store
