#include "server/store/resume_rules_store.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "server/store/sql.hpp"

namespace jobswipe::store {
namespace {

namespace json = boost::json;

constexpr char kRules[] = "resume_rules";

std::vector<std::string> texts(const json::object& rule, std::string_view name) {
  std::vector<std::string> list;
  if (const auto* values = rule.if_contains(name))
    for (const auto& value : values->as_array()) list.emplace_back(value.as_string());
  return list;
}

domain::ResumeRule rule_of(const json::object& given) {
  domain::ResumeRule rule;
  rule.resume = given.at("resumeId").as_string();
  rule.title_words = texts(given, "titleWords");
  rule.companies = texts(given, "companies");
  rule.languages = texts(given, "languages");
  rule.work_modes = texts(given, "workModes");
  return rule;
}

}  // namespace

std::optional<base::ResumeId> ResumeRules::proposed(const domain::RulePosting& posting) const {
  if (const auto resume = domain::proposed_resume(read_, posting)) return base::ResumeId::parse(*resume).value();
  return default_resume;
}

asio::awaitable<ResumeRules> ResumeRulesStore::get(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::resume_rules_get, postgres::params(user));
  const auto row = rows.front();
  ResumeRules found;
  found.version = row.integer("version");
  if (!row.is_null("default_resume")) found.default_resume = base::ResumeId(row.uuid("default_resume"));
  const auto resumes = row.text_array("resumes");
  found.resumes.insert(resumes.begin(), resumes.end());
  if (row.is_null("sealed")) co_return found;
  const auto plain = co_await vault_.open(user, kRules, row.bytes("sealed"));
  const auto all = json::parse(plain).as_array();
  for (const auto& rule : all) {
    if (!found.resumes.contains(std::string(rule.at("resumeId").as_string()))) continue;
    found.rules.push_back(rule);
    found.read_.push_back(rule_of(rule.as_object()));
  }
  co_return found;
}

asio::awaitable<base::Result<ResumeRules>> ResumeRulesStore::put(base::UserId user, json::array rules,
                                                                 std::optional<std::int64_t> expected) {
  auto known = co_await get(user);
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (!known.resumes.contains(std::string(rules[i].at("resumeId").as_string())))
      co_return base::Error::invalid("/rules/" + std::to_string(i) + "/resumeId", "must be one of your résumés");
  const auto sealed = co_await vault_.seal(user, kRules, json::serialize(rules));
  postgres::Params params;
  params.add(user).add_bytes(sealed).add(expected);
  const postgres::Rows saved = co_await pool_.query(sql::resume_rules_put, std::move(params));
  if (saved.empty()) {
    base::Error error;
    error.code = base::ErrorCode::precondition_failed;
    error.detail = "Another device has changed the rules since they were read. Read them again, then change them.";
    co_return error;
  }
  known.version = saved.front().integer("version");
  known.rules = std::move(rules);
  known.read_.clear();
  for (const auto& rule : known.rules) known.read_.push_back(rule_of(rule.as_object()));
  co_return known;
}

asio::awaitable<std::optional<domain::RulePosting>> ResumeRulesStore::posting(base::JobId job) {
  const postgres::Rows rows = co_await pool_.query(sql::resume_rules_posting, postgres::params(job));
  if (rows.empty()) co_return std::nullopt;
  const auto row = rows.front();
  domain::RulePosting posting;
  posting.title = row.text("title");
  posting.company = row.text("company");
  posting.language = row.text("language");
  posting.work_mode = row.text("work_mode");
  co_return posting;
}

asio::awaitable<std::optional<base::ResumeId>> ResumeRulesStore::proposed_for(base::UserId user, base::JobId job) {
  const auto rules = co_await get(user);
  const auto looked_at = co_await posting(job);
  if (!looked_at) co_return rules.default_resume;
  co_return rules.proposed(*looked_at);
}

}  // namespace jobswipe::store
