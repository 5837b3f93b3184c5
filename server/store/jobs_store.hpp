#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/id.hpp"
#include "io/postgres/pool.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

struct JobSalary {
  std::optional<double> min, max;
  std::string currency, period;
};

/// What a card shows of a posting.
struct JobCard {
  base::JobId id;
  std::string title, company;
  std::vector<std::string> locations;
  std::optional<std::string> work_mode, employment_type, department;
  std::string language;   ///< ISO 639-1, read from the description by the database; "" when it can't tell
  std::string seniority;  ///< `Seniority` of the contract; read from the title by the database
  std::optional<JobSalary> salary;
  std::string summary, apply_url, source;
  base::Time posted_at;
  std::optional<base::Time> expires_at;
};

/// Degrees.
struct MapPoint {
  double latitude = 0, longitude = 0;
};

/// One posting to be written. `card.id` is used when it is new.
struct JobRecord {
  JobCard card;
  std::string board, external_id;
  std::string apply_url_key;    ///< equal for all addresses of the same application form
  std::string description;      ///< plain text, for searching
  std::string snapshot_hash;    ///< 64 hexadecimal digits
  boost::json::object content;  ///< stored under the hash when that is new
  std::optional<double> salary_yearly;
  std::vector<MapPoint> points;  ///< of the places that the card's locations name
  int places_version = 0;        ///< of the places and rules that `points` come from; 0 has them read later
};

/// A posting whose places are to be read anew.
struct UnplacedJob {
  base::JobId id;
  std::vector<std::string> locations;
  std::vector<MapPoint> points;  ///< empty until they are read
};

struct JobsWritten {
  std::int64_t added = 0, changed = 0, reopened = 0, unchanged = 0;
  std::int64_t duplicates = 0;  ///< left to the feed that brought them first
};

/// Where a page of the deck ends.
struct DeckCursor {
  base::Time posted_at;
  base::JobId id;
};

/// Places at most so far away, along the earth.
struct Surroundings {
  MapPoint centre;
  int radius_km = 0;
  bool or_unplaced = false;  ///< postings too whose places are not known
};

struct DeckFilter {
  std::optional<std::string> words;     ///< all of them, as beginnings of words of title, company, place or description
  std::optional<std::string> location;  ///< part of a place's name
  std::optional<Surroundings> near;     ///< one of the posting's places must lie there
  bool or_remote = false;               ///< with `location` or `near`: remote postings too
  std::vector<std::string> work_modes, seniorities;  ///< any of them; empty for all
  std::optional<double> salary_min;                  ///< per year; postings that tell no pay are left out
  std::optional<std::string> salary_currency;        ///< with `salary_min`: pay in others is left out
  std::optional<int> max_age_days;
};

struct StoredJob {
  boost::json::object content;
  std::string snapshot_hash, seniority;
  std::optional<base::Time> closed_at;
};

/// Postings and their snapshots: tables `jobs` and `job_snapshots`. Throws postgres::Error and postgres::Unavailable.
/// Use from the pool's thread.
class JobsStore {
 public:
  explicit JobsStore(postgres::Pool& pool) : pool_(pool) {}

  /// Writes new and changed postings and their snapshots in one statement; safe to repeat. Each source, board and
  /// external id at most once. A posting whose application form another open posting of another board has is left out.
  asio::awaitable<JobsWritten> upsert(std::vector<JobRecord> records);
  /// Closes the board's open postings that are not among `external_ids`; gives their number.
  asio::awaitable<std::int64_t> close_missing(std::string source, std::string board,
                                              std::vector<std::string> external_ids);

  /// At most `count` open postings that an earlier version of the places has placed, or none.
  asio::awaitable<std::vector<UnplacedJob>> to_place(int version, int count);
  /// Writes their points. Safe to repeat; a posting that has changed since it was read is left as it is.
  asio::awaitable<void> place(std::vector<UnplacedJob> jobs, int version);

  /// At most `limit` (1 to 101) open postings that the person has neither passed nor applied to, newest first, after
  /// `after`.
  asio::awaitable<std::vector<JobCard>> deck(base::UserId user, DeckFilter filter, std::optional<DeckCursor> after,
                                             int limit);
  /// The posting as it is now, or nothing.
  asio::awaitable<std::optional<StoredJob>> get(base::JobId id);

  // Employers whose postings the person does not want in the deck; names are the same whatever their case and spaces.
  static constexpr int kMostBlocked = 500;
  /// False when there are kMostBlocked already.
  asio::awaitable<bool> block_employer(base::UserId user, std::string company);
  asio::awaitable<void> unblock_employer(base::UserId user, std::string company);
  /// `BlockedEmployers.employers` of the contract, by name.
  asio::awaitable<boost::json::array> blocked_employers(base::UserId user);

 private:
  postgres::Pool& pool_;
};

}  // namespace jobswipe::store
