#include "server/store/jobs_store.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <cctype>

#include "server/store/sql.hpp"

namespace jobswipe::store {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}
json::value number_or_null(const std::optional<double>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

/// As PostgreSQL reads a `point`: (longitude,latitude).
json::array points_json(const std::vector<MapPoint>& points) {
  json::array out;
  for (const auto& point : points) out.emplace_back(fmt::format("({},{})", point.longitude, point.latitude));
  return out;
}

/// The row as jobs_upsert.sql reads it.
json::object row_of(JobRecord record) {
  const JobCard& card = record.card;
  json::object row;
  row["id"] = card.id.to_string();
  row["source"] = card.source;
  row["board"] = record.board;
  row["external_id"] = record.external_id;
  row["snapshot_hash"] = record.snapshot_hash;
  row["content"] = std::move(record.content);
  row["title"] = card.title;
  row["company"] = card.company;
  row["locations"] = json::array(card.locations.begin(), card.locations.end());
  row["points"] = points_json(record.points);
  row["places_version"] = record.places_version;
  row["work_mode"] = text_or_null(card.work_mode);
  row["employment_type"] = text_or_null(card.employment_type);
  row["department"] = text_or_null(card.department);
  if (card.salary) {
    row["salary_min"] = number_or_null(card.salary->min);
    row["salary_max"] = number_or_null(card.salary->max);
    row["salary_currency"] = card.salary->currency;
    row["salary_period"] = card.salary->period;
    row["salary_yearly"] = number_or_null(record.salary_yearly);
  }
  row["apply_url"] = card.apply_url;
  row["apply_url_key"] = record.apply_url_key;
  row["summary"] = card.summary;
  row["description"] = record.description;
  row["posted_at"] = base::to_rfc3339(card.posted_at);
  row["expires_at"] = card.expires_at ? json::value(base::to_rfc3339(*card.expires_at)) : json::value(nullptr);
  return row;
}

std::optional<double> optional_real(const postgres::Row& row, std::string_view column) {
  if (row.is_null(column)) return std::nullopt;
  return row.real(column);
}

/// What a person typed as a text search query: all words, each as a beginning. "" when there is no word in it.
std::string search_query(std::string_view typed) {
  std::string query, word;
  bool readable = false;
  const auto finish = [&] {
    if (readable) query += (query.empty() ? "'" : " & '") + word + "':*";
    word.clear();
    readable = false;
  };
  for (const char c : typed) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ') {
      finish();
      continue;
    }
    if (c == '\'' || c == '\\') word += c;  // doubled inside quotes
    word += c;
    readable = readable || byte >= 0x80 || std::isalnum(byte) != 0;
  }
  finish();
  return query;
}

JobCard card_of(const postgres::Row& row) {
  JobCard card;
  card.id = base::JobId{row.uuid("id")};
  card.title = row.text("title");
  card.company = row.text("company");
  card.locations = row.text_array("locations");
  card.work_mode = row.optional_text("work_mode");
  card.employment_type = row.optional_text("employment_type");
  card.department = row.optional_text("department");
  card.seniority = row.text("seniority");
  card.language = row.text("language");
  if (!row.is_null("salary_currency")) {
    JobSalary salary;
    salary.min = optional_real(row, "salary_min");
    salary.max = optional_real(row, "salary_max");
    salary.currency = row.text("salary_currency");
    salary.period = row.text("salary_period");
    card.salary = std::move(salary);
  }
  card.summary = row.text("summary");
  card.apply_url = row.text("apply_url");
  card.source = row.text("source");
  card.posted_at = row.time("posted_at");
  card.expires_at = row.optional_time("expires_at");
  return card;
}

/// NULL for none, which filters nothing.
void add_list(postgres::Params& params, const std::vector<std::string>& values) {
  if (values.empty())
    params.add(nullptr);
  else
    params.add_array(values);
}

void add_surroundings(postgres::Params& params, const std::optional<Surroundings>& near) {
  if (near)
    params.add(near->centre.longitude).add(near->centre.latitude).add(near->radius_km).add(near->or_unplaced);
  else
    params.add(nullptr).add(nullptr).add(nullptr).add(nullptr);
}

}  // namespace

