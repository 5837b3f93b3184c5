#include "server/store/swipes_store.hpp"

#include <set>
#include <stdexcept>

#include "server/store/sql.hpp"

namespace jobswipe::store {
namespace {

constexpr int kAttempts = 3;

std::string hex(const Bytes& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const auto byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

struct Columns {
  std::vector<std::string> users, ids, jobs, resumes, fields;
  std::vector<std::int64_t> priorities;
};

postgres::Params params_of(const std::vector<NewSwipe>& swipes, const std::vector<base::ApplicationId>& ids,
                           const std::vector<std::size_t>& wanted) {
  Columns columns;
  for (const auto at : wanted) {
    const NewSwipe& swipe = swipes[at];
    columns.users.push_back(swipe.user.to_string());
    columns.ids.push_back(ids[at].to_string());
    columns.jobs.push_back(swipe.job.to_string());
    columns.resumes.push_back(swipe.resume ? swipe.resume->to_string() : std::string());
    columns.priorities.push_back(swipe.priority);
    columns.fields.push_back(swipe.custom_fields_sealed ? hex(*swipe.custom_fields_sealed) : std::string());
  }
  postgres::Params params;
  params.add_array(columns.users).add_array(columns.ids).add_array(columns.jobs).add_array(columns.resumes);
  params.add_array(columns.priorities).add_array(columns.fields);
  return params;
}

SwipeResult result_of(const postgres::Row& row) {
  using Verdict = SwipeResult::Verdict;
  SwipeResult result;
  if (!row.is_null("id")) {
    result.verdict = row.boolean("created") ? Verdict::created : Verdict::repeated;
    result.id = row.text("id");
    result.status = row.text("status");
    result.position = row.optional_integer("position");
  } else if (!row.boolean("known_job")) {
    result.verdict = Verdict::unknown_job;
  } else if (row.boolean("closed")) {
    result.verdict = Verdict::posting_closed;
  } else if (row.boolean("rules_decide")) {
    result.verdict = Verdict::rules_decide;
  } else {
    result.verdict = Verdict::no_resume;
  }
  return result;
}

/// Nothing speaks against it, and yet it is not there: the same swipe committed elsewhere while this statement waited.
bool lost_a_race(const postgres::Row& row) {
  return row.is_null("id") && row.boolean("known_job") && !row.boolean("closed") && !row.boolean("rules_decide") &&
         row.boolean("has_resume");
}

void require_distinct(const std::vector<NewSwipe>& swipes) {
  std::set<std::pair<base::UserId, base::JobId>> seen;
  for (const auto& swipe : swipes)
    if (!seen.emplace(swipe.user, swipe.job).second)
      throw std::invalid_argument("one statement can't hold two swipes of one person on one posting");
}

}  // namespace

asio::awaitable<std::vector<SwipeResult>> SwipesStore::write(std::vector<NewSwipe> swipes) {
  require_distinct(swipes);
  std::vector<SwipeResult> results(swipes.size());
  std::vector<base::ApplicationId> ids;
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < swipes.size(); ++i) {
    ids.push_back(base::ApplicationId::make());
    wanted.push_back(i);
  }
  for (int attempt = 1; !wanted.empty(); ++attempt) {
    auto params = params_of(swipes, ids, wanted);
    const postgres::Rows rows = co_await pool_.query(sql::swipe_right_many, std::move(params));
    std::vector<std::size_t> again;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (lost_a_race(rows[i]) && attempt < kAttempts)
        again.push_back(wanted[i]);
      else
        results[wanted[i]] = result_of(rows[i]);
    }
    wanted = std::move(again);
  }
  co_return results;
}

}  // namespace jobswipe::store
