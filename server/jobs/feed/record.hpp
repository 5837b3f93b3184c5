#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/jobs/feed/posting.hpp"

// What the parsers of all shapes share. A record that can't be used throws Refusal, which ends that record only.

namespace jobswipe::jobs {

namespace json = boost::json;

/// Ends one record. Caught by read_records.
struct Refusal {
  std::string field, reason;
};

/// The member, or nullptr when absent or null.
const json::value* member(const json::object& object, std::string_view name);
const json::object* object_member(const json::object& object, std::string_view name);  ///< refuses another type
const json::array* array_member(const json::object& object, std::string_view name);    ///< refuses another type

/// Text as one line; refuses when absent, of another type, empty or longer than `limit` bytes. `path` is what stands
/// before the name in the error, such as `categories.`.
std::string need_line(const json::object& object, std::string_view name, std::size_t limit, std::string_view path = "");
/// The same for what may be absent, null or empty.
std::optional<std::string> optional_line(const json::object& object, std::string_view name, std::size_t limit,
                                         std::string_view path = "");
/// Text as it is; "" when absent or null.
std::string text_or_empty(const json::object& object, std::string_view name);
/// An identifier: text or whole number.
std::string need_id(const json::object& object, std::string_view name);
/// A number, also one written as text such as "18.50"; nothing when absent, null or "".
std::optional<double> optional_number(const json::object& object, std::string_view name, std::string_view path = "");
bool flag(const json::object& object, std::string_view name);

/// RFC 3339, a date alone, `2026-11-09 09:00:00 UTC`, and forms without seconds or offset (taken as UTC). With
/// `end_of_day` a date alone is the moment at which the day ends. Years from 2000 to 2100 only.
std::optional<base::Time> read_date(std::string_view text, bool end_of_day = false);
base::Time need_date(const json::object& object, std::string_view name);
std::optional<base::Time> optional_date(const json::object& object, std::string_view name, bool end_of_day = false);

/// Pay from what a feed says; nothing unless currency, period and a positive amount are known. Swaps bounds in the
/// wrong order.
std::optional<Salary> make_salary(std::optional<double> min, std::optional<double> max, std::string_view currency,
                                  std::string_view period);
/// `year`, `month`, `week`, `day`, `hour`, or "" from any of the feeds' words for it, such as `per-year-salary` or `1
/// HOUR`.
std::string period_of(std::string_view word);
/// `remote`, `hybrid`, `onsite`, or nothing from a feed's word for it.
std::optional<std::string> work_mode_of(std::string_view word);
/// `Full-time`, `Part-time`, `Contract`, `Temporary`, `Internship`, `Volunteer`, or the employer's own word.
std::string employment_type_of(std::string_view word);
/// The same for a place's name, from a word in it: `Remote, Europe`.
std::optional<std::string> work_mode_in(const std::vector<std::string>& locations);
/// `fernweh-labs` → `Fernweh Labs`.
std::string company_of(std::string_view board);

/// Adds a place once; refuses more than 50.
void add_location(Posting& posting, std::string location);
/// Cleans the description into the posting and makes its summary; refuses when nothing readable is left.
void set_description(Posting& posting, std::string_view html, std::string_view field);
/// Checks the address and sets it.
void set_apply_url(Posting& posting, std::string_view url, std::string_view field, const FeedContext& context);

/// Reads each record with `read`, which fills a posting whose source is set, and returns false to leave the record out
/// (one that is not to be seen). Collects postings, errors and ids into `feed`; the same id twice is refused.
void read_records(const json::array& records, std::string_view id_name, ParsedFeed& feed,
                  const std::function<bool(const json::object& record, Posting& posting)>& read);

/// The board: as asked for, or else what the most postings' links say.
std::string board_from(const FeedContext& context, const std::vector<std::string>& candidates);

}  // namespace jobswipe::jobs