asio::awaitable<JobsWritten> JobsStore::upsert(std::vector<JobRecord> records) {
  json::array rows;
  rows.reserve(records.size());
  for (auto& record : records) rows.push_back(row_of(std::move(record)));
  const json::value batch = std::move(rows);
  const postgres::Rows result = co_await pool_.query(sql::jobs_upsert, postgres::params(batch));
  const auto row = result.front();
  JobsWritten written;
  written.added = row.integer("added");
  written.changed = row.integer("changed");
  written.reopened = row.integer("reopened");
  written.unchanged = row.integer("unchanged");
  written.duplicates = row.integer("duplicates");
  co_return written;
}

asio::awaitable<std::int64_t> JobsStore::close_missing(std::string source, std::string board,
                                                       std::vector<std::string> external_ids) {
  postgres::Params params = postgres::params(source, board);
  params.add_array(external_ids);
  const postgres::Rows result = co_await pool_.query(sql::jobs_close_missing, std::move(params));
  co_return result.affected();
}

asio::awaitable<std::vector<UnplacedJob>> JobsStore::to_place(int version, int count) {
  const postgres::Rows rows = co_await pool_.query(sql::jobs_to_place, postgres::params(version, count));
  std::vector<UnplacedJob> jobs(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    jobs[i].id = base::JobId(rows[i].uuid("id"));
    jobs[i].locations = rows[i].text_array("locations");
  }
  co_return jobs;
}

asio::awaitable<void> JobsStore::place(std::vector<UnplacedJob> jobs, int version) {
  json::array rows;
  for (const auto& job : jobs) {
    json::object row;
    row["id"] = job.id.to_string();
    row["locations"] = json::array(job.locations.begin(), job.locations.end());
    row["points"] = points_json(job.points);
    rows.push_back(std::move(row));
  }
  const json::value batch = std::move(rows);
  co_await pool_.query(sql::jobs_place, postgres::params(version, batch));
}

asio::awaitable<std::vector<JobCard>> JobsStore::deck(base::UserId user, DeckFilter filter,
                                                      std::optional<DeckCursor> after, int limit) {
  std::optional<base::Time> posted_at;
  std::optional<base::JobId> id;
  if (after) {
    posted_at = after->posted_at;
    id = after->id;
  }
  // Three statements, so that each has one good plan: along the deck's index, the same with filters, or from the words'
  // index.
  postgres::Statement statement = sql::jobs_deck;
  postgres::Params params = postgres::params(user, posted_at, id, limit);
  const std::string words = search_query(filter.words.value_or(""));
  const bool filtered = filter.location || filter.near || !filter.work_modes.empty() || !filter.seniorities.empty() ||
                        filter.salary_min || filter.max_age_days;
  if (!words.empty() || filtered) {
    statement = words.empty() ? sql::jobs_deck_filtered : sql::jobs_deck_search;
    params.add(filter.location);
    add_list(params, filter.work_modes);
    params.add(filter.salary_min).add(filter.max_age_days).add(filter.or_remote).add(filter.salary_currency);
    add_list(params, filter.seniorities);
    add_surroundings(params, filter.near);
  }
  if (!words.empty()) params.add(words);
  const postgres::Rows rows = co_await pool_.query(statement, std::move(params));
  std::vector<JobCard> cards;
  cards.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) cards.push_back(card_of(rows[i]));
  co_return cards;
}

asio::awaitable<std::optional<StoredJob>> JobsStore::get(base::JobId id) {
  const postgres::Rows rows = co_await pool_.query(sql::jobs_get, postgres::params(id));
  if (rows.empty()) co_return std::nullopt;
  const auto row = rows.front();
  StoredJob job;
  job.content = row.json("content").as_object();
  job.snapshot_hash = row.text("snapshot_hash");
  job.closed_at = row.optional_time("closed_at");
  job.seniority = row.text("seniority");
  co_return job;
}

asio::awaitable<bool> JobsStore::block_employer(base::UserId user, std::string company) {
  const postgres::Rows rows = co_await pool_.query(sql::employer_block, postgres::params(user, company, kMostBlocked));
  co_return rows.front().boolean("blocked");
}

asio::awaitable<void> JobsStore::unblock_employer(base::UserId user, std::string company) {
  co_await pool_.query(sql::employer_unblock, postgres::params(user, company));
}

asio::awaitable<json::array> JobsStore::blocked_employers(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::employers_blocked, postgres::params(user));
  json::array list;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    json::object employer;
    employer["company"] = rows[i].text("company");
    employer["createdAt"] = base::to_rfc3339(rows[i].time("created_at"));
    list.push_back(std::move(employer));
  }
  co_return list;
}

}  // namespace jobswipe::store
